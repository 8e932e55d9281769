"""The road to WhatsApp: how far this shop has come, told from what is there."""

from dataclasses import dataclass
from enum import StrEnum

from sqlmodel import Session, col, select

from booking_bot.models import ChannelName, Conversation, TemplateStatus
from booking_bot.services import twilio_keys
from booking_bot.services.templates import approvals
from booking_bot.services.ways import ways_of


class Stage(StrEnum):
    BY_HAND = "by_hand"  # the owner sends with a tap, and nobody answers by themselves
    SANDBOX = "sandbox"
    PENDING = "pending"  # a number of their own, by which nothing has come yet
    LIVE = "live"


@dataclass(frozen=True, slots=True)
class Road:
    """`approved` of `texts` may open a conversation."""

    stage: Stage
    approved: int
    texts: int


def stage_of(session: Session) -> Stage:
    ways = ways_of(session)
    if not ways.whatsapp:
        return Stage.BY_HAND
    if ways.sandbox:
        return Stage.SANDBOX
    return Stage.LIVE if _has_come(session) else Stage.PENDING


def road(session: Session) -> Road:
    texts = approvals.states(session)
    approved = sum(one.status is TemplateStatus.APPROVED for one in texts)
    return Road(stage_of(session), approved, len(texts))


def _has_come(session: Session) -> bool:
    """Whether anybody has written since this number is connected."""
    since = twilio_keys.stamp(session)
    lines = select(Conversation.id).where(
        col(Conversation.channel) == ChannelName.WHATSAPP, col(Conversation.last_inbound_at).is_not(None)
    )
    if since is not None:
        lines = lines.where(col(Conversation.last_inbound_at) >= since)
    return session.exec(lines.limit(1)).first() is not None
