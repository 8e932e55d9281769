"""All customers from A to Z, page by page, with when they came last and when they come next."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from booking_bot.domain.appointments import OPEN, Status
from booking_bot.domain.folding import folded
from booking_bot.models import Appointment, Customer, CustomerTag, Identity
from booking_bot.services.customer_book import finding
from booking_bot.services.inbox import Person, people

PAGE = 50
_LAST = "\uffff"  # who has no name stands behind all names
NO_LETTER = "#"


class Mark(StrEnum):
    BLOCKED = "blocked"
    PERSONAL = "personal"


@dataclass(frozen=True, slots=True)
class Listed:
    person: Person
    whatsapp_id: str | None
    tags: tuple[str, ...]
    last: datetime | None
    next: datetime | None
    blocked: bool
    personal: bool
    has_allergies: bool


@dataclass(frozen=True, slots=True)
class Page:
    """`after` is the customer behind whom the next page begins; `nearly` that nobody fits exactly."""

    rows: tuple[Listed, ...]
    total: int
    after: int | None
    letters: tuple[str, ...]
    nearly: bool = False


def page(
    session: Session,
    *,
    country: str,
    now: datetime,
    text: str = "",
    tag: str = "",
    mark: Mark | None = None,
    letter: str = "",
    after: int | None = None,
) -> Page:
    """Those who fit all that is asked, in a constant number of statements.

    It begins behind the customer `after`, or else with the first one of that letter.
    """
    called = names(session, tag=tag, mark=mark)
    found, nearly = finding.meant(session, text, called, country=country), False
    if not found and text.strip():
        found, nearly = finding.nearly(text, called), True
    # The databases sort letters each in their own way, and a shop has some thousands of customers at most.
    keys = sorted((folded(called[number]), number) for number in found)
    begin = _begin(keys, letter, after)
    shown = [number for _, number in keys[begin : begin + PAGE]]
    return Page(
        rows=_rows(session, shown, now),
        total=len(keys),
        after=shown[-1] if begin + PAGE < len(keys) else None,
        letters=tuple(dict.fromkeys(_letter(key) for key, _ in keys)),
        nearly=nearly and bool(keys),
    )


def tags(session: Session) -> list[str]:
    """All that are in use."""
    return list(session.exec(select(CustomerTag.tag).distinct().order_by(col(CustomerTag.tag))))


def names(session: Session, *, tag: str = "", mark: Mark | None = None) -> dict[int, str]:
    """What each goes by: a name, else a number. Who has neither was forgotten, or came in just once."""
    session.flush()
    wanted = []
    if tag:
        tagged = sa.select(col(CustomerTag.customer_id)).where(col(CustomerTag.tag) == tag)
        wanted.append(col(Customer.id).in_(tagged))
    if mark is not None:
        wanted.append(col(Customer.blocked if mark is Mark.BLOCKED else Customer.personal).is_(True))
    whom, name = col(Customer.id), col(Customer.name)
    named = sa.select(whom, name).where(name.is_not(None), *wanted)
    nameless = (
        sa.select(whom, _LAST + sa.func.min(Identity.value))
        .join(Identity, col(Identity.customer_id) == whom)
        .where(name.is_(None), *wanted)
        .group_by(whom)
    )
    rows: Iterable[Any] = session.connection().execute(sa.union_all(named, nameless)).all()
    return {row[0]: row[1] for row in rows}


def _begin(keys: Sequence[tuple[str, int]], letter: str, after: int | None) -> int:
    for place, (key, number) in enumerate(keys):
        if after is not None and number == after:
            return place + 1
        if after is None and letter and _letter(key) == letter:
            return place
    return 0


def _letter(key: str) -> str:
    first = key[:1].upper()
    return first if first.isalpha() else NO_LETTER


def _rows(session: Session, numbers: Sequence[int], now: datetime) -> tuple[Listed, ...]:
    known = people(session, numbers)
    of = {one.id: one for one in session.exec(select(Customer).where(col(Customer.id).in_(numbers)))}
    others = _whatsapp_ids(session, numbers)
    visits, tagged = _visits(session, numbers, now), tags_of(session, numbers)
    return tuple(
        Listed(
            person=known[number],
            whatsapp_id=others.get(number),
            tags=tagged.get(number, ()),
            last=visits.get(number, (None, None))[0],
            next=visits.get(number, (None, None))[1],
            blocked=of[number].blocked,
            personal=of[number].personal,
            has_allergies=bool(of[number].allergies),
        )
        for number in numbers
    )


def tags_of(session: Session, numbers: Collection[int]) -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    for row in session.exec(
        select(CustomerTag).where(col(CustomerTag.customer_id).in_(numbers)).order_by(col(CustomerTag.tag))
    ):
        found[row.customer_id] = (*found.get(row.customer_id, ()), row.tag)
    return found


def _whatsapp_ids(session: Session, numbers: Collection[int]) -> dict[int, str]:
    found = session.exec(
        select(Identity.customer_id, Identity.value)
        .where(col(Identity.customer_id).in_(numbers), col(Identity.kind) == "whatsapp_id")
        .order_by(col(Identity.id))
    )
    return dict(found.all())


def _visits(
    session: Session, numbers: Collection[int], now: datetime
) -> dict[int, tuple[datetime | None, datetime | None]]:
    """When each was there last, and comes next."""
    starts, status = col(Appointment.starts_at), col(Appointment.status)
    came = sa.and_(starts <= now, status.not_in((Status.CANCELLED, Status.NO_SHOW)))
    comes = sa.and_(starts > now, status.in_(OPEN))
    found = session.connection().execute(
        sa.select(
            col(Appointment.customer_id),
            sa.func.max(sa.case((came, starts))),
            sa.func.min(sa.case((comes, starts))),
        )
        .where(col(Appointment.customer_id).in_(numbers))
        .group_by(col(Appointment.customer_id))
    )
    return {number: (last, following) for number, last, following in found}
