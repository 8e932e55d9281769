"""Hard cases of the agenda as customers meet them: written on a phone, answered from the tables."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlmodel import Session, select

from booking_bot.db import Database
from booking_bot.models import Occupancy, SpecialHours
from booking_bot.services import turns
from tests.agenda.chat import TYPING, Phone
from tests.shop import Shop, at, every_day

MONDAY = "2026-11-23 10:00"


def open_salon(session: Session, *, staff: tuple[str, ...] = ("Lucía",), cabin: bool = False) -> Shop:
    shop = Shop(session)
    rooms = [shop.room()] if cabin else []
    shop.service("Corte", minutes=30, by=[shop.staff(name) for name in staff], rooms=rooms)
    return shop


@pytest.fixture
def ana(database: Database) -> Phone:
    """Her phone, and a shop with Lucía alone; on both databases."""
    with database.transaction() as session:
        open_salon(session)
    return Phone(database)


@pytest.fixture
def words(sqlite: Database) -> Phone:
    """The same where the kind of database cannot matter."""
    with sqlite.transaction() as session:
        open_salon(session)
    return Phone(sqlite)


# The day that is meant


@pytest.mark.parametrize(
    ("when", "text", "proposed"),
    [
        ("2026-11-23 10:00", "un corte el lunes a las 11", "lunes 30 de noviembre a las 11:00"),
        ("2026-11-28 10:00", "un corte este viernes a las 11", "viernes 4 de diciembre a las 11:00"),
        ("2026-11-23 10:00", "un corte el 31 a las 11", "jueves 31 de diciembre a las 11:00"),
        ("2026-11-23 10:00", "un corte mañana a las 5", "martes 24 de noviembre a las 17:00"),
        ("2026-12-28 10:00", "un corte el 7 de enero a las 11", "jueves 7 de enero de 2027 a las 11:00"),
    ],
)
def test_the_day_meant_is_said_in_full_before_anything_is_booked(
    words: Phone, when: str, text: str, proposed: str
) -> None:
    answer = words.says(text, when)

    assert proposed in answer
    assert words.appointments == []


@pytest.mark.parametrize("day", ["el 31 de noviembre", "el 29 de febrero de 2027"])
def test_a_day_that_no_calendar_has_is_refused_and_not_shifted(words: Phone, day: str) -> None:
    answer = words.says(f"un corte {day} a las 11", MONDAY)

    assert answer.startswith(f"Ese día no existe ({day}).")


def test_an_hour_in_the_lunch_break_is_met_from_both_sides(words: Phone) -> None:
    answer = words.says("un corte mañana a las 2", MONDAY)

    assert "mar 24 nov, 13:30" in answer
    assert "mar 24 nov, 17:00" in answer


def test_an_hour_already_past_today_gets_the_next_ones_of_today(words: Phone) -> None:
    answer = words.says("un corte hoy a las 11", "2026-11-23 12:00")

    assert "lun 23 nov, 12:15" in answer


def test_tomorrow_stays_the_day_it_was_when_it_was_asked_for(words: Phone) -> None:
    proposal = words.says("quiero un corte mañana a las 10", "2026-11-23 23:58")
    words.says("sí", "2026-11-24 00:01")

    assert "martes 24 de noviembre a las 10:00" in proposal
    assert words.appointments == [("2026-11-24 10:00", None)]


def test_tomorrow_stays_that_day_also_where_the_answer_came_late_and_more_was_written_since(
    words: Phone,
) -> None:
    words.writes("quiero un corte mañana a las 10", "2026-11-23 23:58")
    words.writes("gracias", "2026-11-24 08:00")

    turns.run_due(words.database, now=at("2026-11-24 08:01"))

    assert "martes 24 de noviembre a las 10:00" in words.last_answer


# Two who want the same, and one who wants it twice


def test_a_late_yes_gets_other_times_where_somebody_took_it_and_nothing_stays_half_booked(
    database: Database,
) -> None:
    with database.transaction() as session:
        open_salon(session, staff=("Lucía", "Marcos"), cabin=True)
    ana = Phone(database)
    berta, carla = Phone(database, "Berta", "+34600333444"), Phone(database, "Carla", "+34600555666")
    ana.says("un corte mañana a las 11 con Lucía", "2026-11-23 10:00")
    meanwhile = carla.says("un corte mañana a las 11 con Marcos", "2026-11-23 10:05")
    berta.says("un corte mañana a las 11 con Marcos", "2026-11-23 10:11")
    berta.says("sí", "2026-11-23 10:12")

    late = ana.says("sí", "2026-11-23 10:13")

    assert "¿Te la reservo?" not in meanwhile  # the cabin is held for Ana
    assert "mar 24 nov, 11:30" in late
    assert (ana.appointments, berta.appointments) == ([], [("2026-11-24 11:00", None)])
    with database.reading() as session:
        assert len(session.exec(select(Occupancy)).all()) == 2  # Marcos and the cabin


def test_a_late_yes_still_counts_where_nobody_took_it(ana: Phone) -> None:
    ana.says("un corte mañana a las 11", "2026-11-23 10:00")

    ana.says("sí", "2026-11-23 10:30")

    assert ana.appointments == [("2026-11-24 11:00", None)]


def test_a_yes_written_twice_in_a_breath_books_once_and_is_confirmed_once(ana: Phone) -> None:
    ana.says("un corte mañana a las 11", "2026-11-23 10:00")
    for _ in range(2):
        ana.writes("sí", "2026-11-23 10:01")
    now = at("2026-11-23 10:01") + TYPING

    with ThreadPoolExecutor(2) as workers:
        ran = sum(workers.map(lambda _: turns.run_due(ana.database, now=now), range(2)))

    assert (ran, len(ana.answers)) == (1, 2)
    assert ana.appointments == [("2026-11-24 11:00", None)]


def test_a_second_appointment_at_the_same_hour_is_refused_to_the_same_person(database: Database) -> None:
    with database.transaction() as session:
        open_salon(session, staff=("Lucía", "Marcos"))
    ana = Phone(database)
    for text in ("un corte mañana a las 11 con Lucía", "sí", "un corte mañana a las 11 con Marcos"):
        ana.says(text, MONDAY)

    answer = ana.says("sí", MONDAY)

    assert answer.startswith("A esa hora ya tienes una cita.")
    assert "11:00" not in answer
    assert ana.appointments == [("2026-11-24 11:00", None)]


def test_two_children_of_one_phone_come_at_the_same_hour(database: Database) -> None:
    with database.transaction() as session:
        open_salon(session, staff=("Lucía", "Marcos"))
    family = Phone(database)

    for child in ("hijo Leo", "hija Eva"):
        family.says(f"un corte para mi {child} mañana a las 11", MONDAY)
        family.says("sí", MONDAY)

    assert family.appointments == [("2026-11-24 11:00", "Leo"), ("2026-11-24 11:00", "Eva")]


# What changes between the offer and the yes


def test_a_day_closed_after_it_was_offered_is_not_booked(ana: Phone) -> None:
    ana.says("un corte el viernes a las 11", MONDAY)
    with ana.database.transaction() as session:
        session.add(SpecialHours(first_day=date(2026, 11, 27), last_day=date(2026, 11, 27)))

    answer = ana.says("sí", MONDAY)

    assert "mié 25 nov" in answer or "jue 26 nov" in answer
    assert ana.appointments == []


def test_an_appointment_moves_a_quarter_of_an_hour_into_its_own_time(ana: Phone) -> None:
    for text in ("un corte mañana a las 11", "sí", "¿puedes cambiarla a las 11:15?", "sí"):
        ana.says(text, MONDAY)

    assert ana.appointments == [("2026-11-24 11:15", None)]


def test_two_who_ask_for_each_others_hour_both_keep_their_own(ana: Phone) -> None:
    berta = Phone(ana.database, "Berta", "+34600333444")
    for phone, hour in ((ana, 11), (berta, 12)):
        phone.says(f"un corte mañana a las {hour}", MONDAY)
        phone.says("sí", MONDAY)

    answers = [ana.says("cámbiame la cita a las 12", MONDAY), berta.says("cámbiame la cita a las 11", MONDAY)]

    assert [("¿De acuerdo?" in answer) for answer in answers] == [False, False]
    assert (ana.appointments, berta.appointments) == (
        [("2026-11-24 11:00", None)],
        [("2026-11-24 12:00", None)],
    )


def test_who_holds_all_that_one_may_hold_gets_no_further_one(database: Database) -> None:
    with database.transaction() as session:
        open_salon(session).business.max_open_per_customer = 1
    ana = Phone(database)

    for text in ("un corte mañana a las 11", "sí", "un corte el jueves a las 11", "sí"):
        ana.says(text, MONDAY)

    assert ana.appointments == [("2026-11-24 11:00", None)]


def test_an_hour_after_midnight_belongs_to_the_evening_on_which_it_is_asked_for(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        shop = Shop(session, every_day("20:00-02:00"))
        shop.service("Corte", minutes=30, by=[shop.staff()])
    ana = Phone(sqlite)

    proposals = [ana.says(f"un corte {when} a la 1", "2026-11-23 23:50") for when in ("hoy", "esta noche")]

    assert all("martes 24 de noviembre a la 1:00" in proposal for proposal in proposals)


def test_a_time_refused_before_is_looked_at_again_when_it_is_asked_for_again(ana: Phone) -> None:
    berta = Phone(ana.database, "Berta", "+34600333444")
    ana.says("un corte mañana a las 11", "2026-11-23 10:00")
    berta.says("un corte mañana a las 11", "2026-11-23 10:05")

    again = berta.says("un corte mañana a las 11", "2026-11-23 10:11")  # Ana's hold has lapsed

    assert "martes 24 de noviembre a las 11:00" in again
    assert "¿Te la reservo?" in again


def test_a_shop_in_the_canaries_says_whose_clock_it_means(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        shop = Shop(session, zone="Atlantic/Canary")
        shop.service("Corte", minutes=30, by=[shop.staff()])
    ana = Phone(sqlite)

    said = [ana.says(text, MONDAY) for text in ("un corte mañana a las 11", "sí", "¿qué citas tengo?")]

    assert all("a las 11:00 (hora canaria)" in one for one in said)
