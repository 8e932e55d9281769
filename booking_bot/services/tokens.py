"""Tokens of programs: shown once when made, known again by their SHA-256, which is all that is kept."""

import hashlib
import secrets
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session, col, select

from booking_bot.domain.scopes import USUAL, Scope
from booking_bot.models import ApiToken, row_id
from booking_bot.services import audit

COMMAND = "command"  # whoever has the machine


class Known(NamedTuple):
    id: int
    scopes: frozenset[str]


class NoSuchToken(Exception):
    """There is none of that number that still works."""


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def add(
    session: Session,
    name: str,
    *,
    now: datetime,
    scopes: Collection[Scope] = USUAL,
    by: str = COMMAND,
) -> str:
    """A new token for the program `name`: 256 random bits that nobody can read again."""
    token = secrets.token_urlsafe(32)
    kept = [scope.value for scope in Scope if scope in scopes]
    row = ApiToken(name=name, token_hash=hash_of(token), scopes=kept, created_at=now)
    session.add(row)
    session.flush()
    audit.record(session, by, "token.added", row_id(row), now=now, scopes=kept)
    return token


def find(session: Session, token: str) -> Known | None:
    """A token that is valid. Looking its hash up tells nothing of how near a guess came."""
    found = session.exec(
        select(ApiToken.id, ApiToken.scopes).where(
            col(ApiToken.token_hash) == hash_of(token), col(ApiToken.revoked_at).is_(None)
        )
    ).first()
    return Known(found[0] or 0, frozenset(found[1])) if found else None


def listed(session: Session) -> Sequence[ApiToken]:
    """Those that work, in the order in which they were made."""
    return session.exec(
        select(ApiToken).where(col(ApiToken.revoked_at).is_(None)).order_by(col(ApiToken.id))
    ).all()


def revoke(session: Session, token_id: int, *, by: str, now: datetime) -> None:
    """It opens nothing from now on. Raises NoSuchToken."""
    row = session.get(ApiToken, token_id, with_for_update=True)
    if row is None or row.revoked_at is not None:
        raise NoSuchToken(token_id)
    row.revoked_at = now
    audit.record(session, by, "token.revoked", token_id, now=now)
