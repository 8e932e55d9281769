"""The tables as a business file; loading it changes nothing.

Staff and resources that are inactive are left out, as the file has no way to name and not to use them.
"""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import tomli_w
from sqlmodel import Session, col, select

from booking_bot.domain import lengths, money
from booking_bot.models import (
    Absence,
    Business,
    Faq,
    Resource,
    ResourceKind,
    Service,
    ServiceResource,
    ServiceStaff,
    SpecialHours,
    row_id,
)

_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)

_LIST = re.compile(r"(?<== )\[\n((?: {4}[^{\n]+,\n)+)\]")
_WIDTH = 90

Table = dict[str, Any]


class NoBusiness(LookupError):
    """Nothing was loaded yet."""


def dump(session: Session) -> str:
    """The text of the business file that the tables are. Raises NoBusiness."""
    business = session.exec(select(Business)).one_or_none()
    if business is None:
        raise NoBusiness
    days = session.exec(
        select(SpecialHours).order_by(col(SpecialHours.first_day), col(SpecialHours.id))
    ).all()
    rooms = _resources(session, ResourceKind.ROOM)
    parts = [
        tomli_w.dumps({"closed": [_closed(row) for row in days if not row.hours]}),
        tomli_w.dumps({"business": _business(business)}),
        tomli_w.dumps({"rules": _rules(business)}),
        tomli_w.dumps({"hours": business.hours}),
        *_rows("special", ({**_stretch(row), "hours": row.hours} for row in days if row.hours)),
        *_rows("faq", map(_faq, session.exec(select(Faq).order_by(col(Faq.position), col(Faq.id))))),
        *_rows("resources", map(_room, rooms)),
        *_rows("services", _services(session, business, rooms)),
        *_rows("staff", _staff(session, business, _resources(session, ResourceKind.STAFF))),
    ]
    return _LIST.sub(_on_one_line, "\n".join(parts))


def _on_one_line(found: re.Match[str]) -> str:
    """A short list as people write it; texts hold no line breaks, so each line is an item."""
    line = "[" + ", ".join(item.strip().removesuffix(",") for item in found[1][:-1].split("\n")) + "]"
    return line if len(line) <= _WIDTH else found[0]


def _rows(name: str, rows: Iterable[Table]) -> Iterable[str]:
    """Each row as its own [[name]], however short it is."""
    for row in rows:
        yield tomli_w.dumps({name: _said(row)}).replace(f"[{name}]\n", f"[[{name}]]\n", 1)


def _said(row: Mapping[str, Any]) -> Table:
    """The row without what it does not say."""
    return {name: value for name, value in row.items() if value is not None}


def _business(row: Business) -> Table:
    names = (
        "name", "locale", "timezone", "country", "subdivision", "currency", "phone", "address",
        "appointment_word", "website", "privacy_url", "subject", "location", "greeting", "signature", "emoji",
    )  # fmt: skip
    return _said({name: getattr(row, name) for name in names} | {"tone": row.tone.value})


def _rules(row: Business) -> Table:
    return {
        "holidays": row.holidays,
        "min_notice": lengths.written(row.min_notice),
        "horizon_days": row.horizon_days,
        "slot_minutes": _minutes(row.slot_length),
        "cancel_notice": lengths.written(row.cancel_notice),
        "max_open_per_customer": row.max_open_per_customer,
        "max_party": row.max_party,
        "max_no_shows": row.max_no_shows,
        "confirm": row.confirm.value,
        "hold": lengths.written(row.hold),
        "reminders": row.reminders,
        "survey_after": _length(row.survey_after) or "",
        "follow_up": row.follow_up,
        "order_notices": row.order_notices,
        "quiet_hours": row.quiet_hours or "",
        "monthly_cap": row.monthly_cap,
        "tomorrow_by_email": row.tomorrow_by_email,
    }


def _stretch(row: SpecialHours) -> Table:
    return _said({"from": row.first_day, "to": row.last_day, "reason": row.reason})


def _closed(row: SpecialHours) -> Any:
    single = row.first_day == row.last_day and not row.reason
    return row.first_day if single else _stretch(row)


def _faq(row: Faq) -> Table:
    return {"questions": row.questions, "answer": row.answer}


def _room(row: Resource) -> Table:
    return _said(
        {"id": row.slug, "name": row.name, "capacity": row.capacity, "whole_day": row.whole_day or None}
    )


