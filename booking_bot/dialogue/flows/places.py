"""A place that came free, offered to somebody on the waiting list: their yes, their no, and the truth
for whoever is late."""

from booking_bot.dialogue.desk import Booked, Place
from booking_bot.dialogue.flows import after, book, times
from booking_bot.dialogue.flows.sentences import why_refused
from booking_bot.dialogue.state import Flow, Receipt
from booking_bot.dialogue.talk import OpenQuestion, Option, Talk
from booking_bot.domain.questions import QuestionKind
from booking_bot.domain.refusals import NoSuchPlace, Refused, SlotTaken


def offer(talk: Talk, place: Place) -> None:
    """What is said when it came free; not a turn, so nothing is expected but by the question itself."""
    what, moment = talk.what(place.offer), talk.moment(place.offer.start)
    if place.moving is None:
        talk.tell(
            "A place came free: {what} on {moment}. Do you want it? Others were asked too: "
            "it goes to the first who says yes.",
            what=what,
            moment=moment,
        )
    else:
        talk.tell(
            "A place came free: {what} on {moment}. Do you want it instead of {your_appointment} of {old}? "
            "Others were asked too: it goes to the first who says yes.",
            what=what,
            moment=moment,
            old=talk.moment(place.moving.start),
        )
    talk.options = _options(talk, place)


def _options(talk: Talk, place: Place) -> tuple[Option, ...]:
    return (
        Option(talk.say("Yes, I want it"), f"take:{place.number}:0"),
        Option(talk.say("No, thank you"), f"pass:{place.number}:0"),
    )


def gone(talk: Talk, place: Place) -> None:
    """Told to those who were not the first."""
    talk.tell(
        "The place on {moment} has just gone to somebody else, I am sorry. You stay on the waiting list.",
        moment=talk.moment(place.offer.start),
    )


def yes(talk: Talk, question: OpenQuestion) -> None:
    take(talk, question.object_id)


def no(talk: Talk, question: OpenQuestion) -> None:
    leave(talk, question.object_id)


def option(talk: Talk, question: OpenQuestion) -> tuple[str, str] | None:
    """The button by which it is told from another question."""
    try:
        place = talk.desk.place(question.object_id)
    except NoSuchPlace:
        return None
    return talk.short(place.offer.start), f"take:{place.number}:0"


def as_it_is(talk: Talk, question: OpenQuestion) -> None:
    """ "Sí, pero a las 6": it is that time or none, so it is asked about once more."""
    try:
        place = talk.desk.place(question.object_id)
    except NoSuchPlace:
        return
    talk.ended = True
    talk.tell(
        "The place is {what} on {moment}, and I cannot change that. Do you want it as it is?",
        what=talk.what(place.offer),
        moment=talk.moment(place.offer.start),
    )
    talk.options = _options(talk, place)


def take(talk: Talk, number: int) -> None:
    """The first yes gets it; every other one gets the truth."""
    talk.heard = True
    talk.close(QuestionKind.WAITLIST, number)
    try:
        place = talk.desk.place(number)
        if place.taken is not None:
            talk.tell(
                "It is already noted: {what} on {moment}.",
                what=talk.what(place.taken),
                moment=talk.moment(place.taken.start),
            )
            return
        booked = talk.desk.take(place)
    except (SlotTaken, NoSuchPlace):
        talk.tell("I am sorry, that place is gone. You stay on the waiting list.")
    except Refused as refusal:
        if not times.is_for_the_team(talk, refusal):
            talk.tell(why_refused(refusal))
    else:
        _receipt(talk, place, booked)


def _receipt(talk: Talk, place: Place, booked: Booked) -> None:
    flow = Flow.BOOK if place.moving is None else Flow.RESCHEDULE
    talk.state.receipt = Receipt(flow, booked.id, talk.state.asked_in, talk.now)
    if place.moving is None:
        book.receipt(talk, booked)
        after.ask(talk, booked)
    else:
        talk.tell(
            "Done, I have moved {it}: {what} on {moment}. See you then!",
            what=talk.what(booked),
            moment=talk.moment(booked.start),
        )


def leave(talk: Talk, number: int) -> None:
    """They do not want this one."""
    talk.heard = True
    talk.close(QuestionKind.WAITLIST, number)
    try:
        talk.desk.decline(talk.desk.place(number))
    except NoSuchPlace:
        talk.tell("I am sorry, that place is gone. You stay on the waiting list.")
        return
    talk.tell("All right, I leave it. You stay on the waiting list in case another one comes free.")
