"""The addresses at which the agenda is read: whoever knows one reads it, until it is revoked.

The database keeps the token encrypted, since the address is wanted again for the next telephone; by its
hash alone it is found.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlmodel import Session, col, select

from booking_bot.models import CalendarFeed, Resource, row_id
from booking_bot.services import audit
from booking_bot.services.secrets import Unreadable, seal, unseal

BYTES = 32
MOST = 50  # addresses in use
_HOUR = timedelta(hours=1)


class NoSuchFeed(Exception):
    """There is none, or it is not theirs, or it was revoked."""


class TooManyFeeds(Exception):
    """Some that nobody reads have to go first."""


@dataclass(frozen=True, slots=True)
class Feed:
    """`staff` is None where it is everybody's; `token` is "" where another SECRET_KEY sealed it."""

    id: int
    staff_id: int | None
    staff: str | None
    token: str
    created_at: datetime
    read_at: datetime | None


def make(session: Session, staff_id: int | None, *, secret_key: str, by: str, now: datetime) -> int:
    """An address of its own, for one member's agenda or for all of it. Raises TooManyFeeds."""
    standing = session.exec(select(CalendarFeed.id).where(col(CalendarFeed.revoked_at).is_(None))).all()
    if len(standing) >= MOST:
        raise TooManyFeeds
    token = secrets.token_urlsafe(BYTES)
    feed = CalendarFeed(
        token_hash=_hash(token), token=seal(secret_key, _use(token), token), staff_id=staff_id, created_at=now
    )
    session.add(feed)
    session.flush()
    audit.record(session, by, "calendar_feed.made", row_id(feed), now=now)
    return row_id(feed)


def revoke(session: Session, feed_id: int, *, of: int | None, by: str, now: datetime) -> None:
    """Nobody reads it any more. `of` is whose it must be; None may end any. Raises NoSuchFeed."""
    feed = session.get(CalendarFeed, feed_id)
    if feed is None or feed.revoked_at is not None or (of is not None and feed.staff_id != of):
        raise NoSuchFeed(feed_id)
    feed.revoked_at = now
    audit.record(session, by, "calendar_feed.revoked", feed_id, now=now)


def find(session: Session, token: str) -> CalendarFeed:
    """That of somebody who works there still. Raises NoSuchFeed."""
    row = session.exec(
        select(CalendarFeed, Resource.active)
        .outerjoin(Resource, col(Resource.id) == col(CalendarFeed.staff_id))
        .where(col(CalendarFeed.token_hash) == _hash(token), col(CalendarFeed.revoked_at).is_(None))
    ).first()
    if row is None or row[1] is False:
        raise NoSuchFeed
    return row[0]


def is_news(feed: CalendarFeed, now: datetime) -> bool:
    """Whether it has not been noted this hour that somebody reads it."""
    return feed.read_at is None or now - feed.read_at >= _HOUR


def note_read(session: Session, feed_id: int, now: datetime) -> None:
    feed = session.get(CalendarFeed, feed_id)
    if feed is not None:
        feed.read_at = now


def listed(session: Session, *, of: int | None, secret_key: str) -> Sequence[Feed]:
    """Those in use, or of one member those of theirs, that of everybody first."""
    statement = (
        select(CalendarFeed, Resource.name)
        .outerjoin(Resource, col(Resource.id) == col(CalendarFeed.staff_id))
        .where(col(CalendarFeed.revoked_at).is_(None))
        .order_by(
            col(CalendarFeed.staff_id).is_not(None),
            col(Resource.position),
            col(Resource.id),
            col(CalendarFeed.id),
        )
    )
    if of is not None:
        statement = statement.where(col(CalendarFeed.staff_id) == of)
    return [
        Feed(row_id(one), one.staff_id, name, _token(one, secret_key), one.created_at, one.read_at)
        for one, name in session.exec(statement)
    ]


def _token(feed: CalendarFeed, secret_key: str) -> str:
    try:
        return unseal(secret_key, f"calendar_feed:{feed.token_hash}", feed.token)
    except Unreadable:
        return ""


def _use(token: str) -> str:
    return f"calendar_feed:{_hash(token)}"


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
