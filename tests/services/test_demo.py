from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlmodel import Session, col, func, select

from booking_bot.db import Database
from booking_bot.domain.appointments import Status
from booking_bot.models import Appointment, Customer, DisruptionKind, Identity
from booking_bot.services import demo
from booking_bot.services.disruptions import troubles
from booking_bot.services.disruptions.planning import survey
from booking_bot.services.disruptions.troubles import Trouble
from tests.shop import MADRID, NOW, Shop


@pytest.fixture
def session(sqlite: Database) -> Iterator[Session]:
    with sqlite.transaction() as session:
        shop = Shop(session, min_notice=timedelta(hours=1), horizon_days=90)
        lucia, marcos = shop.staff("Lucía"), shop.staff("Marcos")
        shop.service("Corte", minutes=30, by=[lucia, marcos])
        shop.service("Tinte", minutes=90, by=[lucia], approval=True)
        yield session


def days(session: Session) -> Counter[str]:
    starts = session.exec(select(Appointment.starts_at)).all()
    return Counter(f"{start.astimezone(MADRID):%a %d}" for start in starts)


def statuses(session: Session, *conditions: object) -> set[Status]:
    return set(session.exec(select(Appointment.status).where(*conditions)))  # type: ignore[arg-type]


def test_the_demo_shop_has_a_week_of_appointments_around_now(session: Session) -> None:
    demo.seed(session, now=NOW)

    booked = days(session)
    assert set(booked) == {"Sat 21", "Mon 23", "Tue 24", "Wed 25", "Thu 26", "Fri 27", "Sat 28"}
    assert min(booked.values()) >= 4


def test_what_is_past_was_attended_or_missed_and_what_comes_stands(session: Session) -> None:
    demo.seed(session, now=NOW)

    assert statuses(session, col(Appointment.ends_at) <= NOW) <= {Status.COMPLETED, Status.NO_SHOW}
    assert statuses(session, col(Appointment.starts_at) > NOW) == {Status.BOOKED, Status.CONFIRMED}


def test_seeding_again_changes_nothing_and_days_later_fills_what_is_new(session: Session) -> None:
    demo.seed(session, now=NOW)
    before = days(session)
    demo.seed(session, now=NOW)
    again = days(session)
    demo.seed(session, now=NOW + timedelta(days=7))

    assert again == before
    assert days(session) > before
    assert session.exec(select(func.count()).select_from(Customer)).one() == len(demo.CAST) + len(demo.EXTRAS)


def test_the_one_who_asks_after_an_appointment_has_one(session: Session) -> None:
    demo.seed(session, now=NOW)

    theirs = session.exec(
        select(Appointment)
        .join(Identity, col(Identity.customer_id) == col(Appointment.customer_id))
        .where(Identity.value == demo.WITH_APPOINTMENT.phone, col(Appointment.starts_at) > NOW)
    ).all()
    assert len(theirs) == 1


def test_a_shop_without_staff_has_nothing_to_seed(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        Shop(session)

        demo.seed(session, now=NOW)

        assert days(session) == Counter()


def test_nobody_of_the_demo_has_to_be_called_on_a_bad_day(session: Session) -> None:
    demo.seed(session, now=NOW)

    start, end = troubles.over_days(session, NOW.date(), NOW.date(), now=NOW)
    plan = survey(session, Trouble(DisruptionKind.CLOSED, start, end), now=NOW)

    assert plan.cases
    assert plan.to_call == []
