"""Many messages at once go by the same rules as one."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from booking_bot.db import Database
from booking_bot.domain.questions import QuestionKind
from booking_bot.models import (
    ChannelName,
    Conversation,
    Customer,
    Message,
    MessageKind,
    OpenQuestion,
    Outbox,
    row_id,
)
from booking_bot.services import consents, letters, notify
from booking_bot.services.letters import Letter
from booking_bot.services.notify import Dropped
from tests.services.lines import CUT, DAY, approve, open_shop
from tests.shop import NOW


@pytest.fixture
def lines(database: Database) -> list[int]:
    """Carla wrote today, Rosa the day before yesterday, and Alba never."""
    carla = open_shop(database)
    approve(database)
    with database.transaction() as session:
        return [carla, _line(session, "+34600111333", NOW - 2 * DAY), _line(session, "+34600111444", None)]


def _line(session: Session, phone: str, last: Any) -> int:
    customer = Customer(created_at=NOW)
    session.add(customer)
    session.flush()
    line = Conversation(
        customer_id=row_id(customer), channel=ChannelName.WHATSAPP, address=f"whatsapp:{phone}",
        last_inbound_at=last, created_at=NOW,
    )  # fmt: skip
    session.add(line)
    session.flush()
    return row_id(line)


def letter(session: Session, line: int, **more: Any) -> Letter:
    return Letter(
        session.get_one(Conversation, line), MessageKind.REMINDER, "Te esperamos.", f"reminder:{line}",
        template=CUT, **more,
    )  # fmt: skip


def outcome(session: Session, messages: Sequence[int]) -> list[tuple[object, ...]]:
    rows = session.exec(
        select(Message, Outbox)
        .join(Outbox, col(Outbox.message_id) == col(Message.id))
        .where(col(Message.id).in_(messages))
        .order_by(col(Message.id))
    ).all()
    return [
        (
            one.conversation_id,
            one.body[:17],
            row.recipient,
            row.content_sid,
            row.as_template,
            row.status,
            row.error,
        )
        for one, row in rows
    ]


def test_many_go_as_each_would_by_itself(database: Database, lines: list[int]) -> None:
    with database.transaction() as session:
        sent = letters.send_all(session, [letter(session, line) for line in lines], now=NOW)
        together = outcome(session, [one.message_id for one in sent])
        alone = []
        for line in lines:
            one = notify.send(
                session, session.get_one(Conversation, line), kind=MessageKind.REMINDER,
                text="Te esperamos.", template=CUT, now=NOW,
            )  # fmt: skip
            alone.append(row_id(one.message if isinstance(one, Dropped) else one))

        assert together == outcome(session, alone)
        assert [one[1:2] for one in together] == [
            ("Te esperamos.",),
            ("Hola: te recordam",),
            ("Te esperamos.",),
        ]
    assert [one.reason for one in sent] == [None, None, consents.NEVER_ASKED]


def test_the_same_key_sends_nothing_again(database: Database, lines: list[int]) -> None:
    with database.transaction() as session:
        first = letters.send_all(session, [letter(session, line) for line in lines], now=NOW)
        again = letters.send_all(session, [letter(session, line) for line in reversed(lines)], now=NOW + DAY)

        assert again == first[::-1]
        assert len(session.exec(select(Message)).all()) == len(lines)


def test_a_question_closes_an_older_one_about_the_same(database: Database, lines: list[int]) -> None:
    carla = lines[0]
    with database.transaction() as session:
        for key, asked_at in (("24h", NOW), ("2h", NOW + timedelta(hours=22))):
            asked = Letter(
                session.get_one(Conversation, carla), MessageKind.REMINDER, "¿Vendrás?", key,
                question=(QuestionKind.REMINDER, 7, 1, NOW + DAY),
            )  # fmt: skip
            letters.send_all(session, [asked], now=asked_at)

        questions = session.exec(select(OpenQuestion).order_by(col(OpenQuestion.id))).all()
        assert [(one.object_id, one.answered_at is None) for one in questions] == [(7, False), (7, True)]
