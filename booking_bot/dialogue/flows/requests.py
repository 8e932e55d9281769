"""What the owner has to say yes to: what the customer is told of it, and another time that is proposed."""

from collections.abc import Callable

from booking_bot.dialogue import windows
from booking_bot.dialogue.desk import Booked, Proposal
from booking_bot.dialogue.flows import appointment, book, cancel, deposits
from booking_bot.dialogue.flows.sentences import why_refused
from booking_bot.dialogue.state import Flow, Wish
from booking_bot.dialogue.talk import OpenQuestion, Option, Talk
from booking_bot.domain.questions import QuestionKind
from booking_bot.domain.refusals import (
    AlreadyOver,
    NoSuchAppointment,
    NoSuchProposal,
    Outdated,
    Refused,
)

_REACH_DAYS = 7


def accepted(talk: Talk, booked: Booked) -> None:
    """The owner said yes; where a deposit is wanted it is still to come."""
    deposit = deposits.of(talk, booked) if booked.is_requested else None
    if deposit is not None:
        talk.tell("The team can take you.")
        deposits.ask(talk, deposit)
        return
    talk.tell(
        "It is confirmed by the team: {what} on {moment}. "
        "If you need to change or cancel {it}, just write to me.",
        what=talk.what(booked),
        moment=talk.moment(booked.start),
    )
    book.prepare(talk, booked)


def declined(talk: Talk, booked: Booked, why: str) -> None:
    """The owner said no, with a sentence of their own or without; then the nearest times."""
    talk.tell(
        "I am sorry, the team cannot take {what} on {moment}.",
        what=talk.what(booked),
        moment=talk.moment(booked.start),
    )
    if why:
        talk.lines.append(f"«{why}»")


def lapsed(talk: Talk, booked: Booked) -> None:
    """Nobody said yes or no before it was to begin."""
    talk.tell(
        "I am sorry: the team could not answer in time about {what} on {moment}, so it is cancelled. "
        "If you want another time, write to me and I look for one.",
        what=talk.what(booked),
        moment=talk.moment(booked.start),
    )


def look_elsewhere(talk: Talk, booked: Booked) -> None:
    """Offer the nearest times for what was declined, unless something else is under way."""
    if talk.state.wish is not None or booked.rest:
        talk.tell("If you want another time, write to me.")
        return
    start = booked.start.astimezone(talk.desk.shop.zone)
    wish = talk.start(
        Wish(
            Flow.BOOK,
            services=(booked.service,),
            when=(windows.around(start, talk.today, _REACH_DAYS),),
            not_when=(windows.moment(start),),
            near=start,
        )
    )
    book.advance(talk, wish)


def propose(talk: Talk, proposal: Proposal) -> None:
    """The owner would rather have them at another time."""
    talk.tell(
        "{what} on {old} is not possible, but the team proposes {moment}. Does that suit you?",
        what=talk.what(proposal.offer),
        old=talk.moment(proposal.appointment.start),
        moment=talk.moment(proposal.offer.start),
    )
    talk.options = (
        Option(talk.say("Yes, that suits me"), f"agree:{proposal.number}:0"),
        Option(talk.say("Another time"), f"elsewhere:{proposal.number}:0"),
        Option(talk.say("Cancel it"), f"withdraw:{proposal.number}:0"),
    )


def yes(talk: Talk, question: OpenQuestion) -> None:
    agree(talk, question.object_id)


def no(talk: Talk, question: OpenQuestion) -> None:
    """Not then; and what instead?"""
    proposal = _closed(talk, question.object_id)
    if proposal is not None:
        appointment.move_or_leave(talk, proposal.appointment)


def option(talk: Talk, question: OpenQuestion) -> tuple[str, str] | None:
    """The button by which it is told from another question."""
    try:
        proposal = talk.desk.proposal(question.object_id)
    except NoSuchProposal:
        return None
    return talk.short(proposal.offer.start), f"agree:{proposal.number}:0"


def agree(talk: Talk, number: int) -> None:
    """That very proposal is taken, as long as it stands and the time is free."""
    talk.heard = True
    talk.close(QuestionKind.PROPOSAL, number)
    try:
        proposal = talk.desk.proposal(number)
    except NoSuchProposal:
        talk.tell("I find {no_appointment} of yours then.")
        return
    meant = proposal.appointment
    try:
        booked = talk.desk.agree(proposal)
    except (AlreadyOver, Outdated, NoSuchAppointment):
        appointment.tell_found(talk, meant.id)
    except Refused as refusal:
        talk.desk.refuse(proposal)
        talk.tell(why_refused(refusal))
        start = proposal.offer.start
        around = (windows.around(start, talk.today, _REACH_DAYS),)
        talk.start(Wish(Flow.RESCHEDULE, appointment=meant.id, when=around, near=start))
    else:
        if talk.state.wish is None:
            talk.done(booked, Flow.BOOK)
        accepted(talk, booked)


def elsewhere(talk: Talk, number: int) -> None:
    """Another time than that, and perhaps which."""
    proposal = _closed(talk, number)
    if proposal is not None:
        day = proposal.offer.start.astimezone(talk.desk.shop.zone).date()
        # an hour alone is one of the day that was proposed
        when = tuple(one if windows.dated(one) else windows.on(day, one) for one in talk.frame.when)
        talk.start(Wish(Flow.RESCHEDULE, appointment=proposal.appointment.id, when=when))


def otherwise(talk: Talk, question: OpenQuestion) -> None:
    """ "Sí, pero a las 6": that is another time."""
    elsewhere(talk, question.object_id)
    talk.answered.append(question)


def withdraw(talk: Talk, number: int) -> None:
    """They give the request up."""
    proposal = _closed(talk, number)
    if proposal is not None:
        cancel.do(talk, proposal.appointment)


def _closed(talk: Talk, number: int) -> Proposal | None:
    """The proposal that they do not take, or None where there is nothing to take any more."""
    talk.heard = True
    talk.close(QuestionKind.PROPOSAL, number)
    try:
        proposal = talk.desk.proposal(number)
    except NoSuchProposal:
        talk.tell("I find {no_appointment} of yours then.")
        return None
    if not proposal.appointment.is_requested:
        appointment.tell_found(talk, proposal.appointment.id)
        return None
    talk.desk.refuse(proposal)
    return proposal


def _numbered(act: Callable[[Talk, int], None]) -> Callable[[Talk, OpenQuestion], None]:
    def answer(talk: Talk, question: OpenQuestion) -> None:
        act(talk, question.object_id)

    return answer


NUMBERS = {"1": yes, "2": _numbered(elsewhere), "3": _numbered(withdraw)}
BUTTONS: dict[str, Callable[[Talk, int], None]] = {
    "agree": agree,
    "elsewhere": elsewhere,
    "withdraw": withdraw,
}
