"""Which days the address asks for: `?dias=30`, or `?mes=2026-10`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date
from flask import abort

from booking_bot.domain.walltime import local_day
from booking_bot.services.reports.stretch import Stretch, last_days, month_of

DAYS = (7, 30, 90)
USUAL = 30
YEARS = range(2000, 2101)
_MONTHS_BACK = 12


@dataclass(frozen=True, slots=True)
class Period:
    """`query` asks for it again; `name` is how it is called in a sentence."""

    stretch: Stretch
    query: Mapping[str, str]
    name: str


def asked(told: Mapping[str, str], zone: ZoneInfo, *, now: datetime) -> Period:
    """What is none is not found."""
    if "mes" in told:
        month = _month(told["mes"])
        return Period(month_of(month, zone, now=now), {"mes": f"{month:%Y-%m}"}, month_name(month))
    days = told.get("dias", str(USUAL))
    if days not in map(str, DAYS):
        abort(404)
    return Period(last_days(int(days), zone, now=now), {"dias": days}, f"los últimos {days} días")


def months(zone: ZoneInfo, *, now: datetime) -> Sequence[date]:
    """The first days of this month and of those before it, a year of them."""
    found = [local_day(now, zone).replace(day=1)]
    while len(found) < _MONTHS_BACK:
        found.append((found[-1] - timedelta(days=1)).replace(day=1))
    return found


def month_name(month: date) -> str:
    """ "noviembre de 2026"."""
    return format_date(month, "MMMM 'de' y", locale="es")


def _month(text: str) -> date:
    try:
        month = date.fromisoformat(f"{text}-01")
    except ValueError:
        abort(404)
    if month.year not in YEARS:
        abort(404)
    return month
