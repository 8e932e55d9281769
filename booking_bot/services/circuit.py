"""A channel whose account is refused sends nothing more, but for one message at a time that tries.

    halted → trying: after a while one message goes, to see
    trying → halted where it is refused again
    trying → gone where it was taken; where the refusal came by receipt, only when a receipt says it left

Kept as a row of `watch` for each channel, so that all processes stop together.
"""

import logging
from datetime import datetime, timedelta

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from booking_bot.models import Attention, AttentionKind, ChannelName, Watch
from booking_bot.services import sightings

log = logging.getLogger(__name__)

# How long nothing is tried, and then one message at a time.
TRIED_AGAIN_AFTER = timedelta(minutes=5)
TRIES_APART = timedelta(minutes=1)
HALTED = "halted:"  # before the channel's name in that of its row
OUTAGE = "outage"  # the reason of the owner's attention; what it is about stands in its summary


def trip(
    session: Session, channel: ChannelName, explanation: str, now: datetime, *, by_receipt: bool = False
) -> None:
    """Stop sending by that channel, and tell the owner once."""
    row = sightings.locked(session, _name(channel), now)
    if not row.value:
        log.error("nothing goes by %s any more: its account is refused", channel.value)
    waits_for_receipt = by_receipt or bool(row.value.get("by_receipt"))
    row.value = {"until": (now + TRIED_AGAIN_AFTER).isoformat(), "by_receipt": waits_for_receipt}
    session.flush()
    if session.exec(_told(channel)).first() is None:
        session.add(
            Attention(
                kind=AttentionKind.DELIVERY, reason=f"{OUTAGE}_{channel.value}", summary=explanation, at=now
            )
        )


def room(session: Session, channel: ChannelName, now: datetime) -> int | None:
    """How many messages may be taken now: none while it is halted, one to try; None where all is well.

    Whoever is given one has it alone for a while: others try no sooner.
    """
    row = session.get(Watch, _name(channel))
    if row is None:
        return None
    return 1 if datetime.fromisoformat(row.value["until"]) <= now else 0


def try_one(session: Session, channel: ChannelName, now: datetime) -> None:
    """One message was taken to see whether the account is mended."""
    row = session.get(Watch, _name(channel), with_for_update=True)
    if row is not None:
        row.value = {**row.value, "until": (now + TRIES_APART).isoformat()}


def taken(session: Session, channel: ChannelName, now: datetime) -> None:
    """The provider took the message that tried."""
    row = session.get(Watch, _name(channel), with_for_update=True)
    if row is not None and not row.value.get("by_receipt"):
        _mended(session, row, channel, now)


def left(session: Session, channel: ChannelName, now: datetime) -> None:
    """A receipt says that a message left."""
    if session.get(Watch, _name(channel)) is not None:
        row = session.get(Watch, _name(channel), with_for_update=True)
        if row is not None:
            _mended(session, row, channel, now)


def _mended(session: Session, row: Watch, channel: ChannelName, now: datetime) -> None:
    session.delete(row)
    for attention in session.exec(_told(channel)):
        attention.resolved_at = now
    log.info("messages go by %s again", channel.value)


def _told(channel: ChannelName) -> SelectOfScalar[Attention]:
    return select(Attention).where(
        col(Attention.kind) == AttentionKind.DELIVERY,
        col(Attention.reason) == f"{OUTAGE}_{channel.value}",
        col(Attention.resolved_at).is_(None),
    )


def _name(channel: ChannelName) -> str:
    return HALTED + channel.value
