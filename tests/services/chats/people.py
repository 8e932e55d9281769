"""People who write to a shop, in as few words as a test wants to say."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlmodel import Session

from booking_bot.db import Database
from booking_bot.models import Conversation, Direction, Message, MessageKind, row_id
from tests.shop import NOW, Shop
from tests.web.house import customer, say


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.transaction() as session:
        Shop(session)
        yield session


def talk(session: Session, name: str, number: int, text: str = "Hola", *, minutes: int = 0) -> Conversation:
    """Somebody wrote this, so many minutes after NOW."""
    phone = f"+3460011122{number}"
    return say(session, customer(session, name, phone), phone, text, now=NOW + timedelta(minutes=minutes))


def add(
    session: Session,
    conversation: Conversation,
    body: str,
    at: datetime,
    *,
    kind: str = "text",
    out: bool = False,
) -> Message:
    """One thing more that was said in it."""
    made = Message(
        conversation_id=row_id(conversation),
        direction=Direction.OUT if out else Direction.IN,
        kind=kind,
        body=body,
        at=at,
        answered_at=None if out else at,
    )
    session.add(made)
    session.flush()
    return made


def by_hand(session: Session, conversation: Conversation, body: str, at: datetime) -> Message:
    return add(session, conversation, body, at, kind=MessageKind.MANUAL, out=True)
