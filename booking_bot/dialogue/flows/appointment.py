"""Which of their appointments is meant: the one named, the only one, or the one they pick."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from booking_bot.dialogue import kin, services, standing, windows
from booking_bot.dialogue.desk import Booked
from booking_bot.dialogue.phrases import Phrase, phrases, plain
from booking_bot.dialogue.state import Flow, Pending, Wish
from booking_bot.dialogue.talk import Talk
from booking_bot.domain import dayparts
from booking_bot.domain.refusals import NoSuchAppointment
from booking_bot.language.frame import Window

_MINE = re.compile(r"\b(?:la|lo|el) mi[ao]\b|\bmi parte\b|\bsol[oa] yo\b|\byo no\b")

_MOVES = re.compile(
    r"\b(?:muev[ea]\w*|mover|pas[ae](?:me|d|n)?|pasar|cambi[ae](?:me|d|n)?|cambiar|adelant[ae]\w*|"
    r"retras[ae]\w*|aplaza\w*|posp[ou]\w+)(?: (?:solo|solamente|unicamente))? (?:el|la|lo|los|las)\b"
)

_STAYS_AWAY = re.compile(r"\bno (?:viene|va|puede|vendra|podra|ira)\b(?! (?:ser|esperar))")


def move_or_leave(talk: Talk, meant: Booked) -> None:
    """Not then; and what instead?"""
    stamp = f"{meant.id}:{meant.revision}"
    talk.ask(
        Pending.MOVE_OR_CANCEL,
        "All right, not then. Shall I look for another time, or do we leave {it}?",
        options=[
            (talk.say("Another time"), f"move:{stamp}"),
            (talk.say("Cancel it"), f"cancel:{stamp}"),
        ],
        appointments=[meant],
    )


def settle(talk: Talk, wish: Wish) -> Booked | None:
    """The appointment at hand, or None once it has been asked for or found missing."""
    own = talk.desk.appointments()
    if wish.appointment is not None:
        known = holding(own, wish.appointment)
        if known is None:
            _gone(talk, wish.appointment)
            return None
        return _part_of(talk, wish, known)
    if not own:
        _none(talk)
        return None
    if not wish.which:
        own = tuple(standing.next_ones(own))
    meant = matching(talk, own, wish)
    if len(meant) == 1:
        wish.appointment = meant[0].id
        return _part_of(talk, wish, meant[0])
    if not meant:
        talk.tell("I find {no_appointment} of yours then.")
    _ask_which(talk, wish, meant or own)
    return None


def matching(talk: Talk, own: Sequence[Booked], wish: Wish) -> list[Booked]:
    """Those of `own` that fit the words used for it; all of them where nothing was said."""
    meant = wish.services if wish.flow is not Flow.BOOK else ()
    found = list(own)
    if wish.which:
        found = [
            one
            for one in found
            if any(fits(talk, part, window) for part in one.parts for window in wish.which)
        ]
    named = [one for one in found if any(part.service in meant for part in one.parts)] or found
    return [one for one in named if theirs(talk, one)] or named


def theirs(talk: Talk, visit: Booked) -> list[Booked]:
    """The parts of whom the message names: "la de Luna", "la de mi hija"."""
    own = talk.desk.customer.name
    others = [part for part in visit.parts if part.name != own]
    told = set(kin.told(talk.text))
    named = [part for part in visit.parts if _by_name(talk, part) or kin.of(part.name) in told]
    if named or not told:
        return named
    # who comes with them is theirs, whatever name they gave: there is nobody else it could be
    return others if len({part.name for part in others}) == 1 and visit.rest else []


def _by_name(talk: Talk, part: Booked) -> bool:
    """Whoever it is for is named, and is not the writer."""
    names = [name for name in (part.subject, part.name) if name and name != talk.desk.customer.name]
    return any(f" {plain(name)} " in f" {plain(talk.text)} " for name in names)


def _own(talk: Talk, visit: Booked) -> list[Booked]:
    """ "Solo la mía", of a visit of several."""
    if len({part.name for part in visit.parts}) < 2 or not _MINE.search(plain(talk.text)):
        return []
    return [part for part in visit.parts if part.name == talk.desk.customer.name]


def holding(own: Sequence[Booked], appointment_id: int) -> Booked | None:
    """That of `own` which is, or has as a part, the appointment with this id."""
    return next((one for one in own if any(part.id == appointment_id for part in one.parts)), None)


def alone_or_whole(visit: Booked) -> list[Booked]:
    """The visit, and each of its parts by itself."""
    return [visit, *(replace(part, rest=()) for part in visit.parts if visit.rest)]


def _part_of(talk: Talk, wish: Wish, visit: Booked) -> Booked | None:
    """All of the visit, or the part that was named once they have said that only that one is meant."""
    alone = {part.id: replace(part, rest=()) for part in visit.parts}
    if wish.part is not None:
        return alone.get(wish.part, visit)
    of_one = theirs(talk, visit) or _own(talk, visit)
    named = of_one or [part for part in visit.parts if part.service in wish.services]
    wish.only = wish.only or Phrase.ONLY in phrases(talk.text)
    only = wish.only
    if only and visit.rest and len(named) != 1:
        one_service = len({part.service for part in visit.parts}) == 1
        titles = [
            part.subject or (talk.whose(part.name) if one_service else talk.kind(alone[part.id]))
            for part in visit.parts
        ]
        _ask_which(talk, wish, list(alone.values()), titles)
        return None
    if not named or len(named) == len(visit.parts):
        return visit
    if len(named) == 1 and (only or of_one):
        wish.part = named[0].id
        return alone[wish.part]
    service = talk.kind(alone[named[0].id])
    talk.ask(
        Pending.PART,
        "{service} is part of a visit: {what} on {moment}. Only that, or all of it?",
        options=[(talk.say("Only {service}", service=service), "part:0"), (talk.say("All of it"), "part:1")],
        appointments=[alone[named[0].id], visit],
        service=service,
        what=talk.what(visit),
        moment=talk.moment(visit.start),
    )
    return None


def narrowed(talk: Talk, visit: Booked) -> bool:
    """ "No, solo la de mi hija", of a visit that was spoken of whole: that part is meant."""
    wish = talk.state.wish
    if wish is None or not visit.rest:
        return False
    meant = services.any_meant(talk.frame)
    named = theirs(talk, visit) or _own(talk, visit) or [one for one in visit.parts if one.service in meant]
    if len(named) != 1 and Phrase.ONLY not in phrases(talk.text):
        return False
    wish.appointment, wish.which, wish.only, wish.part = visit.id, (), True, None
    wish.services = meant
    if len(named) == 1:
        wish.part = named[0].id
    talk.heard = True
    return True


def moves_one(talk: Talk) -> bool:
    """ "Mueve solo el tinte al sábado" is no booking of a tint where they have one."""
    if not talk.frame.when or not _MOVES.search(plain(talk.text)):
        return False
    meant = services.any_meant(talk.frame)
    return any(
        any(part.service in meant for part in visit.parts) or theirs(talk, visit)
        for visit in talk.desk.appointments()
    )


def who_stays_away(talk: Talk) -> Booked | None:
    """ "Lucía no viene", of one of those who come."""
    if not _STAYS_AWAY.search(plain(talk.text)):
        return None
    meant = [part for visit in talk.desk.appointments() if visit.rest for part in theirs(talk, visit)]
    return replace(meant[0], rest=()) if len({part.name for part in meant}) == 1 else None


def chosen_part(talk: Talk, index: int) -> int | None:
    """The id of what was picked, where it was read out as one part of a visit."""
    number = talk.state.appointments[index]
    visit = holding(talk.desk.appointments(), number)
    part = visit is not None and bool(visit.rest) and visit.stamp != talk.state.revisions[index]
    return number if part else None


def choose_part(talk: Talk, number: int) -> None:
    """Of what was asked: the one part, or all of the visit."""
    wish = talk.state.wish
    if wish is None or talk.state.pending is not Pending.PART:
        return
    talk.heard = True
    wish.appointment = talk.state.appointments[0]
    wish.part, wish.services = (wish.appointment, wish.services) if number == 0 else (None, ())
    wish.only = number == 0


def part_answered(talk: Talk) -> bool:
    """ "Solo el tinte", "todo"."""
    said = phrases(talk.text)
    if Phrase.EVERY in said or Phrase.WHOLE in said:
        choose_part(talk, 1)
    elif Phrase.ONLY in said or talk.frame.service:
        choose_part(talk, 0)
    return talk.heard


def fits(talk: Talk, appointment: Booked, window: Window) -> bool:
    """Whether an appointment lies in a window."""
    start = appointment.start.astimezone(talk.desk.shop.zone)
    if not windows.holds(start, window):
        return False
    return window.daypart is None or _in_daypart(talk, start, window.daypart)


def _in_daypart(talk: Talk, start: datetime, daypart: str) -> bool:
    spans = talk.desk.opening(start.date()).spans
    first = datetime.combine(start.date(), spans[0][0], tzinfo=start.tzinfo) if spans else start
    return dayparts.within_daypart(
        start, start.date(), daypart, talk.desk.shop.country, first=first, last=max(first, start)
    )


def _ask_which(talk: Talk, wish: Wish, own: Sequence[Booked], titles: Sequence[str] = ()) -> None:
    """`titles` where they are told apart otherwise than by their times."""
    listed = own[:10]
    if len(listed) == 1:
        # nothing fits what was said: name the one there is rather than take it for the one meant
        only = listed[0]
        talk.ask(
            Pending.WHICH,
            "The one you have is {what} on {moment}. Do you mean that one?",
            options=[(talk.say("Yes, that one"), "which:0"), (talk.say("No"), "no:0")],
            appointments=listed,
            what=talk.what(only),
            moment=talk.moment(only.start),
        )
        return
    talk.ask(
        Pending.WHICH,
        "Which one do you want to move?"
        if wish.flow is Flow.RESCHEDULE
        else "Which one do you want to cancel?",
        options=[
            (titles[number] if titles else talk.short(one.start), f"which:{number}")
            for number, one in enumerate(listed)
        ],
        descriptions=[talk.what(one) for one in listed],
        appointments=listed,
    )


def _gone(talk: Talk, appointment_id: int) -> None:
    """It was there when it was asked about: say what has become of it."""
    talk.drop()
    talk.ended = True
    tell_found(talk, appointment_id)


def tell_found(talk: Talk, appointment_id: int) -> None:
    """The present truth of what a button or an old question named."""
    try:
        tell_state(talk, talk.desk.find(appointment_id))
    except NoSuchAppointment:
        talk.tell("I find {no_appointment} of yours then.")


def tell_state(talk: Talk, appointment: Booked) -> None:
    """The present truth of one appointment."""
    what, moment = talk.what(appointment), talk.moment(appointment.start)
    if appointment.status == "cancelled":
        talk.tell("{what} on {moment} is already cancelled.", what=what, moment=moment)
    elif appointment.start <= talk.now:
        talk.tell("{what} on {moment} is already over.", what=what, moment=moment)
    else:
        talk.tell("{your_appointment} is {what} on {moment}.", what=what, moment=moment)


def _none(talk: Talk) -> None:
    talk.drop()
    talk.ask(
        Pending.BOOK_ONE,
        "I find {no_appointment} of yours. Shall I book you one?",
        options=[(talk.say("Book {appointment}"), "book:0")],
    )


def on_the_day(talk: Talk, own: Sequence[Booked]) -> Booked | None:
    """The next of today's, for those who are late or at the door."""
    return next((one for one in own if one.start.astimezone(talk.desk.shop.zone).date() == talk.today), None)
