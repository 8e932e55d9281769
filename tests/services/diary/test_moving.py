"""Moving and cancelling by hand, with and without a word to the customer."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlmodel import Session, col, select

from booking_bot.db import Database
from booking_bot.domain.appointments import Status
from booking_bot.domain.notices import NEWS, NoticeKind
from booking_bot.domain.refusals import AlreadyOver, Outdated
from booking_bot.models import Appointment, Notice, NoticeStatus, Source, row_id
from booking_bot.services import visits
from booking_bot.services.diary import ending, moving
from booking_bot.services.diary.effects import Hindered
from booking_bot.services.visits import PartOfVisit
from tests.services.bookings.diary import TEN, busy
from tests.shop import NOW, Shop, at

OWNER: dict[str, Any] = {"by": "owner:1", "now": NOW}


@pytest.fixture
def session(sqlite: Database) -> Iterator[Session]:
    with sqlite.transaction() as session:
        yield session


@pytest.fixture
def shop(session: Session) -> Shop:
    return Shop(session)


def news(session: Session, appointment: Appointment) -> list[tuple[NoticeKind, NoticeStatus]]:
    """What the customer is to hear of what the shop did."""
    rows = session.exec(
        select(Notice)
        .where(col(Notice.appointment_id) == row_id(appointment), col(Notice.kind).in_(NEWS))
        .order_by(col(Notice.id))
        .execution_options(populate_existing=True)
    )
    return [(row.kind, row.status) for row in rows]


@pytest.mark.parametrize(("tell", "status"), [(True, NoticeStatus.PLANNED), (False, NoticeStatus.CANCELLED)])
def test_a_move_is_told_or_kept_quiet(session: Session, shop: Shop, tell: bool, status: NoticeStatus) -> None:
    lucia, marcos = shop.staff("Lucía"), shop.staff("Marcos")
    cut = shop.service(by=[lucia, marcos])
    appointment = shop.book(cut, TEN, lucia)

    moving.move(
        session, row_id(appointment), at("2026-11-25 11:07"), marcos,
        revision=1, knowing=False, tell=tell, **OWNER,
    )  # fmt: skip

    assert busy(session) == [(marcos, 0, "25 10:07", "25 10:37")]
    assert news(session, appointment) == [(NoticeKind.MOVED, status)]


def test_a_move_onto_another_needs_knowing(session: Session, shop: Shop) -> None:
    lucia = shop.staff()
    cut = shop.service(by=[lucia])
    shop.book(cut, "2026-11-24 12:00")
    appointment = shop.book(cut, TEN)
    there: dict[str, Any] = {"start": at("2026-11-24 12:15"), "staff_id": lucia, "revision": 1, "tell": True}

    with pytest.raises(Hindered):
        moving.move(session, row_id(appointment), knowing=False, **there, **OWNER)
    before = busy(session)
    moving.move(session, row_id(appointment), knowing=True, **there, **OWNER)

    assert before == [(lucia, 0, "24 09:00", "24 09:30"), (lucia, 0, "24 11:00", "24 11:30")]
    assert busy(session) == [(lucia, 0, "24 11:00", "24 11:30"), (lucia, 1000, "24 11:15", "24 11:45")]


def test_a_move_into_its_own_time_is_in_nobodys_way(session: Session, shop: Shop) -> None:
    lucia = shop.staff()
    cut = shop.service(minutes=60, by=[lucia])
    appointment = shop.book(cut, TEN)

    moving.move(
        session, row_id(appointment), at("2026-11-24 10:15"), lucia,
        revision=1, knowing=False, tell=False, **OWNER,
    )  # fmt: skip

    assert busy(session) == [(lucia, 0, "24 09:15", "24 10:15")]


def test_what_was_changed_meanwhile_is_not_moved(session: Session, shop: Shop) -> None:
    lucia = shop.staff()
    cut = shop.service(by=[lucia])
    appointment = shop.book(cut, TEN)

    with pytest.raises(Outdated):
        moving.move(
            session, row_id(appointment), at("2026-11-24 12:00"), lucia,
            revision=0, knowing=False, tell=False, **OWNER,
        )  # fmt: skip


@pytest.mark.parametrize(("whole", "left"), [(True, []), (False, ["24 09:30"])])
def test_a_visit_is_cancelled_whole_or_in_part(
    session: Session, shop: Shop, whole: bool, left: list[str]
) -> None:
    lucia = shop.staff()
    cut, tint = shop.service(by=[lucia]), shop.service("Tinte", by=[lucia])
    parts = [PartOfVisit(cut, lucia, at(TEN)), PartOfVisit(tint, lucia, at("2026-11-24 10:30"))]
    first, _ = visits.book_visit(session, parts, customer_id=shop.customer(), source=Source.BOT, **OWNER)

    ended = ending.cancel(session, row_id(first), revision=1, whole=whole, tell=False, **OWNER)

    assert {one.status for one in ended} == {Status.CANCELLED}
    assert [start for _, _, start, _ in busy(session)] == left
    assert news(session, first) == [(NoticeKind.CANCELLED, NoticeStatus.CANCELLED)]


def test_what_is_cancelled_cannot_be_cancelled_again(session: Session, shop: Shop) -> None:
    lucia = shop.staff()
    cut = shop.service(by=[lucia])
    number = row_id(shop.book(cut, TEN))
    ending.cancel(session, number, revision=1, tell=True, **OWNER)

    with pytest.raises(AlreadyOver):
        ending.cancel(session, number, revision=2, tell=True, **OWNER)


def test_who_heard_of_a_move_hears_that_it_is_taken_back(session: Session, shop: Shop) -> None:
    lucia = shop.staff("Lucía")
    appointment = shop.book(shop.service(by=[lucia]), TEN, lucia)
    there: dict[str, Any] = {"revision": 1, "knowing": False, "tell": True}
    moved = moving.move(session, row_id(appointment), at("2026-11-25 11:00"), lucia, **there, **OWNER)
    session.exec(select(Notice).where(col(Notice.kind) == "moved")).one().status = NoticeStatus.QUEUED

    moving.move_back(session, moved, **OWNER)

    assert appointment.starts_at == at(TEN)
    assert news(session, appointment) == [
        (NoticeKind.MOVED, NoticeStatus.QUEUED),
        (NoticeKind.MOVED, NoticeStatus.PLANNED),
    ]
