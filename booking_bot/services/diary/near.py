"""The free times nearest to one that is wanted, with the same member of staff."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session

from booking_bot.domain.refusals import Refused
from booking_bot.domain.walltime import instant, local_day, utc
from booking_bot.services.availability import free_slots
from booking_bot.services.place import place_of

REACH = 3  # days before and after
A_DAY = 2  # of one day at most: who cannot come that day needs another
# Who cannot come at their hour rather come an hour and a half later than on another day.
_ANOTHER_DAY = timedelta(minutes=90)


def near(
    session: Session,
    service_id: int,
    staff_id: int | None,
    wanted: datetime,
    *,
    now: datetime,
    many: int = 3,
    moving: tuple[int, ...] = (),
) -> list[datetime]:
    """Starts of the shop's clock, the earliest first, `wanted` itself among them where it is free."""
    zone = place_of(session).zone
    day = local_day(wanted, zone)
    try:
        slots = free_slots(
            session,
            service_id=service_id,
            staff_id=staff_id,
            start=_midnight(day - timedelta(days=REACH), zone),
            end=_midnight(day + timedelta(days=REACH + 1), zone),
            now=now,
            moving=moving,
            for_owner=True,
        )
    except Refused:
        return []
    return nearest([slot.start.astimezone(zone) for slot in slots], wanted.astimezone(zone), many)


def nearest(starts: Sequence[datetime], wanted: datetime, many: int) -> list[datetime]:
    """Of these, the earliest first: the same hour on other days, or other hours of that day, whichever is
    less to ask."""
    days: Counter[date] = Counter()
    found: list[datetime] = []
    for start in sorted(starts, key=lambda one: (_distance(one, wanted), one)):
        if len(found) < many and days[start.date()] < A_DAY:
            days[start.date()] += 1
            found.append(start)
    return sorted(found)


def _distance(start: datetime, wanted: datetime) -> timedelta:
    hours = timedelta(hours=start.hour - wanted.hour, minutes=start.minute - wanted.minute)
    return abs(hours) + abs((start.date() - wanted.date()).days) * _ANOTHER_DAY


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return utc(instant(day, 0, zone))
