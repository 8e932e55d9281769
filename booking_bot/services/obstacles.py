"""Why nothing is free in the windows that a customer named, in the one word that helps them most."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session

from booking_bot.dialogue.desk import Obstacle, Why
from booking_bot.domain.drop_off import is_within
from booking_bot.domain.horizon import earliest_start
from booking_bot.domain.refusals import StaffAway
from booking_bot.language.frame import Window
from booking_bot.services import catalogue
from booking_bot.services.agenda import Wish
from booking_bot.services.availability import why_not
from booking_bot.services.crews import crews_of
from booking_bot.services.opening import Opening, openings
from booking_bot.services.wishes import allowed, on_day, span_of, working_day

LOOKED_AT = timedelta(days=62)
FINE = timedelta(minutes=5)  # finer than any grid: "a las 5 y 10" lies inside the hours, though no slot does


def obstacle(
    session: Session, wish: Wish, windows: Sequence[Window], *, zone: ZoneInfo, now: datetime
) -> Obstacle:
    """The widest rule that leaves nothing of the windows; FULL where only other appointments do."""
    shop = catalogue.read(session)
    business = shop.business
    today = now.astimezone(zone).date()
    horizon = today + timedelta(days=business.horizon_days)
    named = {window.first for window in windows if window.first == window.last}
    only = named.pop() if len(named) == 1 and len(windows) == 1 else None
    if windows and all(window.last and window.last < today for window in windows):
        return Obstacle(Why.PAST, only)
    span = span_of(windows, today=today, horizon=horizon)
    if span is None:
        return Obstacle(Why.TOO_FAR, only)
    first, last = span
    days = [
        day
        for day in openings(shop, first, min(last, first + LOOKED_AT))
        if not windows or any(on_day(day.day, window) for window in windows)
    ]
    if not any(day.spans for day in days):
        return Obstacle(Why.CLOSED_DAY, only, days[0].reason if len(days) == 1 else "")
    if wish.staff_id and (wish.service_id, wish.staff_id) not in shop.done_by:
        return Obstacle(Why.NOT_THEIR_SERVICE, only)
    length = next(one.length for one in shop.services if one.id == wish.service_id)
    starts = [
        start
        for day in days
        if (on := working_day(day.day, day.spans, length, zone))
        for start in _starts(day, length)
        if not windows or allowed(start.astimezone(zone), on, windows, business.country)
    ]
    if not starts:
        return Obstacle(Why.OUTSIDE_HOURS, only)
    window = crews_of(shop)[wish.service_id].drop_off
    if window:
        starts = [start for start in starts if is_within(start, window, zone)]
    if not starts:
        return Obstacle(Why.DROP_OFF, only)
    future = [start for start in starts if start > now]
    if not future:
        return Obstacle(Why.PAST, only)
    notice = earliest_start(now, business.min_notice)
    open_ones = [start for start in future if start >= notice]
    if not open_ones:
        return Obstacle(Why.TOO_SOON, only)
    if wish.staff_id and isinstance(why_not(session, wish, open_ones[0], now=now), StaffAway):
        return Obstacle(Why.STAFF_AWAY, only)
    return Obstacle(Why.FULL, only)


def _starts(day: Opening, length: timedelta) -> Iterator[datetime]:
    """Every start, on the grid or off it, at which something of that length fits, whatever is busy."""
    for opens, closes in day.spans:
        start = opens
        while start + length <= closes:
            yield start
            start += FINE
