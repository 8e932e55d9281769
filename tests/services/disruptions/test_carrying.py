"""A day that goes wrong: who fits elsewhere, and what each is told, once."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from booking_bot.db import Database
from booking_bot.domain.appointments import Status
from booking_bot.models import (
    Absence,
    Affected,
    AffectedStatus,
    Appointment,
    ConsentSource,
    Delivery,
    Disruption,
    DisruptionKind,
    Message,
    Notice,
    NoticeStatus,
    Outbox,
    row_id,
)
from booking_bot.services import bookings, introductions, last_look
from booking_bot.services.disruptions.carrying import carry_out
from booking_bot.services.disruptions.planning import Plan, Reach, survey
from booking_bot.services.disruptions.troubles import Trouble, late
from booking_bot.services.opening import opening_on
from tests.shop import Shop, at, clock

NOW = at("2026-11-23 08:05")
MIDNIGHT = at("2026-11-24 00:00")


class Salon(Shop):
    """Lucía and Marta, who both cut; everybody who books let us write to them."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.lucia, self.marta = self.staff("Lucía"), self.staff("Marta")
        self.cut = self.service("Corte", minutes=60, by=[self.lucia, self.marta])
        self.colour = self.service("Color", minutes=60, by=[self.lucia])
        self.ill = Trouble(DisruptionKind.AWAY, NOW, MIDNIGHT, self.lucia)

    def appointment(
        self, start: str, service: int | None = None, staff: int | None = None, **more: str
    ) -> int:
        count = len(self.session.exec(select(Appointment.id)).all())
        customer = self.customer(f"Ana {count}", phone=f"+3460011120{count}")
        introductions.vouch(self.session, customer, ConsentSource.OWNER, now=NOW)
        booked = self.book(
            service or self.cut,
            f"2026-11-23 {start}",
            staff or self.lucia,
            customer=customer,
            now=NOW,
            **more,
        )
        return row_id(booked)


@pytest.fixture
def session(sqlite: Database) -> Iterator[Session]:
    with sqlite.transaction() as session:
        yield session


@pytest.fixture
def salon(session: Session) -> Salon:
    return Salon(session)


def told(plan: Plan) -> list[tuple[str, bool, str, str]]:
    """Of each: the hour, whether it stays there, with whom, and when it would be."""
    return [
        (clock(case.start), case.fits, case.by, clock(case.there) if case.there else "")
        for case in plan.cases
    ]


def test_who_fits_elsewhere_is_found_together(session: Session, salon: Salon) -> None:
    salon.appointment("10:00")
    salon.appointment("11:00")
    salon.appointment("11:00", staff=salon.marta)
    salon.appointment("12:00", service=salon.colour)
    salon.appointment("13:00")

    plan = survey(session, salon.ill, now=NOW)

    assert told(plan) == [
        ("10:00", True, "Marta", "10:00"),
        ("11:00", False, "Marta", "12:00"),
        ("12:00", False, "Lucía", "12:00"),
        ("13:00", True, "Marta", "13:00"),
    ]
    assert plan.cases[2].there == at("2026-11-24 12:00")
    assert session.exec(select(Disruption)).all() == []


def test_no_place_is_given_twice(session: Session, salon: Salon) -> None:
    rest = salon.staff("Rosa", hours={"mon": ["10:00-14:00"]})
    wash = salon.service("Lavado", minutes=60, by=[salon.lucia, rest])
    for start in ("10:00", "11:00"):
        salon.appointment(start, service=wash, staff=rest)
        salon.appointment(start, service=wash)

    plan = survey(session, salon.ill, now=NOW)

    assert told(plan) == [("10:00", False, "Rosa", "12:00"), ("11:00", False, "Rosa", "13:00")]


