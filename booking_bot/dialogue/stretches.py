"""A wished time in the shop's words: "el viernes 27 de noviembre por la mañana"."""

from collections.abc import Sequence

from booking_bot.dialogue import dates, windows
from booking_bot.dialogue.replies import sentence
from booking_bot.dialogue.talk import Talk
from booking_bot.language.frame import Daypart, Window

DAYPARTS = {
    Daypart.MORNING: sentence("in the morning"),
    Daypart.MIDDAY: sentence("around midday"),
    Daypart.AFTERNOON: sentence("in the afternoon"),
    Daypart.EVENING: sentence("in the evening"),
    Daypart.FIRST_HOUR: sentence("first thing in the day"),
    Daypart.LAST_HOUR: sentence("at the end of the day"),
    Daypart.AFTER_LUNCH: sentence("after lunch"),
}


def spoken(talk: Talk, wanted: Sequence[Window]) -> str:
    """The days and the hours, "" where neither was spoken of."""
    if not wanted:
        return ""
    days = {(window.first, window.last, window.weekdays) for window in wanted}
    clocks = {(window.earliest, window.latest, window.daypart) for window in wanted}
    parts = (
        _days(talk, wanted[0]) if len(days) == 1 else talk.say("on those days"),
        _clock(talk, wanted[0]) if len(clocks) == 1 else "",
    )
    return " ".join(part for part in parts if part)


def _days(talk: Talk, window: Window) -> str:
    if not windows.dated(window):
        return ""
    day = windows.single_day(window)
    if day is not None and not window.weekdays:
        return talk.say("on {day}", day=talk.day(day))
    return talk.say("on those days")


def _clock(talk: Talk, window: Window) -> str:
    earliest, latest = window.earliest, window.latest
    if earliest is not None and earliest == latest:
        return dates.at(earliest, locale=talk.locale)
    if earliest is not None and latest is not None:
        return talk.say(
            "between {earliest} and {latest}",
            earliest=dates.hour(earliest, locale=talk.locale),
            latest=dates.hour(latest, locale=talk.locale),
        )
    if earliest is not None:
        return talk.say("from {clock} on", clock=dates.hour(earliest, locale=talk.locale))
    if latest is not None:
        return talk.say("until {clock}", clock=dates.hour(latest, locale=talk.locale))
    return talk.say(DAYPARTS[window.daypart]) if window.daypart else ""
