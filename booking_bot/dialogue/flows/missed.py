"""They did not come, and say so or were written to: kindly, and another time for the same."""

from collections.abc import Callable
from dataclasses import replace

from booking_bot.dialogue.desk import Booked
from booking_bot.dialogue.phrases import Phrase, phrases
from booking_bot.dialogue.state import Flow, Wish
from booking_bot.dialogue.talk import OpenQuestion, Talk
from booking_bot.domain.questions import QuestionKind
from booking_bot.language.frame import Act, Frame


def ask(talk: Talk, booked: Booked) -> None:
    """What is said after a visit that they did not come to; not a turn."""
    talk.tell(
        "We missed you on {day} ({what}). No harm done. Shall I look for another time?",
        day=talk.day(booked.start.astimezone(talk.desk.shop.zone).date()),
        what=talk.doing(booked),
    )


def heard(talk: Talk) -> bool:
    """ "Se me pasó, ¿me das otra el sábado?", out of the blue; not where it may be of what is to come."""
    missed = Phrase.MISSED in phrases(talk.text) and talk.state.wish is None
    if not missed or not _is_of_it(talk):
        return False
    talk.tell("No harm done. Let us find you another time.")
    talk.start(_anew(talk))
    talk.frame, talk.clauses = replace(talk.frame, acts=frozenset()), ()  # nothing of it is for others
    return True


def same(talk: Talk) -> Wish:
    """The same services once more, with the same person, as far as the shop still has them."""
    missed = talk.desk.missed()
    services = tuple(dict.fromkeys(part.service for part in missed.parts)) if missed else ()
    if missed is None or not all(map(talk.service, services)):
        return Wish(Flow.BOOK)
    talk.close(QuestionKind.FOLLOW_UP, missed.id)
    several = len({part.staff for part in missed.parts}) > 1
    return Wish(Flow.BOOK, services=services, staff=None if several else missed.staff)


def read(talk: Talk, question: OpenQuestion) -> Callable[[Talk, OpenQuestion], None] | None:
    """What the text does as an answer to what was written to them, if it is one."""
    del question
    agrees = bool(talk.acts & {Act.AFFIRM, Act.CONFIRM}) and "?" not in talk.text
    if (
        Phrase.MISSED in phrases(talk.text)
        or talk.alone().acts & _AGAIN
        or (agrees and _has_more(talk.frame))
    ):
        return begin
    if agrees:
        return yes
    return no if Act.DENY in talk.acts and not _has_more(talk.frame) else None


def begin(talk: Talk, question: OpenQuestion) -> None:
    """ "Sí, el jueves por la tarde", "perdón, ¿me das otra?"."""
    del question
    talk.tell("Of course, let us find you another time.")
    talk.start(_anew(talk))


def yes(talk: Talk, question: OpenQuestion) -> None:
    begin(talk, question)


def no(talk: Talk, question: OpenQuestion) -> None:
    del question
    talk.heard = True
    talk.tell("All right. Here I am whenever you need me.")


def option(talk: Talk, question: OpenQuestion) -> None:
    """A yes that might be to another question too is to that."""
    del talk, question


def _anew(talk: Talk) -> Wish:
    """With whatever else the message says of it."""
    wish, frame = same(talk), talk.alone()
    wish.when, wish.not_when, wish.asap = frame.when or frame.which, frame.not_when, frame.asap
    if frame.service or frame.fits:
        wish.services, wish.fits, wish.staff = frame.service, frame.fits, None
    wish.staff = frame.staff or wish.staff
    return wish


def _is_of_it(talk: Talk) -> bool:
    """Whether nothing else is wanted: "se me olvidó decirte que lo quiero con Leo" is no such thing."""
    frame = talk.frame
    if not (_has_more(frame) or frame.which or frame.acts & _OF_OTHERS):
        return True
    if talk.desk.missed() is None or talk.desk.appointments():
        return False
    return not frame.acts & {Act.CONFIRM, Act.RESCHEDULE} and bool(frame.acts - {Act.OTHER})


def _has_more(frame: Frame) -> bool:
    return bool(
        frame.when
        or frame.not_when
        or frame.service
        or frame.fits
        or frame.staff
        or frame.asap
        or frame.party
    )


_AGAIN = frozenset({Act.BOOK, Act.AVAILABILITY})
_OF_OTHERS = frozenset({Act.CANCEL, Act.RESCHEDULE, Act.CONFIRM, Act.MY_APPOINTMENTS})
