"""The desk over the tables, on both databases: what one conversation sees and does."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from booking_bot.db import Database
from booking_bot.dialogue.desk import (
    Booked,
    CustomerFacts,
    Handover,
    Note,
    Obstacle,
    Offer,
    OpenDay,
    Reason,
    Why,
)
from booking_bot.domain.refusals import NoSuchAppointment, Outdated, SlotTaken
from booking_bot.language.frame import Daypart, Window
from booking_bot.models import (
    Attention,
    AttentionKind,
    Consent,
    ConsentKind,
    ConsentSource,
    Conversation,
    Holder,
)
from booking_bot.services.calendars import entry_links
from booking_bot.services.front_desk import FrontDesk
from booking_bot.services.ways import Ways
from tests.shop import MADRID, NOW, Shop

TUESDAY = date(2026, 11, 24)


class Salon:
    """Two members of staff, a cut of 30 minutes, and the desks of Ana and Carla."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.shop = Shop(session)
        self.lucia = self.shop.staff("Lucía")
        self.marcos = self.shop.staff("Marcos")
        self.cut = self.shop.service("Corte", minutes=30, by=[self.lucia, self.marcos], price_cents=1600)
        self.dye = self.shop.service("Tinte", minutes=90, by=[self.lucia])
        self.ana = self.desk("Ana")
        self.carla = self.desk("Carla")

    def desk(self, name: str, now: datetime = NOW) -> FrontDesk:
        number = self.shop.conversation(self.shop.customer(name))
        return FrontDesk(self.session, self.session.get_one(Conversation, number), now=now)


@pytest.fixture
def salon(database: Database) -> Iterator[Salon]:
    with database.transaction() as session:
        yield Salon(session)


def tuesday(clock: str) -> datetime:
    return datetime.combine(TUESDAY, time.fromisoformat(clock), MADRID)


def cut_at(clock: str, staff: str = "lucía") -> Offer:
    return Offer("corte", staff, tuesday(clock), tuesday(clock) + timedelta(minutes=30))


def book(desk: FrontDesk, offer: Offer) -> Booked:
    return desk.book(offer, name="", answers={}, note="")


def test_free_times_lie_in_the_windows_and_outside_those_ruled_out(salon: Salon) -> None:
    morning = Window(first=TUESDAY, last=TUESDAY, daypart=Daypart.MORNING)
    early = Window(latest=time(13))

    offers = salon.ana.free("corte", "lucía", [morning], [early], limit=5)

    assert offers == (cut_at("13:15"), cut_at("13:30"))


def test_without_windows_the_next_free_times_come(salon: Salon) -> None:
    offers = salon.ana.free("corte", None, (), limit=2)

    assert [offer.start for offer in offers] == [
        datetime(2026, 11, 23, 10, 0, tzinfo=MADRID),
        datetime(2026, 11, 23, 10, 15, tzinfo=MADRID),
    ]


def test_where_customers_reach_pages_a_booking_has_a_link_for_their_calendar(salon: Salon) -> None:
    unreached = book(salon.ana, cut_at("10:00"))
    salon.session.info[Ways] = Ways(pages="https://example.com", signing_key="a key")

    reached = book(salon.ana, cut_at("11:00"))

    assert unreached.link == ""
    assert reached.link == f"https://example.com/cita/{entry_links.token_of(reached.id, 'a key')}.ics"


def test_what_another_booked_is_not_offered_but_ones_own_hold_is(salon: Salon) -> None:
    book(salon.carla, cut_at("10:00"))
    salon.ana.hold(cut_at("10:30"))
    window = Window(first=TUESDAY, last=TUESDAY, latest=time(10, 30))

    mine = salon.ana.free("corte", "lucía", [window], limit=9)
    hers = salon.carla.free("corte", "lucía", [window], limit=9)

    assert [offer.start for offer in mine] == [tuesday("10:30")]
    assert hers == ()


def test_a_booking_is_seen_as_its_customer_sees_it_and_by_nobody_else(salon: Salon) -> None:
    booked = book(salon.ana, cut_at("11:00"))

    assert booked == Booked(
        booked.id, 1, "corte", "lucía", tuesday("11:00"), tuesday("11:30"), "booked", "Ana"
    )
    assert salon.ana.appointments() == (booked,)
    assert salon.carla.appointments() == ()
    with pytest.raises(NoSuchAppointment):
        salon.carla.find(booked.id)
    with pytest.raises(NoSuchAppointment):
        salon.carla.cancel(booked)


