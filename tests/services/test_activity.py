from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlmodel import Session

from booking_bot.db import Database
from booking_bot.models import ApiToken, Role, User
from booking_bot.services import activity, audit
from booking_bot.services.activity import BOT, CUSTOMERS, PROGRAMS, Deed
from tests.shop import NOW, Shop


@pytest.fixture
def session(sqlite: Database) -> Iterator[Session]:
    with sqlite.transaction() as session:
        session.add(User(email="carmen@example.com", name="Carmen", password_hash="x", created_at=NOW))
        session.add(User(email="lucia@example.com", role=Role.STAFF, password_hash="x", created_at=NOW))
        session.add(ApiToken(name="caja", token_hash="x", created_at=NOW))
        session.flush()
        for minute, actor in enumerate(("owner:1", "staff:2", "bot", "customer:7", "api:1", "staff:1")):
            at = NOW + timedelta(minutes=minute)
            audit.record(session, actor, "appointment.booked", minute + 10, now=at)
        session.flush()
        yield session


def test_the_newest_deed_comes_first_with_the_name_of_whoever_did_it(session: Session) -> None:
    found, following = activity.deeds(session)

    assert [(one.by, one.name, one.object_id) for one in found] == [
        ("staff", "Carmen", 15),
        ("api", "caja", 14),
        ("customer", "", 13),
        ("bot", "", 12),
        ("staff", "lucia@example.com", 11),
        ("owner", "Carmen", 10),
    ]
    assert found[-1] == Deed(1, NOW, "owner", "Carmen", "appointment.booked", 10)
    assert following is None


@pytest.mark.parametrize(
    ("who", "objects"),
    [("1", [15, 10]), ("2", [11]), (BOT, [12]), (CUSTOMERS, [13]), (PROGRAMS, [14]), ("9", [])],
)
def test_one_may_ask_for_the_deeds_of_somebody(session: Session, who: str, objects: list[int]) -> None:
    found, _ = activity.deeds(session, who=who)

    assert [one.object_id for one in found] == objects


def test_staff_who_work_by_chat_alone_are_named(session: Session) -> None:
    lucia = Shop(session).staff("Lucía")
    audit.record(session, f"staff:resource:{lucia}", "appointment.booked", 99, now=NOW)
    session.flush()

    found, _ = activity.deeds(session)

    assert (found[0].by, found[0].name, found[1].name) == ("staff", "Lucía", "Carmen")


def test_pages_follow_each_other_without_a_gap(session: Session) -> None:
    for number in range(activity.PAGE * 2):
        audit.record(session, "bot", "appointment.booked", number, now=NOW)
    session.flush()

    first, after_first = activity.deeds(session)
    second, after_second = activity.deeds(session, before=after_first)
    last, end = activity.deeds(session, before=after_second)

    ids = [one.id for one in (*first, *second, *last)]
    assert ids == sorted(ids, reverse=True)
    assert len(ids) == len(set(ids)) == activity.PAGE * 2 + 6
    assert end is None
