"""Tokens of programs: shown once when made, known again by their SHA-256, which is all that is kept."""

import hashlib

from sqlmodel import Session, col, select

from booking_bot.models import ApiToken


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def find(session: Session, token: str) -> int | None:
    """The id of a token that is valid. Looking its hash up tells nothing of how near a guess came."""
    return session.exec(
        select(ApiToken.id).where(
            col(ApiToken.token_hash) == hash_of(token), col(ApiToken.revoked_at).is_(None)
        )
    ).first()
