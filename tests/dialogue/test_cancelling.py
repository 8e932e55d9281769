"""Cancelling: never without a yes to the appointment named."""

from dataclasses import replace
from datetime import time, timedelta

from booking_bot.dialogue.desk import Note, Reason
from booking_bot.language.frame import Act
from tests.dialogue.chat import THE_APPOINTMENT, WEDNESDAY, Chat, on, with_appointment
from tests.dialogue.fake import NOW, SHOP, FakeDesk, appointment


def test_cancelling_names_the_appointment_and_needs_a_yes() -> None:
    chat = with_appointment()

    asked = chat.says("cancela mi cita", Act.CANCEL)
    before = list(chat.desk.log)
    chat.says("sí", Act.AFFIRM)

    assert asked == "¿Anulo tu cita de Corte con Leo del miércoles 20 de mayo a las 17:00?"
    assert before == []
    assert chat.desk.log == ["cancelled 1"]


def test_not_wanting_to_cancel_starts_nothing() -> None:
    for acts in ([Act.OTHER], [Act.CANCEL], [Act.DENY], [Act.BOOK]):
        chat = with_appointment()

        reply = chat.says("no quiero cancelar la cita", *acts)

        assert reply == f"De acuerdo, no anulo nada: sigue en pie {THE_APPOINTMENT}."
        assert chat.desk.log == []
        assert chat.state.wish is None


def test_a_no_at_the_question_keeps_it() -> None:
    chat = with_appointment()
    chat.says("cancelar", Act.CANCEL)

    reply = chat.says("no, no la canceles", Act.CANCEL)

    assert reply == f"De acuerdo, no anulo nada: sigue en pie {THE_APPOINTMENT}."
    assert chat.desk.log == []


def test_a_day_without_appointment_does_not_cancel_the_only_one() -> None:
    chat = with_appointment()

    reply = chat.says(
        "cancela la del martes y dame otra para el jueves a las 17:00",
        Act.CANCEL,
        Act.BOOK,
        which=(on(19),),
        when=(on(14, time(17)),),
    )
    then = chat.says("no", Act.DENY)

    assert reply == (
        "No encuentro ninguna cita a tu nombre para entonces.\n"
        f"Lo que tienes es {THE_APPOINTMENT}. ¿Es a lo que te refieres?"
    )
    assert then == (
        f"De acuerdo, no anulo nada: sigue en pie {THE_APPOINTMENT}.\n¿Para qué servicio quieres la cita?"
    )
    assert chat.desk.log == []


def test_the_second_wish_waits_for_the_first() -> None:
    chat = with_appointment()
    chat.says(
        "cancela la del miércoles y dame un tinte el jueves a las 5",
        Act.CANCEL,
        Act.BOOK,
        which=(on(20),),
        service=("tinte",),
        when=(on(14, time(17)),),
    )

    chat.says("sí", Act.AFFIRM)
    chat.says("sí", Act.AFFIRM)

    assert chat.desk.log == ["cancelled 1", "booked tinte 2026-05-14 17:00 Ana"]


def test_of_two_appointments_it_is_asked_which() -> None:
    chat = with_appointment(appointment(2, WEDNESDAY + timedelta(days=1)))

    asked = chat.says("cancela mi cita", Act.CANCEL)
    titles = chat.titles
    chat.says("la segunda", Act.CHOOSE, choice=2)
    chat.says("sí", Act.AFFIRM)

    assert asked == "¿Cuál quieres anular?"
    assert titles == ["mié 20 may, 17:00", "jue 21 may, 17:00"]
    assert chat.desk.log == ["cancelled 2"]


def test_cancelling_within_a_booking_drops_the_draft_alone() -> None:
    chat = with_appointment()
    chat.says("tinte mañana", Act.BOOK, service=("tinte",), when=(on(13),))

    reply = chat.says("cancelar", Act.CANCEL)

    assert reply == "De acuerdo, lo dejo. Lo que ya tenías sigue igual."
    assert chat.desk.log == []


def test_nothing_to_cancel_offers_to_book() -> None:
    chat = Chat()

    reply = chat.says("anula mi cita", Act.CANCEL)
    then = chat.says("sí", Act.AFFIRM)

    assert reply == "No encuentro ninguna cita a tu nombre. ¿Quieres que te busque hora?"
    assert then == "¿Para qué servicio quieres la cita?"


def test_too_late_to_cancel_goes_to_a_person() -> None:
    chat = Chat(
        FakeDesk(
            shop=replace(SHOP, cancel_notice=timedelta(hours=24)),
            booked=[appointment(1, NOW + timedelta(hours=3))],
        )
    )
    chat.says("cancela mi cita", Act.CANCEL)

    reply = chat.says("sí", Act.AFFIRM)

    assert reply.startswith("Con tan poco tiempo ya no puedo hacerlo yo; se lo paso al equipo")
    assert [reason for reason, _ in chat.desk.handed] == [Reason.TOO_LATE_TO_CHANGE]


