"""Claiming what other programs are to be told, and recording what came of it.

    waiting → done      the other side answered with a status from 200 to 299
            → waiting   it did not: again after a while, for about a day
            → failed    given up; the owner may have it sent again

One telling of a subscription is under way at a time. Who answers nothing good for three days, or 410, is
told no more, and the owner of it.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from booking_bot.models import HookTelling, Subscription, TellingStatus, row_id
from booking_bot.services import audit, rows
from booking_bot.services.hooks.signing import headers
from booking_bot.services.hooks.subscribing import secret_of
from booking_bot.services.secrets import Unreadable
from booking_bot.services.watching import warnings

log = logging.getLogger(__name__)

BY = "bot"
# How long each next try waits: a day in all.
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (0.5, 2, 10, 30, 60, 120, 240, 480, 480))
PATIENCE = timedelta(days=3)
# Who is told something once a week is not deaf for a bad minute in each.
TRIES_UNTIL_DEAF = 3
LEASE = timedelta(minutes=1)
KEPT_FOR = timedelta(days=14)
GONE = 410
NO_MORE = "Se dejó de avisar a este programa."
UNREADABLE = "Su clave se guardó con otra SECRET_KEY y no se puede leer: quítalo y añádelo otra vez."

_ROWS, _SUBSCRIPTIONS = rows.table(HookTelling).c, rows.table(Subscription).c
_ANY_DUE = (
    sa.select(_ROWS.id)
    .join(rows.table(Subscription), _SUBSCRIPTIONS.id == _ROWS.subscription_id)
    .where(
        _ROWS.status == TellingStatus.WAITING,
        _ROWS.due_at <= sa.bindparam("now"),
        sa.or_(_ROWS.lease_until.is_(None), _ROWS.lease_until <= sa.bindparam("now")),
        _SUBSCRIPTIONS.active,
    )
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A telling that this process may send; `attempt` is the number of its try, which nobody else has."""

    id: int
    subscription_id: int
    attempt: int
    url: str
    secret: str
    event: str
    event_id: str
    body: str

    def headers(self, now: datetime) -> dict[str, str]:
        return headers(self.event, self.event_id, self.body, self.secret, now=now)


def is_any_due(connection: sa.Connection, now: datetime) -> bool:
    """Whether a claim might find something."""
    return connection.execute(_ANY_DUE, {"now": now}).first() is not None


def claim(session: Session, now: datetime, *, limit: int, secret_key: str) -> list[Claimed]:
    """Take up to `limit` due ones; the caller commits before it sends any."""
    return [
        claimed
        for telling, subscription in session.exec(_due(now, limit)).all()
        if (claimed := _claimed(session, telling, subscription, now, secret_key)) is not None
    ]


def record_done(session: Session, claimed: Claimed, *, answer: int, now: datetime) -> None:
    """The other side has it."""
    if _end(session, claimed, status=TellingStatus.DONE, answer=answer, error=None, done_at=now):
        subscription = session.get_one(Subscription, claimed.subscription_id, with_for_update=True)
        subscription.failing_since = None


def record_failed(
    session: Session,
    claimed: Claimed,
    *,
    answer: int | None,
    error: str,
    now: datetime,
    permanent: bool = False,
) -> None:
    """It did not take it: again later, or never. `error` is for the owner, in Spanish."""
    last = permanent or claimed.attempt > len(PAUSES)
    told = (
        {"status": TellingStatus.FAILED, "done_at": now}
        if last
        else {"due_at": now + PAUSES[claimed.attempt - 1]}
    )
    if not _end(session, claimed, answer=answer, error=error, **told):
        return
    subscription = session.get_one(Subscription, claimed.subscription_id, with_for_update=True)
    subscription.failing_since = subscription.failing_since or now
    log.info("telling %s was not taken at try %s", claimed.id, claimed.attempt)
    tried = permanent or claimed.attempt >= TRIES_UNTIL_DEAF
    if answer == GONE or (tried and now - subscription.failing_since >= PATIENCE):
        _stop(session, subscription, now)


def forget_old(session: Session, before: datetime) -> int:
    """Delete what was written down before: it names customers. How many that were."""
    gone = session.exec(
        sa.delete(HookTelling)
        .where(col(HookTelling.created_at) < before)
        .execution_options(synchronize_session=False)
    )
    return int(gone.rowcount)


def _due(now: datetime, limit: int) -> Any:
    other = aliased(HookTelling)
    same = sa.and_(
        col(other.subscription_id) == col(HookTelling.subscription_id),
        col(other.status) == TellingStatus.WAITING,
    )
    busy = sa.exists().where(same, col(other.lease_until) > now)
    earlier = sa.exists().where(
        same,
        col(other.due_at) <= now,
        sa.tuple_(col(other.due_at), col(other.id)) < sa.tuple_(col(HookTelling.due_at), col(HookTelling.id)),
    )
    return (
        select(HookTelling, Subscription)
        .join(Subscription, col(Subscription.id) == col(HookTelling.subscription_id))
        .where(
            col(HookTelling.status) == TellingStatus.WAITING,
            col(HookTelling.due_at) <= now,
            col(Subscription.active),
            ~busy,
            ~earlier,
        )
        .order_by(col(HookTelling.due_at), col(HookTelling.id))
        .limit(limit)
    )


def _claimed(
    session: Session, telling: HookTelling, subscription: Subscription, now: datetime, secret_key: str
) -> Claimed | None:
    taken = session.exec(
        sa.update(HookTelling)
        .where(
            col(HookTelling.id) == telling.id,
            col(HookTelling.status) == TellingStatus.WAITING,
            col(HookTelling.attempts) == telling.attempts,
        )
        .values(lease_until=now + LEASE, attempts=telling.attempts + 1)
        .execution_options(synchronize_session=False)
    )
    if taken.rowcount != 1:
        return None
    try:
        secret = secret_of(subscription, secret_key)
    except Unreadable:
        telling.status, telling.error, telling.done_at = TellingStatus.FAILED, UNREADABLE, now
        return None
    return Claimed(
        row_id(telling),
        row_id(subscription),
        telling.attempts + 1,
        subscription.url,
        secret,
        telling.event,
        telling.event_id,
        telling.body,
    )


def _end(session: Session, claimed: Claimed, **told: object) -> bool:
    """Record it, unless the try was given to somebody else meanwhile."""
    ended = session.exec(
        sa.update(HookTelling)
        .where(
            col(HookTelling.id) == claimed.id,
            col(HookTelling.status) == TellingStatus.WAITING,
            col(HookTelling.attempts) == claimed.attempt,
        )
        .values(lease_until=None, **told)
        .execution_options(synchronize_session=False)
    )
    return bool(ended.rowcount == 1)


def _stop(session: Session, subscription: Subscription, now: datetime) -> None:
    subscription.active = False
    session.exec(
        sa.update(HookTelling)
        .where(
            col(HookTelling.subscription_id) == subscription.id,
            col(HookTelling.status) == TellingStatus.WAITING,
        )
        .values(status=TellingStatus.FAILED, error=NO_MORE, done_at=now, lease_until=None)
        .execution_options(synchronize_session=False)
    )
    audit.record(session, BY, "subscription.stopped", row_id(subscription), now=now)
    warnings.warn(
        session,
        warnings.DEAF,
        f"«{subscription.name}» lleva días sin contestar y ya no se le avisa de nada. "
        "Cuando funcione, actívalo otra vez en Ajustes, Programas.",
        now=now,
    )
