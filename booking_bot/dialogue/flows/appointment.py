"""Which of their appointments is meant: the one named, the only one, or the one they pick."""

from collections.abc import Sequence
from datetime import datetime

from booking_bot.dialogue import windows
from booking_bot.dialogue.desk import Booked
from booking_bot.dialogue.state import Flow, Pending, Wish
from booking_bot.dialogue.talk import Talk
from booking_bot.domain import dayparts
from booking_bot.domain.refusals import NoSuchAppointment
from booking_bot.language.frame import Window


def settle(talk: Talk, wish: Wish) -> Booked | None:
    """The appointment at hand, or None once it has been asked for or found missing."""
    own = talk.desk.appointments()
    if wish.appointment is not None:
        known = next((one for one in own if one.id == wish.appointment), None)
        if known is None:
            _gone(talk, wish.appointment)
        return known
    if not own:
        _none(talk)
        return None
    meant = matching(talk, own, wish)
    if len(meant) == 1:
        wish.appointment = meant[0].id
        return meant[0]
    if not meant:
        talk.tell("I find {no_appointment} of yours then.")
    _ask_which(talk, wish, meant or own)
    return None


def matching(talk: Talk, own: Sequence[Booked], wish: Wish) -> list[Booked]:
    """Those of `own` that fit the words used for it; all of them where nothing was said."""
    services = wish.services if wish.flow is not Flow.BOOK else ()
    found = list(own)
    if wish.which:
        found = [one for one in found if any(fits(talk, one, window) for window in wish.which)]
    if services and any(one.service in services for one in found):
        found = [one for one in found if one.service in services]
    return found


def fits(talk: Talk, appointment: Booked, window: Window) -> bool:
    """Whether an appointment lies in a window."""
    start = appointment.start.astimezone(talk.desk.shop.zone)
    if not windows.holds(start, window):
        return False
    return window.daypart is None or _in_daypart(talk, start, window.daypart)


def _in_daypart(talk: Talk, start: datetime, daypart: str) -> bool:
    spans = talk.desk.opening(start.date()).spans
    first = datetime.combine(start.date(), spans[0][0], tzinfo=start.tzinfo) if spans else start
    return dayparts.within_daypart(
        start, start.date(), daypart, talk.desk.shop.country, first=first, last=max(first, start)
    )


def _ask_which(talk: Talk, wish: Wish, own: Sequence[Booked]) -> None:
    listed = own[:10]
    if len(listed) == 1:
        # nothing fits what was said: name the one there is rather than take it for the one meant
        only = listed[0]
        talk.ask(
            Pending.WHICH,
            "The one you have is {what} on {moment}. Do you mean that one?",
            options=[(talk.say("Yes, that one"), "which:0"), (talk.say("No"), "no:0")],
            appointments=listed,
            what=talk.what(only),
            moment=talk.moment(only.start),
        )
        return
    talk.ask(
        Pending.WHICH,
        "Which one do you want to move?"
        if wish.flow is Flow.RESCHEDULE
        else "Which one do you want to cancel?",
        options=[(talk.short(one.start), f"which:{number}") for number, one in enumerate(listed)],
        descriptions=[talk.what(one) for one in listed],
        appointments=listed,
    )


def _gone(talk: Talk, appointment_id: int) -> None:
    """It was there when it was asked about: say what has become of it."""
    talk.drop()
    talk.ended = True
    tell_found(talk, appointment_id)


def tell_found(talk: Talk, appointment_id: int) -> None:
    """The present truth of what a button or an old question named."""
    try:
        tell_state(talk, talk.desk.find(appointment_id))
    except NoSuchAppointment:
        talk.tell("I find {no_appointment} of yours then.")


def tell_state(talk: Talk, appointment: Booked) -> None:
    """The present truth of one appointment."""
    what, moment = talk.what(appointment), talk.moment(appointment.start)
    if appointment.status == "cancelled":
        talk.tell("{what} on {moment} is already cancelled.", what=what, moment=moment)
    elif appointment.start <= talk.now:
        talk.tell("{what} on {moment} is already over.", what=what, moment=moment)
    else:
        talk.tell("{your_appointment} is {what} on {moment}.", what=what, moment=moment)


def _none(talk: Talk) -> None:
    talk.drop()
    talk.ask(
        Pending.BOOK_ONE,
        "I find {no_appointment} of yours. Shall I book you one?",
        options=[(talk.say("Book {appointment}"), "book:0")],
    )


def on_the_day(talk: Talk, own: Sequence[Booked]) -> Booked | None:
    """The next of today's, for those who are late or at the door."""
    return next((one for one in own if one.start.astimezone(talk.desk.shop.zone).date() == talk.today), None)
