"""Cancelling, confirming and ending, and what history keeps, on both databases."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from booking_bot.db import Database
from booking_bot.domain.appointments import InvalidTransition, Status
from booking_bot.domain.refusals import (
    AlreadyOver,
    NoSuchAppointment,
    Outdated,
    TooLateToChange,
)
from booking_bot.models import Appointment, Audit
from booking_bot.services import bookings
from tests.services.bookings.diary import OWNER, TEN, busy
from tests.shop import NOW, Shop, at


def test_a_cancelled_appointment_frees_its_time_and_stays_as_history(session: Session) -> None:
    shop = Shop(session)
    cut = shop.service(by=[shop.staff()])
    first = shop.book(cut, TEN)

    cancelled = bookings.cancel(session, first.id or 0, by="customer:1", now=NOW)
    shop.book(cut, TEN)

    assert (cancelled.status, cancelled.revision, len(busy(session))) == (Status.CANCELLED, 2, 1)


def test_the_shops_notice_binds_customers_and_not_the_owner(session: Session) -> None:
    shop = Shop(session, cancel_notice=timedelta(hours=24))
    cut = shop.service(by=[shop.staff()])
    appointment = shop.book(cut, TEN)
    late = at("2026-11-23 10:01")

    with pytest.raises(TooLateToChange):
        bookings.cancel(session, appointment.id or 0, by="customer:1", now=late)
    with pytest.raises(TooLateToChange):
        bookings.reschedule(session, appointment.id or 0, start=at("2026-11-25 10:00"), by="bot", now=late)
    confirmed = bookings.confirm(session, appointment.id or 0, by="customer:1", now=late).status
    cancelled = bookings.cancel(session, appointment.id or 0, by="owner:1", now=late).status

    assert (confirmed, cancelled) == (Status.CONFIRMED, Status.CANCELLED)


def test_a_customer_who_keeps_the_notice_to_the_minute_may_cancel(session: Session) -> None:
    shop = Shop(session, cancel_notice=timedelta(hours=24))
    cut = shop.service(by=[shop.staff()])
    appointment = shop.book(cut, TEN)

    cancelled = bookings.cancel(session, appointment.id or 0, by="customer:1", now=at("2026-11-23 10:00"))

    assert cancelled.status is Status.CANCELLED


def test_what_is_over_cannot_be_changed(session: Session) -> None:
    shop = Shop(session)
    cut = shop.service(by=[shop.staff()])
    cancelled, begun = shop.book(cut, TEN), shop.book(cut, "2026-11-24 11:00")
    bookings.cancel(session, cancelled.id or 0, **OWNER)

    with pytest.raises(AlreadyOver):
        bookings.cancel(session, cancelled.id or 0, **OWNER)
    with pytest.raises(AlreadyOver):
        bookings.cancel(session, begun.id or 0, by="customer:1", now=at("2026-11-24 11:00"))
    with pytest.raises(AlreadyOver):
        bookings.reschedule(session, cancelled.id or 0, start=at("2026-11-25 10:00"), **OWNER)


def test_what_is_not_there_cannot_be_changed(session: Session) -> None:
    Shop(session)

    with pytest.raises(NoSuchAppointment):
        bookings.cancel(session, 999, **OWNER)


def test_a_button_of_an_older_revision_changes_nothing(session: Session) -> None:
    shop = Shop(session)
    cut = shop.service(by=[shop.staff()])
    appointment = shop.book(cut, TEN)
    bookings.reschedule(session, appointment.id or 0, start=at("2026-11-25 10:00"), **OWNER)

    with pytest.raises(Outdated) as refused:
        bookings.cancel(session, appointment.id or 0, revision=1, **OWNER)

    assert refused.value.revision == 2


def test_confirming_twice_is_no_error_and_leaves_one_line_of_history(session: Session) -> None:
    shop = Shop(session)
    cut = shop.service(by=[shop.staff()])
    appointment = shop.book(cut, TEN)

    for _ in range(2):
        bookings.confirm(session, appointment.id or 0, by="customer:1", now=NOW)

    assert [line.verb for line in session.exec(select(Audit).order_by(col(Audit.id)))] == [
        "booked",
        "confirmed",
    ]


def test_a_request_is_accepted_by_the_owner_and_cannot_be_confirmed_before(session: Session) -> None:
    shop = Shop(session)
    cut = shop.service(by=[shop.staff()], approval=True)
    requested = shop.book(cut, TEN)

    with pytest.raises(InvalidTransition):
        bookings.confirm(session, requested.id or 0, by="customer:1", now=NOW)
    accepted = bookings.accept(session, requested.id or 0, **OWNER)

    assert (accepted.status, accepted.revision) == (Status.BOOKED, 2)


def test_how_it_ended_is_said_and_may_be_corrected(session: Session) -> None:
    shop = Shop(session)
    cut = shop.service(by=[shop.staff()])
    appointment = shop.book(cut, TEN)

    for status in (Status.COMPLETED, Status.NO_SHOW):
        bookings.close(session, appointment.id or 0, status, **OWNER)

    assert appointment.status is Status.NO_SHOW


def test_every_change_leaves_who_did_it_and_no_words_of_the_customer(session: Session) -> None:
    shop = Shop(session)
    lucia = shop.staff()
    cut = shop.service(by=[lucia])
    appointment = shop.book(cut, TEN, note="alergia", by="customer:7")
    bookings.reschedule(session, appointment.id or 0, start=at("2026-11-24 11:00"), by="api:2", now=NOW)
    bookings.cancel(session, appointment.id or 0, **OWNER)

    lines = session.exec(select(Audit).order_by(col(Audit.id))).all()

    assert [(line.actor, line.verb, line.object_kind, line.object_id, line.detail) for line in lines] == [
        ("customer:7", "booked", "appointment", appointment.id, {}),
        (
            "api:2",
            "moved",
            "appointment",
            appointment.id,
            {
                "before": {
                    "start": "2026-11-24T09:00:00+00:00",
                    "end": "2026-11-24T09:30:00+00:00",
                    "staff": lucia,
                },
                "after": {
                    "start": "2026-11-24T10:00:00+00:00",
                    "end": "2026-11-24T10:30:00+00:00",
                    "staff": lucia,
                },
            },
        ),
        ("owner:1", "cancelled", "appointment", appointment.id, {}),
    ]


def test_a_transaction_that_dies_after_booking_leaves_nothing(database: Database) -> None:
    def dies() -> None:
        with database.transaction() as session:
            shop = Shop(session)
            shop.book(shop.service(by=[shop.staff()]), TEN)
            raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        dies()

    with database.reading() as session:
        assert session.exec(select(sa.func.count()).select_from(Appointment)).one() == 0
        assert busy(session) == []
