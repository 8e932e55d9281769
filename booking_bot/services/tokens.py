"""Tokens of programs: shown once when made, known again by their SHA-256, which is all that is kept."""

import hashlib
import secrets
from datetime import datetime

from sqlmodel import Session, col, select

from booking_bot.models import ApiToken


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def add(session: Session, name: str, *, now: datetime) -> str:
    """A new token for the program `name`: 256 random bits that nobody can read again."""
    token = secrets.token_urlsafe(32)
    session.add(ApiToken(name=name, token_hash=hash_of(token), created_at=now))
    return token


def find(session: Session, token: str) -> int | None:
    """The id of a token that is valid. Looking its hash up tells nothing of how near a guess came."""
    return session.exec(
        select(ApiToken.id).where(
            col(ApiToken.token_hash) == hash_of(token), col(ApiToken.revoked_at).is_(None)
        )
    ).first()
