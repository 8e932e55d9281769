"""A booking left half done: put aside after twelve hours, offered again, never continued silently."""

from booking_bot.dialogue.flows import questions
from booking_bot.dialogue.state import STALE_AFTER, Flow, Pending
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
    if state.wish is not None and state.wish.flow is Flow.BOOK and state.wish.services:
        state.wish.chosen, state.wish.introduced = None, None
        talk.settle()
        state.pending = Pending.RESUME
    elif state.pending is not Pending.NOTICES:
        talk.drop()


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
    if wish is None or not wish.services:
        talk.settle()  # they have said meanwhile that they want something else
        return
    dates = [window.first for window in wish.when if window.first]
    past = bool(dates) and max(dates) < talk.today
    if past:
        wish.when, wish.asap, wish.near = (), False, None
    service = talk.service_name(wish.services[0])
    talk.ask(
        Pending.RESUME,
        "We had left {service} for {day} half done. Shall we go on?"
        if dates and not past
        else "We had left {service} half done, without a day. Shall we go on?",
        options=[(talk.say("Yes, go on"), "yes:0"), (talk.say("No, leave it"), "no:0")],
        service=service,
        day=talk.day(dates[0]) if dates else "",
    )
