"""What the bot did not understand, for whoever teaches it: which texts, how often, and of nobody."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from booking_bot.domain.masking import masked
from booking_bot.models import NotUnderstood

LONGEST = 200
LISTED = 100
_LOOKED_AT = 2000  # of a story the beginning tells enough
_SOMEBODY = "[nombre]"
_SHORTEST_NAME = 3  # "de" and "la" stand in names too
# Joiners and colours of emoji: the same sign in another skin is the same sign.
_UNSEEN = re.compile("[\u200b-\u200d\ufe0e\ufe0f\U0001f3fb-\U0001f3ff\0]")
_RUNS = re.compile(r"([^\w\s])(?:\s*\1)+")
_SPACES = re.compile(r"\s+")


def record(session: Session, text: str, *, name: str | None, now: datetime) -> None:
    """Count one text more; `name` is the customer's, and is left out of it.

    One that was settled and comes again begins anew. The row stays locked until the transaction ends, so
    this is the last that a turn does.
    """
    kept = plain(text, name)
    if not kept:
        return
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    settled = col(NotUnderstood.settled_at).is_not(None)
    session.exec(
        insert(NotUnderstood)
        .values(text=kept, count=1, first_at=now, last_at=now)
        .on_conflict_do_update(
            index_elements=[col(NotUnderstood.text)],
            set_={
                "count": sa.case((settled, 1), else_=col(NotUnderstood.count) + 1),
                "last_at": now,
                "settled_at": None,
            },
        )
    )


def plain(text: str, name: str | None = None) -> str:
    """As it is kept: small letters, each sign once, and nothing that tells who wrote it."""
    seen = unicodedata.normalize("NFC", _UNSEEN.sub("", text[:_LOOKED_AT]))
    text = masked(_SPACES.sub(" ", seen).strip())
    for word in (name or "").split():
        if len(word) >= _SHORTEST_NAME:
            text = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", _SOMEBODY, text, flags=re.IGNORECASE)
    return _RUNS.sub(r"\1", text.lower())[:LONGEST].rstrip()


def listed(session: Session, *, limit: int = LISTED) -> Sequence[NotUnderstood]:
    """Those not settled, most frequent first."""
    return session.exec(
        select(NotUnderstood)
        .where(col(NotUnderstood.settled_at).is_(None))
        .order_by(col(NotUnderstood.count).desc(), col(NotUnderstood.last_at).desc(), col(NotUnderstood.id))
        .limit(limit)
    ).all()


def settle(session: Session, miss_id: int, *, now: datetime) -> bool:
    """The owner has seen to it. False where there is none, or they had already."""
    settled = session.exec(
        sa.update(NotUnderstood)
        .where(col(NotUnderstood.id) == miss_id, col(NotUnderstood.settled_at).is_(None))
        .values(settled_at=now)
    )
    return settled.rowcount == 1
