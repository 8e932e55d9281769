"""A change of the business: what its file says now, altered, checked as any file is, and loaded.

So whatever a page can do is something that a file can say, and what `business dump` writes.
"""

import tomllib
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from booking_bot.models import Business, Resource, Service
from booking_bot.services import agenda_lock, audit, business_file
from booking_bot.services.agenda_entries import Entry, entries_of
from booking_bot.services.file_form.reading import check
from booking_bot.services.house import outside
from booking_bot.services.house.parts import Part

Raw = dict[str, Any]


class LeftOutside(Exception):
    """These appointments would no longer fit, and nobody said yet that they know."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        super().__init__(f"{len(entries)} appointments would not fit")
        self.entries = entries


def present(session: Session) -> Raw:
    """What the business file of the present says. Raises NoBusiness."""
    return tomllib.loads(business_file.dump(session))


def change(
    session: Session,
    part: Part,
    edit: Callable[[Raw], None],
    *,
    by: str,
    now: datetime,
    knowing: bool = False,
) -> None:
    """Make the business what its file says after `edit`; appointments stay as they are.

    Raises WrongForm, or LeftOutside unless `knowing`; what was changed then is to be rolled back.
    """
    agenda_lock.take(session)
    raw = present(session)
    before = outside.appointments(session, now=now)
    edit(raw)
    business_file.load(session, check(raw), now=now)
    if not knowing:
        left = outside.appointments(session, now=now) - before
        if left:
            known = entries_of(session, left).values()
            raise LeftOutside(sorted(known, key=lambda entry: (entry.start, entry.id)))
    note(session, part, by=by, now=now)


def note(session: Session, part: Part, *, by: str, now: datetime) -> None:
    """Keep who changed that."""
    number = session.exec(select(col(Business.id))).one() or 0
    audit.record(session, by, f"business.{part}", number, now=now)


def taken_ids(session: Session) -> set[str]:
    """Ids of services, staff and rooms, also of those that are there no more: a name may come back anew."""
    return {*session.exec(select(col(Service.slug))), *session.exec(select(col(Resource.slug)))}
