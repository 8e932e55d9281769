"""What goes out after a BAJA, and what does not: from the message to the outbox."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from booking_bot.db import Database
from booking_bot.models import Consent, ConsentKind, Conversation, Delivery, Message, MessageKind, Outbox
from booking_bot.services import consents, notify, turns
from booking_bot.services.notify import Dropped
from tests.services.sending import accept, claim, fence
from tests.services.test_open_questions import furnished, last_reply, write
from tests.shop import NOW

LATER = NOW + timedelta(hours=2)


@pytest.fixture
def salon(sqlite: Database) -> Database:
    return furnished(sqlite)


def says(database: Database, *texts: str) -> str:
    for number, text in enumerate(texts, start=5):
        now = NOW + timedelta(minutes=number)
        write(database, text, now=now)
        turns.run_due(database, now=now + timedelta(seconds=30))
    return last_reply(database)


def goes(database: Database, kind: MessageKind) -> bool:
    """Whether such a message would be sent two hours later."""
    with database.transaction() as session:
        line = session.exec(select(Conversation)).one()
        sent = notify.send(session, line, kind=kind, text="…", now=LATER)
        return not isinstance(sent, Dropped)


KINDS = (MessageKind.SURVEY, MessageKind.WAITLIST, MessageKind.REMINDER, MessageKind.ORDER, MessageKind.REPLY)


@pytest.mark.parametrize(
    ("said", "allowed"),
    [
        (["BAJA"], [False, False, True, True, True]),
        (["no me escribáis más", "no"], [False, False, True, True, True]),
        (["STOP", "sí"], [False, False, False, False, True]),
        (["darme de baja", "baja"], [False, False, False, False, True]),
        (["BAJA", "BAJA", "START"], [True, True, True, True, True]),
        (["CANCELAR", "no"], [True, True, True, True, True]),
        (["no quiero nada más, gracias"], [True, True, True, True, True]),
    ],
)
def test_what_goes_out_after_that(salon: Database, said: list[str], allowed: list[bool]) -> None:
    says(salon, *said)

    assert [goes(salon, kind) for kind in KINDS] == allowed


def test_their_own_words_are_kept_with_it(salon: Database) -> None:
    says(salon, "no me escribáis más", "ALTA")

    with salon.reading() as session:
        rows = session.exec(
            select(Consent.kind, Consent.granted, Consent.said).order_by(col(Consent.id))
        ).all()
    assert [tuple(row) for row in rows if row[2]] == [
        (ConsentKind.OFFERS, False, "no me escribáis más"),
        (ConsentKind.OFFERS, True, "ALTA"),
    ]


def test_what_was_queued_before_is_held_back_at_the_last_moment(salon: Database) -> None:
    with salon.transaction() as session:
        line = session.exec(select(Conversation)).one()
        kept = notify.send(session, line, kind=MessageKind.SURVEY, text="¿Cómo fue?", now=NOW, send_at=LATER)
        assert isinstance(kept, Message)

    says(salon, "BAJA")
    for number in range(4):  # one after another, since they are to the same person
        for one in claim(salon, LATER):
            if fence(salon, one, LATER):
                accept(salon, one, f"SMout{number}")

    with salon.reading() as session:
        query = select(Outbox.status, Outbox.error).join(Message, col(Message.id) == col(Outbox.message_id))
        row = session.exec(query.where(col(Message.kind) == MessageKind.SURVEY)).one()
    assert tuple(row) == (Delivery.CANCELLED, consents.NO_OFFERS)
