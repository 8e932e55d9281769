"""Appointments as events of a calendar, with no more of a customer than whoever works needs: the name."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from booking_bot.domain.appointments import Status
from booking_bot.models import Appointment, Audit, Customer, row_id
from booking_bot.services import catalogue
from booking_bot.services.calendars.uids import uid_of

BACK = timedelta(days=30)
CANCELLED_FOR = timedelta(days=14)  # who fetches seldom must still learn that it is off
STATUS = {Status.REQUESTED: "TENTATIVE", Status.CANCELLED: "CANCELLED"}
_FIRM = "CONFIRMED"
_BREAKS = frozenset({"Cc", "Zl", "Zp"})
_TURNS = dict.fromkeys(map(ord, "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))


@dataclass(frozen=True, slots=True)
class Event:
    """`status` is a word of iCalendar; `sequence` rises with what a customer would want to know of."""

    uid: str
    sequence: int
    start: datetime
    end: datetime
    status: str
    summary: str
    description: str
    changed_at: datetime
    place: str = ""
    url: str = ""


def of_staff(session: Session, staff_id: int | None, *, now: datetime, base: str | None) -> list[Event]:
    """What stands in the agenda of one member, or of all, from some weeks back; three statements.

    `base` is where the shop's pages stand, if anywhere.
    """
    which = [col(Appointment.starts_at) > now - BACK]
    if staff_id is not None:
        which.append(col(Appointment.staff_id) == staff_id)
    rows = session.exec(
        select(Appointment, Customer.name)
        .join(Customer, col(Customer.id) == col(Appointment.customer_id))
        .where(*which)
        .order_by(col(Appointment.starts_at), col(Appointment.id))
    ).all()
    changed = changes(session, sa.select(col(Appointment.id)).where(*which))
    shop = catalogue.read(session)
    services = {row_id(one): one.name for one in shop.services}
    staff = {row_id(one): one.name for one in shop.staff}
    return [
        Event(
            summary=_summary(one, services[one.service_id], name, "" if staff_id else staff[one.staff_id]),
            description="Falta que aceptes esta cita." if one.status is Status.REQUESTED else "",
            url=f"{base}/admin/citas/{one.id}" if base else "",
            **core(one, changed),
        )
        for one, name in rows
        if one.status is not Status.CANCELLED or changed_at(one, changed) > now - CANCELLED_FOR
    ]


def changes(session: Session, of: Any) -> dict[int, datetime]:
    """When each appointment was last changed; `of` selects their ids."""
    return dict(
        session.exec(
            select(Audit.object_id, sa.func.max(Audit.at))
            .where(col(Audit.object_kind) == "appointment", col(Audit.object_id).in_(of))
            .group_by(col(Audit.object_id))
        ).all()
    )


def changed_at(one: Appointment, changed: Mapping[int, datetime]) -> datetime:
    return changed.get(row_id(one), one.created_at)


def core(one: Appointment, changed: Mapping[int, datetime]) -> dict[str, Any]:
    """What is the same of an event for whoever reads it."""
    return {
        "uid": uid_of(row_id(one), one.created_at),
        "sequence": one.revision,
        "start": one.starts_at,
        "end": one.ends_at,
        "status": STATUS.get(one.status, _FIRM),
        "changed_at": changed_at(one, changed),
    }


def plain(text: str) -> str:
    """On one line, and without signs that turn what follows around."""
    shown = (" " if unicodedata.category(sign) in _BREAKS else sign for sign in text.translate(_TURNS))
    return " ".join("".join(shown).split())


def joined(parts: Sequence[str]) -> str:
    return " · ".join(filter(None, map(plain, parts)))


def _summary(one: Appointment, service: str, name: str | None, staff: str) -> str:
    who = one.beneficiary or name or "Cliente sin nombre"
    return joined([service, who, one.subject or "", staff])