def test_another_of_them_named_by_its_service() -> None:
    chat = with_appointment(appointment(2, WEDNESDAY + timedelta(days=1), service="tinte", staff="marta"))
    chat.says("cancela la del miércoles", Act.CANCEL, which=(on(20),))

    reply = chat.says("el tinte", service=("tinte",))

    assert reply == "¿Anulo tu cita de Tinte con Marta del jueves 21 de mayo a las 17:00?"
    assert chat.desk.log == []


def test_not_coming_is_about_the_appointment_even_within_a_booking() -> None:
    chat = with_appointment()
    chat.says("tinte mañana", Act.BOOK, service=("tinte",), when=(on(13),))

    reply = chat.says("no voy a poder ir, cancela mi cita", Act.CANCEL)

    assert reply == "¿Anulo tu cita de Corte con Leo del miércoles 20 de mayo a las 17:00?"
    assert chat.desk.log == []


def test_all_of_them_are_named_and_cancelled_with_one_yes() -> None:
    chat = with_appointment(appointment(2, WEDNESDAY + timedelta(days=1)))

    asked = chat.says("cancela las dos", Act.CANCEL)
    done = chat.says("sí", Act.AFFIRM)

    assert asked == (
        "Son 2: Corte con Leo, el miércoles 20 de mayo a las 17:00; "
        "Corte con Leo, el jueves 21 de mayo a las 17:00. ¿Te las anulo?"
    )
    assert done == "Hecho, te las he anulado (2). Cuando quieras volver, escríbeme."
    assert chat.desk.log == ["cancelled 1", "cancelled 2"]


def test_a_yes_cancels_nothing_that_was_moved_since_it_was_asked() -> None:
    chat = with_appointment()
    chat.says("cancela mi cita", Act.CANCEL)
    moved = replace(chat.desk.booked[0], revision=4, start=WEDNESDAY + timedelta(hours=1))
    chat.desk.booked = [moved]

    reply = chat.says("sí", Act.AFFIRM)

    assert reply == "¿Anulo tu cita de Corte con Leo del miércoles 20 de mayo a las 18:00?"
    assert chat.desk.log == []


def test_of_several_the_one_too_close_goes_to_a_person_and_the_rest_is_cancelled() -> None:
    shop = replace(SHOP, cancel_notice=timedelta(hours=3))
    soon, later = appointment(1, NOW + timedelta(hours=1)), appointment(2, WEDNESDAY)
    chat = Chat(FakeDesk(shop=shop, booked=[soon, later]))
    chat.says("anula todas mis citas", Act.CANCEL)

    reply = chat.says("sí", Act.AFFIRM)

    assert reply.startswith(
        "Hecho, he anulado tu cita de Corte con Leo del miércoles 20 de mayo a las 17:00."
    )
    assert chat.desk.log == ["cancelled 2", f"handed over: {Reason.TOO_LATE_TO_CHANGE}"]


def test_the_owner_hears_of_what_is_cancelled_within_a_day() -> None:
    in_time, late = (with_appointment(now=WEDNESDAY - timedelta(hours=hours)) for hours in (25, 23))
    for chat in (in_time, late):
        chat.says("cancela mi cita", Act.CANCEL)
        chat.says("sí", Act.AFFIRM)

    assert in_time.desk.notes == []
    assert late.desk.notes == [(Note.CANCELLED_LATE, "", 1)]


def test_of_a_visit_the_part_that_is_named_may_go_alone() -> None:
    parts = [
        appointment(number, WEDNESDAY + timedelta(minutes=90 * number - 90), service=service, staff="marta")
        for number, service in enumerate(("tinte", "corte"), start=1)
    ]
    chat = Chat(FakeDesk(booked=[replace(parts[0], rest=(parts[1],))]))

    asked = chat.says("anula el corte", Act.CANCEL, service=("corte",))
    named = chat.says("solo el corte", service=("corte",))
    chat.says("sí", Act.AFFIRM)

    assert asked == (
        "Corte es parte de una visita: Tinte y corte con Marta el miércoles 20 de mayo a las 17:00. "
        "¿Solo eso o todo?"
    )
    assert named == "¿Anulo tu cita de Corte con Marta del miércoles 20 de mayo a las 18:30?"
    assert chat.desk.log == ["cancelled 2"]


def test_a_yes_to_a_visit_that_has_changed_since_is_asked_anew() -> None:
    parts = [appointment(number, WEDNESDAY + timedelta(minutes=30 * number)) for number in (1, 2)]
    chat = Chat(FakeDesk(booked=[replace(parts[0], rest=(parts[1],))]))
    chat.says("cancela mi cita", Act.CANCEL)
    moved = replace(parts[1], revision=4)
    chat.desk.booked = [replace(parts[0], rest=(moved,))]

    reply = chat.says("sí", Act.AFFIRM)

    assert chat.desk.log == []
    assert reply.startswith("¿Anulo tu cita")
