"""A request with an Idempotency-Key has its effect once, however often it comes.

The answer is kept with the effect, in one transaction. Of two that arrive at once the second waits
at the unique key until the first is through, then gets its answer. Refusals of the shop are kept
too, since the same request must get the same answer; a request that failed or could not be read
leaves no trace, and its key is free. Answers name customers, so they are forgotten after a week.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from booking_bot.models import IdempotentAnswer

Answer = tuple[int, dict[str, Any]]  # status and body

KEPT_FOR = timedelta(days=7)
_UNDER_WAY = 0


class KeyReused(Exception):
    """The key came before, with another request."""


def once(
    session: Session,
    token_id: int,
    key: str,
    request_hash: str,
    *,
    now: datetime,
    act: Callable[[], Answer],
) -> Answer:
    """The answer of `act`, or the one it gave when this key first came. Raises KeyReused."""
    forget_old(session, now=now)
    row = IdempotentAnswer(
        token_id=token_id, key=key, request_hash=request_hash, status=_UNDER_WAY, body={}, created_at=now
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        return _earlier(session, token_id, key, request_hash)
    row.status, row.body = act()
    return row.status, row.body


def forget_old(session: Session, *, now: datetime) -> None:
    session.exec(sa.delete(IdempotentAnswer).where(col(IdempotentAnswer.created_at) < now - KEPT_FOR))


def _earlier(session: Session, token_id: int, key: str, request_hash: str) -> Answer:
    row = session.exec(
        select(IdempotentAnswer).where(
            col(IdempotentAnswer.token_id) == token_id, col(IdempotentAnswer.key) == key
        )
    ).one()
    if row.request_hash != request_hash:
        raise KeyReused
    return row.status, row.body
