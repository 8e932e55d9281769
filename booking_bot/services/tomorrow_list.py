"""Tomorrow's appointments with their telephones, by e-mail at closing time: for the day without light.

Of the next day on which the shop works. It goes once a working day to each owner with an address, as plain
text that can be printed, and not at all where nobody comes.
"""

from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from booking_bot.db import Database
from booking_bot.dialogue import dates
from booking_bot.domain.phones import shown
from booking_bot.models import Business, Watch
from booking_bot.services import staff_messages, team
from booking_bot.services.agenda_day import agenda_day
from booking_bot.services.agenda_entries import Entry
from booking_bot.services.opening import opening_between
from booking_bot.services.place import place_of
from booking_bot.services.ways import ways_of

LOCALE = "es"
# Who starts the program at midnight needs no list of the evening before.
LATEST = timedelta(hours=4)
KEPT = timedelta(days=30)
LOOK_AHEAD = timedelta(days=30)
_PREFIX = "tomorrow:"


def run_due(database: Database, *, now: datetime, base: str | None = None) -> int:
    """Send the list of the day that has just ended, where it was not sent; to how many."""
    with database.reading() as session:
        day = _ended(session, now)
    if day is None:
        return 0
    with database.transaction() as session:
        return send(session, day, now=now) if _take(session, day, now) else 0


def send(session: Session, ended: date, *, now: datetime) -> int:
    """To every owner with an address, where e-mail is set up; to how many."""
    text = written(session, ended, now=now) if ways_of(session).mail else ""
    if not text:
        return 0
    key = f"{_PREFIX}{ended.isoformat()}"
    return sum(
        staff_messages.tell(session, owner, text, key=key, now=now, chats=False)
        for owner in team.owners(session)
        if owner.email
    )


def written(session: Session, ended: date, *, now: datetime) -> str:
    """The next working day's, a line for each; "" where nobody comes."""
    near = opening_between(session, ended + timedelta(days=1), ended + LOOK_AHEAD)
    day = next((opening.day for opening in near if opening.spans), None)
    columns = agenda_day(session, day, now=now).columns if day else []
    lists = [(column.name, [entry for entry in column.entries if entry.is_open]) for column in columns]
    coming = [(name, entries) for name, entries in lists if entries]
    if day is None or not coming:
        return ""
    count = sum(len(entries) for _, entries in coming)
    told = dates.day(day, today=ended, locale=LOCALE)
    head = f"Citas del {told}: {count}"
    several, country = len(columns) > 1, place_of(session).country
    blocks = [
        "\n".join([*([name] if several else []), *(_line(entry, country) for entry in entries)])
        for name, entries in coming
    ]
    return "\n\n".join([head, *blocks])


def _line(entry: Entry, country: str) -> str:
    who = entry.beneficiary or entry.person.name or "Sin nombre"
    if entry.subject:
        who = f"{who} ({entry.subject})"
    return " · ".join(
        filter(
            None,
            (f"{entry.start:%H:%M}  {who}", shown(entry.person.phone, country), entry.service, entry.note),
        )
    )


def _ended(session: Session, now: datetime) -> date | None:
    """The working day that ended just now, of which no list was sent; it may end after midnight."""
    if not session.exec(select(Business.tomorrow_by_email)).first():
        return None
    today = now.astimezone(place_of(session).zone).date()
    for opening in opening_between(session, today - timedelta(days=1), today):
        closes = max((end for _, end in opening.spans), default=None)
        if closes is not None and closes <= now < closes + LATEST:
            known = session.get(Watch, f"{_PREFIX}{opening.day.isoformat()}")
            return opening.day if known is None else None
    return None


def _take(session: Session, day: date, now: datetime) -> bool:
    """Whether it falls to this worker; what is long gone is forgotten."""
    old = sa.and_(col(Watch.name).startswith(_PREFIX), col(Watch.at) < now - KEPT)
    session.exec(sa.delete(Watch).where(old).execution_options(synchronize_session=False))
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    taken = session.connection().execute(
        insert(Watch)
        .values(name=f"{_PREFIX}{day.isoformat()}", value={}, at=now)
        .on_conflict_do_nothing()
        .returning(col(Watch.name))
    )
    return taken.first() is not None