def _services(session: Session, business: Business, rooms: Sequence[Resource]) -> Iterable[Table]:
    needs = defaultdict(set)
    for link in session.exec(select(ServiceResource)):
        needs[link.service_id].add(link.resource_id)
    for row in _in_order(session):
        yield {
            "id": row.slug,
            "name": row.name,
            "active": None if row.active else False,
            "minutes": _minutes(row.length),
            "price": _price(row.price_cents, business),
            "price_from": row.price_from or None,
            "price_hidden": row.price_hidden or None,
            "aliases": row.aliases or None,
            "buffer_before": _minutes(row.buffer_before) or None,
            "buffer_after": _minutes(row.buffer_after) or None,
            "resources": [room.slug for room in rooms if row_id(room) in needs[row_id(row)]] or None,
            "capacity": row.capacity if row.capacity > 1 else None,
            "preparation": row.preparation,
            "approval": row.approval or None,
            "revisit": _length(row.revisit),
            "recall": row.recall or None,
            "drop_off": row.drop_off,
            "pick_up": row.pick_up,
            "processing": _processing(row),
            "questions": row.questions or None,
            "deposit": _deposit(row.deposit, business),
        }


def _processing(row: Service) -> Table | None:
    if row.processing_after is None or row.processing_length is None:
        return None
    return {"after": _minutes(row.processing_after), "minutes": _minutes(row.processing_length)}


def _deposit(deposit: Mapping[str, Any] | None, business: Business) -> Table | None:
    if deposit is None:
        return None
    amount = _price(deposit["amount_cents"], business)
    return _said({"amount": amount, "how": deposit.get("how"), "hold": deposit.get("hold")})


def member(session: Session, slug: str) -> Table | None:
    """What the file would say of that member of staff, also of one who does not work there any more."""
    row = session.exec(
        select(Resource).where(col(Resource.kind) == ResourceKind.STAFF, col(Resource.slug) == slug)
    ).first()
    if row is None:
        return None
    told = next(iter(_staff(session, session.exec(select(Business)).one(), [row])))
    return tomllib.loads(tomli_w.dumps(_said(told)))


def _staff(session: Session, business: Business, members: Sequence[Resource]) -> Iterable[Table]:
    services = _in_order(session)
    links = {(link.staff_id, link.service_id): link for link in session.exec(select(ServiceStaff))}
    absences = session.exec(
        select(Absence)
        .where(col(Absence.calendar_id).is_(None))
        .order_by(col(Absence.starts_at), col(Absence.id))
    ).all()
    zone = ZoneInfo(business.timezone)
    for row in members:
        number = row_id(row)
        does = {one.slug: links[number, row_id(one)] for one in services if (number, row_id(one)) in links}
        yield {
            "id": row.slug,
            "name": row.name,
            "aliases": row.aliases or None,
            "phone": row.phone,
            "services": list(does),
            "absences": [_absence(one, zone) for one in absences if one.staff_id == number] or None,
            "hours": row.hours,
            "minutes": {slug: _minutes(link.length) for slug, link in does.items() if link.length} or None,
            "price": {
                slug: _price(link.price_cents, business)
                for slug, link in does.items()
                if link.price_cents is not None
            }
            or None,
        }


def _absence(row: Absence, zone: ZoneInfo) -> Table:
    """Whole days as dates; other ends with their offset, since a wall time may come twice."""
    first, end = row.starts_at.astimezone(zone), row.ends_at.astimezone(zone)
    last_day = end.date() - _DAY
    return _said(
        {
            "from": first.date() if _midnight(first.date(), zone) == row.starts_at else first,
            "to": last_day if _midnight(end.date(), zone) == row.ends_at else end,
            "reason": row.reason,
        }
    )


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, zone).astimezone(UTC)


def _in_order(session: Session) -> Sequence[Service]:
    return session.exec(select(Service).order_by(col(Service.position), col(Service.id))).all()


def _resources(session: Session, kind: ResourceKind) -> Sequence[Resource]:
    return session.exec(
        select(Resource)
        .where(col(Resource.kind) == kind, col(Resource.active))
        .order_by(col(Resource.position), col(Resource.id))
    ).all()


def _minutes(length: timedelta) -> int | str:
    """A bare number where the length is one of whole minutes."""
    return lengths.written(length) if length % _MINUTE else length // _MINUTE


def _length(length: timedelta | None) -> str | None:
    return None if length is None else lengths.written(length)


def _price(amount: int | None, business: Business) -> str | None:
    return None if amount is None else money.written(amount, business.currency)
