"""Cancelling: which appointment, and a yes that names it."""

from booking_bot.dialogue.desk import Booked, Reason
from booking_bot.dialogue.flows import appointment
from booking_bot.dialogue.flows.handover import hand_over
from booking_bot.dialogue.state import Flow, Pending, Wish
from booking_bot.dialogue.talk import Talk
from booking_bot.domain.refusals import Refused, TooLateToChange


def advance(talk: Talk, wish: Wish) -> None:
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


def do(talk: Talk, meant: Booked) -> None:
    """They said yes to it, or tapped the button that names it."""
    talk.heard = talk.ended = True
    try:
        cancelled = talk.desk.cancel(meant)
    except TooLateToChange:
        hand_over(talk, Reason.TOO_LATE_TO_CHANGE)
        return
    except Refused:
        talk.drop()
        appointment.tell_found(talk, meant.id)
        return
    talk.desk.release()
    talk.done(cancelled, Flow.CANCEL)
    talk.tell(
        "Done, I have cancelled {your_appointment} ({what}) on {moment}. Write to me when you want another.",
        what=talk.what(cancelled),
        moment=talk.moment(cancelled.start),
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
