"""What is left of the balance at Twilio, in days at the pace of the last weeks.

The network is asked between two transactions. What the owner pays in is no spending: only falls count.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from sqlmodel import Session

from booking_bot.channels.base import ChannelError, OutcomeUnknown, Purse
from booking_bot.db import Database
from booking_bot.models import Watch
from booking_bot.services import sightings
from booking_bot.services.watching import warnings

log = logging.getLogger(__name__)

EVERY = timedelta(hours=6)
WEEKS = timedelta(days=21)  # the spending of so long is looked at
SHORTEST = timedelta(days=1)  # of less nothing can be told
LEVELS = (14, 7, 3, 1, 0)  # days left at which the owner is warned anew
_NAME = "balance"

Readings = Sequence[tuple[datetime, int]]


@dataclass(frozen=True, slots=True)
class Left:
    """`cents` of a currency at `at`; `days` at the pace of the last weeks, None where that is not known."""

    cents: int
    currency: str
    at: datetime
    days: float | None


def look_after(database: Database, purse: Purse, *, now: datetime) -> bool:
    """Ask for the balance where it is time to, and warn where it runs out; False where it was not asked."""
    with database.reading() as session:
        row = session.get(Watch, _NAME)
        if row is not None and now - row.at < EVERY:
            return False
    try:
        told = purse.balance()
    except (ChannelError, OutcomeUnknown) as error:
        log.warning("the balance cannot be read: %s", error)
        return False
    with database.transaction() as session:
        _note(session, told.cents, told.currency, now)
    return True


def left(session: Session) -> Left | None:
    """As it was read last; None where it never was."""
    row = session.get(Watch, _NAME)
    return _left(row) if row else None


def days_left(readings: Readings) -> float | None:
    """How long the last of them lasts at the pace of all; None where that cannot be told. Oldest first."""
    if not readings or readings[-1][1] <= 0:
        return 0.0 if readings else None
    length = readings[-1][0] - readings[0][0]
    spent = sum(max(before - after, 0) for (_, before), (_, after) in pairwise(readings))
    if length < SHORTEST or not spent:
        return None
    return readings[-1][1] / (spent / (length / timedelta(days=1)))


def _note(session: Session, cents: int, currency: str, now: datetime) -> None:
    row = sightings.locked(session, _NAME, now)
    readings = [(at, amount) for at, amount in _readings(row) if at > now - WEEKS] + [(now, cents)]
    told = row.value.get("told")
    row.at = now
    row.value = {
        "currency": currency,
        "readings": [[at.isoformat(), amount] for at, amount in readings],
        "told": told,
    }
    found = _left(row)
    days = found.days
    level = next((one for one in reversed(LEVELS) if days is not None and days <= one), None)
    if level is None:
        if days is None:
            return
        warnings.end(session, warnings.BALANCE, now=now)
        row.value = {**row.value, "told": None}
    elif told is None or level < told:
        warnings.warn(session, warnings.BALANCE, _summary(found), now=now)
        row.value = {**row.value, "told": level}


def _left(row: Watch) -> Left:
    readings = _readings(row)
    return Left(readings[-1][1], row.value["currency"], row.at, days_left(readings))


def _readings(row: Watch) -> list[tuple[datetime, int]]:
    return [(datetime.fromisoformat(at), amount) for at, amount in row.value.get("readings", ())]


def _summary(found: Left) -> str:
    amount = f"{found.cents / 100:.2f}".replace(".", ",")
    if not found.days:
        return f"Quedan {amount} {found.currency}: ya no sale ningún mensaje. Recarga la cuenta de Twilio."
    days = round(found.days)
    pace = "menos de un día" if days < 1 else "un día" if days == 1 else f"unos {days} días"
    return f"Quedan {amount} {found.currency}: {pace} al ritmo de las últimas semanas. Recarga la cuenta."
