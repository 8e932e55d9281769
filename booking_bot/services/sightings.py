"""When something was last seen or done, under a name; of several who note it at once, each may."""

from datetime import datetime

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from booking_bot.models import Watch


def note(session: Session, name: str, now: datetime) -> None:
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    session.exec(
        insert(Watch)
        .values(name=name, value={}, at=now)
        .on_conflict_do_update(index_elements=[col(Watch.name)], set_={"at": now})
    )
