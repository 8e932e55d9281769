"""Appointments written down by the shop's own people, on top of others where they want it."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from booking_bot.db import Database
from booking_bot.domain.refusals import NotTheirService, SlotTaken
from booking_bot.models import Consent, ConsentSource, Customer, Source, row_id
from booking_bot.services import bookings
from booking_bot.services.diary import booking
from booking_bot.services.diary.booking import Wanted
from booking_bot.services.diary.effects import Hindered, Hindrance
from booking_bot.services.diary.visitors import Visitor
from tests.services.bookings.diary import TEN, busy
from tests.shop import NOW, Shop, at, clock

BY_HAND: dict[str, Any] = {"country": "ES", "by": "owner:1", "now": NOW}


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.transaction() as session:
        yield session


@pytest.fixture
def plain(sqlite: Database) -> Iterator[Session]:
    """For what does not depend on the kind of database."""
    with sqlite.transaction() as session:
        yield session


def test_an_overbooked_appointment_lies_on_top_and_blocks_like_the_rest(session: Session) -> None:
    shop = Shop(session)
    lucia = shop.staff()
    cut = shop.service(by=[lucia])
    shop.book(cut, TEN)
    wanted = Wanted((cut,), at("2026-11-24 10:15"), "a", lucia, Visitor(name="Rosa"), knowing=True)

    (appointment,) = booking.book(session, wanted, **BY_HAND)
    third = Wanted((cut,), at(TEN), "b", lucia, Visitor(name="Inés"), knowing=True)
    booking.book(session, third, **BY_HAND)

    assert appointment.source is Source.OWNER
    assert busy(session) == [
        (lucia, 0, "24 09:00", "24 09:30"),
        (lucia, 1000, "24 09:15", "24 09:45"),
        (lucia, 1001, "24 09:00", "24 09:30"),
    ]
    assert shop.starts(cut, "2026-11-24")[:2] == ["10:45", "11:00"]
    with pytest.raises(SlotTaken):
        shop.book(cut, "2026-11-24 10:30")


def test_a_room_that_is_full_is_overbooked_beside_its_own_lanes(session: Session) -> None:
    shop = Shop(session)
    lucia, marcos, elena = shop.staff("Lucía"), shop.staff("Marcos"), shop.staff("Elena")
    chairs = shop.room("Sillones", capacity=2)
    cut = shop.service(by=[lucia, marcos, elena], rooms=[chairs])
    shop.book(cut, TEN, lucia)
    shop.book(cut, TEN, marcos)

    with pytest.raises(Hindered) as hindered:
        booking.book(session, Wanted((cut,), at(TEN), "a", elena), **BY_HAND)
    booking.book(session, Wanted((cut,), at(TEN), "a", elena, knowing=True), **BY_HAND)

    assert [entry.staff for entry in hindered.value.effects.overlaps] == ["Lucía", "Marcos"]
    assert [row[:2] for row in busy(session)] == [
        (lucia, 0), (marcos, 0), (elena, 0), (chairs, 0), (chairs, 1), (chairs, 1000),
    ]  # fmt: skip


def test_nothing_is_overbooked_without_knowing_with_whom(plain: Session) -> None:
    shop = Shop(plain)
    lucia = shop.staff()
    cut = shop.service(by=[lucia])
    rosa = shop.customer("Rosa")
    shop.book(cut, TEN, customer=rosa)
    wanted = Wanted((cut,), at("2026-11-24 10:15"), "a", lucia, Visitor(name="Inés"))

    with pytest.raises(Hindered) as hindered:
        booking.book(plain, wanted, **BY_HAND)

    found = hindered.value.effects
    assert ([entry.person.name for entry in found.overlaps], found.theirs, found.hindrances) == (
        ["Rosa"],
        (),
        (),
    )
    assert len(busy(plain)) == 1


@pytest.mark.parametrize(
    ("start", "hindrance"),
    [
        ("2026-11-24 15:00", Hindrance.CLOSED),
        ("2026-11-24 19:45", Hindrance.CLOSED),
        ("2026-11-29 10:00", Hindrance.CLOSED),
        ("2026-11-25 10:00", Hindrance.AWAY),
        ("2026-11-26 10:00", Hindrance.NOT_WORKING),
        ("2026-11-27 10:00", Hindrance.OFFERED),
        ("2026-11-20 10:00", Hindrance.PAST),
    ],
)
def test_hours_that_are_not_worked_are_told(plain: Session, start: str, hindrance: Hindrance) -> None:
    shop = Shop(plain)
    lucia = shop.staff(hours={day: ["10:00-14:00", "17:00-20:00"] for day in ("tue", "wed", "fri")})
    cut = shop.service(by=[lucia])
    shop.away(lucia, "2026-11-25 09:00", "2026-11-25 12:00")
    hold(shop, cut, "2026-11-27 10:00")

    with pytest.raises(Hindered) as hindered:
        booking.book(plain, Wanted((cut,), at(start), "a", lucia), **BY_HAND)
    (made,) = booking.book(plain, Wanted((cut,), at(start), "a", lucia, knowing=True), **BY_HAND)

    assert hindered.value.effects.hindrances == (hindrance,)
    assert made.starts_at == at(start)


def hold(shop: Shop, service: int, start: str) -> None:
    talk = shop.conversation(shop.customer("Nuria"))
    bookings.hold(shop.session, conversation_id=talk, service_id=service, start=at(start), now=NOW)


def test_the_owner_is_bound_by_no_notice_and_no_grid(plain: Session) -> None:
    shop = Shop(plain, min_notice=timedelta(days=1))
    lucia = shop.staff()
    cut = shop.service(by=[lucia])

    (made,) = booking.book(plain, Wanted((cut,), at("2026-11-23 10:07"), "a", lucia), **BY_HAND)

    assert (clock(made.starts_at), clock(made.ends_at)) == ("10:07", "10:37")


def test_services_follow_each_other_as_one_visit(plain: Session) -> None:
    shop = Shop(plain)
    lucia = shop.staff()
    cut, tint = shop.service(by=[lucia]), shop.service("Tinte", minutes=60, by=[lucia])

    made = booking.book(plain, Wanted((cut, tint), at(TEN), "a", lucia, Visitor(name="Inés")), **BY_HAND)

    assert [clock(one.starts_at) for one in made] == ["10:00", "10:30"]
    assert len({one.visit for one in made}) == 1
    assert made[0].visit is not None


def test_a_second_tap_books_nothing_more(plain: Session) -> None:
    shop = Shop(plain)
    lucia = shop.staff()
    cut = shop.service(by=[lucia])
    wanted = Wanted((cut,), at(TEN), "a", lucia, Visitor(name="Inés"))

    first, second = (booking.book(plain, wanted, **BY_HAND) for _ in range(2))

    assert [one.id for one in first] == [one.id for one in second]
    assert len(plain.exec(select(Customer)).all()) == 1


def test_whoever_is_free_takes_what_nobody_is_named_for(plain: Session) -> None:
    shop = Shop(plain)
    lucia, marcos = shop.staff("Lucía"), shop.staff("Marcos")
    cut = shop.service(by=[lucia, marcos])
    shop.book(cut, TEN, lucia)

    (made,) = booking.book(plain, Wanted((cut,), at(TEN), "a"), **BY_HAND)

    assert made.staff_id == marcos
    with pytest.raises(SlotTaken):
        booking.book(plain, Wanted((cut,), at(TEN), "b"), **BY_HAND)


def test_nobody_does_what_they_do_not_do(plain: Session) -> None:
    shop = Shop(plain)
    lucia, marcos = shop.staff("Lucía"), shop.staff("Marcos")
    cut = shop.service(by=[lucia])

    with pytest.raises(NotTheirService):
        booking.book(plain, Wanted((cut,), at(TEN), "a", marcos, knowing=True), **BY_HAND)


def test_somebody_new_is_written_to_only_where_they_asked_for_it(plain: Session) -> None:
    shop = Shop(plain)
    lucia = shop.staff()
    cut = shop.service(by=[lucia])
    asked = Visitor(name="Inés", phone="600 111 222", consents=True)
    silent = Visitor(name="Rosa", phone="600 111 333")

    (with_word,) = booking.book(plain, Wanted((cut,), at(TEN), "a", lucia, asked), **BY_HAND)
    booking.book(plain, Wanted((cut,), at("2026-11-24 11:00"), "b", lucia, silent), **BY_HAND)

    given = plain.exec(select(Consent.customer_id, Consent.source, Consent.granted)).all()
    assert given == [(with_word.customer_id, ConsentSource.OWNER, True)]


def test_who_comes_in_is_attended_at_once_and_blocks_the_bot(plain: Session) -> None:
    shop = Shop(plain)
    lucia = shop.staff()
    cut = shop.service(by=[lucia])

    made = booking.walk_in(
        plain, cut, lucia, token="a", knowing=False, by="owner:1", now=NOW + timedelta(minutes=7, seconds=40)
    )

    assert (clock(made.starts_at), made.arrived_at) == ("10:07", NOW + timedelta(minutes=7, seconds=40))
    assert plain.exec(select(Customer.name).where(col(Customer.id) == made.customer_id)).one() is None
    assert shop.starts(cut, "2026-11-23", now=NOW + timedelta(minutes=8))[0] == "10:45"


def test_it_is_told_who_is_free_this_minute(plain: Session) -> None:
    shop = Shop(plain)
    lucia, marcos = shop.staff("Lucía"), shop.staff("Marcos")
    cut = shop.service("Corte", by=[lucia, marcos])
    tint = shop.service("Tinte", minutes=90, by=[lucia])
    shop.book(cut, "2026-11-23 11:00", lucia)

    found = booking.free_now(plain, now=NOW + timedelta(minutes=7))

    told = [[(name, begins and clock(begins)) for _, name, begins in one.staff] for one in found]
    assert [one.service_id for one in found] == [cut, tint]
    assert told == [[("Marcos", "10:07"), ("Lucía", "10:07")], [("Lucía", "11:30")]]
    assert [len(one.free) for one in found] == [2, 0]


def test_the_second_tap_of_a_walk_in_is_the_first(plain: Session) -> None:
    shop = Shop(plain)
    lucia = shop.staff()
    cut = shop.service(by=[lucia])

    numbers = {
        row_id(booking.walk_in(plain, cut, lucia, token="a", knowing=False, by="owner:1", now=NOW))
        for _ in range(2)
    }

    assert len(numbers) == 1
