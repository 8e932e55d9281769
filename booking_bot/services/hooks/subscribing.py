"""Who is told what, and what they were told."""

import secrets
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col, select

from booking_bot.models import HookTelling, Subscription, TellingStatus, row_id
from booking_bot.services import audit
from booking_bot.services.hooks.events import EVENTS, TEST
from booking_bot.services.hooks.telling import body_of, new_id, write
from booking_bot.services.objects.base import shown
from booking_bot.services.secrets import seal, unseal
from booking_bot.services.watching import warnings

LONGEST_NAME, LONGEST_URL = 80, 500
SHOWN = 30
TEST_DATA = {"message": "Esto es una prueba."}


class NoSuchSubscription(Exception):
    """There is none of that number."""


class NoSuchTelling(Exception):
    """There is none of that number that could be sent again."""


class WrongAddress(Exception):
    """Nobody can be told there."""


class NothingToTell(Exception):
    """No event was chosen."""


class Listed(NamedTuple):
    subscription: Subscription
    waiting: int
    failed: int
    last_at: datetime | None  # when it last took something


def add(
    session: Session,
    name: str,
    url: str,
    events: Collection[str],
    *,
    secret_key: str,
    private: bool,
    by: str,
    now: datetime,
) -> tuple[Subscription, str]:
    """A new one, and its secret. Raises WrongAddress or NothingToTell.

    With `private` the address may be one that only this machine reaches.
    """
    secret = f"whsec_{secrets.token_urlsafe(32)}"
    row = Subscription(
        name=_name(name, url), url=_address(url, private), secret="", events=_chosen(events), created_at=now
    )
    session.add(row)
    session.flush()
    row.secret = seal(secret_key, _use(row), secret)
    audit.record(session, by, "subscription.added", row_id(row), now=now)
    return row, secret


def change(
    session: Session,
    subscription_id: int,
    name: str,
    url: str,
    events: Collection[str],
    *,
    private: bool,
    by: str,
    now: datetime,
) -> None:
    """Raises NoSuchSubscription, WrongAddress or NothingToTell."""
    row = find(session, subscription_id)
    row.name, row.url, row.events = _name(name, url), _address(url, private), _chosen(events)
    audit.record(session, by, "subscription.changed", subscription_id, now=now)


def resume(session: Session, subscription_id: int, *, by: str, now: datetime) -> None:
    """Tell them again. Raises NoSuchSubscription."""
    row = find(session, subscription_id)
    if not row.active:
        row.active, row.failing_since = True, None
        warnings.end(session, warnings.DEAF, now=now)
        audit.record(session, by, "subscription.resumed", subscription_id, now=now)


def remove(session: Session, subscription_id: int, *, by: str, now: datetime) -> None:
    """With all that it was told. Raises NoSuchSubscription."""
    row = find(session, subscription_id)
    session.exec(
        sa.delete(HookTelling)
        .where(col(HookTelling.subscription_id) == subscription_id)
        .execution_options(synchronize_session=False)
    )
    session.delete(row)
    warnings.end(session, warnings.DEAF, now=now)
    audit.record(session, by, "subscription.removed", subscription_id, now=now)


def try_out(session: Session, subscription_id: int, zone: ZoneInfo, *, now: datetime) -> None:
    """Have a telling sent that tells nothing, to see whether it arrives. Raises NoSuchSubscription."""
    row = find(session, subscription_id)
    number = new_id()
    write(session, row_id(row), TEST, number, body_of(number, TEST, shown(now, zone), TEST_DATA), now=now)


def again(session: Session, telling_id: int, *, by: str, now: datetime) -> int:
    """Have it sent once more; the id of whom it is for. Raises NoSuchTelling."""
    row = session.get(HookTelling, telling_id, with_for_update=True)
    if row is None or row.status is TellingStatus.WAITING:
        raise NoSuchTelling(telling_id)
    row.status, row.due_at, row.attempts = TellingStatus.WAITING, now, 0
    row.answer, row.error, row.done_at = None, None, None
    audit.record(session, by, "subscription.told_again", row.subscription_id, now=now)
    return row.subscription_id


def find(session: Session, subscription_id: int) -> Subscription:
    """Raises NoSuchSubscription."""
    row = session.get(Subscription, subscription_id)
    if row is None:
        raise NoSuchSubscription(subscription_id)
    return row


def listed(session: Session) -> list[Listed]:
    """All of them, in the order in which they were made."""
    count = sa.func.count
    told = HookTelling.status
    found = session.exec(
        select(
            Subscription,
            count(sa.case((col(told) == TellingStatus.WAITING, 1))),
            count(sa.case((col(told) == TellingStatus.FAILED, 1))),
            sa.func.max(sa.case((col(told) == TellingStatus.DONE, col(HookTelling.done_at)))),
        )
        .outerjoin(HookTelling, col(HookTelling.subscription_id) == col(Subscription.id))
        .group_by(col(Subscription.id))
        .order_by(col(Subscription.id))
    )
    return [Listed(*row) for row in found]


def tellings(session: Session, subscription_id: int) -> Sequence[HookTelling]:
    """The newest of what it was told."""
    return session.exec(
        select(HookTelling)
        .where(col(HookTelling.subscription_id) == subscription_id)
        .order_by(col(HookTelling.id).desc())
        .limit(SHOWN)
    ).all()


def secret_of(subscription: Subscription, secret_key: str) -> str:
    """Raises services.secrets.Unreadable where SECRET_KEY is another than then."""
    return unseal(secret_key, _use(subscription), subscription.secret)


def _use(subscription: Subscription) -> str:
    return f"hook:{row_id(subscription)}"


def _name(name: str, url: str) -> str:
    return " ".join(name.split())[:LONGEST_NAME] or urlsplit(url.strip()).hostname or url.strip()


def _chosen(events: Collection[str]) -> list[str]:
    chosen = [event for event in EVENTS if event in events]
    if not chosen:
        raise NothingToTell
    return chosen


def _address(url: str, private: bool) -> str:
    told = url.strip()
    try:
        parts = urlsplit(told)
        _ = parts.port
    except ValueError:
        raise WrongAddress(told) from None
    schemes = ("http", "https") if private else ("https",)
    whole = parts.scheme in schemes and parts.hostname and not (parts.username or parts.password)
    if not whole or len(told) > LONGEST_URL or any(c.isspace() or not c.isprintable() for c in told):
        raise WrongAddress(told)
    return told