def test_what_is_hit_is_done_once_and_told_once(database: Database) -> None:
    with database.transaction() as session:
        salon = Salon(session)
        stays, gone = salon.appointment("10:00"), salon.appointment("12:00", service=salon.colour)

        made = carry_out(session, salon.ill, token="a", by="owner:1", now=NOW)
        again = carry_out(session, salon.ill, token="a", by="owner:1", now=NOW)

        rows = session.exec(select(Affected).order_by(col(Affected.id))).all()
        kept, lost = session.get_one(Appointment, stays), session.get_one(Appointment, gone)
        said = session.exec(select(Message.body).order_by(col(Message.id))).all()
        assert again.id == made.id
        assert [(row.appointment_id, row.placed, row.status) for row in rows] == [
            (stays, True, AffectedStatus.WRITTEN),
            (gone, False, AffectedStatus.WRITTEN),
        ]
        assert (kept.status, kept.staff_id) == (Status.BOOKED, salon.marta)
        assert (lost.status, rows[1].offer_starts_at) == (Status.CANCELLED, at("2026-11-24 12:00"))
        assert said == [
            "Lo siento, Lucía no puede atenderte. Te mantengo la hora: Corte con Marta, el lunes 23 de "
            "noviembre a las 10:00. ¿Te va bien?",
            "Lo siento: Lucía no puede atenderte el lunes 23 de noviembre a las 12:00 y hemos tenido que "
            "cancelar tu cita (Color).\nLo más cercano que tengo es Color con Lucía, el martes 24 de "
            "noviembre a las 12:00. ¿Te la reservo?",
        ]
        assert [(one.staff_id, one.starts_at, one.ends_at) for one in session.exec(select(Absence))] == [
            (salon.lucia, NOW, MIDNIGHT)
        ]


def test_the_plain_news_are_not_sent_beside_it(session: Session, salon: Salon) -> None:
    salon.appointment("10:00")
    salon.appointment("12:00", service=salon.colour)

    carry_out(session, salon.ill, token="a", by="owner:1", now=NOW)

    planned = session.exec(
        select(Notice.kind).where(col(Notice.status) == NoticeStatus.PLANNED, col(Notice.lead) != "24h")
    ).all()
    assert [one for one in planned if one in {"moved", "cancelled"}] == []


def test_whom_the_shop_speaks_with_itself_is_not_written_to(session: Session, salon: Salon) -> None:
    first, second = salon.appointment("10:00"), salon.appointment("11:00")

    carry_out(session, salon.ill, without={first}, token="a", by="owner:1", now=NOW)

    rows = session.exec(select(Affected).order_by(col(Affected.id))).all()
    assert [(row.appointment_id, row.status) for row in rows] == [
        (first, AffectedStatus.TO_CALL),
        (second, AffectedStatus.WRITTEN),
    ]
    assert len(session.exec(select(Message)).all()) == 1


def test_who_let_nobody_write_to_them_is_called(session: Session, salon: Salon) -> None:
    salon.book(salon.cut, "2026-11-23 10:00", salon.lucia, now=NOW)

    plan = survey(session, salon.ill, now=NOW)
    carry_out(session, salon.ill, token="a", by="owner:1", now=NOW)

    assert [(case.reach, case.why) for case in plan.cases] == [(Reach.CALL, "No tenemos su número.")]
    assert [row.status for row in session.exec(select(Affected))] == [AffectedStatus.TO_CALL]


def test_who_is_there_already_or_is_done_is_left_alone(session: Session, salon: Salon) -> None:
    there = session.get_one(Appointment, salon.appointment("10:00"))
    there.arrived_at = NOW
    session.flush()

    assert survey(session, salon.ill, now=NOW).cases == ()


def test_a_closed_day_cancels_all_and_says_so_to_whoever_asks(session: Session, salon: Salon) -> None:
    first, second = salon.appointment("10:00"), salon.appointment("11:00", staff=salon.marta)
    closed = Trouble(DisruptionKind.CLOSED, NOW, MIDNIGHT, reason="Sin luz")

    carry_out(session, closed, token="a", by="owner:1", now=NOW)

    opening = opening_on(session, NOW.date())
    rows = session.exec(select(Affected).order_by(col(Affected.id))).all()
    assert (opening.spans, opening.reason) == ((), "Sin luz")
    assert [session.get_one(Appointment, one).status for one in (first, second)] == [Status.CANCELLED] * 2
    assert [(row.offer_starts_at, row.offer_staff_id) for row in rows] == [
        (at("2026-11-24 10:00"), salon.lucia),
        (at("2026-11-24 11:00"), salon.marta),
    ]


