"""What was done in the shop and by whom, newest first: the audit as a person reads it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from booking_bot.models import ApiToken, Audit, Resource, Role, User

PAGE = 50
BOT, CUSTOMERS, PROGRAMS = "bot", "customers", "programs"


@dataclass(frozen=True, slots=True)
class Deed:
    """`by` is the kind of who did it, "owner", "bot"; `name` theirs, where it is known."""

    id: int
    at: datetime
    by: str
    name: str
    event: str
    object_id: int


def deeds(session: Session, *, who: str = "", before: int | None = None) -> tuple[list[Deed], int | None]:
    """A page of them, and before which id the next page begins; None at the end.

    `who` is an account's id, or one of the groups above; "" is everybody.
    """
    query = select(Audit).order_by(col(Audit.id).desc()).limit(PAGE + 1)
    if who:
        query = query.where(_of(who))
    if before is not None:
        query = query.where(col(Audit.id) < before)
    rows = session.exec(query).all()
    names = names_of(session, {row.actor for row in rows[:PAGE]})
    shown = [_deed(row, names) for row in rows[:PAGE]]
    return shown, shown[-1].id if len(rows) > PAGE else None


def people(session: Session) -> Sequence[tuple[str, str]]:
    """Whose deeds one may ask for: accounts, by id and name."""
    rows = session.exec(select(User.id, User.name, User.email).order_by(col(User.id)))
    return [(str(number), name or email) for number, name, email in rows]


def _of(who: str) -> sa.ColumnElement[bool]:
    actor = col(Audit.actor)
    groups: Mapping[str, sa.ColumnElement[bool]] = {
        BOT: actor == "bot",
        CUSTOMERS: actor.like("customer:%"),
        PROGRAMS: actor.like("api:%"),
    }
    # What somebody did stays theirs when they may more, or less, than then.
    return groups.get(who, actor.in_([f"{role.value}:{who}" for role in Role]))


_TABLES = {"api": "api", "": "resource"}


def names_of(session: Session, actors: Iterable[str]) -> Mapping[str, str]:
    """By actor; whoever is gone from the tables has none.

    Who works by chat and has no account is "staff:resource:5" (see `team.Member`).
    """
    numbers: dict[str, set[int]] = {}
    for actor in actors:
        kind, _, number = actor.removeprefix("staff:resource").rpartition(":")
        if number.isdecimal():
            numbers.setdefault(_TABLES.get(kind, "account"), set()).add(int(number))
    accounts = session.exec(
        select(User.id, User.name, User.email).where(col(User.id).in_(numbers.get("account", ())))
    )
    programs = session.exec(
        select(ApiToken.id, ApiToken.name).where(col(ApiToken.id).in_(numbers.get("api", ())))
    )
    staff = session.exec(
        select(Resource.id, Resource.name).where(col(Resource.id).in_(numbers.get("resource", ())))
    )
    found = {f"{role.value}:{number}": name or email for number, name, email in accounts for role in Role}
    found |= {f"api:{number}": name for number, name in programs}
    return found | {f"staff:resource:{number}": name for number, name in staff}


def _deed(row: Audit, names: Mapping[str, str]) -> Deed:
    return Deed(
        id=row.id or 0,
        at=row.at,
        by=row.actor.partition(":")[0],
        name=names.get(row.actor, ""),
        event=f"{row.object_kind}.{row.verb}",
        object_id=row.object_id,
    )
