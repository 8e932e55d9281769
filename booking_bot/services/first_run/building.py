"""From what was filled in to a shop: as a business file, through the loader that every file goes through."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

import tomli_w
from sqlmodel import Session, select

from booking_bot.language.frame import ANY_STAFF
from booking_bot.models import Business
from booking_bot.services import audit, business_file
from booking_bot.services.file_form import regions
from booking_bot.services.file_form.form import BusinessFile
from booking_bot.services.file_form.reading import parse
from booking_bot.services.first_run import draft
from booking_bot.services.first_run.draft import Line, Plan
from booking_bot.services.first_run.places import SPOTS
from booking_bot.services.first_run.trades import preset

_PLAIN = "tu"  # where a country has its own way to address people, a trade does not change it

# Who did not come so often in a year is not given a time without the owner's word.
NO_SHOWS = 2


class AlreadyOpen(Exception):
    """There is a shop: it is changed in its pages."""


def is_open(session: Session) -> bool:
    return session.exec(select(Business.id)).first() is not None


def open_shop(session: Session, *, by: str, now: datetime) -> None:
    """Make the shop that was filled in. Raises AlreadyOpen, and BusinessFileError where it does not hold."""
    plan = draft.read(session)
    if is_open(session) or not draft.take(session):
        raise AlreadyOpen
    business_file.load(session, file_of(plan), now=now)
    audit.record(session, by, "business.opened", 1, now=now, trade=plan.trade)


def file_of(plan: Plan) -> BusinessFile:
    """Raises BusinessFileError."""
    return parse(tomli_w.dumps(_tables(plan)))


def _tables(plan: Plan) -> dict[str, Any]:
    usual = preset(plan.trade)
    return {
        "closed": plan.closed,
        "business": _business(plan, usual.get("business", {})),
        "rules": {"max_no_shows": NO_SHOWS, **usual.get("rules", {}), "holidays": plan.holidays},
        "hours": plan.week(),
        "services": _services(plan.lines(), usual["services"]),
        "staff": [
            {"id": slug, "name": name}
            for slug, name in zip(_slugs(plan.staff, ANY_STAFF), plan.staff, strict=True)
        ],
    }


def _business(plan: Plan, usual: Mapping[str, Any]) -> dict[str, Any]:
    spot = SPOTS[plan.spot]
    told = {
        **usual,
        "name": plan.name,
        "timezone": spot.zone,
        "country": spot.country,
        "subdivision": spot.part or "",
        "phone": plan.phone,
        "address": plan.address,
    }
    if regions.completed({"country": spot.country})["tone"] != _PLAIN:
        told.pop("tone", None)
    return told


def _services(lines: Iterable[Line], usual: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    known = {one["id"]: one for one in usual}
    offered = [line for line in lines if line.offered]
    slugs = _slugs((line.name for line in offered if not line.id), *known)
    return [
        {
            **known.get(line.id, {}),
            "id": line.id or next(slugs),
            "name": line.name,
            "minutes": line.minutes,
            "price": line.price,
            "active": True,
        }
        for line in offered
    ]


def _slugs(names: Iterable[str], *taken: str) -> Iterator[str]:
    """An id for each of the names, none of them twice and none that is taken."""
    used = set(taken)
    for name in names:
        bare = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
        wanted = re.sub(r"[^a-z0-9]+", "-", bare).strip("-") or "uno"
        slug, number = wanted, 2
        while slug in used:
            slug, number = f"{wanted}-{number}", number + 1
        used.add(slug)
        yield slug
