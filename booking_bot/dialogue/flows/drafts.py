"""A booking left half done: put aside after twelve hours, offered again, never continued silently."""

from booking_bot.dialogue.desk import Booked
from booking_bot.dialogue.flows import appointment, questions
from booking_bot.dialogue.replies import sentence
from booking_bot.dialogue.state import STALE_AFTER, Flow, Pending, Wish
from booking_bot.dialogue.talk import Talk
from booking_bot.language.frame import Act

STARTS = frozenset({Act.BOOK, Act.AVAILABILITY, Act.CANCEL, Act.RESCHEDULE})


def shelve(talk: Talk) -> None:
    """A draft older than twelve hours is offered again, never continued silently."""
    state = talk.state
    old = state.touched is not None and talk.now - state.touched > STALE_AFTER
    state.touched = talk.now
    if not old:
        return
    talk.desk.release()
    state.misses, state.queued, state.topics, state.files = 0, None, (), ()
    if state.wish is not None and _is_worth_resuming(talk, state.wish):
        state.wish.chosen, state.wish.introduced = None, None
        talk.settle()
        state.pending = Pending.RESUME
    elif state.pending is not Pending.NOTICES:
        talk.drop()


def _is_worth_resuming(talk: Talk, wish: Wish) -> bool:
    return bool(wish.services) if wish.flow is Flow.BOOK else _meant(talk, wish) is not None


def _meant(talk: Talk, wish: Wish) -> Booked | None:
    """What was to be moved or cancelled, if it is still to come."""
    if wish.flow not in _LEFT or wish.appointment is None:
        return None
    return appointment.holding(talk.desk.appointments(), wish.appointment)


_LEFT = {
    Flow.RESCHEDULE: sentence(
        "We had left the change of {your_appointment} ({what}) on {moment} half done. Shall we go on?"
    ),
    Flow.CANCEL: sentence(
        "We had left it open whether to cancel {your_appointment} ({what}) on {moment}. Shall we go on?"
    ),
}


def taken_up(talk: Talk) -> None:
    """What was left lying: go on with it on a yes, else with what they want now."""
    if talk.state.pending is not Pending.RESUME:
        return
    new = talk.frame.when or talk.frame.service or talk.frame.fits
    if talk.acts & STARTS or (talk.state.menu and new and not questions.only_asks(talk)):
        talk.state.wish = None
        talk.settle()


def offer_again(talk: Talk) -> None:
    wish = talk.state.wish
    meant = _meant(talk, wish) if wish else None
    if wish is None or not (wish.services or meant):
        talk.settle()  # they have said meanwhile that they want something else
        return
    dates = [window.first for window in wish.when if window.first]
    past = bool(dates) and max(dates) < talk.today
    if past:
        wish.when, wish.asap, wish.near = (), False, None
    options = [(talk.say("Yes, go on"), "yes:0"), (talk.say("No, leave it"), "no:0")]
    if meant is not None:
        what, moment = talk.what(meant), talk.moment(meant.start)
        talk.ask(Pending.RESUME, _LEFT[wish.flow], options=options, what=what, moment=moment)
        return
    talk.ask(
        Pending.RESUME,
        "We had left {service} for {day} half done. Shall we go on?"
        if dates and not past
        else "We had left {service} half done, without a day. Shall we go on?",
        options=options,
        service=talk.service_name(wish.services[0]),
        day=talk.day(dates[0]) if dates else "",
    )
