"""Visits at the desk over the tables, on both databases."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

import pytest
from sqlmodel import Session, col, select

from booking_bot.db import Database
from booking_bot.dialogue.desk import Booked, Offer, Part
from booking_bot.domain.refusals import NoSuchAppointment, SlotTaken
from booking_bot.language.frame import Window
from booking_bot.models import Conversation, Service
from booking_bot.services import requests
from booking_bot.services.front_desk import FrontDesk
from tests.agenda.test_statements import counted
from tests.shop import MADRID, NOW, Shop, at

TUESDAY = date(2026, 11, 24)
ON_TUESDAY = [Window(first=TUESDAY, last=TUESDAY)]


class Salon:
    def __init__(self, session: Session) -> None:
        self.session = session
        self.shop = Shop(session)
        lucia, marcos = self.shop.staff("Lucía"), self.shop.staff("Marcos")
        self.shop.service("Corte", minutes=30, by=[lucia, marcos])
        self.shop.service("Tinte", minutes=90, by=[lucia])
        self.ana, self.carla = self.desk("Ana"), self.desk("Carla")

    def desk(self, name: str) -> FrontDesk:
        number = self.shop.conversation(self.shop.customer(name))
        return FrontDesk(self.session, self.session.get_one(Conversation, number), now=NOW)


@pytest.fixture
def salon(database: Database) -> Iterator[Salon]:
    with database.transaction() as session:
        yield Salon(session)


def told(visit: Offer | Booked) -> list[tuple[str, str, str]]:
    return [(part.service, part.staff, f"{part.start:%H:%M}") for part in visit.parts]


def first(desk: FrontDesk, *parts: Part, moving: Booked | None = None, after: str = "10:00") -> Offer:
    window = Window(first=TUESDAY, last=TUESDAY, earliest=time.fromisoformat(after))
    return desk.free_visit(parts, [window], limit=1, moving=moving)[0]


def book(desk: FrontDesk, offer: Offer, *others: str) -> Booked:
    return desk.book(offer, name="", answers={}, note="", others=others)


def test_several_services_are_one_offer_and_one_appointment(salon: Salon) -> None:
    offer = first(salon.ana, Part("tinte"), Part("corte"))

    salon.ana.hold(offer)
    booked = book(salon.ana, offer)

    assert told(offer) == told(booked) == [("tinte", "lucía", "10:00"), ("corte", "lucía", "11:30")]
    assert salon.ana.appointments() == (booked,)
    assert [salon.ana.find(part.id) for part in booked.parts] == [booked, booked]
    with pytest.raises(NoSuchAppointment):
        salon.carla.cancel(booked)


def test_people_who_come_together_have_their_names(salon: Salon) -> None:
    booked = book(salon.ana, first(salon.ana, Part("corte"), Part("corte", who=1)), "Leo")

    assert {part.name: part.staff for part in booked.parts} == {"Ana": "marcos", "Leo": "lucía"}
    assert {part.start.hour for part in booked.parts} == {10}


def test_what_is_held_for_a_visit_is_offered_to_nobody_else(salon: Salon) -> None:
    salon.ana.hold(first(salon.ana, Part("tinte"), Part("corte")))

    mine = salon.ana.free("corte", "lucía", ON_TUESDAY, limit=1)
    hers = salon.carla.free("corte", "lucía", ON_TUESDAY, limit=1)

    assert [one.start.hour for one in (*mine, *hers)] == [10, 12]


def test_a_visit_moves_and_is_cancelled_with_all_its_parts(salon: Salon) -> None:
    booked = book(salon.ana, first(salon.ana, Part("tinte"), Part("corte")))
    later = first(salon.ana, Part("tinte"), Part("corte"), moving=booked, after="10:30")

    salon.ana.hold(later, moving=booked)
    moved = salon.ana.reschedule(booked, later)
    cancelled = salon.ana.cancel(moved)

    assert told(moved) == [("tinte", "lucía", "10:30"), ("corte", "lucía", "12:00")]
    assert [part.status for part in cancelled.parts] == ["cancelled", "cancelled"]
    assert salon.ana.find(booked.id) == cancelled
    assert salon.ana.appointments() == ()


def test_one_part_may_be_cancelled_and_the_rest_stays(salon: Salon) -> None:
    booked = book(salon.ana, first(salon.ana, Part("tinte"), Part("corte")))

    salon.ana.cancel(booked.rest[0])

    (left,) = salon.ana.appointments()
    assert told(left) == [("tinte", "lucía", "10:00")]
    assert left.stamp < booked.stamp


def test_one_part_may_move_and_is_a_visit_by_itself_then(salon: Salon) -> None:
    booked = book(salon.ana, first(salon.ana, Part("tinte"), Part("corte")))
    cut = booked.rest[0]
    free = salon.ana.free("corte", "lucía", ON_TUESDAY, limit=3, moving=cut)

    moved = salon.ana.reschedule(cut, free[1])

    # the tint stays where it is, and what it takes is not free
    assert [f"{one.start:%H:%M}" for one in free] == ["11:30", "11:45", "12:00"]
    assert [told(one) for one in salon.ana.appointments()] == [
        [("tinte", "lucía", "10:00")],
        [("corte", "lucía", "11:45")],
    ]
    assert salon.ana.cancel(moved).parts == (salon.ana.find(cut.id),)


def test_all_of_a_visit_waits_for_the_word_that_one_part_needs(salon: Salon) -> None:
    dye = salon.session.exec(select(Service).where(col(Service.name) == "Tinte")).one()
    dye.approval = True
    salon.session.flush()
    asked = book(salon.ana, first(salon.ana, Part("corte"), Part("tinte")))

    requests.propose(salon.session, asked.id, at("2026-11-24 17:30"), by="owner:1", now=NOW)
    proposal = salon.ana.proposal(1)
    granted = salon.ana.agree(proposal)

    assert ([part.status for part in asked.parts], asked.case) == (["requested"] * 2, "1")
    assert told(proposal.offer) == told(granted)
    assert [(part.service, f"{part.start:%H:%M}", part.status) for part in granted.parts] == [
        ("corte", "17:30", "booked"),
        ("tinte", "18:00", "booked"),
    ]


def test_a_visit_of_which_one_part_was_taken_is_not_booked_at_all(salon: Salon) -> None:
    offer = first(salon.ana, Part("tinte"), Part("corte"))
    book(salon.carla, first(salon.carla, Part("corte", "lucía"), after="11:30"))

    with pytest.raises(SlotTaken):
        book(salon.ana, offer)

    assert salon.ana.appointments() == ()


def test_a_name_is_put_right(salon: Salon) -> None:
    booked = book(salon.ana, first(salon.ana, Part("corte")))

    names = [salon.ana.put_in_name(booked, name).name for name in ("Marta", "Ana")]

    assert names == ["Marta", "Ana"]
    with pytest.raises(NoSuchAppointment):
        salon.carla.put_in_name(booked, "Carla")


def test_looking_for_a_visit_takes_no_more_statements_than_for_one_service(database: Database) -> None:
    with database.transaction() as session:
        salon = Salon(session)
        session.flush()
        with counted(database) as for_one:
            salon.ana.free("corte", None, ON_TUESDAY, limit=3)
        with counted(database) as for_four:
            parts = [Part("tinte"), Part("corte"), Part("corte", who=1), Part("corte", who=2)]
            found = salon.ana.free_visit(parts, ON_TUESDAY, limit=3)

    assert len(found) == 3
    assert found[0].end - found[0].start == timedelta(minutes=90)
    assert found[0].start == datetime(2026, 11, 24, 10, tzinfo=MADRID)
    assert len(for_four) == len(for_one)


def test_what_is_attended_is_kept_with_its_part_and_remembered(salon: Salon) -> None:
    visit = first(salon.ana, Part("corte"), Part("corte"))
    alone = first(salon.ana, Part("corte"), after="17:00")

    booked = salon.ana.book(visit, name="", answers={}, note="", subjects=("Luna", "Simba"))
    salon.ana.book(alone, name="", answers={}, note="", subjects=("Toby",))

    assert [part.subject for part in booked.parts] == ["Luna", "Simba"]
    assert salon.ana.customer.subjects == ("Toby", "Luna", "Simba")
    assert salon.ana.customer.answers == {}
    assert salon.carla.customer.subjects == ()
