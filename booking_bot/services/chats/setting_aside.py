"""Conversations put out of the way: for a while, or because nothing is left to do.

in view → snoozed    until a time; whoever writes before is in view again
in view → resolved   what was open is settled, and the bot answers when they write again
either  → in view    by hand
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col

from booking_bot.domain.walltime import instant, utc
from booking_bot.models import Attention, AttentionKind, Conversation
from booking_bot.services import audit, handovers

AFTERNOON, MORNING = 17 * 60, 9 * 60
# Less than this before it is no "later".
SOON = timedelta(hours=1)
# What is asked of the owner alone stays: a request, a deposit, a free place.
SETTLED = (
    AttentionKind.HANDOVER,
    AttentionKind.UNANSWERED,
    AttentionKind.LATE,
    AttentionKind.NOTE,
    AttentionKind.MEDIA,
    AttentionKind.RATING,
    AttentionKind.DELIVERY,
)


class Preset(NamedTuple):
    """A time to which a conversation can be put off, and what it is called."""

    name: str
    title: str
    until: datetime


def presets(now: datetime, zone: ZoneInfo) -> tuple[Preset, ...]:
    """Those that make sense at this hour, the nearest first."""
    return tuple(_presets(now, zone))


def snooze(
    session: Session, conversation_id: int, name: str, *, zone: ZoneInfo, by: str, now: datetime
) -> Preset | None:
    """Put it off to that preset; None where there is none of that name now. Raises NoSuchConversation."""
    conversation = handovers.locked(session, conversation_id)
    chosen = next((one for one in presets(now, zone) if one.name == name), None)
    if chosen is not None:
        conversation.snoozed_until = chosen.until
        conversation.resolved_at = None
        audit.record(session, by, "conversation.snoozed", conversation_id, now=now)
    return chosen


def resolve(session: Session, conversation_id: int, *, by: str, now: datetime) -> Conversation:
    """Nothing is left to do in it. Twice is once. Raises NoSuchConversation."""
    conversation = handovers.give_back(session, conversation_id, by=by, now=now)
    session.exec(
        sa.update(Attention)
        .where(
            col(Attention.conversation_id) == conversation_id,
            col(Attention.kind).in_(SETTLED),
            col(Attention.resolved_at).is_(None),
        )
        .values(resolved_at=now)
        .execution_options(synchronize_session=False)
    )
    conversation.snoozed_until = None
    if conversation.resolved_at is None:
        conversation.resolved_at = now
        audit.record(session, by, "conversation.resolved", conversation_id, now=now)
    return conversation


def show_again(session: Session, conversation_id: int, *, by: str, now: datetime) -> Conversation:
    """Whatever was put aside is in view again. Raises NoSuchConversation."""
    conversation = handovers.locked(session, conversation_id)
    if conversation.resolved_at is not None or conversation.snoozed_until is not None:
        conversation.resolved_at = conversation.snoozed_until = None
        audit.record(session, by, "conversation.reopened", conversation_id, now=now)
    return conversation


def _presets(now: datetime, zone: ZoneInfo) -> Iterator[Preset]:
    today = now.astimezone(zone).date()
    afternoon = _at(today, AFTERNOON, zone)
    if now + SOON <= afternoon:
        yield Preset("tarde", "Esta tarde, a las 17:00", afternoon)
    yield Preset("manana", "Mañana, a las 9:00", _at(today + timedelta(days=1), MORNING, zone))
    monday = today + timedelta(days=7 - today.weekday())
    if monday > today + timedelta(days=1):
        yield Preset("lunes", "El lunes, a las 9:00", _at(monday, MORNING, zone))


def _at(day: date, minutes: int, zone: ZoneInfo) -> datetime:
    return utc(instant(day, minutes, zone))
