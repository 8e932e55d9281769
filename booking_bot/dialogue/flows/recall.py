"""What was done is due again: the vaccine, the cleaning, the inspection; a yes begins the booking of it."""

from collections.abc import Callable
from dataclasses import replace

from booking_bot.dialogue.desk import Booked
from booking_bot.dialogue.flows import answers
from booking_bot.dialogue.phrases import asks_back
from booking_bot.dialogue.state import Flow, Wish
from booking_bot.dialogue.talk import OpenQuestion, Talk
from booking_bot.language.frame import Act


def ask(talk: Talk, booked: Booked) -> None:
    """What is said on the day; not a turn."""
    talk.tell(
        "It is time again: {what} (the last time was on {day}). Shall I look for a time?",
        what=talk.what(booked),
        day=talk.day(booked.start.astimezone(talk.desk.shop.zone).date()),
    )
    talk.tell("If you want no more notices like this one, write BAJA.")


def read(talk: Talk, question: OpenQuestion) -> Callable[[Talk, OpenQuestion], None] | None:
    """What the text does as an answer, if it is one: "sí", "el jueves por la tarde", "ahora no"."""
    del question
    agrees = bool(talk.acts & {Act.AFFIRM, Act.CONFIRM}) and not asks_back(talk.text)
    if agrees or (talk.alone().acts & _AGAIN and not _names_another(talk)):
        return yes
    alone = talk.acts <= {Act.DENY, Act.THANKS} and not answers.brings_something(talk.frame)
    return no if Act.DENY in talk.acts and alone else None


def yes(talk: Talk, question: OpenQuestion) -> None:
    frame, due = talk.alone(), talk.desk.find(question.object_id)
    due = talk.desk.recalled(question.object_id) or due
    services = tuple(dict.fromkeys(part.service for part in due.parts))
    several = len({part.staff for part in due.parts}) > 1
    talk.tell("Of course, let us find you a time.")
    talk.start(
        Wish(
            Flow.BOOK,
            services=tuple(one for one in services if talk.service(one)),
            staff=frame.staff or (None if several else due.staff),
            subjects=tuple(dict.fromkeys(part.subject for part in due.parts if part.subject)),
            when=frame.when or frame.which,
            not_when=frame.not_when,
            asap=frame.asap,
        )
    )
    talk.frame = replace(frame, acts=frozenset())


def no(talk: Talk, question: OpenQuestion) -> None:
    del question
    talk.heard = True
    talk.tell("All right. Here I am whenever you need me.")


def option(talk: Talk, question: OpenQuestion) -> None:
    """A yes that might be to another question too is to that."""
    del talk, question


def _names_another(talk: Talk) -> bool:
    """ "Quiero hora para un baño" is another matter."""
    frame = talk.frame
    return bool(frame.service or frame.fits or frame.party)


_AGAIN = frozenset({Act.BOOK, Act.AVAILABILITY})
