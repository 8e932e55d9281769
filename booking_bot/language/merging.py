"""Two days or two hours said in a row: one made plainer by the other, or two."""

from dataclasses import replace

from booking_bot.language import calendar
from booking_bot.language.frame import Daypart
from booking_bot.language.values import Clock, Days

# A part of the day that says more than the one beside it.
_FINE = frozenset({Daypart.FIRST_HOUR, Daypart.LAST_HOUR, Daypart.AFTER_LUNCH})


def same_days(told: Days, days: Days) -> Days | None:
    """The days that both mean, where the second only makes the first plainer; else None."""
    if told.weekdays and told.weekdays == days.weekdays and not told.first and not days.first:
        return told  # "los viernes salgo antes, así que un viernes"
    if told.weekdays and not told.first and days.first and not days.single:
        return replace(days, weekdays=told.weekdays)
    if days.weekdays and not days.first and told.first and not told.single and not told.weekdays:
        return replace(told, weekdays=days.weekdays)
    if told.single and days.weekdays == (told.single.isoweekday(),) and not days.first:
        return told  # "Navidad, que cae en viernes"
    if told.single and days.single:
        if told.single.isoweekday() == days.weekday and told.weekday is None:
            return told  # "San Valentín, que es domingo"
        same = told.single == days.single or (
            days.single.isoweekday() == told.weekday and days.weekday is None
        )
        return days if same else None
    if told.single and told.weekday and days.first and days.last and not days.weekdays:
        day = calendar.next_weekday(told.weekday, days.first - calendar.DAY)
        return Days.one(day, weekday=told.weekday) if days.covers(day) else None
    if told.first and not told.last and days.last and not days.first:
        return replace(told, last=days.last)
    return None


def joint_bounds(told: Clock, clock: Clock) -> Clock | None:
    if told.earliest and not told.latest and clock.latest and not clock.earliest:
        return replace(told, latest=clock.latest)
    if told.latest and not told.earliest and clock.earliest and not clock.latest:
        return replace(told, earliest=clock.earliest)
    return None


def one_clock(told: Clock, clock: Clock) -> Clock | None:
    """One clock of two said in a row, or None where they are two."""
    if bounded := joint_bounds(told, clock):
        return bounded
    if told.hours and clock.hours:
        return None
    if told.hours:
        return told.within(clock)
    if clock.hours:
        return clock.within(told)
    if clock.daypart in _FINE:
        return clock
    return told if told.daypart in _FINE else None


def keeping_part(before: Clock | None, clock: Clock) -> Clock:
    return clock.within(Clock(daypart=before.daypart)) if before and clock.hours and before.hours else clock
