"""What is said on the way to a time: the same steps in booking and in moving, in their own words.

`when` asks for a day, `offers` read out what fits, `nearest` and `with_others` what comes close,
`nearest_or_wait` where a place may still come free on the days they wished. `propose` asks for the yes
to one time, `only` and `nearest_one` saying why it is one. `again` puts the same times once more.
"""

from dataclasses import dataclass

from booking_bot.dialogue.replies import sentence
from booking_bot.dialogue.state import Flow
from booking_bot.domain.refusals import (
    BeyondHorizon,
    ClosedDay,
    OutsideDropOff,
    OutsideHours,
    Overlapping,
    Refused,
    SlotTaken,
    TooManyOpen,
    TooSoon,
)


@dataclass(frozen=True, slots=True)
class Sentences:
    propose: str
    propose_other: str
    only: str
    nearest_one: str
    yes: str
    offers: str
    offers_of_the_day: str
    nearest: str
    nearest_or_wait: str
    with_others: str
    again: str
    again_after_else: str
    when: str


SENTENCES = {
    Flow.BOOK: Sentences(
        propose=sentence("{what} on {moment}{measure}. Shall I book {it} for you?"),
        propose_other=sentence("{what} on {moment}{measure}. Shall I book {it} for you?"),
        only=sentence("All I have left is {what} on {moment}{measure}. Shall I book {it} for you?"),
        nearest_one=sentence("The nearest I have is {what} on {moment}{measure}. Shall I book {it} for you?"),
        yes=sentence("Yes, book it"),
        offers=sentence("For {service}{measure} I have these times. Which one suits you?"),
        offers_of_the_day=sentence(
            "For {service}{measure} on {day} I have these times. Which one suits you?"
        ),
        nearest=sentence("The nearest I have for {service}{measure} is this. Does one of them suit you?"),
        nearest_or_wait=sentence(
            "The nearest I have for {service}{measure} is this. Does one of them suit you, or shall I put "
            "you on the waiting list?"
        ),
        with_others=sentence(
            "With {staff} I do have times for {service}{measure}. Does one of them suit you?"
        ),
        again=sentence("Which of these times suits you?"),
        again_after_else=sentence("For {service}, which of these times suits you?"),
        when=sentence("{service}{measure}. What day and time suit you? The first I have free:"),
    ),
    Flow.RESCHEDULE: Sentences(
        propose=sentence("I move {your_appointment}{old} to {moment}. Is that right?"),
        propose_other=sentence("I move {your_appointment}{old} to {moment}: {what}. Is that right?"),
        only=sentence("All I have left to move {your_appointment}{old} is {moment}. Shall I move {it}?"),
        nearest_one=sentence(
            "The nearest I have is {what} on {moment}. Shall I move {your_appointment} there?"
        ),
        yes=sentence("Yes, move it"),
        offers=sentence("I can move {your_appointment}{old} to one of these times. Which one suits you?"),
        offers_of_the_day=sentence(
            "I can move {your_appointment}{old} to one of these times on {day}. Which one suits you?"
        ),
        nearest=sentence(
            "The nearest I have to move {your_appointment}{old} is this. Does one of them suit you?"
        ),
        nearest_or_wait=sentence(
            "The nearest I have to move {your_appointment}{old} is this. Does one of them suit you, or "
            "shall I put you on the waiting list?"
        ),
        with_others=sentence("With {staff} I do have times. Does one of them suit you?"),
        again=sentence("To which of these times shall I move {it}?"),
        again_after_else=sentence("To which of these times shall I move {it}?"),
        when=sentence("To when shall I move {your_appointment}{old}? The first I have free:"),
    ),
}

_REFUSED: dict[type[Refused], str] = {
    SlotTaken: sentence("I am sorry, that time has just been taken."),
    TooSoon: sentence("I am sorry, that is too soon for us to get ready."),
    BeyondHorizon: sentence("I am sorry, I cannot book that far ahead yet."),
    ClosedDay: sentence("I am sorry, we do not open at that time."),
    OutsideHours: sentence("I am sorry, we do not open at that time."),
    OutsideDropOff: sentence("I am sorry, what is left here is brought at other hours."),
    Overlapping: sentence("You already have {an_appointment} at that time."),
    TooManyOpen: sentence("You already hold as many {appointments} as can be kept at a time."),
}
# Somebody fell ill, or a service is offered no more: nobody took that time, so nobody is said to have.
_GONE = sentence("I am sorry, that time is not to be had any more.")


def why_refused(refusal: Refused) -> str:
    """What is said of it, and no other reason than the true one."""
    return _REFUSED.get(type(refusal), _GONE)
