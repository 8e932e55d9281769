"""Why the wished time cannot be had, in a sentence that names it."""

from collections.abc import Sequence

from booking_bot.dialogue import windows
from booking_bot.dialogue.desk import Obstacle, Why
from booking_bot.dialogue.flows import left_here
from booking_bot.dialogue.replies import sentence
from booking_bot.dialogue.stretches import spoken
from booking_bot.dialogue.talk import Talk
from booking_bot.language.frame import Window

# Where a wish names no time, the sentence in `_UNTIMED` is said instead.
_TIMED = {
    Why.PAST: sentence("{when} has already passed."),
    Why.TOO_SOON: sentence("{when} is too soon for us to get ready."),
    Why.OUTSIDE_HOURS: sentence("We take no appointments {when}."),
    Why.STAFF_AWAY: sentence("{staff} is not in {when}."),
    Why.FULL: sentence("I have nothing left {when}."),
}
_UNTIMED = {
    Why.PAST: sentence("That time has already passed."),
    Why.TOO_SOON: sentence("That is too soon for us to get ready."),
    Why.TOO_FAR: sentence("I cannot book that far ahead yet."),
    Why.CLOSED_DAY: sentence("We are closed then."),
    Why.OUTSIDE_HOURS: sentence("We do not take appointments at that time."),
    Why.STAFF_AWAY: sentence("{staff} is not in then."),
    Why.NOT_THEIR_SERVICE: sentence("{staff} does not do {service}."),
    Why.FULL: sentence("I have nothing free then."),
}
# What is left here is brought at its own hours, whatever time was named.
_DROP_OFF = sentence("For {service} you bring it between {first} and {last}.")
_CLOSED = sentence("We are closed on {day}.")
_CLOSED_BECAUSE = sentence("We are closed on {day} ({reason}).")
_NO_LONGER = sentence("{when} is no longer possible.")
_TAKEN = sentence("{when} is already taken.")
_NOTHING_WITH = sentence("{staff} has nothing left {when}.")
_OPEN_THEN = sentence("We take no appointments at that time: on {day} we are open {hours}.")


def tell(
    talk: Talk, obstacle: Obstacle, wanted: Sequence[Window], *, staff: str | None, service: str
) -> None:
    when, facts = spoken(talk, wanted), talk.service(service)
    talk.tell(
        _sentence(talk, obstacle, wanted, staff=bool(staff), timed=bool(when)),
        when=when,
        day=talk.day(obstacle.day) if obstacle.day else "",
        hours=talk.hours(talk.desk.opening(obstacle.day).spans) if obstacle.day else "",
        reason=obstacle.reason,
        staff=talk.staff_name(staff) if staff else talk.desk.shop.name,
        service=talk.service_name(service),
        **left_here.hours(talk, facts.drop_off if facts else None),
    )


def _sentence(talk: Talk, obstacle: Obstacle, wanted: Sequence[Window], *, staff: bool, timed: bool) -> str:
    why = obstacle.why
    if why is Why.DROP_OFF:
        return _DROP_OFF
    if why is Why.CLOSED_DAY and obstacle.day:
        return _CLOSED_BECAUSE if obstacle.reason else _CLOSED
    if why is Why.OUTSIDE_HOURS and obstacle.day and not _within_hours(talk, wanted):
        return _OPEN_THEN
    if why is Why.PAST and obstacle.day == talk.today and not windows.exact(wanted):
        return _NO_LONGER
    if why is Why.FULL and timed and staff:
        return _NOTHING_WITH
    if why is Why.FULL and windows.exact(wanted):
        return _TAKEN
    return _TIMED.get(why, _UNTIMED[why]) if timed else _UNTIMED[why]


def _within_hours(talk: Talk, wanted: Sequence[Window]) -> bool:
    """The shop is open at that time, only not long enough: its hours would explain nothing."""
    if not windows.exact(wanted):
        return True
    day, clock = wanted[0].first, wanted[0].earliest
    spans = talk.desk.opening(day).spans if day else ()
    return clock is not None and any(opens <= clock < closes for opens, closes in spans)
