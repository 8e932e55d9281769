"""When something was last seen or done, under a name; of several who note it at once, each may."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from booking_bot.models import Watch


def note(session: Session, name: str, now: datetime, value: Mapping[str, Any] | None = None) -> None:
    """`value` is what was seen."""
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    session.exec(
        insert(Watch)
        .values(name=name, value=value or {}, at=now)
        .on_conflict_do_update(index_elements=[col(Watch.name)], set_={"value": value or {}, "at": now})
    )


def locked(session: Session, name: str, now: datetime) -> Watch:
    """The row of that name, which nobody else has meanwhile; made at `now` where there is none."""
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    session.exec(insert(Watch).values(name=name, value={}, at=now).on_conflict_do_nothing())
    return session.get_one(Watch, name, with_for_update=True)
