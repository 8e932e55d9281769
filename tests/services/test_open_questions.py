"""What was asked outside the turns, from the asking to the answer, on both databases."""

from datetime import datetime, timedelta
from itertools import count

import pytest
from sqlmodel import Session, col, select

from booking_bot.channels.base import Inbound
from booking_bot.db import Database
from booking_bot.domain.appointments import Status
from booking_bot.domain.questions import QuestionKind
from booking_bot.models import (
    Appointment,
    ChannelName,
    Conversation,
    Delivery,
    Direction,
    Message,
    MessageKind,
    OpenQuestion,
    Outbox,
    row_id,
)
from booking_bot.services import inbound, open_questions, turns
from tests.agenda.test_statements import counted
from tests.shop import NOW, Shop

_sids = count(1)


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


@pytest.fixture
def salon(database: Database) -> Database:
    return furnished(database)


@pytest.fixture
def small(sqlite: Database) -> Database:
    """For what does not depend on the kind of database."""
    return furnished(sqlite)


def furnished(database: Database) -> Database:
    """Ana has a cut on Tuesday at 11:00 and has written this morning."""
    with database.transaction() as session:
        shop = Shop(session)
        cut = shop.service("Corte", minutes=30, by=[shop.staff()])
        shop.book(cut, "2026-11-24 11:00", customer=shop.customer("Ana", phone="+34600111222"))
    write(database, "gracias", now=NOW)
    turns.run_due(database, now=NOW + minutes(1))
    return database


def write(
    database: Database, body: str, *, now: datetime, quoting: str | None = None, kind: str = "text"
) -> None:
    with database.transaction() as session:
        inbound.receive(
            session,
            Inbound(
                sid=f"SM{next(_sids)}",
                address="whatsapp:+34600111222",
                phone="+34600111222",
                profile_name="Ana",
                at=now,
                body=body,
                quoted_sid=quoting,
                kind=kind,
            ),
            now,
        )


def remind(session: Session, revision: int = 1, *, key: str = "reminder:1", now: datetime = NOW) -> Message:
    """The reminder, which has gone out."""
    conversation = session.exec(select(Conversation)).one()
    message = open_questions.ask(
        session,
        conversation,
        kind=QuestionKind.REMINDER,
        object_id=row_id(session.exec(select(Appointment)).one()),
        revision=revision,
        body="¿Vendrás?",
        message_kind=MessageKind.REMINDER,
        expires_at=now + timedelta(hours=20),
        dedupe_key=key,
        now=now + minutes(2),
    )
    message.provider_sid = f"SM{key}"
    return message


def status(database: Database) -> Status:
    with database.reading() as session:
        return session.exec(select(Appointment)).one().status


def open_ones(database: Database) -> int:
    with database.reading() as session:
        return len(session.exec(select(OpenQuestion).where(col(OpenQuestion.answered_at).is_(None))).all())


def last_reply(database: Database) -> str:
    with database.reading() as session:
        said = select(Message.body).where(Message.direction == Direction.OUT).order_by(col(Message.id).desc())
        return session.exec(said).first() or ""


def test_a_bare_yes_is_the_reminders_and_closes_it(salon: Database) -> None:
    with salon.transaction() as session:
        remind(session)

    write(salon, "sí", now=NOW + minutes(30))
    turns.run_due(salon, now=NOW + minutes(31))

    assert status(salon) is Status.CONFIRMED
    assert open_ones(salon) == 0


def test_a_yes_to_a_reminder_of_before_the_move_gets_the_present_truth(small: Database) -> None:
    with small.transaction() as session:
        remind(session, revision=1)
        session.exec(select(Appointment)).one().revision = 2

    write(small, "sí", now=NOW + minutes(30))
    turns.run_due(small, now=NOW + minutes(31))

    assert status(small) is Status.BOOKED
    assert "martes 24 de noviembre a las 11:00" in last_reply(small)


