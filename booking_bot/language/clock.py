"""Deciding whether "las 5" is five in the morning or in the afternoon."""

from datetime import datetime, time, timedelta
from functools import lru_cache

from booking_bot.language.frame import Daypart, Opening
from booking_bot.language.values import Clock, Hour

_WAKING = (time(8), time(19, 59))
# A part of the day said beside an hour: is the hour in the first half of the day?
_AFTERNOON = {
    Daypart.MORNING: False,
    Daypart.MIDDAY: True,
    Daypart.AFTERNOON: True,
    Daypart.EVENING: True,
    Daypart.AFTER_LUNCH: True,
}
_SMALL_HOURS = (12, 1, 2, 3, 4)  # "esta noche a la 1"
_EPOCH = datetime(2000, 1, 1)  # noqa: DTZ001 - only to add a length to a wall time


@lru_cache(maxsize=1024)
def _inside(moment: time, hours: tuple[Opening, ...], weekdays: tuple[int, ...]) -> bool:
    """Whether a shop with these hours is open then, also in the night that a span runs into."""
    tonight = datetime.combine(_EPOCH, moment)
    return any(
        datetime.combine(_EPOCH, start) <= at <= datetime.combine(_EPOCH, start) + length
        for start, length in _open_spans(hours, weekdays)
        for at in (tonight, tonight + timedelta(days=1))
    )


def _open_spans(hours: tuple[Opening, ...], weekdays: tuple[int, ...]) -> list[tuple[time, timedelta]]:
    """Opening spans of those weekdays; of all, where none is given or they are closed."""
    chosen = [span for day in weekdays if day <= len(hours) for span in hours[day - 1]]
    return chosen or [span for opening in hours for span in opening]


def read_hour(hour: Hour, clock: Clock, hours: tuple[Opening, ...], weekdays: tuple[int, ...]) -> time:
    """The wall time meant by an hour said on one of `weekdays` (any day where empty)."""
    morning, afternoon = hour.at(afternoon=False), hour.at(afternoon=True)
    if morning == afternoon:
        return morning
    if clock.night:
        return morning
    if clock.daypart is Daypart.MORNING and hour.hour == 12:
        return afternoon
    if clock.daypart is Daypart.MIDDAY:
        # "las 11 del mediodía" is before noon, "la 1 del mediodía" after.
        return morning if hour.hour in (10, 11) else afternoon
    if clock.daypart is Daypart.EVENING and hour.hour in _SMALL_HOURS:
        return morning
    if clock.daypart in _AFTERNOON:
        return afternoon if _AFTERNOON[clock.daypart] else morning
    fits = [moment for moment in (morning, afternoon) if _inside(moment, hours, weekdays)]
    if len(fits) == 1:
        return fits[0]
    return morning if _WAKING[0] <= morning <= _WAKING[1] else afternoon


def read_clock(
    clock: Clock, hours: tuple[Opening, ...], weekdays: tuple[int, ...]
) -> tuple[time | None, time | None]:
    """Earliest and latest start; the end of "de 11 a 1" lies after its beginning."""
    earliest = read_hour(clock.earliest, clock, hours, weekdays) if clock.earliest else None
    latest = read_hour(clock.latest, clock, hours, weekdays) if clock.latest else None
    if earliest and latest and clock.latest and clock.earliest and earliest > latest:
        later = clock.latest.at(afternoon=True)
        sooner = clock.earliest.at(afternoon=False)
        if later > earliest:
            latest = later
        elif sooner < latest:
            earliest = sooner
    return earliest, latest
