"""What the shop could not keep to: what they are told, and their answers."""

import re
from collections.abc import Callable
from datetime import datetime

from booking_bot.dialogue import dates, windows
from booking_bot.dialogue.desk import Booked, Otherwise
from booking_bot.dialogue.flows import answers, appointment, cancel
from booking_bot.dialogue.flows.sentences import why_refused
from booking_bot.dialogue.phrases import Phrase, asks_back, phrases, plain
from booking_bot.dialogue.state import Flow, Wish
from booking_bot.dialogue.talk import OpenQuestion, Option, Talk
from booking_bot.domain.questions import QuestionKind
from booking_bot.domain.refusals import NoSuchAppointment, Refused
from booking_bot.language.frame import ANY_STAFF, Act

_REACH_DAYS = 7
_SUITS = re.compile(
    r"(?:(?:si|vale|ok|pues|a mi) )*me (?:va|viene|queda|parece|esta) "
    r"(?:muy |super )?(?:bien|perfecto|genial)\b"
)
_OTHER_TIME = re.compile(
    r"\b(?:otr[ao] (?:hora|horario|dia|momento|rato)|(?:cambi|mov)\w+ (?:la |el )?(?:hora|dia|cita|turno))\b"
)


def tell(talk: Talk, one: Otherwise) -> None:
    """Not a turn, so nothing is expected but by the question itself."""
    meant = one.appointment
    if one.hour is not None:
        talk.tell(
            "We are running late today, I am sorry: we attend you at about {hour} instead of {old} ({what}). "
            "Does that suit you?",
            hour=_clock(talk, one.hour),
            old=_clock(talk, one.was),
            what=talk.what(meant),
        )
    elif one.stands:
        talk.tell(
            "{staff} cannot attend you, I am sorry. You keep your time: {what} on {moment}. "
            "Does that suit you?",
            staff=one.missing,
            what=talk.what(meant),
            moment=talk.moment(meant.start),
        )
    else:
        _gone(talk, one)
    if one.stands or one.offer is not None:
        talk.options = _options(talk, one)


def _gone(talk: Talk, one: Otherwise) -> None:
    told = {"what": talk.kind(one.appointment), "moment": talk.moment(one.was)}
    if one.missing:
        talk.tell(
            "I am sorry: {staff} cannot attend you on {moment}, and we had to cancel {your_appointment} "
            "({what}).",
            staff=one.missing,
            **told,
        )
    else:
        talk.tell(
            "I am sorry: we cannot attend you on {moment}, and had to cancel {your_appointment} ({what}).",
            **told,
        )
    if one.offer is None:
        talk.tell("If you want another time, write to me.")
    else:
        talk.tell(
            "The nearest I have is {what} on {moment}. Shall I book {it} for you?",
            what=talk.what(one.offer),
            moment=talk.moment(one.offer.start),
        )


def _options(talk: Talk, one: Otherwise) -> tuple[Option, ...]:
    return (
        Option(talk.say("That suits me" if one.stands else "Yes, book it"), f"suits:{one.number}:0"),
        Option(talk.say("Another time"), f"other:{one.number}:0"),
        Option(talk.say("Cancel it" if one.stands else "No, thank you"), f"drop:{one.number}:0"),
    )


def suits(talk: Talk, number: int) -> None:
    """As it is instead, as long as it still is."""
    one = _closed(talk, number)
    if one is None:
        return
    try:
        booked = talk.desk.suits(one)
    except Refused as refusal:
        if one.stands:
            appointment.tell_found(talk, one.appointment.id)
        else:
            talk.tell(why_refused(refusal))
            _look_elsewhere(talk, one)
        return
    if talk.state.wish is None and not one.stands:
        talk.done(booked, Flow.BOOK)
    if one.hour is not None:
        talk.tell("Thank you for your patience. We expect you at about {hour}.", hour=_clock(talk, one.hour))
    else:
        talk.tell(
            "Thank you: we expect you on {moment} ({what}).",
            moment=talk.moment(booked.start),
            what=talk.what(booked),
        )


def elsewhere(talk: Talk, number: int) -> None:
    """Another time than that, and perhaps which."""
    one = _closed(talk, number)
    if one is not None:
        _look_elsewhere(talk, one)