def test_what_has_expired_is_not_asked_any_more(small: Database) -> None:
    with small.transaction() as session:
        remind(session)

    write(small, "sí", now=NOW + timedelta(hours=21))
    turns.run_due(small, now=NOW + timedelta(hours=21, minutes=1))

    assert status(small) is Status.BOOKED


@pytest.mark.parametrize(
    "sending",
    [
        {"send_at": NOW + minutes(600)},
        {"status": Delivery.EXPIRED},
        {"status": Delivery.FAILED},
        {"channel": ChannelName.HAND},
    ],
    ids=["waits for the morning", "expired", "failed", "waits for a hand"],
)
def test_a_yes_is_for_no_question_that_they_cannot_have_read(
    small: Database, sending: dict[str, object]
) -> None:
    with small.transaction() as session:
        asking = row_id(remind(session))
        row = session.exec(select(Outbox).where(col(Outbox.message_id) == asking)).one()
        for name, value in sending.items():
            setattr(row, name, value)

    write(small, "sí", now=NOW + minutes(30))
    turns.run_due(small, now=NOW + minutes(31))

    assert status(small) is Status.BOOKED


def test_a_quoted_reminder_is_answered_though_it_expired(salon: Database) -> None:
    with salon.transaction() as session:
        remind(session)

    write(salon, "sí", now=NOW + timedelta(hours=21), quoting="SMreminder:1")
    turns.run_due(salon, now=NOW + timedelta(hours=21, minutes=1))

    assert status(salon) is Status.CONFIRMED


@pytest.mark.parametrize("kind", ["reaction", "text"])
def test_a_thumb_on_the_reminder_confirms_and_on_anything_else_is_not_answered(
    small: Database, kind: str
) -> None:
    with small.transaction() as session:
        remind(session)
    before = last_reply(small)

    write(small, "👍", now=NOW + minutes(30), quoting="SMother", kind=kind)
    turns.run_due(small, now=NOW + minutes(31))
    on_another = status(small), last_reply(small)
    write(small, "👍🏽", now=NOW + minutes(40), quoting="SMreminder:1", kind=kind)
    turns.run_due(small, now=NOW + minutes(41))

    assert on_another == (Status.BOOKED, before)
    assert status(small) is Status.CONFIRMED
    assert open_ones(small) == 0


def test_a_thumb_on_a_reminder_of_before_the_move_does_nothing(small: Database) -> None:
    with small.transaction() as session:
        remind(session)
        session.exec(select(Appointment)).one().revision = 2
    before = last_reply(small)

    write(small, "👍", now=NOW + minutes(30), quoting="SMreminder:1", kind="reaction")
    turns.run_due(small, now=NOW + minutes(31))

    assert (status(small), last_reply(small)) == (Status.BOOKED, before)


def test_asking_twice_with_one_key_asks_once_and_a_newer_one_closes_the_older(salon: Database) -> None:
    with salon.transaction() as session:
        first = remind(session, key="reminder:1").id
        again = remind(session, key="reminder:1").id
        remind(session, key="reminder:2")

    with salon.reading() as session:
        questions = session.exec(select(OpenQuestion).order_by(col(OpenQuestion.id))).all()
        kinds = session.exec(select(Outbox.dedupe_key).where(col(Outbox.dedupe_key).is_not(None))).all()
    assert first == again
    assert [one.answered_at is None for one in questions] == [False, True]
    assert sorted(kinds, key=str) == ["reminder:1", "reminder:2"]


def test_only_who_was_asked_something_pays_for_it(small: Database) -> None:
    def statements(now: datetime) -> int:
        write(small, "¿cuándo es mi cita?", now=now)
        with counted(small) as made:
            turns.run_due(small, now=now + minutes(1))
        return len(made)

    without = statements(NOW + minutes(10))
    with small.transaction() as session:
        remind(session)
    asked = statements(NOW + minutes(20))

    assert asked == without + 1