def test_the_time_that_was_held_becomes_the_appointment(salon: Salon) -> None:
    salon.ana.hold(cut_at("11:00"))

    booked = book(salon.ana, cut_at("11:00"))

    assert booked.start == tuesday("11:00")
    with pytest.raises(SlotTaken):
        book(salon.carla, cut_at("11:00"))


def test_a_move_takes_the_new_time_and_frees_the_old(salon: Salon) -> None:
    booked = book(salon.ana, cut_at("11:00"))

    moved = salon.ana.reschedule(booked, cut_at("11:15"))

    assert moved == replace(booked, revision=2, start=tuesday("11:15"), end=tuesday("11:45"))
    assert book(salon.carla, cut_at("10:45")).start == tuesday("10:45")


def test_what_was_changed_since_it_was_seen_is_not_changed_again(salon: Salon) -> None:
    booked = book(salon.ana, cut_at("11:00"))
    moved = salon.ana.reschedule(booked, cut_at("12:00"))

    with pytest.raises(Outdated):
        salon.ana.cancel(booked)
    assert salon.ana.appointments() == (moved,)


def test_confirming_and_cancelling_say_so(salon: Salon) -> None:
    booked = book(salon.ana, cut_at("11:00"))

    confirmed = salon.ana.confirm(booked)
    cancelled = salon.ana.cancel(confirmed)

    assert (confirmed.status, cancelled.status) == ("confirmed", "cancelled")
    assert salon.ana.appointments() == ()


@pytest.mark.parametrize(
    ("window", "obstacle"),
    [
        (Window(first=date(2026, 11, 20), last=date(2026, 11, 20)), Obstacle(Why.PAST, date(2026, 11, 20))),
        (
            Window(first=date(2026, 11, 23), last=date(2026, 11, 23), earliest=time(9), latest=time(9, 45)),
            Obstacle(Why.OUTSIDE_HOURS, date(2026, 11, 23)),
        ),
        (Window(first=date(2028, 1, 10), last=date(2028, 1, 10)), Obstacle(Why.TOO_FAR, date(2028, 1, 10))),
        (
            Window(first=date(2026, 11, 29), last=date(2026, 11, 29)),
            Obstacle(Why.CLOSED_DAY, date(2026, 11, 29)),
        ),
        (
            Window(first=date(2026, 12, 25), last=date(2026, 12, 25)),
            Obstacle(Why.CLOSED_DAY, date(2026, 12, 25), "Navidad"),
        ),
        (Window(first=TUESDAY, last=TUESDAY, earliest=time(15)), Obstacle(Why.FULL, TUESDAY)),
        (
            Window(first=TUESDAY, last=TUESDAY, earliest=time(14, 30), latest=time(16)),
            Obstacle(Why.OUTSIDE_HOURS, TUESDAY),
        ),
        (Window(weekdays=(7,)), Obstacle(Why.CLOSED_DAY)),
    ],
)
def test_the_widest_reason_is_given_why_nothing_is_free(
    salon: Salon, window: Window, obstacle: Obstacle
) -> None:
    salon.shop.special("2026-12-25", reason="Navidad")

    assert salon.ana.why_not("corte", None, [window]) == obstacle


def test_somebody_on_holiday_or_of_another_trade_is_named_as_the_reason(salon: Salon) -> None:
    salon.shop.away(salon.lucia, "2026-11-24 00:00", "2026-11-25 00:00")
    day = [Window(first=TUESDAY, last=TUESDAY)]

    assert salon.ana.why_not("corte", "lucía", day) == Obstacle(Why.STAFF_AWAY, TUESDAY)
    assert salon.ana.why_not("tinte", "marcos", day) == Obstacle(Why.NOT_THEIR_SERVICE, TUESDAY)


def test_the_hours_of_a_date_count_closures(salon: Salon) -> None:
    salon.shop.special("2026-11-24", None, "09:00-12:00", reason="Horario de feria")

    assert salon.ana.opening(TUESDAY) == OpenDay(TUESDAY, ((time(9), time(12)),), "Horario de feria")