def drop(talk: Talk, number: int) -> None:
    """They do not come at all."""
    one = _closed(talk, number)
    if one is None:
        return
    if one.stands:
        cancel.do(talk, one.appointment)
        return
    talk.desk.give_up(one)
    talk.ended = talk.state.wish is None
    talk.tell("All right, I leave it. Write to me when you want another time.")


def yes(talk: Talk, question: OpenQuestion) -> None:
    suits(talk, question.object_id)


def no(talk: Talk, question: OpenQuestion) -> None:
    """Not like that; and what instead? What does not stand is simply not wanted."""
    one = _closed(talk, question.object_id)
    if one is None:
        return
    if not one.stands:
        talk.desk.give_up(one)
        talk.tell("All right, I leave it. Write to me when you want another time.")
        return
    appointment.move_or_leave(talk, one.appointment)


def judge(talk: Talk, question: OpenQuestion) -> Callable[[Talk, OpenQuestion], None] | None:
    """What the text is to it; None where it is about something else.

    A time without a service is another time for this, whether a yes or a no stands before it.
    """
    text, acts = plain(talk.text), talk.acts
    if text in NUMBERS:
        return NUMBERS[text]
    named = talk.frame.service or talk.frame.fits
    if not named and (answers.brings_something(talk.frame) or _OTHER_TIME.search(text)):
        return _numbered(elsewhere)
    said = phrases(talk.text)
    if asks_back(talk.text) or Phrase.GRUMBLE in said or named:
        return None
    if acts & {Act.AFFIRM, Act.CONFIRM} or _SUITS.match(text):
        return yes
    if acts <= {Act.CANCEL} and acts:
        return _numbered(drop)
    if acts <= {Act.DENY, Act.THANKS} and Act.DENY in acts:
        return no
    return None


def option(talk: Talk, question: OpenQuestion) -> tuple[str, str] | None:
    """The button by which it is told from another question."""
    try:
        one = talk.desk.otherwise(question.object_id)
    except NoSuchAppointment:
        return None
    start = one.appointment.start if one.stands else one.offer.start if one.offer else None
    return (talk.short(start), f"suits:{one.number}:0") if start else None


def _look_elsewhere(talk: Talk, one: Otherwise) -> None:
    was = one.was.astimezone(talk.desk.shop.zone)
    frame, meant = talk.frame, one.appointment
    # an hour alone is one of the day that it was on
    when = tuple(window if windows.dated(window) else windows.on(was.date(), window) for window in frame.when)
    wish = Wish(
        Flow.RESCHEDULE if one.stands else Flow.BOOK,
        staff=frame.staff or ANY_STAFF,
        when=when or (windows.around(was, talk.today, _REACH_DAYS),),
        near=was,
    )
    if one.stands:
        wish.appointment = meant.id
    else:
        wish.services, wish.subjects = _parts(meant)
        if not when:
            wish.not_when = (windows.moment(was),)
    talk.start(wish)


def _parts(meant: Booked) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What is booked anew: each service once, and what is attended."""
    services = tuple(dict.fromkeys(part.service for part in meant.parts))
    return services, tuple(dict.fromkeys(part.subject for part in meant.parts if part.subject))


def _closed(talk: Talk, number: int) -> Otherwise | None:
    """What they answer to, or None where that is no longer so, which they are told."""
    talk.heard = True
    talk.close(QuestionKind.OTHERWISE, number)
    try:
        one = talk.desk.otherwise(number)
    except NoSuchAppointment:
        talk.tell("I find {no_appointment} of yours then.")
        return None
    if one.instead is not None:
        talk.tell(
            "It is already noted: {what} on {moment}.",
            what=talk.what(one.instead),
            moment=talk.moment(one.instead.start),
        )
        return None
    if one.changed:
        appointment.tell_found(talk, one.appointment.id)
        return None
    return one


def _clock(talk: Talk, moment: datetime) -> str:
    """ "las 11:30"."""
    return dates.hour(moment.astimezone(talk.desk.shop.zone).time(), locale=talk.locale)


def _numbered(act: Callable[[Talk, int], None]) -> Callable[[Talk, OpenQuestion], None]:
    def answer(talk: Talk, question: OpenQuestion) -> None:
        act(talk, question.object_id)

    return answer


NUMBERS = {"1": yes, "2": _numbered(elsewhere), "3": _numbered(drop)}
BUTTONS: dict[str, Callable[[Talk, int], None]] = {"suits": suits, "other": elsewhere, "drop": drop}
