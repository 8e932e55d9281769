"""Booking: what customers do to a receptionist on the way to an appointment."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

from booking_bot.dialogue.desk import Booked, CustomerFacts, Offer, Question, Reason, ServiceFacts
from booking_bot.language.frame import Act, Daypart, Window
from tests.dialogue.chat import Chat, at, on, proposed
from tests.dialogue.fake import MADRID, SHOP, FakeDesk


def test_everything_known_at_once_takes_two_turns() -> None:
    chat = Chat()

    asked = chat.says("corte el jueves a las 5", Act.BOOK, service=("corte",), when=(on(14, time(17)),))
    done = chat.says("sí", Act.AFFIRM)

    assert asked == "Corte con Marta el jueves 14 de mayo a las 17:00 (30 min, 16 €). ¿Te la reservo?"
    assert done == (
        "¡Listo! Tu cita: Corte con Marta el jueves 14 de mayo a las 17:00. "
        "Si necesitas cambiarla o anularla, escríbeme por aquí."
    )
    assert chat.desk.log == ["booked corte 2026-05-14 17:00 Ana"]


class Reached(FakeDesk):
    """The desk of a shop whose pages customers reach."""

    def find(self, appointment_id: int) -> Booked:
        return replace(super().find(appointment_id), link="https://example.com/cita/1-x.ics")

    def book(self, offer: Offer, **told: Any) -> Booked:
        return self.find(super().book(offer, **told).id)

    def appointments(self) -> tuple[Booked, ...]:
        return tuple(self.find(one.id) for one in super().appointments())


def test_the_receipt_leads_to_the_file_for_their_calendar_where_they_reach_it() -> None:
    chat = Chat(desk=Reached())
    chat.says("corte el jueves a las 5", Act.BOOK, service=("corte",), when=(on(14, time(17)),))

    booked = chat.says("sí", Act.AFFIRM)
    chat.says("cámbiala a las 11", Act.RESCHEDULE, when=(on(14, time(11)),))
    moved = chat.says("sí", Act.AFFIRM)
    told = chat.says("mándamelo al calendario", Act.MY_APPOINTMENTS)

    assert booked.splitlines()[-1] == "Para el calendario: https://example.com/cita/1-x.ics"
    assert (
        moved.splitlines()[0]
        == "Hecho, te la he cambiado: Corte con Marta el jueves 14 de mayo a las 11:00. ¡Te esperamos!"
    )
    assert moved.splitlines()[-1] == "Para el calendario: https://example.com/cita/1-x.ics"
    assert told.splitlines() == [
        "Tu cita: Corte con Marta, el jueves 14 de mayo a las 11:00.",
        "Para el calendario: https://example.com/cita/1-x.ics",
    ]


def test_only_the_time_proposed_is_held() -> None:
    chat = proposed()

    held = chat.desk.held
    chat.says("mejor por la tarde", when=(Window(daypart=Daypart.AFTERNOON),))

    assert held is not None
    assert held.start == datetime(2026, 5, 14, 17, tzinfo=MADRID)
    assert chat.desk.held is None


def test_picking_an_offered_time_books_at_once() -> None:
    chat = Chat()
    listed = chat.says("tinte el jueves", Act.BOOK, service=("tinte",), when=(on(14),))
    titles = chat.titles

    chat.says("la segunda", Act.CHOOSE, choice=2)

    assert listed == (
        "Para Tinte (1 h 30 min, 45 €) el jueves 14 de mayo tengo estas horas. ¿Cuál te viene mejor?"
    )
    assert titles == ["jue 14 may, 9:00", "jue 14 may, 12:00", "jue 14 may, 18:30"]
    assert chat.desk.log == ["booked tinte 2026-05-14 12:00 Ana"]


def test_a_typed_number_and_a_tap_do_the_same() -> None:
    typed, tapped = Chat(), Chat()
    for chat in (typed, tapped):
        chat.says("tinte el jueves", Act.BOOK, service=("tinte",), when=(on(14),))

    typed.says("3", Act.OTHER)
    tapped.taps("jue 14 may, 18:30")

    assert typed.desk.log == tapped.desk.log == ["booked tinte 2026-05-14 18:30 Ana"]


def test_a_number_beyond_the_list_books_nothing() -> None:
    chat = Chat()
    chat.says("tinte el jueves", Act.BOOK, service=("tinte",), when=(on(14),))

    reply = chat.says("la séptima", Act.CHOOSE, choice=7)

    assert reply.startswith("Ese número no está en la lista.\n")
    assert chat.desk.log == []


def test_a_yes_to_several_times_asks_which() -> None:
    chat = Chat()
    chat.says("tinte el jueves", Act.BOOK, service=("tinte",), when=(on(14),))

    reply = chat.says("sí", Act.AFFIRM)

    assert reply == "Dime el número o la hora.\nPara Tinte, ¿cuál de estas horas te va bien?"
    assert chat.titles == ["jue 14 may, 9:00", "jue 14 may, 12:00", "jue 14 may, 18:30"]
    assert chat.desk.log == []


def test_three_yeses_make_one_appointment() -> None:
    chat = proposed()

    replies = [chat.says("sí", Act.AFFIRM), chat.says("sí", Act.OTHER), chat.says("sí", Act.OTHER)]

    assert chat.desk.log == ["booked corte 2026-05-14 17:00 Ana"]
    assert replies[1] == "Ya está: tu cita es Corte con Marta, el jueves 14 de mayo a las 17:00."


def test_a_yes_with_another_time_is_a_correction() -> None:
    chat = proposed()

    reply = chat.says("sí, pero mejor a las 6", Act.DENY, when=(at(18),))

    assert reply == (
        "De acuerdo, lo cambio.\nCorte con Marta el jueves 14 de mayo a las 18:00. ¿Te la reservo?"
    )
    assert chat.desk.log == []


def test_a_yes_that_repeats_the_proposal_is_a_yes() -> None:
    chat = proposed()

    chat.says("sí, el jueves a las 5", Act.AFFIRM, when=(on(14, time(17)),))

    assert chat.desk.log == ["booked corte 2026-05-14 17:00 Ana"]


def test_another_day_after_a_change_of_mind() -> None:
    chat = Chat()
    chat.says("manicura el viernes", Act.BOOK, service=("manicura",), when=(on(15),))

    chat.says("no, espera, el viernes no, el lunes", Act.DENY, when=(on(18),), not_when=(on(15),))

    assert chat.titles == ["lun 18 may, 9:00", "lun 18 may, 13:00", "lun 18 may, 19:15"]


def test_a_new_day_keeps_the_wished_hour_as_a_preference() -> None:
    chat = proposed()

    chat.says("mejor el lunes", Act.DENY, when=(on(18),))

    assert chat.titles == ["lun 18 may, 16:30", "lun 18 may, 17:00", "lun 18 may, 17:30"]


def test_a_service_is_no_name() -> None:
    chat = Chat(FakeDesk(customer=CustomerFacts()))
    chat.says("corte el jueves a las 5", Act.BOOK, service=("corte",), when=(on(14, time(17)),))
    asked = chat.says("sí", Act.AFFIRM)

    corrected = chat.says("mejor tinte", service=("tinte",))
    chat.says("sí", Act.AFFIRM)
    chat.says("me llamo leo", name="leo")

    assert asked == "¿A nombre de quién la apunto?"
    assert corrected.startswith("De acuerdo, lo cambio.\nTinte con Marta el jueves 14 de mayo a las 17:00")
    assert chat.desk.log == ["booked tinte 2026-05-14 17:00 Leo"]
    assert chat.desk.customer.name == "Leo"


def test_another_persons_name_does_not_rename_the_customer() -> None:
    chat = Chat()
    chat.says(
        "corte el jueves a las 5 a nombre de mi madre, Carmen",
        Act.BOOK,
        service=("corte",),
        when=(on(14, time(17)),),
        name="Carmen",
        for_other=True,
    )

    chat.says("sí", Act.AFFIRM)

    assert chat.desk.log == ["booked corte 2026-05-14 17:00 Carmen"]
    assert chat.desk.customer.name == "Ana"


def test_a_price_asked_in_between_is_answered_and_the_question_put_again() -> None:
    chat = Chat()
    listed = chat.says("tinte el jueves", Act.BOOK, service=("tinte",), when=(on(14),))

    reply = chat.says("¿y cuánto cuesta?", Act.ASK_PRICE)

    assert listed.endswith("tengo estas horas. ¿Cuál te viene mejor?")
    assert reply == "Tinte: 45 € (1 h 30 min).\nPara Tinte, ¿cuál de estas horas te va bien?"


def test_two_questions_in_between_get_one_reply() -> None:
    chat = Chat()
    chat.says("quiero cita", Act.BOOK)

    reply = chat.says("¿dónde estáis? ¿hay parking?", Act.ASK_LOCATION, Act.OTHER)

    assert reply == (
        "Estamos en Calle del Prado 3.\n"
        "Sí, hay aparcamiento en la esquina.\n"
        "¿Para qué servicio quieres la cita?"
    )


def test_the_price_of_another_service_changes_nothing() -> None:
    chat = proposed()

    chat.says("¿y el tinte cuánto vale?", Act.ASK_PRICE, service=("tinte",))
    chat.says("sí", Act.AFFIRM)

    assert chat.desk.log == ["booked corte 2026-05-14 17:00 Ana"]


def test_why_a_name_is_asked() -> None:
    chat = Chat(FakeDesk(customer=CustomerFacts()))
    chat.says("corte el jueves a las 5", Act.BOOK, service=("corte",), when=(on(14, time(17)),))
    chat.says("sí", Act.AFFIRM)

    reply = chat.says("¿por qué me pides el nombre?", Act.OTHER)

    assert reply == (
        "Para que el equipo sepa a quién espera; no se usa para nada más.\n¿A nombre de quién la apunto?"
    )


def test_two_people_are_proposed_and_booked_as_one_visit() -> None:
    chat = Chat()
    proposal = chat.says(
        "cita para mi hija y para mí, corte el jueves a las 5",
        Act.BOOK,
        service=("corte",),
        when=(on(14, time(17)),),
        party=2,
        for_other=True,
    )

    chat.says("sí", Act.AFFIRM)

    assert proposal == (
        "Corte para 2 a la vez con Marta y Leo el jueves 14 de mayo a las 17:00 (30 min, 32 €). "
        "¿Te la reservo?"
    )
    assert [(one.staff, one.start.hour, one.name) for one in chat.desk.booked[0].parts] == [
        ("marta", 17, "hija de Ana"),
        ("leo", 17, "Ana"),
    ]


def test_two_services_follow_each_other() -> None:
    chat = Chat()
    chat.says(
        "tinte y corte el jueves a las 5", Act.BOOK, service=("tinte", "corte"), when=(on(14, time(17)),)
    )

    chat.says("sí", Act.AFFIRM)

    assert chat.desk.log == ["booked tinte 2026-05-14 17:00 Ana; corte 18:30 Ana"]


def test_a_party_beyond_the_limit_goes_to_a_person_with_what_is_known() -> None:
    chat = Chat()

    chat.says("somos 5 para el sábado", Act.BOOK, party=5, when=(on(16),))

    assert chat.desk.handed == [
        (Reason.PARTY, "«somos 5 para el sábado» · quiere reservar, 16/05/2026, 5 personas")
    ]


def test_what_a_service_asks_is_asked_once() -> None:
    colour = ServiceFacts(
        "tinte", "Tinte", timedelta(minutes=90), 4500, questions=(Question("alergia", "¿Alguna alergia?"),)
    )
    chat = Chat(FakeDesk(shop=replace(SHOP, services=(colour,))))
    chat.says("el jueves a las 5", Act.BOOK, when=(on(14, time(17)),))

    asked = chat.says("sí", Act.AFFIRM)
    chat.says("ninguna que yo sepa", Act.DENY)

    assert asked == "Antes de apuntarla: ¿Alguna alergia?"
    assert chat.desk.answers == {"alergia": "ninguna que yo sepa"}
    assert chat.desk.log == ["booked tinte 2026-05-14 17:00 Ana"]


def test_a_day_named_beside_another_wish_is_no_pick() -> None:
    chat = Chat()
    chat.says("tinte el jueves", Act.BOOK, service=("tinte",), when=(on(14),))

    chat.says("¿qué citas tengo el jueves?", Act.MY_APPOINTMENTS, Act.CHOOSE, choice=1)
    chat.says("la primera, pero con Leo", Act.CHOOSE, choice=1, staff="leo")

    assert chat.desk.log == []


def test_book_it_for_me_is_a_yes_to_the_proposal() -> None:
    chat = proposed()

    chat.says("resérvamela", Act.OTHER)

    assert chat.desk.log == ["booked corte 2026-05-14 17:00 Ana"]


def test_a_question_is_no_yes() -> None:
    chat = proposed()

    chat.says("¿y si vengo antes?", Act.AFFIRM)
    asked = list(chat.desk.log)
    chat.says("sí, está bien, ¿verdad?", Act.AFFIRM)

    assert asked == []
    assert chat.desk.log == ["booked corte 2026-05-14 17:00 Ana"]
