"""Taps: `verb:object:revision`, so that an old button changes nothing and a double tap acts once.

Three kinds. `confirm`, `cancel` and `move` name an appointment and its revision: they come with
reminders and stay good until the appointment changes. `take` and `pass` name a place that came free,
`agree`, `elsewhere` and `withdraw` a time that was proposed, `suits`, `other` and `drop` what the shop
could not keep to, `accept` and `refuse` a price. `rate` names an appointment and how it was.
All others belong to the question last asked, whose revision they carry.
"""

from collections.abc import Callable

from booking_bot.dialogue.desk import Booked, Reason
from booking_bot.dialogue.flows import (
    answers,
    appointment,
    cancel,
    change,
    confirm,
    feedback,
    orders,
    otherwise,
    places,
    questions,
    quotes,
    requests,
    waiting,
    who,
)
from booking_bot.dialogue.flows.handover import hand_over
from booking_bot.dialogue.state import Flow, Wish
from booking_bot.dialogue.talk import Talk
from booking_bot.domain.questions import QuestionKind

RATE = "rate"


def press(talk: Talk, payload: str) -> None:
    """Do what the button says, if it still may. A payload that is none of ours is left unheard."""
    verb, _, rest = payload.partition(":")
    thing, _, revision = rest.rpartition(":")
    if verb in _ON_NUMBER:
        if thing.isdecimal() and revision.isdecimal():
            _ON_NUMBER[verb](talk, int(thing))
    elif verb == RATE:
        if thing.isdecimal() and revision.isdecimal():
            feedback.tapped(talk, int(thing), int(revision))
    elif verb in _ON_APPOINTMENT:
        if thing.isdecimal() and revision.isdecimal():
            _on_appointment(talk, verb, int(thing), int(revision))
    elif verb in _ON_QUESTION and revision.isdecimal():
        if payload in talk.state.menu and int(revision) == talk.state.asked_in:
            talk.heard = True
            talk.state.misses = 0
            _ON_QUESTION[verb](talk, thing)
        else:
            _stale(talk, int(revision))


def ours(payload: str) -> bool:
    """Whether the payload is one that `press` knows what to do with."""
    verb, _, rest = payload.partition(":")
    known = {RATE, *_ON_APPOINTMENT, *_ON_QUESTION, *_ON_NUMBER}
    return verb in known and rest.rpartition(":")[2].isdecimal()


def _on_appointment(talk: Talk, verb: str, appointment_id: int, revision: int) -> None:
    talk.heard = True
    talk.close(QuestionKind.REMINDER, appointment_id)
    meant = appointment.holding(talk.desk.appointments(), appointment_id)
    held = next((part for part in meant.parts if part.id == appointment_id), None) if meant else None
    if (
        meant is None
        or held is None
        or (held.revision != revision and not (verb == "confirm" and meant.status == "confirmed"))
    ):
        appointment.tell_found(talk, appointment_id)
    else:
        _ON_APPOINTMENT[verb](talk, meant)


def _move(talk: Talk, meant: Booked) -> None:
    talk.start(Wish(Flow.RESCHEDULE, appointment=meant.id))


def _stale(talk: Talk, revision: int) -> None:
    """The present truth: what came of it, else what is asked now."""
    talk.heard = True
    receipt = talk.state.receipt
    if receipt is not None and receipt.asked_in == revision:
        booked = talk.desk.find(receipt.appointment)
        if receipt.flow is Flow.CANCEL:
            appointment.tell_state(talk, booked)
        else:
            talk.tell(
                "It is already noted: {what} on {moment}.",
                what=talk.what(booked),
                moment=talk.moment(booked.start),
            )
    elif talk.state.wish is None:
        talk.tell("That button belonged to an earlier question.")
        questions.mine(talk)
    else:
        talk.tell("That button belonged to an earlier question; this is where we are:")


def _number(act: Callable[[Talk, int], None]) -> Callable[[Talk, str], None]:
    def press_number(talk: Talk, thing: str) -> None:
        if thing.isdecimal():
            act(talk, int(thing))

    return press_number


def _service(talk: Talk, service_id: str) -> None:
    wish = talk.state.wish
    if wish is not None and talk.service(service_id):
        change.choose_service(wish, service_id)


def _book(talk: Talk, _: str) -> None:
    if talk.state.wish is None:
        talk.start(Wish(Flow.BOOK))


_ON_APPOINTMENT: dict[str, Callable[[Talk, Booked], None]] = {
    "confirm": confirm.do,
    "cancel": cancel.do,
    "move": _move,
}
_ON_NUMBER: dict[str, Callable[[Talk, int], None]] = {
    "take": places.take,
    "pass": places.leave,
    **requests.BUTTONS,
    **quotes.BUTTONS,
    **otherwise.BUTTONS,
}
_ON_QUESTION: dict[str, Callable[[Talk, str], None]] = {
    "yes": lambda talk, _: answers.yes(talk),
    "no": lambda talk, _: answers.no(talk),
    "pick": _number(answers.pick),
    "which": _number(answers.pick),
    "service": _service,
    "subject": _number(who.choose_attended),
    "part": _number(appointment.choose_part),
    "order": _number(orders.chosen),
    "times": lambda talk, _: answers.yes(talk),
    "leave": lambda talk, _: answers.no(talk),
    "instead": lambda talk, _: answers.move_instead(talk),
    "book": _book,
    "mine": lambda talk, _: questions.mine(talk),
    "wait": lambda talk, _: waiting.want(talk),
    "person": lambda talk, _: hand_over(talk, Reason.ASKED_FOR),
}
