"""Confirming: the customer says that they will come, by word or by the reminder's button."""

from booking_bot.dialogue.desk import Booked
from booking_bot.dialogue.flows import appointment
from booking_bot.dialogue.state import Flow, Pending, Wish
from booking_bot.dialogue.talk import OpenQuestion, Talk
from booking_bot.domain.refusals import Refused


def do(talk: Talk, meant: Booked) -> None:
    """Confirm this one; twice is no error and is said as such."""
    talk.heard = True
    if meant.status == "confirmed":
        talk.tell(
            "It was already confirmed: {what} on {moment}. See you!",
            what=talk.what(meant),
            moment=talk.moment(meant.start),
        )
        return
    try:
        confirmed = talk.desk.confirm(meant)
    except Refused:
        appointment.tell_found(talk, meant.id)
        return
    talk.tell(
        "Confirmed, thank you: we expect you on {moment} ({what}).",
        what=talk.what(confirmed),
        moment=talk.moment(confirmed.start),
    )


def by_word(talk: Talk) -> None:
    """ "Allí estaré": the one they name, else the next one."""
    talk.heard = True
    own = talk.desk.appointments()
    named = Wish(Flow.CANCEL, which=talk.frame.which or talk.frame.when)
    meant = appointment.matching(talk, own, named)
    if not meant:
        talk.tell("I find {no_appointment} of yours then.")
        return
    do(talk, meant[0])


def answer(talk: Talk, question: OpenQuestion, *, yes: bool) -> None:
    """A yes or no to the reminder; an appointment changed since gets the present truth."""
    talk.heard = True
    meant = next((one for one in talk.desk.appointments() if one.id == question.appointment), None)
    if meant is None or meant.revision != question.revision:
        appointment.tell_found(talk, question.appointment)
    elif yes:
        do(talk, meant)
    else:
        not_coming(talk, meant)


def not_coming(talk: Talk, meant: Booked) -> None:
    """Asked before anything is undone: many who cannot come would rather come another day."""
    stamp = f"{meant.id}:{meant.revision}"
    talk.ask(
        Pending.MOVE_OR_CANCEL,
        "Thank you for telling us. Do you want to move {your_appointment} of {moment} or cancel {it}?",
        options=[
            (talk.say("Change the time"), f"move:{stamp}"),
            (talk.say("Cancel it"), f"cancel:{stamp}"),
        ],
        appointments=[meant],
        moment=talk.moment(meant.start),
    )
