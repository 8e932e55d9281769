"""Visits of several parts are booked, held, moved and cancelled whole, or not at all."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlmodel import Session, col, select

from booking_bot.db import Database
from booking_bot.domain.refusals import Overlapping, Refused, SlotTaken, TooLateToChange, TooManyOpen
from booking_bot.models import Appointment, Occupancy, Source, row_id
from booking_bot.services import visits
from booking_bot.services.visit_slots import Wanted, free_visits
from booking_bot.services.visits import Held, PartOfVisit
from tests.shop import NOW, Shop, at, clock

TUESDAY = "2026-11-24"
TEN, ELEVEN, NOON = (at(f"{TUESDAY} {hour}:00") for hour in (10, 11, 12))


class Salon:
    """Two members, a cut of half an hour by both and a colour of an hour by Lucía alone."""

    def __init__(self, session: Session, **rules: object) -> None:
        self.session = session
        self.shop = Shop(session, **rules)  # type: ignore[arg-type]
        self.lucia, self.marco = self.shop.staff("Lucía"), self.shop.staff("Marco")
        self.cut = self.shop.service("Corte", minutes=30, by=[self.lucia, self.marco])
        self.colour = self.shop.service("Color", minutes=60, by=[self.lucia])
        self.carla = self.shop.customer("Carla")

    def parts(self, hour: int = 10, *, friend: str | None = None) -> list[PartOfVisit]:
        """Colour and then cut of one, or both at once where a friend has the cut."""
        start = at(f"{TUESDAY} {hour}:00")
        second = start if friend else start + timedelta(hours=1)
        staff = self.marco if friend else self.lucia
        return [
            PartOfVisit(self.colour, self.lucia, start),
            PartOfVisit(self.cut, staff, second, beneficiary=friend),
        ]

    def book(self, parts: list[PartOfVisit], customer: int | None = None) -> list[Appointment]:
        return visits.book_visit(
            self.session,
            parts,
            customer_id=customer or self.carla,
            source=Source.BOT,
            by=f"customer:{customer or self.carla}",
            now=NOW,
        )

    def agenda(self) -> list[tuple[str, int, str, int]]:
        rows = self.session.exec(select(Appointment).order_by(col(Appointment.id))).all()
        return [(clock(one.starts_at), one.staff_id, one.status.value, one.revision) for one in rows]

    def blocked(self) -> list[tuple[int, int]]:
        rows = self.session.exec(select(Occupancy).order_by(col(Occupancy.start_ts))).all()
        return [(one.resource_id, one.start_ts - int(TEN.timestamp())) for one in rows]


@pytest.fixture
def salon(session: Session) -> Salon:
    return Salon(session)


def held(appointments: list[Appointment]) -> list[Held]:
    return [Held(row_id(one), one.revision) for one in appointments]


def test_all_parts_of_a_visit_bear_its_id(salon: Salon) -> None:
    first, second = salon.book(salon.parts())
    (alone,) = salon.book([PartOfVisit(salon.cut, salon.marco, at(f"{TUESDAY} 18:00"))])

    assert first.visit == second.visit is not None
    assert alone.visit is None
    assert salon.agenda()[:2] == [("10:00", salon.lucia, "booked", 1), ("11:00", salon.lucia, "booked", 1)]


def test_where_one_part_is_taken_none_is_booked(salon: Salon) -> None:
    salon.shop.book(salon.cut, ELEVEN, salon.lucia)

    with pytest.raises(SlotTaken):
        salon.book(salon.parts())

    assert salon.agenda() == [("11:00", salon.lucia, "booked", 1)]
    assert salon.blocked() == [(salon.lucia, 3600)]


def test_two_people_may_come_at_once_and_one_may_not(salon: Salon) -> None:
    salon.book(salon.parts(friend="Berta"))

    with pytest.raises(Overlapping):
        salon.book([PartOfVisit(salon.cut, salon.marco, at(f"{TUESDAY} 10:30"))])


def test_a_visit_counts_once_against_the_limit(session: Session) -> None:
    salon = Salon(session, max_open_per_customer=1)

    salon.book(salon.parts())

    with pytest.raises(TooManyOpen):
        salon.book(salon.parts(17))
    assert len(salon.agenda()) == 2


def test_a_visit_moves_over_its_own_old_time(salon: Salon) -> None:
    booked = salon.book(salon.parts())
    later = [
        PartOfVisit(salon.colour, salon.lucia, at(f"{TUESDAY} 10:30")),
        PartOfVisit(salon.cut, salon.lucia, at(f"{TUESDAY} 11:30")),
    ]

    visits.reschedule_visit(
        salon.session,
        list(zip(held(booked), later, strict=True)),
        by=f"customer:{salon.carla}",
        now=NOW,
    )

    assert salon.agenda() == [("10:30", salon.lucia, "booked", 2), ("11:30", salon.lucia, "booked", 2)]
    assert salon.blocked() == [(salon.lucia, 1800), (salon.lucia, 5400)]


def test_parts_may_change_places(salon: Salon) -> None:
    booked = salon.book(salon.parts())
    swapped = [
        PartOfVisit(salon.colour, salon.lucia, at(f"{TUESDAY} 10:30")),
        PartOfVisit(salon.cut, salon.lucia, TEN),
    ]

    visits.reschedule_visit(
        salon.session, list(zip(held(booked), swapped, strict=True)), by="owner:1", now=NOW
    )

    assert [start for start, *_ in salon.agenda()] == ["10:30", "10:00"]


def test_a_visit_that_cannot_move_whole_stays(salon: Salon) -> None:
    booked = salon.book(salon.parts())
    before = salon.agenda(), salon.blocked()
    salon.shop.book(salon.cut, at(f"{TUESDAY} 12:30"), salon.lucia)
    with_other = salon.agenda(), salon.blocked()
    wanted = [
        PartOfVisit(salon.colour, salon.lucia, at(f"{TUESDAY} 11:30")),
        PartOfVisit(salon.cut, salon.lucia, at(f"{TUESDAY} 12:30")),
    ]

    with pytest.raises(SlotTaken):
        visits.reschedule_visit(
            salon.session, list(zip(held(booked), wanted, strict=True)), by="owner:1", now=NOW
        )

    assert before != with_other == (salon.agenda(), salon.blocked())


def test_a_visit_is_cancelled_whole_or_not_at_all(session: Session) -> None:
    salon = Salon(session, cancel_notice=timedelta(hours=24, minutes=30))
    booked = salon.book(salon.parts())

    with pytest.raises(TooLateToChange):  # the first part begins too soon, the second would not
        visits.cancel_visit(session, held(booked)[::-1], by=f"customer:{salon.carla}", now=NOW)
    refused = salon.agenda()
    visits.cancel_visit(session, held(booked), by="owner:1", now=NOW)

    assert [status for _, _, status, _ in refused] == ["booked", "booked"]
    assert [status for _, _, status, _ in salon.agenda()] == ["cancelled", "cancelled"]
    assert salon.blocked() == []


def test_a_visit_is_held_whole_and_booked_from_the_hold(salon: Salon) -> None:
    conversation = salon.shop.conversation(salon.carla)

    visits.hold_visit(salon.session, salon.parts(), conversation_id=conversation, now=NOW)
    blocked = salon.blocked()
    with pytest.raises(SlotTaken):
        salon.shop.book(salon.cut, ELEVEN, salon.lucia)
    visits.book_visit(
        salon.session,
        salon.parts(),
        customer_id=salon.carla,
        source=Source.BOT,
        by="bot",
        now=NOW,
        conversation_id=conversation,
    )

    assert blocked == salon.blocked() == [(salon.lucia, 0), (salon.lucia, 3600)]


def test_where_one_part_cannot_be_held_the_old_hold_stays(salon: Salon) -> None:
    conversation = salon.shop.conversation(salon.carla)
    visits.hold_visit(salon.session, salon.parts(12), conversation_id=conversation, now=NOW)
    before = salon.blocked()
    salon.shop.book(salon.cut, ELEVEN, salon.lucia)

    with pytest.raises(SlotTaken):
        visits.hold_visit(salon.session, salon.parts(), conversation_id=conversation, now=NOW)

    assert sorted(salon.blocked()) == sorted([*before, (salon.lucia, 3600)])


def test_what_is_free_for_a_visit_can_be_booked(salon: Salon) -> None:
    salon.shop.book(salon.cut, at(f"{TUESDAY} 10:30"), salon.lucia)
    salon.shop.book(salon.cut, at(f"{TUESDAY} 13:00"), salon.marco)
    wanted = [Wanted(salon.colour), Wanted(salon.cut), Wanted(salon.cut, who=1)]

    found = list(free_visits(salon.session, wanted, start=TEN, end=at(f"{TUESDAY} 14:00"), now=NOW))

    assert [clock(visit[0].start) for visit in found] == [
        "11:00",
        "11:15",
        "11:30",
        "11:45",
        "12:00",
        "12:15",
        "12:30",
    ]
    assert [(clock(slot.start), slot.staff_id) for slot in found[0]] == [
        ("11:00", salon.lucia),
        ("12:00", salon.lucia),
        ("11:00", salon.marco),
    ]
    for number, visit in enumerate(found):
        parts = [
            PartOfVisit(one.service_id, slot.staff_id, slot.start, beneficiary="Berta" if one.who else None)
            for one, slot in zip(wanted, visit, strict=True)
        ]
        with salon.session.begin_nested() as nested:
            salon.book(parts, salon.shop.customer(f"Customer {number}"))
            nested.rollback()


def test_of_many_who_want_overlapping_visits_none_gets_half_of_one(database: Database) -> None:
    with database.transaction() as session:
        salon = Salon(session)
        cut, colour, lucia, marco = salon.cut, salon.colour, salon.lucia, salon.marco
        people = [salon.shop.customer(f"Customer {number}") for number in range(8)]
    barrier = Barrier(len(people))
    got: list[int] = []
    refused: list[Refused] = []

    def want(customer: int, hour: int) -> None:
        start = at(f"{TUESDAY} {hour}:00")
        parts = [
            PartOfVisit(colour, lucia, start),
            PartOfVisit(cut, lucia, start + timedelta(hours=1)),
            PartOfVisit(cut, marco, start + timedelta(hours=1), beneficiary="Berta"),
        ]
        barrier.wait()
        try:
            with database.transaction() as session:
                visits.book_visit(session, parts, customer_id=customer, source=Source.BOT, by="bot", now=NOW)
            got.append(customer)
        except Refused as refusal:
            refused.append(refusal)

    threads = [Thread(target=want, args=(one, 10 + number % 3)) for number, one in enumerate(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with database.reading() as session:
        rows = session.exec(select(Appointment)).all()
        occupied = session.exec(select(Occupancy)).all()
    assert len(got) + len(refused) == len(people)
    assert len(got) in {1, 2}
    assert sorted(one.customer_id for one in rows) == sorted(got * 3)
    assert len(occupied) == len(rows)
