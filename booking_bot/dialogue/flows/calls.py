"""Somebody wants to be rung, or rang in vain: it is noted for a person, and the bot goes on serving.

The words about the call are taken out of the message; what else it says is dealt with as if it stood alone.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from booking_bot.dialogue import calls, dates, windows
from booking_bot.dialogue.calls import Matter, Said
from booking_bot.dialogue.desk import Call, Ringing
from booking_bot.dialogue.flows import handover
from booking_bot.dialogue.phrases import Phrase, phrases
from booking_bot.dialogue.replies import sentence
from booking_bot.dialogue.state import Pending
from booking_bot.dialogue.stretches import spoken
from booking_bot.dialogue.talk import Talk
from booking_bot.language.frame import Act, Frame, Window

# For so long a bare "mejor a las 6" is of the call.
FRESH = timedelta(hours=1)
_TO_RING = frozenset({Matter.WANTED, Matter.IN_VAIN, Matter.MISSED})
# Of these alone nothing is left to be done but the call.
_IDLE = frozenset({Act.OTHER, Act.GREET, Act.THANKS, Act.BYE, Act.HUMAN})
_ANSWERS = frozenset({Act.AFFIRM, Act.DENY, Act.CHOOSE, Act.CONFIRM})
# "Mejor a las 6" may sound like any of these.
_A_TIME = frozenset({Act.OTHER, Act.BOOK, Act.AVAILABILITY, Act.RESCHEDULE, Act.AFFIRM, Act.DENY, Act.CHOOSE})

_BEFORE = {
    Matter.IN_VAIN: sentence("Sorry that nobody picked up."),
    Matter.MISSED: sentence("I ask the team what it was about."),
}
_NOW = sentence("We call you as soon as we can, today until {clock}. Meanwhile I am here.")
_THEN = sentence("We call you {when}. If it cannot wait, write to me here.")
_CLOSED_NOW = sentence("We are closed now; we call you {when}. If it cannot wait, write to me here.")
_CLOSED_THEN = sentence("We are closed then; we call you {when}. If it cannot wait, write to me here.")
_SOMETIME = sentence("We call you as soon as we are back.")


def heard(talk: Talk) -> None:
    """Whatever is said of telephones; the rest of the message is left to the other steps."""
    if talk.ended or _number_told(talk) or _another_time(talk):
        return
    said = calls.said(talk.text)
    if said is None or _is_for_others(talk, said):
        return
    if said.matter in _TO_RING and not _serves_alone(talk, said):
        _note(talk, said.matter, said.clause, said.number)
    elif said.matter in _TO_RING:
        talk.tell(_BEFORE.get(said.matter, ""))
    elif said.matter is Matter.NEVER:
        talk.desk.no_call()
        talk.tell("All right, we do not call you. We go on here.")
    elif said.matter is Matter.PERHAPS:
        talk.tell("All right.")
    elif talk.desk.shop.phone:
        talk.tell("Of course: our telephone is {phone}.", phone=talk.desk.shop.phone)
    else:
        _note(talk, Matter.WANTED, said.clause, said.number)
    talk.heard = True
    _go_on_with(talk, said.rest)


def call_instead(talk: Talk, why: str) -> None:
    """What the bot may not do, a person settles by telephone."""
    _tell(talk, talk.desk.call_back(why, handover.summary(talk), (), number=None), ())


def reached_nobody(talk: Talk) -> None:
    """What is said once they were rung in vain; not a turn."""
    talk.tell(
        "I have called you and could not reach you. I try again later; if another time suits you better, "
        "write for example «call me at 18:00»."
    )


def _is_for_others(talk: Talk, said: Said) -> bool:
    """The answer to a question of the house, a supplier, and who wants to hear of a place that comes free."""
    found = phrases(talk.text)
    if talk.state.pending is Pending.QUESTION and Act.HUMAN not in talk.acts:
        return True
    if Phrase.WAITLIST in found:
        talk.frame = replace(talk.frame, acts=talk.acts - {Act.HUMAN})
        return True
    if said.matter is Matter.THEMSELVES and talk.desk.answer(talk.text):
        return True
    return Phrase.SUPPLIER in found or Phrase.NOT_THE_CUSTOMER in found or Act.OPT_OUT in talk.acts


def _serves_alone(talk: Talk, said: Said) -> bool:
    """Who rang in vain for something that the bot does needs no call any more."""
    return (
        said.matter is not Matter.WANTED
        and bool(said.rest)
        and _is_something(talk, _read(talk, said.rest), said.rest)
    )


def _note(talk: Talk, matter: Matter, clause: str, number: str) -> None:
    ahead = calls.still_to_come(clause)
    wanted = _timed(talk.understand(ahead, None)) if ahead else ()
    known = calls.number_in(number, talk.desk.shop.country) if number else None
    if matter in _BEFORE:
        talk.tell(_BEFORE[matter])
    given = talk.desk.call_back(matter.value, handover.summary(talk), wanted, number=known)
    talk.state.called_at = talk.now
    _tell(talk, given, wanted)


def _timed(frame: Frame) -> tuple[Window, ...]:
    """The times named; a day of the week alone may stand where an appointment is named by it."""
    return frame.when or frame.which


def _tell(talk: Talk, given: Call, wanted: tuple[Window, ...]) -> None:
    ringing = given.when
    if ringing is None:
        talk.tell(_SOMETIME)
    elif not ringing.as_wished:
        talk.tell(_CLOSED_THEN, when=_from(talk, ringing))
    elif wanted:
        talk.tell(_THEN, when=_as_wished(talk, ringing, wanted))
    elif ringing.at > talk.now:
        talk.tell(_CLOSED_NOW, when=_from(talk, ringing))
    else:
        talk.tell(_NOW, clock=_clock(talk, ringing.until))
    if not given.reachable:
        talk.ask(Pending.PHONE, "At what number shall we call you?")


def _as_wished(talk: Talk, ringing: Ringing, wanted: tuple[Window, ...]) -> str:
    """ "Hoy a partir de las 17:00": the day that it will be, and the hours they said."""
    local = ringing.at.astimezone(talk.desk.shop.zone)
    window = next((one for one in wanted if windows.holds(local, one)), Window())
    if window.latest is not None and window.earliest is None:
        hours = talk.say("before {clock}", clock=dates.hour(window.latest, locale=talk.locale))
    else:
        hours = spoken(talk, [replace(window, first=None, last=None, weekdays=())])
    return f"{_day(talk, local)} {hours}".strip() if hours else _from(talk, ringing)


def _from(talk: Talk, ringing: Ringing) -> str:
    local = ringing.at.astimezone(talk.desk.shop.zone)
    hours = spoken(talk, [Window(earliest=local.time().replace(second=0, microsecond=0))])
    return f"{_day(talk, local)} {hours}"


def _day(talk: Talk, local: datetime) -> str:
    ahead = (local.date() - talk.today).days
    if ahead in (0, 1):
        return talk.say("tomorrow" if ahead else "today")
    return talk.say("on {day}", day=talk.day(local.date()))


def _clock(talk: Talk, when: datetime) -> str:
    return dates.hour(when.astimezone(talk.desk.shop.zone).time(), locale=talk.locale)


def _number_told(talk: Talk) -> bool:
    """The number that was asked for; asked once, and whatever else they say is heard."""
    if talk.state.pending is not Pending.PHONE:
        return False
    number = calls.number_in(talk.text, talk.desk.shop.country)
    if number is None or not talk.desk.ring_at(number):
        return False
    talk.heard = talk.ended = True
    talk.settle()
    talk.tell("Noted, we call you at {phone}.", phone=number)
    return True


def _another_time(talk: Talk) -> bool:
    """ "Mejor a las 6", said of the call just noted."""
    state, frame = talk.state, talk.frame
    fresh = state.called_at is not None and talk.now - state.called_at <= FRESH
    later = fresh and (state.receipt is None or (state.called_at or talk.now) > state.receipt.at)
    if not later or state.wish is not None or state.pending not in (None, Pending.PHONE) or not frame.when:
        return False
    if (
        talk.acts - _A_TIME
        or frame.service
        or frame.fits
        or frame.staff
        or frame.party
        or calls.said(talk.text)
    ):
        return False
    talk.heard = talk.ended = True
    _note(talk, Matter.WANTED, talk.text, "")
    return True


def _go_on_with(talk: Talk, rest: str) -> None:
    """The rest stands for the whole message from here on; nothing of it may be left."""
    frame = _read(talk, rest) if rest else Frame()
    if not _is_something(talk, frame, rest):
        rest, frame = "", Frame()
    talk.text, talk.frame = rest, replace(frame, acts=frame.acts - {Act.HUMAN})
    talk.clauses = ((rest, talk.acts),) if talk.clauses and rest else ()


def _read(talk: Talk, rest: str) -> Frame:
    return talk.understand(rest, talk.expecting)


def _is_something(talk: Talk, frame: Frame, rest: str) -> bool:
    if not rest:
        return False
    asked = talk.state.pending is not None or bool(talk.questions)
    left = frame.acts - _IDLE - (frozenset() if asked else _ANSWERS)
    told = frame.when or frame.service or frame.fits or frame.staff or frame.party or frame.asap
    return bool(left or told or (asked and frame.name)) or talk.desk.answer(rest) is not None
