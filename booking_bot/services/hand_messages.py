"""Messages that the owner sends from their own phone: what waits, and what became of it.

queued → sent, by whoever tapped; back to queued where they did not send it after all
queued → cancelled, with the owner's reason, or since the rules say no meanwhile
queued → expired, too late, or three days after nobody sent it
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from urllib.parse import quote

import sqlalchemy as sa
from sqlmodel import Session, col, select

from booking_bot.db import Database
from booking_bot.models import ChannelName, Conversation, Delivery, Message, Outbox, row_id
from booking_bot.services import audit, fallback, last_look, outbox
from booking_bot.services.identities import number_of
from booking_bot.services.inbox import Person, people
from booking_bot.services.one_by_one import each

KEPT_FOR = timedelta(days=3)
TAKEN_BACK_WITHIN = timedelta(days=1)
NOBODY = "Nadie lo envió en tres días."
NOT_SENT = "No se quiso enviar."


@dataclass(frozen=True, slots=True)
class HandMessage:
    """`link` opens WhatsApp with the text ready; None where the number is not known. `at` is when it was
    due, or of what is sent, when that was."""

    id: int
    conversation_id: int
    person: Person
    body: str
    link: str | None
    at: datetime
    until: datetime | None
    urgent: bool


class Act(NamedTuple):
    """What somebody did, as the audit keeps it."""

    verb: str
    by: str
    at: datetime


class Count(NamedTuple):
    due: int
    urgent: int


def waiting(session: Session, now: datetime) -> list[HandMessage]:
    """What may be sent now or later, the first due first."""
    wanted = sa.and_(_waits(), sa.or_(col(Outbox.not_after).is_(None), col(Outbox.not_after) >= now))
    return _shown(session, wanted, col(Outbox.send_at), col(Outbox.id))


def sent_lately(session: Session, now: datetime) -> list[HandMessage]:
    """What was sent within a day, the last first: it may be taken back."""
    wanted = sa.and_(_is_sent(), col(Outbox.claimed_at) > now - TAKEN_BACK_WITHIN)
    return _shown(session, wanted, col(Outbox.claimed_at).desc(), col(Outbox.id).desc())


def count(session: Session, now: datetime) -> Count:
    """How many are due."""
    due = session.exec(
        select(sa.func.count(), sa.func.count(sa.case((col(Outbox.urgent), 1))))
        .select_from(Outbox)
        .where(
            _waits(),
            col(Outbox.send_at) <= now,
            sa.or_(col(Outbox.not_after).is_(None), col(Outbox.not_after) >= now),
        )
    ).one()
    return Count(*due)


def note_sent(session: Session, number: int, *, by: str, now: datetime) -> bool:
    """Whoever tapped sent it; False where it waits no more. Twice is once."""
    told = {"status": Delivery.SENT, "claimed_at": now, "attempts": col(Outbox.attempts) + 1, "error": None}
    return _become(session, number, _waits(), told, act=Act("sent_by_hand", by, now))


def take_back(session: Session, number: int, *, by: str, now: datetime) -> bool:
    """They did not send it after all: it waits again."""
    recent = sa.and_(_is_sent(), col(Outbox.claimed_at) > now - TAKEN_BACK_WITHIN)
    return _become(session, number, recent, {"status": Delivery.QUEUED}, act=Act("not_sent_by_hand", by, now))


def drop(session: Session, number: int, reason: str, *, by: str, now: datetime) -> bool:
    """It shall not be sent, for that reason."""
    told = {"status": Delivery.CANCELLED, "error": reason or NOT_SENT}
    return _become(session, number, _waits(), told, act=Act("dropped", by, now))


def run_due(database: Database, *, now: datetime) -> int:
    """Drop what may not be sent any more, and what nobody sent; how many that were."""
    with database.reading() as session:
        due = session.exec(select(Outbox.id).where(_waits(), col(Outbox.send_at) <= now)).all()
    return each(database, [number for number in due if number is not None], _look_at, now=now)


def _look_at(session: Session, number: int, *, now: datetime) -> bool:
    row = session.exec(select(Outbox).where(_waits(), col(Outbox.id) == number)).first()
    if row is None:
        return False
    ended = last_look.stopped(session, last_look.told(session, row), now)
    if ended is None and row.not_after is None and row.send_at < now - KEPT_FOR:
        ended = {"status": Delivery.EXPIRED, "error": NOBODY}
    return ended is not None and outbox.update(session, _waits(), col(Outbox.id) == number, **ended)


def _become(
    session: Session, number: int, which: sa.ColumnElement[bool], told: Mapping[str, Any], *, act: Act
) -> bool:
    if not outbox.update(session, col(Outbox.id) == number, which, **told):
        return False
    message = session.exec(
        select(Message)
        .join(Outbox, col(Outbox.message_id) == col(Message.id))
        .where(col(Outbox.id) == number)
    ).one()
    audit.record(session, act.by, f"message.{act.verb}", row_id(message), now=act.at)
    fallback.settled(session, message.conversation_id, act.at)
    return True


def _shown(session: Session, wanted: sa.ColumnElement[bool], *order: Any) -> list[HandMessage]:
    rows: Sequence[tuple[Outbox, Message, int]] = session.exec(
        select(Outbox, Message, Conversation.customer_id)
        .join(Message, col(Message.id) == col(Outbox.message_id))
        .join(Conversation, col(Conversation.id) == col(Message.conversation_id))
        .where(wanted)
        .order_by(*order)
    ).all()
    known = people(session, [customer for _, _, customer in rows])
    return [
        HandMessage(
            id=row_id(row),
            conversation_id=message.conversation_id,
            person=known[customer],
            body=message.body,
            link=link_of(row.recipient, known[customer].phone, message.body),
            at=(row.claimed_at if row.status is Delivery.SENT else None) or row.send_at,
            until=row.not_after,
            urgent=row.urgent,
        )
        for row, message, customer in rows
    ]


def link_of(recipient: str, phone: str | None, text: str) -> str | None:
    """What opens WhatsApp with the text ready.

    The number is as WhatsApp wrote it, where it did: there it is sure to be known.
    """
    bare = recipient.removeprefix("whatsapp:")
    number = bare if number_of(recipient) else phone
    return f"https://wa.me/{number.removeprefix('+')}?text={quote(text, safe='')}" if number else None


def _waits() -> sa.ColumnElement[bool]:
    return sa.and_(col(Outbox.channel) == ChannelName.HAND, col(Outbox.status) == Delivery.QUEUED)


def _is_sent() -> sa.ColumnElement[bool]:
    return sa.and_(col(Outbox.channel) == ChannelName.HAND, col(Outbox.status) == Delivery.SENT)