def test_a_delay_moves_nothing(session: Session, salon: Salon) -> None:
    number = salon.appointment("10:00")

    carry_out(session, late(session, timedelta(minutes=30), salon.lucia, now=NOW), token="a", by="o", now=NOW)

    stays = session.get_one(Appointment, number)
    assert (stays.starts_at, stays.revision, stays.status) == (at("2026-11-23 10:00"), 1, Status.BOOKED)
    assert session.exec(select(Message.body)).all() == [
        "Hoy vamos con retraso, lo siento: te atenderemos hacia las 10:30 en lugar de las 10:00 (Corte con "
        "Lucía). ¿Te va bien?"
    ]


def test_the_gaps_of_a_day_swallow_a_delay(session: Session, salon: Salon) -> None:
    starts = ("10:00", "11:00", "12:15", "17:00")
    numbers = [salon.appointment(start) for start in starts]
    salon.appointment("17:00", staff=salon.marta)  # hers alone is the first of her day

    plan = survey(session, late(session, timedelta(minutes=30), salon.lucia, now=NOW), now=NOW)
    carry_out(session, plan.trouble, token="a", by="o", now=NOW)

    told = [(case.key, clock(case.there)) for case in plan.cases if case.there]
    assert told == list(zip(numbers[:3], ("10:30", "11:30", "12:30"), strict=True))
    bodies = session.exec(select(Message.body).order_by(col(Message.id))).all()
    hours = [body.partition("hacia las ")[2][:5] for body in bodies]
    assert hours == ["10:30", "11:30", "12:30"]


def test_who_is_attended_now_delays_the_next(session: Session, salon: Salon) -> None:
    salon.appointment("10:00")
    next_one, third = salon.appointment("11:15"), salon.appointment("12:15")
    now = at("2026-11-23 10:45")

    plan = survey(session, late(session, timedelta(minutes=30), salon.lucia, now=now), now=now)

    assert [(case.key, case.there and clock(case.there)) for case in plan.cases] == [
        (next_one, "11:30"),
        (third, "12:30"),
    ]


def test_parts_of_a_visit_go_together(session: Session, salon: Salon) -> None:
    salon.appointment("10:00", visit="v")
    second = salon.appointment("11:00", visit="v")
    session.get_one(Appointment, second).customer_id = session.get_one(Appointment, second - 1).customer_id
    session.flush()

    carry_out(session, salon.ill, token="a", by="owner:1", now=NOW)

    rows = session.exec(select(Affected).order_by(col(Affected.id))).all()
    assert [(row.first_id, row.placed, row.message_id) for row in rows] == [
        (second - 1, True, rows[0].message_id),
        (second - 1, True, rows[0].message_id),
    ]
    assert len(session.exec(select(Message)).all()) == 1
    assert [one.staff_id for one in session.exec(select(Appointment))] == [salon.marta, salon.marta]


def test_what_is_no_longer_so_does_not_go_out(session: Session, salon: Salon) -> None:
    number = salon.appointment("10:00")
    salon.appointment("13:00")
    carry_out(session, salon.ill, token="a", by="owner:1", now=NOW)
    first, second = session.exec(select(Outbox).order_by(col(Outbox.id))).all()

    bookings.cancel(session, number, by="owner:1", now=NOW)
    looked = [last_look.stopped(session, last_look.told(session, row), NOW) for row in (first, second)]

    assert looked == [
        {"status": Delivery.CANCELLED, "error": "La cita cambió antes de que saliera."},
        None,
    ]
