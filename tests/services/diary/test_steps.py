from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from booking_bot.db import Database
from booking_bot.domain.appointments import InvalidTransition, Status
from booking_bot.domain.notices import NoticeKind
from booking_bot.domain.refusals import Outdated
from booking_bot.models import Appointment, Audit, Notice, NoticeStatus, Source, row_id
from booking_bot.services import bookings, visits
from booking_bot.services.diary import steps
from booking_bot.services.diary.steps import Step, Taken
from booking_bot.services.visits import PartOfVisit
from tests.shop import NOW, Shop, at

LATER = NOW + timedelta(hours=2)
OWNER: dict[str, Any] = {"by": "owner:1", "now": LATER}


@pytest.fixture
def session(sqlite: Database) -> Iterator[Session]:
    with sqlite.transaction() as session:
        yield session


@pytest.fixture
def appointment(session: Session) -> Appointment:
    shop = Shop(session, follow_up=True)
    lucia = shop.staff()
    return shop.book(shop.service(by=[lucia]), "2026-11-23 10:30")


def verbs(session: Session) -> list[str]:
    session.flush()
    return [row.verb for row in session.exec(select(Audit).order_by(col(Audit.id)))]


def planned(session: Session) -> set[NoticeKind]:
    rows = session.exec(select(Notice).where(col(Notice.status) == NoticeStatus.PLANNED))
    return {row.kind for row in rows}


def test_a_visit_is_followed_from_the_door_to_the_end(session: Session, appointment: Appointment) -> None:
    for step in (Step.ARRIVED, Step.BEGUN, Step.READY, Step.COMPLETED):
        steps.take(session, row_id(appointment), step, **OWNER)

    assert (appointment.arrived_at, appointment.begun_at, appointment.ready_at) == (LATER,) * 3
    assert appointment.status is Status.COMPLETED
    assert verbs(session) == ["booked", "arrived", "begun", "ready", "completed"]


def test_the_same_step_twice_is_no_second_one(session: Session, appointment: Appointment) -> None:
    first = steps.take(session, row_id(appointment), Step.ARRIVED, **OWNER)
    again = steps.take(
        session, row_id(appointment), Step.ARRIVED, by="owner:1", now=LATER + timedelta(hours=1)
    )

    assert ([one.appointment_id for one in first], again) == ([row_id(appointment)], [])
    assert appointment.arrived_at == LATER


@pytest.mark.parametrize("step", list(Step))
def test_every_step_is_taken_back(session: Session, appointment: Appointment, step: Step) -> None:
    bookings.confirm(session, row_id(appointment), by="customer:1", now=NOW)
    taken = steps.take(session, row_id(appointment), step, **OWNER)
    kept = [Taken.from_json(one.to_json()) for one in taken]

    steps.undo(session, kept, **OWNER)

    assert kept == taken
    assert appointment.status is Status.CONFIRMED
    assert (appointment.arrived_at, appointment.begun_at, appointment.ready_at) == (None, None, None)
    assert verbs(session)[-1] == "taken_back"


def test_who_came_after_all_is_asked_how_it_was_and_not_where_they_were(
    session: Session, appointment: Appointment
) -> None:
    taken = steps.take(session, row_id(appointment), Step.NO_SHOW, **OWNER)
    before = planned(session)

    steps.undo(session, taken, **OWNER)

    assert before == {NoticeKind.FOLLOW_UP}
    assert planned(session) == {NoticeKind.SURVEY}


def test_what_changed_since_is_not_taken_back(session: Session, appointment: Appointment) -> None:
    taken = steps.take(session, row_id(appointment), Step.ARRIVED, **OWNER)
    steps.take(session, row_id(appointment), Step.COMPLETED, **OWNER)

    with pytest.raises(Outdated):
        steps.undo(session, taken, **OWNER)

    assert appointment.status is Status.COMPLETED


def test_nobody_arrives_for_what_is_cancelled(session: Session, appointment: Appointment) -> None:
    bookings.cancel(session, row_id(appointment), by="owner:1", now=NOW)

    with pytest.raises(InvalidTransition):
        steps.take(session, row_id(appointment), Step.ARRIVED, **OWNER)


def test_who_comes_for_two_things_arrives_once_and_is_done_with_each(session: Session) -> None:
    shop = Shop(session)
    lucia = shop.staff()
    cut, tint = shop.service(by=[lucia]), shop.service("Tinte", by=[lucia])
    parts = [
        PartOfVisit(cut, lucia, at("2026-11-23 10:30")),
        PartOfVisit(tint, lucia, at("2026-11-23 11:00")),
    ]
    made = visits.book_visit(
        session, parts, customer_id=shop.customer(), source=Source.OWNER, by="owner:1", now=NOW
    )

    arrived = steps.take(session, row_id(made[0]), Step.ARRIVED, **OWNER)
    steps.take(session, row_id(made[0]), Step.COMPLETED, **OWNER)

    assert len(arrived) == 2
    assert [one.arrived_at for one in made] == [LATER, LATER]
    assert [one.status for one in made] == [Status.COMPLETED, Status.BOOKED]
