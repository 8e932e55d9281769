from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from booking_bot.db import Database
from booking_bot.models import Attention, Audit, HookTelling, Subscription, TellingStatus
from booking_bot.services.hooks import sending, subscribing, telling
from booking_bot.services.hooks.sending import KEPT_FOR, LEASE, PATIENCE, PAUSES, Claimed
from booking_bot.services.hooks.signing import signature
from booking_bot.services.hooks.subscribing import NoSuchTelling, WrongAddress
from tests.shop import NOW

SECRET_KEY = "k" * 40
ERROR = "No contesta nadie en esa dirección."


def subscribe(session: Session, name: str = "ERP") -> int:
    made, _ = subscribing.add(
        session, name, "https://erp.example/hook", ["message.received"], secret_key=SECRET_KEY,
        private=False, by="owner:1", now=NOW,
    )  # fmt: skip
    return made.id or 0


def write(session: Session, subscription: int, *, now: datetime = NOW) -> None:
    telling.write(session, subscription, "message.received", telling.new_id(), "{}", now=now)
    session.flush()


def claim(database: Database, now: datetime = NOW, *, key: str = SECRET_KEY) -> list[Claimed]:
    with database.transaction() as session:
        return sending.claim(session, now, limit=9, secret_key=key)


def fail(database: Database, claimed: Claimed, now: datetime, answer: int | None = None) -> None:
    with database.transaction() as session:
        sending.record_failed(session, claimed, answer=answer, error=ERROR, now=now)


def only(database: Database) -> HookTelling:
    with database.reading() as session:
        return session.exec(select(HookTelling)).one()


@pytest.fixture
def one(database: Database) -> Database:
    """One telling that is due, on each kind of database."""
    with database.transaction() as session:
        write(session, subscribe(session))
    return database


def test_what_is_claimed_is_nobody_elses_until_its_lease_ends(one: Database) -> None:
    (first,) = claim(one)

    assert claim(one, NOW + LEASE - timedelta(seconds=1)) == []
    (second,) = claim(one, NOW + LEASE)
    assert (first.attempt, second.attempt) == (1, 2)
    with one.transaction() as session:
        sending.record_done(session, first, answer=200, now=NOW)  # it comes too late
    assert only(one).status is TellingStatus.WAITING


