"""What one customer may not have: an unknown number fills no Saturday, and who did not come asks first."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from sqlmodel import col, select

from booking_bot.channels.base import Inbound
from booking_bot.db import Database
from booking_bot.domain.appointments import OPEN, Status
from booking_bot.domain.refusals import NeedsTheOwner
from booking_bot.models import (
    Appointment,
    Attention,
    AttentionKind,
    Consent,
    ConsentKind,
    ConsentSource,
    Conversation,
    Holder,
    Identity,
    Message,
    Occupancy,
    Source,
    row_id,
)
from booking_bot.services import bookings, handovers, inbound, limits, turns
from tests.shop import MADRID, NOW, Shop, at

STRANGER = "+34600999888"
SATURDAY = "2026-11-28"
HOURS = ("10:00", "10:30", "11:00", "11:30", "12:00", "12:30", "13:00", "13:30")


class Line:
    """What a number writes, each message after the other, and what stands then."""

    def __init__(self, database: Database, phone: str = STRANGER) -> None:
        self.database, self.phone = database, phone
        self.now = NOW
        self.sids = count(1)

    def writes(self, *texts: str) -> None:
        """In one burst, and then the bot answers."""
        for text in texts:
            told = Inbound(
                sid=f"SM{next(self.sids)}",
                address=f"whatsapp:{self.phone}",
                phone=self.phone,
                profile_name="Eva",
                at=self.now,
                body=text,
                media=[],
            )
            with self.database.transaction() as session:
                inbound.receive(session, told, self.now)
        self.now += timedelta(minutes=2)
        turns.run_due(self.database, now=self.now)

    def hears(self) -> str:
        with self.database.reading() as session:
            said = (
                select(Message.body).where(col(Message.direction) == "out").order_by(col(Message.id).desc())
            )
            return session.exec(said.limit(1)).first() or ""

    def held(self) -> list[str]:
        """When theirs begin."""
        with self.database.reading() as session:
            rows = select(Appointment.starts_at).where(col(Appointment.status).in_(OPEN))
            return sorted(f"{one.astimezone(MADRID):%a %H:%M}" for one in session.exec(rows))

    def kept(self) -> int:
        """How many stretches are held for a yes."""
        with self.database.reading() as session:
            return len(session.exec(select(Occupancy.id).where(col(Occupancy.hold_until).is_not(None))).all())


@pytest.fixture
def line(sqlite: Database) -> Line:
    with sqlite.transaction() as session:
        shop = Shop(session)
        shop.service("Corte", minutes=30, by=[shop.staff("Lucía"), shop.staff("Marcos")])
    return Line(sqlite)


def test_one_number_in_a_loop_gets_two_of_a_saturday_and_a_person(line: Line) -> None:
    for hour in HOURS:
        line.writes(f"un corte el sábado 28 a las {hour}")
        line.writes("sí")
    told = line.hears()
    with line.database.transaction() as session:
        case = session.exec(select(Attention.kind, Attention.reason)).all()
        talk = session.exec(select(Conversation)).one()
        held_by = talk.holder
        handovers.give_back(session, row_id(talk), by="owner:1", now=line.now)
    for hour in HOURS[3:]:
        line.writes(f"un corte el sábado 28 a las {hour}")
        line.writes("sí")

    assert line.held() == ["Sat 10:00", "Sat 10:30"]
    assert case == [(AttentionKind.HANDOVER, "too_many_open")]
    assert held_by is Holder.PERSON
    assert told.startswith("Con más citas te ayuda el equipo; se lo paso.\n")


def test_ten_bursts_get_no_more(line: Line) -> None:
    for hour in (*HOURS, "10:00", "11:00"):
        line.writes("hola", f"un corte el sábado 28 a las {hour}", "porfa")
        line.writes("sí", "sí", "SI")

    assert line.held() == ["Sat 10:00", "Sat 10:30"]


def test_three_in_all_whatever_the_days(line: Line) -> None:
    for day in (24, 25, 26, 27):
        line.writes(f"un corte el {day} a las 10:00")
        line.writes("sí")

    assert line.held() == ["Thu 10:00", "Tue 10:00", "Wed 10:00"]


def test_a_move_does_not_bring_a_third_to_that_day(line: Line) -> None:
    for when in ("sábado 28 a las 10:00", "sábado 28 a las 11:00", "viernes 27 a las 10:00"):
        line.writes(f"un corte el {when}")
        line.writes("sí")
    line.writes("cambia la del viernes al sábado 28 a las 12:00")
    line.writes("sí")

    assert line.held() == ["Fri 10:00", "Sat 10:00", "Sat 11:00"]


def test_one_time_is_kept_for_them_however_they_reword_it(line: Line) -> None:
    kept = []
    for hour in ("10:00", "11:00", "12:00"):
        line.writes(f"un corte el sábado 28 a las {hour}")
        kept.append(line.kept())
    line.writes("mejor el viernes por la tarde")
    listed = line.kept()

    assert (kept, listed) == ([1, 1, 1], 0)


def test_a_family_counts_once_and_the_shops_own_entries_make_them_known(line: Line) -> None:
    line.writes("corte para mi hija y para mí el sábado 28 a las 10:00", "me llamo Eva, y ella Alba")
    line.writes("sí")
    line.writes("Eva y Alba")
    line.writes("un corte el sábado 28 a las 11:00")
    line.writes("sí")
    before = line.held()
    with line.database.transaction() as session:
        customer = session.exec(select(Identity.customer_id)).one()
        vouched = Consent(
            customer_id=customer, kind=ConsentKind.SERVICE, granted=True, source=ConsentSource.OWNER, at=NOW
        )
        session.add(vouched)
    line.writes("un corte el sábado 28 a las 12:00")
    line.writes("sí")

    assert before == ["Sat 10:00", "Sat 10:00", "Sat 11:00"]
    assert line.held() == [*before, "Sat 12:00"]


@pytest.fixture
def shop(sqlite: Database) -> Iterator[Shop]:
    with sqlite.transaction() as session:
        yield Shop(session, max_no_shows=2)


def missed_twice(shop: Shop) -> tuple[int, int]:
    """Carla and a cut: she has one on Thursday, and did not come to two before."""
    cut = shop.service("Corte", minutes=30, by=[shop.staff("Lucía")])
    carla = shop.customer("Carla")
    for start in ("2026-11-03 10:00", "2026-10-12 10:00"):
        missed = shop.book(cut, start, customer=carla, now=at(start) - timedelta(days=1), source=Source.OWNER)
        bookings.close(shop.session, row_id(missed), Status.NO_SHOW, by="owner:1", now=NOW)
    return carla, cut


def test_the_owner_reads_which_days_those_were(shop: Shop) -> None:
    carla, cut = missed_twice(shop)

    asked = shop.book(cut, "2026-11-26 10:00", customer=carla)
    told = shop.session.exec(select(Attention.reason, Attention.summary)).all()

    assert asked.status is Status.REQUESTED
    assert told == [("no_shows", "No vino: martes 3 de noviembre; lunes 12 de octubre.")]


def test_what_they_have_is_not_moved_without_a_word_but_by_the_shop(shop: Shop) -> None:
    carla, cut = missed_twice(shop)
    firm = shop.book(cut, "2026-11-26 10:00", customer=carla, source=Source.OWNER)
    asked = shop.book(cut, "2026-11-26 12:00", customer=carla)
    friday = at("2026-11-27 10:00")

    with pytest.raises(NeedsTheOwner):
        bookings.reschedule(shop.session, row_id(firm), start=friday, by=f"customer:{carla}", now=NOW)
    still = firm.starts_at
    bookings.reschedule(shop.session, row_id(firm), start=friday, by="owner:1", now=NOW)
    saturday = at("2026-11-28 10:00")
    bookings.reschedule(shop.session, row_id(asked), start=saturday, by=f"customer:{carla}", now=NOW)

    assert (still, firm.starts_at) == (at("2026-11-26 10:00"), friday)
    assert (asked.starts_at, asked.status) == (saturday, Status.REQUESTED)


def test_nobody_is_remembered_for_longer_than_a_year(shop: Shop) -> None:
    carla, _ = missed_twice(shop)

    now = limits.missed(shop.session, carla, NOW)
    later = limits.missed(shop.session, carla, datetime(2027, 10, 20, tzinfo=UTC))

    assert now == [at("2026-11-03 10:00"), at("2026-10-12 10:00")]
    assert later == [at("2026-11-03 10:00")]
