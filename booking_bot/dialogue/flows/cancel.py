"""Cancelling: which appointment, or all of them, and a yes that names what goes."""

import re
from collections.abc import Sequence
from datetime import timedelta

from booking_bot.dialogue import standing
from booking_bot.dialogue.desk import Booked, Note, Reason
from booking_bot.dialogue.flows import appointment
from booking_bot.dialogue.flows.handover import hand_over
from booking_bot.dialogue.phrases import plain
from booking_bot.dialogue.state import Flow, Pending, Wish
from booking_bot.dialogue.talk import Talk
from booking_bot.domain.refusals import Refused, TooLateToChange

# Whoever keeps the agenda wants to know at once: the place is hard to fill.
_SHORT_NOTICE = timedelta(days=1)
_BUT = re.compile(r"\b(?:menos|excepto|salvo|quitando|except|but) (?:la|las|el|los|the)\b")


def advance(talk: Talk, wish: Wish) -> None:
    own = talk.desk.appointments()
    every = appointment.matching(talk, own, wish) if wish.every else []
    if every and wish.which and _BUT.search(plain(talk.text)):  # what is named stays
        wish.which, wish.spared = (), tuple(one.id for one in every)
    if wish.spared:
        every = [one for one in own if one.id not in wish.spared]
        if not every:
            keep(talk)
            return
        wish.appointment = every[0].id
    if len(every) > 1:
        _ask_for_all(talk, every)
        return
    meant = appointment.settle(talk, wish)
    if meant is None:
        return
    talk.ask(
        Pending.CANCEL,
        "Shall I cancel {your_appointment} ({what}) on {moment}?",
        options=[
            (talk.say("Yes, cancel it"), "yes:0"),
            (talk.say("No, keep it"), "no:0"),
            (talk.say("Change the time"), "instead:0"),
        ],
        appointments=[meant],
        what=talk.what(meant),
        moment=talk.moment(meant.start),
    )


def _ask_for_all(talk: Talk, every: Sequence[Booked]) -> None:
    talk.ask(
        Pending.CANCEL,
        "Shall I cancel these {count}? {list}.",
        options=[(talk.say("Yes, cancel all"), "yes:0"), (talk.say("No, keep it"), "no:0")],
        appointments=every,
        count=len(every),
        list="; ".join(_called(talk, one) for one in every),
    )


def _called(talk: Talk, one: Booked) -> str:
    return talk.say("{what} on {moment}", what=talk.what(one), moment=talk.moment(one.start))


def do(talk: Talk, meant: Booked) -> None:
    """They said yes to it, or tapped the button that names it."""
    do_all(talk, [meant])


def do_all(talk: Talk, meant: Sequence[Booked]) -> None:
    """Cancel each; what is too close goes to a person, what is gone is said to be."""
    talk.heard = talk.ended = True
    cancelled: list[Booked] = []
    gone: list[int] = []
    late = False
    for one in meant:
        try:
            cancelled.append(talk.desk.cancel(one))
            if one.start - talk.now < _SHORT_NOTICE:
                talk.desk.note(Note.CANCELLED_LATE, "", appointment=one)
        except TooLateToChange:
            late = True
        except Refused:
            gone.append(one.id)
    _tell(talk, cancelled)
    for number in gone:
        appointment.tell_found(talk, number)
    if late:
        hand_over(talk, Reason.TOO_LATE_TO_CHANGE)
    else:
        talk.drop()
    for one in cancelled:
        talk.done(one, Flow.CANCEL)


def _tell(talk: Talk, cancelled: Sequence[Booked]) -> None:
    if len(cancelled) == 1:
        talk.tell(
            "Done, I have cancelled {your_appointment} ({what}) on {moment}. "
            "Write to me when you want another.",
            what=talk.what(cancelled[0]),
            moment=talk.moment(cancelled[0].start),
        )
        if cancelled[0].standing and standing.goes_on(talk.desk.appointments(), cancelled[0]):
            talk.tell("Those after it stay as they are.")
    elif cancelled:
        talk.tell(
            "Done, I have cancelled all {count}. Write to me when you want another.", count=len(cancelled)
        )


def keep(talk: Talk) -> None:
    """They do not want it cancelled after all."""
    talk.drop()
    talk.heard = True
    own = talk.desk.appointments()
    if not own:
        talk.tell("All right, I change nothing.")
    else:
        following = own[0]
        talk.tell(
            "All right, I cancel nothing: you still have {what} on {moment}.",
            what=talk.what(following),
            moment=talk.moment(following.start),
        )