def test_of_each_program_one_telling_goes_at_a_time_in_order(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        erp, panel = subscribe(session), subscribe(session, "panel")
        for subscription in (erp, erp, panel):
            write(session, subscription)

    claimed = claim(sqlite)

    assert [(one.id, one.subscription_id) for one in claimed] == [(1, erp), (3, panel)]
    with sqlite.transaction() as session:
        sending.record_done(session, claimed[0], answer=204, now=NOW)
    assert [one.id for one in claim(sqlite)] == [2]


def test_what_is_not_taken_is_tried_for_a_day(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        write(session, subscribe(session))
    now, tries = NOW, []

    while (found := only(sqlite)).status is TellingStatus.WAITING:
        now = found.due_at
        assert claim(sqlite, now - timedelta(seconds=1)) == []
        (claimed,) = claim(sqlite, now)
        tries.append(now - NOW)
        fail(sqlite, claimed, now, 500)

    assert len(tries) == len(PAUSES) + 1
    assert timedelta(hours=23) < tries[-1] < timedelta(hours=25)
    assert (found.status, found.answer, found.error, found.lease_until) == (
        TellingStatus.FAILED, 500, ERROR, None,
    )  # fmt: skip


def test_two_bad_minutes_with_days_of_silence_between_them_are_no_reason_to_stop(sqlite: Database) -> None:
    later = NOW + PATIENCE
    with sqlite.transaction() as session:
        erp = subscribe(session)
        write(session, erp)
    (first,) = claim(sqlite)
    with sqlite.transaction() as session:
        sending.record_failed(session, first, answer=None, error=ERROR, permanent=True, now=NOW)
        write(session, erp, now=later)

    (second,) = claim(sqlite, later)
    fail(sqlite, second, later, 502)

    with sqlite.reading() as session:
        assert session.exec(select(Subscription.active)).one() is True


def test_who_does_not_answer_for_days_is_told_no_more_and_the_owner_is(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        erp = subscribe(session, "El ERP")
        write(session, erp)
    for now in (NOW, NOW + timedelta(minutes=1)):
        (claimed,) = claim(sqlite, now)
        fail(sqlite, claimed, now)
    later = NOW + PATIENCE
    with sqlite.transaction() as session:
        for _ in range(2):
            write(session, erp, now=later)
    (claimed,) = claim(sqlite, later)

    fail(sqlite, claimed, later)

    with sqlite.reading() as session:
        assert session.exec(select(Subscription.active)).one() is False
        assert set(session.exec(select(HookTelling.status))) == {TellingStatus.FAILED}
        assert [(one.reason, "El ERP" in one.summary) for one in session.exec(select(Attention))] == [
            ("program_deaf", True)
        ]
        verbs = session.exec(select(Audit.verb).order_by(col(Audit.id))).all()
    assert verbs == ["added", "stopped"]
    assert claim(sqlite, later + timedelta(days=1)) == []


def test_one_that_is_taken_ends_the_count_of_days(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        erp = subscribe(session)
        write(session, erp)
    (claimed,) = claim(sqlite)
    fail(sqlite, claimed, NOW)
    soon = NOW + PAUSES[0]
    (claimed,) = claim(sqlite, soon)
    with sqlite.transaction() as session:
        sending.record_done(session, claimed, answer=200, now=soon)
        write(session, erp, now=NOW + PATIENCE)

    (claimed,) = claim(sqlite, NOW + PATIENCE)
    fail(sqlite, claimed, NOW + PATIENCE)

    with sqlite.reading() as session:
        assert session.exec(select(Subscription.active)).one() is True


def test_who_is_gone_is_believed_at_once(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        write(session, subscribe(session))
    (claimed,) = claim(sqlite)

    fail(sqlite, claimed, NOW, 410)

    with sqlite.reading() as session:
        assert session.exec(select(Subscription.active)).one() is False


def test_resumed_it_is_told_again_and_nothing_waits_for_the_owner(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        erp = subscribe(session)
        write(session, erp)
    (claimed,) = claim(sqlite)
    fail(sqlite, claimed, NOW, 410)

    with sqlite.transaction() as session:
        subscribing.resume(session, erp, by="owner:1", now=NOW)
        assert subscribing.again(session, claimed.id, by="owner:1", now=NOW) == erp
        assert session.exec(select(Attention).where(col(Attention.resolved_at).is_(None))).all() == []

    assert [(one.id, one.attempt) for one in claim(sqlite)] == [(claimed.id, 1)]
    with sqlite.transaction() as session, pytest.raises(NoSuchTelling):
        subscribing.again(session, claimed.id, by="owner:1", now=NOW)


def test_a_secret_that_cannot_be_read_ends_the_telling_and_says_why(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        write(session, subscribe(session))

    assert claim(sqlite, key="another" * 8) == []

    found = only(sqlite)
    assert (found.status, found.error) == (TellingStatus.FAILED, sending.UNREADABLE)


def test_the_secret_is_kept_encrypted_and_signs_time_and_body(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        row, secret = subscribing.add(
            session, "", "https://erp.example/hook", ["order.ready"], secret_key=SECRET_KEY, private=False,
            by="owner:1", now=NOW,
        )  # fmt: skip
        write(session, row.id or 0)
    (claimed,) = claim(sqlite)

    headers = claimed.headers(NOW)

    assert secret not in row.model_dump_json()
    assert row.name == "erp.example"
    assert headers["X-Booking-Timestamp"] == "1795424400"
    assert headers["X-Booking-Signature"] == signature("1795424400", "{}", secret)
    # From the description, as another language would do it.
    assert signature("1", '{"a":"ñ"}', "s") == (
        "sha256=338872bb4c52e4225529d5000f69d805e4c0fa8c927c9b8f8b78ad3f0594fa7f"
    )


@pytest.mark.parametrize(
    "url",
    ["", "erp.example", "http://erp.example/", "ftp://erp.example/", "https://", "https://u:p@erp.example/",
     "https://erp.example/ x", "https://erp.example:x/", "https://e/" + "x" * 500],
)  # fmt: skip
def test_an_address_is_a_safe_one_or_refused(sqlite: Database, url: str) -> None:
    with sqlite.transaction() as session, pytest.raises(WrongAddress):
        subscribing.add(
            session, "x", url, ["order.ready"], secret_key=SECRET_KEY, private=False, by="owner:1", now=NOW
        )


def test_what_was_told_is_forgotten_after_a_while(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        erp = subscribe(session)
        write(session, erp, now=NOW - KEPT_FOR - timedelta(seconds=1))
        write(session, erp, now=NOW - KEPT_FOR)

        forgotten = sending.forget_old(session, NOW - KEPT_FOR)

    assert forgotten == 1
    assert only(sqlite).created_at == NOW - KEPT_FOR


def test_what_each_was_told_is_counted(one: Database) -> None:
    (claimed,) = claim(one)
    with one.transaction() as session:
        sending.record_done(session, claimed, answer=200, now=NOW)
        subscribe(session, "panel")
        for _ in range(2):
            write(session, 1)
        session.exec(select(HookTelling).where(HookTelling.id == 2)).one().status = TellingStatus.FAILED

        found = subscribing.listed(session)

    assert [(row.subscription.name, *row[1:]) for row in found] == [
        ("ERP", 1, 1, NOW),
        ("panel", 0, 0, None),
    ]
