"""The waiting list from the wish to the place, on both databases and with the clock told."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlmodel import col, select

from booking_bot.db import Database
from booking_bot.models import (
    Appointment,
    Conversation,
    Customer,
    CustomerAnswer,
    FreedPlace,
    Holder,
    Service,
    WaitEntry,
    WaitStatus,
)
from booking_bot.services import bookings, consents, turns
from tests.services.waiting_salon import PHONES, Salon

MOMENT = "martes 24 de noviembre a las 10:00"
OFFER = (
    f"¡Se ha liberado un hueco! Corte, el {MOMENT}. ¿Lo quieres? También se lo digo a otras personas: "
    "es para quien antes me diga que sí."
)
GONE = f"Lo siento, el hueco del {MOMENT} ya lo han cogido. Sigues en la lista de espera."
TOO_LATE = "Lo siento, ese hueco ya lo han cogido. Sigues en la lista de espera."
RECEIPT = f"¡Listo! Tu cita: Corte el {MOMENT}. Si necesitas cambiarla o anularla, escríbeme por aquí."


@pytest.fixture
def salon(database: Database) -> Salon:
    return Salon(database).open()


@pytest.fixture
def small(sqlite: Database) -> Salon:
    """For what does not depend on the kind of database."""
    return Salon(sqlite).open()


def customer_of(salon: Salon, who: str) -> int:
    with salon.database.reading() as session:
        line = select(Conversation.customer_id).where(col(Conversation.address) == f"whatsapp:{PHONES[who]}")
        return session.exec(line).one()


def test_of_three_who_are_asked_the_first_yes_takes_it_and_the_others_are_told(salon: Salon) -> None:
    people = ("Ana", "Luis", "Eva", "Paco")
    salon.put_on_the_list(*people)
    salon.listen()

    salon.place_comes_free()
    asked = [salon.hears(who) for who in people]
    taken = salon.says("Luis", "sí")
    salon.tick()
    told = [salon.hears(who) for who in people]
    salon.tick()

    assert asked == [[OFFER], [OFFER], [OFFER], []]
    assert taken == RECEIPT
    assert told == [[GONE], [], [GONE], []]
    assert [salon.hears(who) for who in people] == [[], [], [], []]
    assert salon.offers() == ["lost", "taken", "lost"]
    assert salon.holders_of_tomorrow() == [customer_of(salon, "Luis")]
    (story,) = salon.told_to_the_owner()
    assert (story.reason, story.resolved_at) == ("recovered_gap", salon.now)
    assert story.summary.splitlines() == [
        f"Corte con Lucía, {MOMENT}",
        "Se lo he ofrecido a Ana, Luis y Eva.",
        "Ana: sabe que ya no está libre.",
        "Eva: sabe que ya no está libre.",
        "Se lo queda Luis: hueco recuperado.",
    ]


def test_who_does_not_answer_or_want_it_makes_room_for_the_next(small: Salon) -> None:
    small.put_on_the_list("Ana", "Luis", "Eva", "Paco")
    small.listen()
    small.place_comes_free()

    declined = small.says("Ana", "no gracias")
    small.tick()
    next_one = small.hears("Paco")
    small.waits(minutes=31)
    small.tick()

    assert declined == (f"{OFFER} / Vale, lo dejo pasar. Sigues en la lista de espera por si se libera otro.")
    assert next_one == [OFFER]
    assert small.offers() == ["declined", "expired", "expired", "expired"]
    (story,) = small.told_to_the_owner()
    assert story.resolved_at is None
    assert story.summary.splitlines()[-1] == "No queda nadie a quien ofrecérselo."


def test_a_late_yes_gets_the_truth(small: Salon) -> None:
    small.put_on_the_list("Ana", "Luis")
    small.place_comes_free()
    small.listen()

    first = small.says("Ana", "sí")
    second = small.says("Luis", "sí")
    again = small.says("Ana", "Sí, lo quiero", button="take:1:0")

    assert first == RECEIPT
    assert second == TOO_LATE
    assert again == f"Ya está: tu cita es Corte, el {MOMENT}."
    assert len(small.holders_of_tomorrow()) == 1


def test_of_two_who_say_yes_at_the_same_instant_one_has_it(salon: Salon) -> None:
    salon.put_on_the_list("Ana", "Luis")
    salon.place_comes_free()
    salon.listen()
    salon.writes("Ana", "sí")
    salon.writes("Luis", "sí")
    salon.waits(seconds=30)

    def answer(who: str) -> None:
        with salon.database.transaction() as session:
            line = select(Conversation.id).where(col(Conversation.address) == f"whatsapp:{PHONES[who]}")
            turns.run(session, session.exec(line).one() or 0, now=salon.now)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(answer, ("Ana", "Luis")))

    assert sorted([*salon.hears("Ana"), *salon.hears("Luis")]) == sorted([RECEIPT, TOO_LATE])
    assert sorted(salon.offers()) == ["lost", "taken"]
    assert len(salon.holders_of_tomorrow()) == 1


def test_who_would_come_earlier_gives_up_the_old_place_with_the_yes(salon: Salon) -> None:
    salon.says("Ana", "quiero cortarme el miércoles 25 a las 10")
    salon.says("Ana", "sí")
    noted = salon.says("Ana", "avísame si hay una cancelación antes")
    salon.listen()

    salon.place_comes_free()
    (asked,) = salon.hears("Ana")
    moved = salon.says("Ana", "sí")

    assert noted == (
        "Apuntado: si se libera algo antes de tu cita del miércoles 25 de noviembre a las 10:00, te escribo. "
        "Mientras tanto sigue como está."
    )
    assert "¿Lo quieres en lugar de tu cita del miércoles 25 de noviembre a las 10:00?" in asked
    assert MOMENT in moved
    with salon.database.reading() as session:
        open_ones = session.exec(select(Appointment).where(col(Appointment.status) != "cancelled")).all()
    assert [one.customer_id for one in open_ones] == [customer_of(salon, "Ana")]
    assert salon.holders_of_tomorrow() == [customer_of(salon, "Ana")]


def test_a_place_given_up_for_a_better_one_goes_on_to_the_next(small: Salon) -> None:
    small.says("Ana", "quiero cortarme el miércoles 25 a las 10")
    small.says("Ana", "sí")
    small.says("Ana", "avísame si hay una cancelación antes")
    small.says("Luis", "quiero cortarme el miércoles 25")
    small.says("Luis", "apúntame en la lista")
    small.listen()

    small.place_comes_free()
    small.says("Ana", "sí")
    small.tick()

    (asked,) = small.hears("Luis")
    assert "miércoles 25 de noviembre a las 10:00" in asked


def test_nobody_is_asked_about_two_places_at_a_time(small: Salon) -> None:
    small.says("Carla", "quiero cortarme el miércoles 25 a las 10")
    small.says("Carla", "sí")
    for day in ("el martes 24", "el miércoles 25"):
        small.says("Ana", f"quiero cortarme {day}")
        small.says("Ana", "apúntame en la lista")
    small.listen()
    with small.database.transaction() as session:
        for number in (1, 2):
            bookings.cancel(session, number, by="owner:1", now=small.now)

    small.tick()
    first = small.hears("Ana")
    small.says("Ana", "no")
    small.waits(minutes=31)
    small.tick()

    assert first == [OFFER]
    (second,) = small.hears("Ana")
    assert "miércoles 25 de noviembre a las 10:00" in second


def test_the_owner_s_cancelling_offers_the_place_too(small: Salon) -> None:
    small.put_on_the_list("Ana")
    small.listen()

    with small.database.transaction() as session:
        bookings.cancel(session, 1, by="owner:1", now=small.now)
    small.tick()

    assert small.hears("Ana") == [OFFER]


def test_nobody_is_written_to_in_the_quiet_hours(small: Salon) -> None:
    small.waits(hours=11, minutes=30)  # 21:30
    small.put_on_the_list("Ana")
    small.listen()

    with small.database.transaction() as session:
        bookings.cancel(session, 1, by="owner:1", now=small.now)
    small.tick()
    at_night = small.hears("Ana")
    small.waits(hours=11, minutes=29)  # 9:00 or so; the shop asks for no notice
    small.tick()

    assert at_night == []
    assert small.hears("Ana") == [OFFER]


def test_the_owner_tells_those_whom_the_bot_may_not_write_to(small: Salon) -> None:
    small.put_on_the_list("Ana", "Luis", "Eva")
    small.listen()
    with small.database.transaction() as session:
        lines = {one.address[-1]: one for one in session.exec(select(Conversation)).all()}
        lines["1"].last_inbound_at = small.now - timedelta(hours=24) + timedelta(minutes=4)
        lines["2"].holder = Holder.PERSON

    small.place_comes_free()

    assert [small.hears(who) for who in ("Ana", "Luis", "Eva")] == [[], [], [OFFER]]
    left = [one for one in small.told_to_the_owner() if one.reason == "call_waiting"]
    assert [one.summary for one in left] == [f"Corte con Lucía, {MOMENT}"] * 2
    assert small.offers() == ["left_to_owner", "left_to_owner", "offered"]


def test_who_is_blocked_or_said_baja_is_not_asked(small: Salon) -> None:
    small.put_on_the_list("Ana", "Luis", "Eva")
    small.listen()
    with small.database.transaction() as session:
        session.get_one(Customer, customer_of(small, "Ana")).blocked = True
        consents.stop(session, customer_of(small, "Luis"), notices=False, now=small.now)

    small.place_comes_free()

    assert [small.hears(who) for who in ("Ana", "Luis", "Eva")] == [[], [], [OFFER]]


def test_a_wish_that_fits_neither_day_nor_service_is_passed_over(small: Salon) -> None:
    small.says("Ana", "avísame si se libera algo mañana por la tarde para cortarme")
    small.put_on_the_list("Luis")
    small.listen()

    small.place_comes_free()

    assert [small.hears(who) for who in ("Ana", "Luis")] == [[], [OFFER]]


def test_what_is_too_soon_to_be_booked_is_offered_to_nobody(small: Salon) -> None:
    small.put_on_the_list("Ana")
    small.rule(min_notice=timedelta(hours=24))
    small.listen()

    small.place_comes_free()

    assert small.hears("Ana") == []
    with small.database.reading() as session:
        assert session.exec(select(FreedPlace.due_at)).all() == [None]


def test_a_cancelled_appointment_is_noted_only_while_somebody_waits(small: Salon) -> None:
    with small.database.transaction() as session:
        bookings.cancel(session, 1, by="owner:1", now=small.now)

    with small.database.reading() as session:
        assert session.exec(select(FreedPlace)).all() == []


def test_a_wish_whose_days_have_passed_lapses(small: Salon) -> None:
    small.put_on_the_list("Ana")

    small.waits(days=2)
    small.tick()

    with small.database.reading() as session:
        assert session.exec(select(WaitEntry.status)).all() == [WaitStatus.LAPSED]


def test_the_list_is_told_of_and_left_by_a_word(small: Salon) -> None:
    small.put_on_the_list("Ana")

    what = small.says("Ana", "¿qué citas tengo?")
    gone = small.says("Ana", "quítame de la lista")
    small.listen()
    small.place_comes_free()

    assert "Estás en la lista de espera para Corte el martes 24 de noviembre." in what
    assert gone == "Hecho, te quito de la lista de espera."
    assert small.hears("Ana") == []


def test_no_story_tells_of_a_place_that_nobody_was_offered(small: Salon) -> None:
    small.put_on_the_list("Ana")
    small.says("Ana", "quítame de la lista")

    small.place_comes_free()

    assert small.told_to_the_owner() == []


def test_who_books_by_themselves_on_a_day_they_wait_for_waits_no_more(small: Salon) -> None:
    small.put_on_the_list("Ana")
    small.says("Carla", "cancela mi cita")
    small.says("Carla", "sí")

    small.says("Ana", "corte mañana a las 10")
    told = small.says("Ana", "sí")

    assert told.endswith("Con eso te quito de la lista de espera.")
    assert small.says("Ana", "¿sigo en la lista?") == "No estás en la lista de espera."


def test_what_a_service_asks_is_asked_of_who_took_a_place(small: Salon) -> None:
    with small.database.transaction() as session:
        cut = session.exec(select(Service)).one()
        cut.questions = [{"id": "alergia", "ask": "¿Alguna alergia?", "required": True}]
    small.put_on_the_list("Ana")
    small.place_comes_free()
    small.hears("Ana")

    taken, noted = small.says("Ana", "sí"), small.says("Ana", "al níquel")

    with small.database.reading() as session:
        kept = session.exec(select(CustomerAnswer.question, CustomerAnswer.answer)).all()
    assert taken.endswith("Para que el equipo lo tenga preparado: «¿Alguna alergia?»")
    assert (noted, kept) == ("Anotado, gracias.", [("alergia", "al níquel")])