def test_a_handover_says_when_a_person_is_there_and_silences_the_bot(salon: Salon) -> None:
    sunday = salon.desk("Berta", now=datetime(2026, 11, 22, 23, 10, tzinfo=MADRID))

    now = salon.ana.hand_over(Reason.ASKED_FOR, "Quiere hablar con alguien.")
    later = sunday.hand_over(Reason.ASKED_FOR, "Quiere hablar con alguien.")

    assert now == Handover(now.case, open_until=datetime(2026, 11, 23, 14, 0, tzinfo=MADRID))
    assert later == Handover(later.case, reopens=datetime(2026, 11, 23, 10, 0, tzinfo=MADRID))
    held = salon.session.exec(select(Conversation).where(Conversation.holder == Holder.PERSON)).all()
    assert len(held) == 2


def test_a_late_notice_reaches_the_owner_with_its_appointment(salon: Salon) -> None:
    booked = book(salon.ana, cut_at("11:00"))

    salon.ana.note(Note.LATE, "Llega 10 minutos tarde.", appointment=booked)

    (attention,) = salon.session.exec(select(Attention)).all()
    assert (attention.kind, attention.appointment_id, attention.summary) == (
        AttentionKind.LATE,
        booked.id,
        "Llega 10 minutos tarde.",
    )


def test_a_name_answers_and_consent_are_remembered(salon: Salon) -> None:
    salon.ana.rename("Ana Gil")
    salon.ana.book(cut_at("11:00"), name="Ana Gil", answers={"alergias": "ninguna"}, note="")
    salon.ana.stop("BAJA", notices=False)

    first = salon.ana.customer
    salon.ana.stop("BAJA", notices=True)
    second = salon.ana.customer
    salon.ana.resume("ALTA")

    assert first == CustomerFacts("Ana Gil", {"alergias": "ninguna"}, offers_stopped=True)
    assert second == replace(first, notices_stopped=True)
    assert salon.ana.customer == replace(first, offers_stopped=False)


def test_one_in_the_night_is_found_on_the_evening_it_belongs_to(database: Database) -> None:
    with database.transaction() as session:
        shop = Shop(session, hours={"mon": ["20:00-02:00"]})
        shop.service("Corte", minutes=30, by=[shop.staff("Lucía")])
        conversation = session.get_one(Conversation, shop.conversation(shop.customer("Ana")))
        desk = FrontDesk(session, conversation, now=datetime(2026, 11, 23, 23, 50, tzinfo=MADRID))
        monday = date(2026, 11, 23)

        offers = desk.free(
            "corte", None, [Window(first=monday, last=monday, earliest=time(1), latest=time(1))], limit=3
        )
        after_midnight = FrontDesk(
            session, conversation, now=datetime(2026, 11, 24, 0, 10, tzinfo=MADRID)
        ).free("corte", None, (), limit=1)

    assert [offer.start for offer in offers] == [datetime(2026, 11, 24, 1, 0, tzinfo=MADRID)]
    assert [offer.start for offer in after_midnight] == [datetime(2026, 11, 24, 0, 15, tzinfo=MADRID)]


def test_listing_many_appointments_takes_no_more_statements_than_listing_one(salon: Salon) -> None:
    statements: list[str] = []

    def listed() -> tuple[int, int]:
        salon.session.flush()
        salon.session.expunge_all()
        desk = FrontDesk(salon.session, salon.session.get_one(Conversation, 1), now=NOW)
        statements.clear()
        return len(desk.appointments()), len(statements)

    @sa.event.listens_for(salon.session.get_bind(), "before_cursor_execute")
    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    ana = salon.session.get_one(Conversation, 1).customer_id
    salon.session.add(
        Consent(customer_id=ana, kind=ConsentKind.SERVICE, granted=True, source=ConsentSource.OWNER, at=NOW)
    )
    book(salon.ana, cut_at("10:00"))
    one = listed()
    for clock in ("11:00", "12:00", "13:00"):
        book(FrontDesk(salon.session, salon.session.get_one(Conversation, 1), now=NOW), cut_at(clock))
    many = listed()

    assert (one[0], many[0]) == (1, 4)
    assert many[1] == one[1] > 0
