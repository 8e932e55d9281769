"""Which appointment the shop's own people mean: by whose it is, when it is, or as the one spoken of last."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col

from booking_bot.dialogue import owner_texts as texts
from booking_bot.dialogue.owner_names import fits
from booking_bot.dialogue.owner_orders import Order
from booking_bot.dialogue.windows import holds
from booking_bot.domain.appointments import OPEN
from booking_bot.domain.folding import folded
from booking_bot.domain.phones import shown
from booking_bot.domain.walltime import instant, utc
from booking_bot.language.frame import Daypart, Window
from booking_bot.models import Appointment, Customer
from booking_bot.services import rows
from booking_bot.services.agenda_entries import Entry, entries_of
from booking_bot.services.customer_book import finding
from booking_bot.services.owner_chat import booking, shop
from booking_bot.services.owner_chat.deeds import Facts, Said, Telling

AHEAD = timedelta(days=180)
MOST = 8  # to choose from
_HOURS = {
    Daypart.MORNING: (0, 14),
    Daypart.MIDDAY: (12, 16),
    Daypart.AFTERNOON: (14, 24),
    Daypart.AFTER_LUNCH: (15, 18),
    Daypart.EVENING: (19, 24),
}


_NEXT = re.compile(r"\b(?:proxim[ao]|siguiente)\b(?! semana)")


class _Row(NamedTuple):
    id: int
    start: datetime  # by the shop's clock
    staff_id: int
    visit: str | None
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Meant:
    """`entries` may be several; `order` is theirs with no more of a name than there is."""

    entries: tuple[Entry, ...]
    order: Order


def meant(session: Session, said: Said, order: Order, windows: Sequence[Window]) -> Meant | Telling:
    """The appointments that fit, the next first; a sentence where there is none, or it is not theirs."""
    those = _open(session, said)
    name = " ".join(order.person)
    if order.person:
        those, many = _of(those, order.person)
        order = order.with_name_of(many) if many else order
    if windows:
        those = [row for row in those if any(_lies_in(row.start, window) for window in windows)]
        if not any(window.first or window.last or window.weekdays for window in windows):
            those = _soonest(those, said.now) if not order.person else those
    if _NEXT.search(folded(order.source)):
        those = [row for row in those if row.start > said.now][:1]
    if not those:
        return Telling(texts.NO_APPOINTMENT.format(name=name) if name else texts.NONE_LIKE_IT)
    own = [row for row in those if said.member.is_owner or row.staff_id == said.member.staff_id]
    if not own:
        return Telling(texts.OWN_ONLY.format(name=shop.name_of(session, those[0].staff_id)))
    return Meant(_entries(session, own), order)


def is_told(order: Order) -> bool:
    """Whether they said whose it is, or that it is the next."""
    return bool(order.person) or bool(_NEXT.search(folded(order.source)))


def last(session: Session, facts: Facts) -> Entry | None:
    """The one that was spoken of last."""
    number = facts.get("appointment")
    if number is None and facts.get("token"):
        number = booking.made(session, facts["token"])
    return find(session, number) if number else None


def find(session: Session, number: int) -> Entry | None:
    entry = entries_of(session, [number]).get(number)
    return entry if entry is not None and entry.is_open else None


def titled(entry: Entry) -> str:
    """ "mar 24 nov, 10:00 Ana (Corte)"."""
    return f"{texts.short(entry.start)} {whose(entry)} ({entry.service})"


def whose(entry: Entry) -> str:
    return entry.beneficiary or entry.person.name or shown(entry.person.phone) or "sin nombre"


def what(entry: Entry) -> str:
    """ "Corte y Tinte", of all that stands of the visit."""
    return texts.joined([one.service for one in parts(entry)])


def parts(entry: Entry) -> list[Entry]:
    """It and what was booked with it, the first first."""
    return sorted((entry, *entry.rest), key=lambda one: (one.start, one.id))


def _entries(session: Session, those: Iterable[_Row]) -> tuple[Entry, ...]:
    """One of each visit: the first of it."""
    firsts: dict[str, _Row] = {}
    for row in those:
        firsts.setdefault(row.visit or str(row.id), row)
    shown = list(firsts.values())[:MOST]
    found = entries_of(session, [row.id for row in shown])
    return tuple(found[row.id] for row in shown)


def _open(session: Session, said: Said) -> list[_Row]:
    """All of today and later that stand, the next first."""
    begin = utc(instant(said.today, 0, said.zone))
    named = (col(Appointment.beneficiary), col(Appointment.subject), col(Customer.name))
    found = session.connection().execute(
        sa.select(
            rows.table(Appointment).c.id,
            col(Appointment.starts_at),
            col(Appointment.staff_id),
            col(Appointment.visit),
            *named,
        )
        .join(Customer, col(Customer.id) == col(Appointment.customer_id))
        .where(
            col(Appointment.status).in_(OPEN),
            col(Appointment.starts_at) >= begin,
            col(Appointment.starts_at) < said.now + AHEAD,
        )
        .order_by(col(Appointment.starts_at), col(Appointment.id))
    )
    return [
        _Row(number, start.astimezone(said.zone), staff, visit, tuple(filter(None, names)))
        for number, start, staff, visit, *names in found
    ]


def _of(those: Sequence[_Row], words: Sequence[str]) -> tuple[list[_Row], int]:
    """Those of whoever has the longest beginning of these words for a name, or nearly one; how long it is."""
    for many in range(len(words), 0, -1):
        said = " ".join(words[:many])
        found = [row for row in those if any(fits(said, name) for name in row.names)]
        if found:
            return found, many
    for many in range(len(words), 0, -1):
        near = finding.nearly(" ".join(words[:many]), {row.id: " ".join(row.names) for row in those})
        if near:
            return [row for row in those if row.id in near], many
    return [], 0


def _lies_in(start: datetime, window: Window) -> bool:
    low, high = _HOURS.get(window.daypart, (0, 24)) if window.daypart else (0, 24)
    return holds(start, window) and low <= start.hour < high


def _soonest(those: Sequence[_Row], now: datetime) -> list[_Row]:
    """An hour alone is that of the first day on which it is still to come, or of today."""
    coming = [row for row in those if row.start > now] or list(those)
    days = groupby(coming, key=lambda row: row.start.date())
    return list(next(days)[1]) if coming else []
