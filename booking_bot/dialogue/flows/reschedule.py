"""Moving: which appointment, to when; then it is done."""

from booking_bot.dialogue.desk import Booked, Note, Reason
from booking_bot.dialogue.flows import appointment, calendars, deposits, left_here, times
from booking_bot.dialogue.flows.book import waiting_no_more
from booking_bot.dialogue.flows.handover import hand_over
from booking_bot.dialogue.state import Flow, Wish
from booking_bot.dialogue.talk import Talk
from booking_bot.domain.refusals import AlreadyOver, NoSuchAppointment, Outdated, Refused, TooLateToChange


def advance(talk: Talk, wish: Wish) -> None:
    moving = appointment.settle(talk, wish)
    if moving is None:
        return
    if wish.part is not None and moving.is_requested:
        _ask_the_team(talk, moving)
        return
    wish.services = tuple(part.service for part in moving.parts)
    wish.subjects = tuple(dict.fromkeys(part.subject for part in moving.parts if part.subject))
    if wish.staff is None and moving.staff and not moving.rest:
        wish.staff = moving.staff
    if wish.chosen is None:
        times.agree(talk, wish, moving)
        return
    try:
        moved = talk.desk.reschedule(moving, wish.chosen)
    except TooLateToChange:
        hand_over(talk, Reason.TOO_LATE_TO_CHANGE)
        return
    except (NoSuchAppointment, AlreadyOver, Outdated):
        talk.drop()
        appointment.tell_found(talk, moving.id)
        talk.ended = True
        return
    except Refused as refusal:
        times.refused(talk, wish, wish.chosen, refusal, moving)
        return
    talk.done(moved, Flow.RESCHEDULE)
    talk.tell(
        "I have moved your request: {what} on {moment}{state}."
        if moved.is_requested
        else "Done, I have moved {it}: {what} on {moment}. See you then!",
        what=talk.what(moved),
        moment=talk.moment(moved.start),
        state=deposits.waits_for(talk, moved),
    )
    if not moved.is_requested:
        left_here.tell(talk, moved)
        calendars.link(talk, moved)
    waiting_no_more(talk, moved)


def _ask_the_team(talk: Talk, part: Booked) -> None:
    """A visit that is only requested waits as one, so that a change of one part is the team's to say."""
    talk.desk.note(Note.REQUEST, talk.text, appointment=part)
    talk.drop()
    talk.ended = True
    talk.tell("I tell the team, so that they know.")
