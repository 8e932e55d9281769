"""Turns are made some weeks ahead, once each, and never on top of somebody."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlmodel import Session, col, select

from booking_bot.db import Database
from booking_bot.models import Appointment, Source, StandingException, row_id
from booking_bot.services import bookings
from booking_bot.services.standing import making, starting
from tests.services.standing.agreed import OWNER, Salon, standing, wall
from tests.shop import MADRID, NOW, at

TUESDAYS = ["24/11", "01/12", "08/12", "15/12", "22/12", "29/12", "05/01", "12/01"]


@pytest.fixture
def session(sqlite: Database) -> Iterator[Session]:
    with sqlite.transaction() as session:
        yield session


@pytest.fixture
def salon(session: Session) -> Salon:
    return Salon(session)


def test_eight_weeks_of_turns_are_ordinary_appointments(database: Database) -> None:
    with database.transaction() as session:
        salon = Salon(session)
        made = salon.agree()
        salon.agree()

        turns = salon.session.exec(select(Appointment).order_by(col(Appointment.starts_at))).all()
        assert wall(one.starts_at for one in turns) == [f"{day} 17:00" for day in TUESDAYS]
        assert {(one.staff_id, one.customer_id, one.source, one.standing_id) for one in turns} == {
            (salon.lucia, salon.marta, Source.OWNER, row_id(made))
        }
        assert turns[1].idempotency_key == f"standing:{made.id}:2026-12-01"


def test_one_message_speaks_of_all_of_them_and_reminders_go_as_usual(salon: Salon) -> None:
    salon.agree(tell=True)

    assert salon.planned("confirmation") == [("confirmation", "every:1")]
    assert salon.planned("reminder") == [("reminder", "24h")] * 8


def test_nothing_is_said_where_that_is_not_wanted(salon: Salon) -> None:
    salon.agree()

    assert salon.planned("confirmation") == []


def test_a_second_tap_agrees_on_nothing_new(salon: Salon) -> None:
    first = salon.agree()
    second = salon.agree()

    assert first.id == second.id
    assert len(standing(salon.session)) == 8


def test_days_go_by_and_the_next_turn_is_made_once_and_silently(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        Salon(session).agree()
    later = NOW + timedelta(weeks=1)

    made = [making.run_due(sqlite, now=later) for _ in range(2)]

    assert made == [1, 0]
    with sqlite.reading() as session:
        assert standing(session)[-1] == "19/01 17:00"


def test_the_hour_stays_when_the_clocks_change(salon: Salon) -> None:
    salon.agree(first_day=date(2027, 3, 23), now=at("2027-03-22 10:00"))

    turns = salon.session.exec(select(Appointment.starts_at).order_by(col(Appointment.starts_at))).all()
    assert wall(turns)[:2] == ["23/03 17:00", "30/03 17:00"]
    assert [f"{one:%H:%M}" for one in turns[:2]] == ["16:00", "15:00"]


def test_where_it_comes_back_seldom_the_next_one_is_made_all_the_same(salon: Salon) -> None:
    salon.agree(every_weeks=12, now=at("2026-11-24 10:00"))

    assert standing(salon.session) == ["24/11 17:00", "16/02 17:00"]


def test_no_turn_lies_beyond_the_agenda(salon: Salon) -> None:
    salon.shop.business.horizon_days = 10
    salon.session.flush()

    salon.agree()

    assert standing(salon.session) == ["24/11 17:00", "01/12 17:00"]


def test_no_turn_lies_behind_the_last_day(salon: Salon) -> None:
    salon.agree(last_day=date(2026, 12, 8))

    assert standing(salon.session) == ["24/11 17:00", "01/12 17:00", "08/12 17:00"]


def test_a_day_without_place_is_asked_about_with_the_nearest_times(salon: Salon) -> None:
    shop = salon.shop
    shop.special("2026-12-08", reason="La Inmaculada")
    shop.away(salon.lucia, "2026-12-15 00:00", "2026-12-16 00:00")
    shop.book(salon.cut, "2026-12-22 17:00", salon.lucia)

    made = salon.agree()

    left_out = salon.session.exec(select(StandingException).order_by(col(StandingException.day))).all()
    assert [(one.day.isoformat(), one.reason) for one in left_out] == [
        ("2026-12-08", "cerrado (La Inmaculada)"),
        ("2026-12-15", "Lucía no está"),
        ("2026-12-22", "la hora está ocupada"),
    ]
    assert salon.asked() == [
        "mar 8/12 17:00, Corte con Lucía: cerrado (La Inmaculada). "
        "Cerca: lun 7/12 17:00, lun 7/12 17:15, mié 9/12 17:00.",
        "mar 15/12 17:00, Corte con Lucía: Lucía no está. "
        "Cerca: lun 14/12 17:00, lun 14/12 17:15, mié 16/12 17:00.",
        "mar 22/12 17:00, Corte con Lucía: la hora está ocupada. "
        "Cerca: lun 21/12 17:00, mar 22/12 17:30, mar 22/12 17:45.",
    ]
    mine = select(Appointment).where(col(Appointment.standing_id) == made.id)
    assert len(salon.session.exec(mine).all()) == 5


def test_who_has_something_else_then_is_not_booked_twice(salon: Salon) -> None:
    salon.shop.book(salon.cut, "2026-12-01 17:00", salon.marcos, customer=salon.marta)

    salon.agree()

    assert standing(salon.session).count("01/12 17:00") == 1
    assert salon.asked()[0].startswith("mar 1/12 17:00, Corte con Lucía: ya tiene otra cita a esa hora.")


def test_what_somebody_is_choosing_in_a_chat_waits_for_the_next_look(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        salon = Salon(session)
        talk = salon.shop.conversation(salon.shop.customer("Rosa"))
        bookings.hold(
            session,
            conversation_id=talk,
            service_id=salon.cut,
            staff_id=salon.lucia,
            start=at("2026-12-01 17:00"),
            now=NOW,
        )
        salon.agree()
        before = standing(session)

    made = making.run_due(sqlite, now=NOW + timedelta(minutes=11))

    assert (before, made) == (["24/11 17:00"], 7)


def test_what_was_cancelled_stays_so(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        Salon(session).agree()
        turn = session.exec(select(Appointment).order_by(col(Appointment.starts_at))).all()[1]
        bookings.cancel(session, row_id(turn), by="customer:1", now=NOW)

    making.run_due(sqlite, now=NOW + timedelta(days=1))

    with sqlite.reading() as session:
        assert [day[:5] for day in standing(session)] == [TUESDAYS[0], *TUESDAYS[2:], "19/01"]


def test_an_appointment_becomes_the_first_of_many(salon: Salon) -> None:
    first = salon.shop.book(salon.cut, "2026-11-24 17:00", salon.lucia, customer=salon.marta)
    terms = starting.of_appointment(first, 2, MADRID)

    made = starting.start(salon.session, terms, first=row_id(first), tell=True, **OWNER)

    assert first.standing_id == made.id
    assert standing(salon.session) == ["24/11 17:00", "08/12 17:00", "22/12 17:00", "05/01 17:00"]
    told = salon.planned("confirmation")
    assert told == [("confirmation", "every:2")]
