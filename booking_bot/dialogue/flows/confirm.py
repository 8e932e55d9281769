"""Confirming: the customer says that they will come, by word or by the reminder's button."""

from booking_bot.dialogue import notices
from booking_bot.dialogue.desk import Booked
from booking_bot.dialogue.flows import appointment, coming
from booking_bot.dialogue.state import Flow, Pending, Wish
from booking_bot.dialogue.talk import OpenQuestion, Talk
from booking_bot.domain.refusals import Refused


def do(talk: Talk, meant: Booked) -> None:
    """Confirm this one; twice is no error and is said as such."""
    talk.heard = True
    if meant.is_requested:
        talk.tell(
            "We have noted that you come: {what} on {moment}. The team still has to accept it.",
            what=talk.what(meant),
            moment=talk.moment(meant.start),
        )
        return
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


def yes(talk: Talk, question: OpenQuestion) -> None:
    """They come; an appointment changed since gets the present truth."""
    talk.heard = True
    meant = _meant(talk, question)
    if meant is None:
        appointment.tell_found(talk, question.object_id)
    else:
        do(talk, meant)


def no(talk: Talk, question: OpenQuestion) -> None:
    talk.heard = True
    meant = _meant(talk, question)
    if meant is None:
        appointment.tell_found(talk, question.object_id)
    else:
        not_coming(talk, meant)


def comes(talk: Talk, question: OpenQuestion) -> bool:
    """Whether they say that they come in words that mean it here alone."""
    meant = _meant(talk, question)
    return meant is not None and coming.says_so(
        talk.text, meant.start.astimezone(talk.desk.shop.zone).date(), talk.today
    )


def doubts(talk: Talk, question: OpenQuestion) -> bool:
    return coming.doubts(talk.text) and _meant(talk, question) is not None


def once_more(talk: Talk, question: OpenQuestion) -> None:
    """A heart is no answer yet: it is asked as it was."""
    meant = _meant(talk, question)
    if meant is not None:
        notices.asks(talk, meant)


def thumb(talk: Talk, question: OpenQuestion) -> None:
    """An emoji on a reminder that is no longer true says nothing."""
    meant = _meant(talk, question)
    if meant is not None:
        do(talk, meant)


def option(talk: Talk, question: OpenQuestion) -> tuple[str, str] | None:
    """The button by which it is told from another question."""
    meant = _meant(talk, question)
    return (talk.short(meant.start), f"confirm:{question.object_id}:{question.revision}") if meant else None


def _meant(talk: Talk, question: OpenQuestion) -> Booked | None:
    """The appointment, as long as it is as it was when the question was asked."""
    meant = appointment.holding(talk.desk.appointments(), question.object_id)
    as_asked = ((one.id, one.revision) for one in meant.parts) if meant else ()
    return meant if (question.object_id, question.revision) in as_asked else None


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
