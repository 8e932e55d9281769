"""The steps of a sending, for tests of the outbox and of what settles it."""

from datetime import UTC, datetime, timedelta

from sqlmodel import Session, col, select

from booking_bot.channels.base import ChannelError, Sighting
from booking_bot.db import Database
from booking_bot.models import (
    Attention,
    ChannelName,
    Conversation,
    Customer,
    Delivery,
    Message,
    MessageKind,
    Outbox,
    row_id,
)
from booking_bot.services import dispatch, outbox, settling
from booking_bot.services.dispatch import Claimed

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
LEASE = timedelta(seconds=60)
GRACE = timedelta(seconds=90)


def seconds(number: float) -> timedelta:
    return timedelta(seconds=number)


def conversation(
    session: Session, address: str = "whatsapp:+34600111222", *, now: datetime = NOW
) -> Conversation:
    """The conversation on this line, made when it is first asked for: they wrote just then."""
    found = session.exec(select(Conversation).where(col(Conversation.address) == address)).first()
    if found:
        return found
    customer = Customer(created_at=now)
    session.add(customer)
    session.flush()
    made = Conversation(
        customer_id=row_id(customer),
        channel=ChannelName.WHATSAPP,
        address=address,
        last_inbound_at=now,
        created_at=now,
    )
    session.add(made)
    session.flush()
    return made


def queue(
    database: Database,
    body: str,
    *,
    to: str = "whatsapp:+34600111222",
    now: datetime = NOW,
    kind: MessageKind = MessageKind.REPLY,
    dedupe_key: str | None = None,
    send_at: datetime | None = None,
    not_after: datetime | None = None,
) -> int:
    """The id of the message that was queued."""
    with database.transaction() as session:
        message = outbox.queue(
            session,
            conversation(session, to, now=now),
            body=body,
            kind=kind,
            now=now,
            dedupe_key=dedupe_key,
            send_at=send_at,
            not_after=not_after,
        )
        return row_id(message)


def claim(database: Database, now: datetime = NOW, limit: int = 10) -> list[Claimed]:
    with database.transaction() as session:
        return dispatch.claim(session, now, limit=limit, lease=LEASE)


def fence(database: Database, claimed: Claimed, now: datetime = NOW) -> bool:
    with database.transaction() as session:
        return dispatch.fence(session, claimed, now, lease=LEASE)


def accept(database: Database, claimed: Claimed, sid: str) -> None:
    with database.transaction() as session:
        dispatch.record_accepted(session, claimed, sid)


def refuse(database: Database, claimed: Claimed, error: ChannelError, now: datetime = NOW) -> None:
    with database.transaction() as session:
        dispatch.record_not_accepted(session, claimed, error, now, jitter=lambda: 1.0)


def bodies(claimed: list[Claimed]) -> list[str]:
    return [one.outbound.body for one in claimed]


def statuses(database: Database) -> dict[str, Delivery]:
    """How far each message got, by its text."""
    with database.reading() as session:
        rows = session.exec(select(Message, Outbox).join(Outbox)).all()
        return {message.body: row.status for message, row in rows}


def attentions(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.exec(select(Attention.reason)).all())


def lose(database: Database, claimed: Claimed, now: datetime = NOW) -> None:
    """The connection broke: nobody knows whether it was accepted."""
    with database.transaction() as session:
        dispatch.record_unknown(session, claimed, now, first_look=settling.FIRST_LOOK)


def look(database: Database, now: datetime, *shown: Sighting) -> list[Delivery | None]:
    """Look for what is missing while the provider shows these messages; what became of each."""
    with database.transaction() as session:
        settling.end_leases(session, now)
        missing = settling.to_look_for(session, now, limit=10)
    with database.transaction() as session:
        return [
            settling.settle(session, one, [s for s in shown if s.created_at >= one.since], now, grace=GRACE)
            for one in missing
        ]
