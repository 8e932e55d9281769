"""Yes, no and picks: what they mean follows from what was asked last."""

import re
from collections.abc import Callable

from booking_bot.dialogue import services, windows
from booking_bot.dialogue.desk import Booked, Reason
from booking_bot.dialogue.flows import appointment, cancel, change, consent, house, start, times, who
from booking_bot.dialogue.flows.handover import hand_over
from booking_bot.dialogue.phrases import Phrase, asks_back, phrases, plain
from booking_bot.dialogue.places import pointed_at
from booking_bot.dialogue.state import Flow, Pending, Wish
from booking_bot.dialogue.talk import Talk
from booking_bot.language.frame import ANY_STAFF, Act, Frame


def heard(talk: Talk) -> None:
    """Give the message its meaning as an answer, if it is one."""
    pending = talk.state.pending
    if pending is None or talk.heard or talk.ended:
        return
    if pending is Pending.QUESTION:
        _question(talk)
        return
    if who.comes_alone(talk) or who.another_attended(talk):
        return
    if pending in (Pending.NAMES, Pending.SUBJECT) and who.answered(talk):
        return
    if pending is Pending.PART and appointment.part_answered(talk):
        return
    if pending is Pending.CANCEL and _of_the_visit(talk):
        return
    if _is_another_matter(talk):
        talk.frame = talk.alone()
        return
    acts, choice = talk.acts, talk.frame.choice
    bare = not brings_something(talk.frame)
    said = phrases(talk.text)
    agrees = bool(acts & {Act.AFFIRM, Act.CONFIRM}) or (pending is Pending.CONFIRM and Phrase.TAKE in said)
    agrees = agrees and not asks_back(talk.text)
    undoing = pending is Pending.CANCEL and Act.CANCEL in acts and _names_no_other(talk)
    place = pointed_at(_NO_BUT.sub("", talk.text), len(talk.state.appointments), of_times=True)
    if Phrase.GRUMBLE in said and bare and _is_no_answer(talk):
        talk.tell(
            "I am sorry that it is not what you hoped for. If you would rather talk to a person, say so."
        )
        talk.heard = True
    elif pending is Pending.WHICH and Phrase.EVERY in said:
        every(talk)
    elif pending is Pending.CANCEL and place is not None and len(talk.state.appointments) > 1:
        only(talk, place)
    elif pending in _TIMES and bare and Phrase.OTHERS in said:
        others(talk)
    elif pending in _TIMES and bare and Phrase.OTHER_STAFF in said:
        with_anybody(talk)
    elif pending is Pending.OFFERS and Phrase.ANY in said and not talk.frame.when:
        propose(talk, 0)
    elif pending is Pending.OFFERS and choice is not None and _is_a_wish(talk):
        talk.frame = talk.alone()
    elif Act.CHOOSE in acts and choice is not None and _is_a_pick(talk, choice - 1):
        (pick if _is_plain(talk.text) and Phrase.ANY not in said else propose)(talk, choice - 1)
    elif bare and Phrase.CHANGE in said:
        change_asked(talk)
    elif (bare and (undoing or agrees)) or (agrees and _repeats_the_proposal(talk)):
        yes(talk)
    elif Act.DENY in acts and bare:
        no(talk)
    elif Act.DENY in acts and pending is Pending.CANCEL and talk.frame.when:
        move_instead(talk)


def _is_no_answer(talk: Talk) -> bool:
    """Praise that is none sounds like a yes, or like nothing."""
    of_times = talk.state.pending in _TIMES and talk.acts <= {Act.OTHER, Act.THANKS}
    sounds_so = bool(talk.acts) and talk.acts <= {Act.AFFIRM, Act.CONFIRM, Act.THANKS}
    return (of_times or sounds_so) and "?" not in talk.text


def _of_the_visit(talk: Talk) -> bool:
    """A part of what was asked about is meant, not all of it."""
    meant = at_hand(talk)
    keeps = Phrase.KEEP in phrases(talk.text)
    return not keeps and len(meant) == 1 and appointment.narrowed(talk, meant[0])


def _names_no_other(talk: Talk) -> bool:
    """ "Anula la del sábado" is no yes to one of Friday."""
    which = talk.frame.which
    return all(any(appointment.fits(talk, one, window) for window in which) for one in at_hand(talk) if which)


def _is_another_matter(talk: Talk) -> bool:
    """What was taken for a no with something in its place, and is another wish: "quiero corte y tinte".

    So is a move of what they say to have on a day: that day is none they want.
    """
    if Act.DENY not in talk.acts or not brings_something(talk.frame):
        return False
    alone = talk.alone()
    if alone.acts & {Act.RESCHEDULE, Act.CANCEL} and alone.which:
        return True
    held = {part.service for one in at_hand(talk) for part in one.parts}
    more = set(services.any_meant(alone)) - held
    return talk.state.pending is Pending.CANCEL and Act.BOOK in alone.acts and bool(more)


def every(talk: Talk) -> None:
    """ "Las dos", where it was asked which one to cancel."""
    wish = talk.state.wish
    if wish is not None and wish.flow is Flow.CANCEL:
        wish.every, wish.which, wish.services = True, (), ()
        talk.heard = True


def only(talk: Talk, place: int) -> None:
    """ "Solo la primera", where it was asked whether to cancel all of them."""
    wish = talk.state.wish
    if wish is not None:
        wish.every, wish.appointment = False, talk.state.appointments[place]
        talk.heard = True


def _is_a_wish(talk: Talk) -> bool:
    """ "Mañana", "por la tarde": one of several fits it, but others may too. "La del jueves" is that one."""
    when = talk.alone().when
    untimed = bool(when) and all(window.earliest is None for window in when)
    return untimed and not _THAT_ONE.search(plain(talk.text))


def _is_plain(text: str) -> bool:
    """ "¿Y la de las 11?" and "a las 10 no" name one of several, and do not take it."""
    return not asks_back(text) and not _NOT & set(plain(text).replace(",", " ").split())


_NO_BUT = re.compile(r"^\W*no\b,?", re.IGNORECASE)
_THAT_ONE = re.compile(r"\b(?:la|el) del?\b|\b(?:esa|ese)\b")
_NOT = {"no", "ni", "tampoco"}


def _is_a_pick(talk: Talk, index: int) -> bool:
    """Whether it takes what was read out as it was, and wants nothing else."""
    if talk.acts & _NO_PICKS:
        return False
    if not 0 <= index < len(talk.state.offers):
        return True
    parts = talk.state.offers[index].parts
    staff, named = talk.frame.staff, services.any_meant(talk.frame)
    return staff in (None, *(part.staff for part in parts)) and (
        not named or any(part.service in named for part in parts)
    )


# A day named while something else is wanted with it is no pick: "cambia mi cita al jueves".
_NO_PICKS = {Act.BOOK, Act.AVAILABILITY, Act.CANCEL, Act.RESCHEDULE, Act.MY_APPOINTMENTS, Act.DENY}


def with_anybody(talk: Talk) -> None:
    """ "Con otra persona", whoever was asked for before."""
    if talk.state.wish is not None:
        talk.state.wish.staff = ANY_STAFF
        talk.heard = True


_TIMES = {Pending.OFFERS, Pending.CONFIRM, Pending.OTHER_TIME}


def change_asked(talk: Talk) -> None:
    """ "Cambiar", and no more: another time of what is on the table, or of the appointment."""
    if talk.state.pending in (Pending.CANCEL, Pending.MOVE_OR_CANCEL):
        move_instead(talk)
    elif talk.state.pending in (Pending.CONFIRM, Pending.OFFERS):
        no(talk)
    elif talk.state.pending is Pending.OTHER_TIME:
        others(talk)


def _repeats_the_proposal(talk: Talk) -> bool:
    """ "Sí, el jueves a las 11": what comes with the yes is what was proposed."""
    state, frame = talk.state, talk.frame
    if state.pending is not Pending.CONFIRM or len(state.offers) != 1:
        return False
    proposed = state.offers[0]
    start = proposed.start.astimezone(talk.desk.shop.zone)
    return (
        all(windows.holds(start, window) for window in frame.when)
        and set(services.named(frame)) <= {part.service for part in proposed.parts}
        and not services.left_open(frame, [part.service for part in proposed.parts])
        and frame.staff in (None, "any", *(part.staff for part in proposed.parts))
        and frame.party in (None, talk.state.wish.party if talk.state.wish else None)
        and not (frame.shift or frame.not_when or frame.asap or frame.later is not None)
    )


def brings_something(frame: Frame) -> bool:
    """A value beside the yes or no makes it a correction."""
    return bool(
        frame.when
        or frame.service
        or frame.fits
        or frame.staff
        or frame.shift is not None
        or frame.later is not None
        or frame.not_when
        or frame.asap
        or frame.same_time
        or frame.party
    )


def pick(talk: Talk, index: int) -> None:
    """One of what was read out, counted from 0."""
    state, wish = talk.state, talk.state.wish
    if wish is None:
        return
    if state.pending is Pending.WHICH and 0 <= index < len(state.appointments):
        wish.appointment, wish.part = state.appointments[index], appointment.chosen_part(talk, index)
        talk.heard = True
    elif state.pending in (Pending.OFFERS, Pending.CONFIRM) and 0 <= index < len(state.offers):
        wish.chosen = state.offers[index]
        talk.heard = True
    elif state.pending in (Pending.OFFERS, Pending.WHICH):
        talk.heard = True
        talk.tell("There is no such number in the list.")


def propose(talk: Talk, index: int) -> None:
    """ "¿Y la de las 11?", "la que sea": no pick yet, so that one is put to them for a yes."""
    state, wish = talk.state, talk.state.wish
    if wish is None or state.pending is not Pending.OFFERS or not 0 <= index < len(state.offers):
        pick(talk, index)
        return
    offer = state.offers[index]
    wish.when = (windows.moment(offer.start.astimezone(talk.desk.shop.zone)),)
    wish.asap, wish.near = False, None
    wish.staff = wish.staff if offer.rest else offer.staff
    talk.heard = True


def yes(talk: Talk) -> None:
    action = _YES.get(talk.state.pending) if talk.state.pending else None
    if action is not None:
        action(talk)


def no(talk: Talk) -> None:
    action = _NO.get(talk.state.pending) if talk.state.pending else None
    if action is not None:
        action(talk)


def at_hand(talk: Talk) -> list[Booked]:
    """The appointments that the open question is about, as long as they are as they were read out."""
    read_out = set(zip(talk.state.appointments, talk.state.revisions, strict=True))
    own = [one for visit in talk.desk.appointments() for one in appointment.alone_or_whole(visit)]
    return [one for one in own if (one.id, one.stamp) in read_out]


def _yes_one(talk: Talk) -> None:
    if len(talk.state.offers) == 1:
        pick(talk, 0)
    else:
        talk.heard = True  # to several times a yes is none: they are asked again
        talk.tell("Tell me its number or its time.")


def _yes_which(talk: Talk) -> None:
    if len(talk.state.appointments) == 1:
        pick(talk, 0)
    else:
        talk.heard = True


def _yes_cancel(talk: Talk) -> None:
    meant = at_hand(talk)
    if len(meant) == len(talk.state.appointments):
        cancel.do_all(talk, meant)
    else:
        talk.heard = True  # the flow finds what has changed and asks anew


def others(talk: Talk) -> None:
    """Other times than those on the table."""
    talk.heard = True
    if talk.state.wish is not None:
        change.look_elsewhere(talk, talk.state.wish)


def _yes_resume(talk: Talk) -> None:
    talk.heard = True
    if talk.state.menu:  # else it was not offered yet
        talk.settle()


def _yes_book_one(talk: Talk) -> None:
    talk.start(Wish(Flow.BOOK))


def _no_thanks(talk: Talk) -> None:
    talk.heard = True
    talk.drop()
    talk.tell("All right. Here I am whenever you need me.")


def _yes_a_person(talk: Talk) -> None:
    hand_over(talk, Reason.BEYOND_THE_BOT)


def _no_time(talk: Talk) -> None:
    talk.heard = True
    times.ask_other_time(talk)


def _no_which(talk: Talk) -> None:
    if talk.state.wish is not None and talk.state.wish.flow is Flow.CANCEL:
        cancel.keep(talk)
    else:
        start.drop_draft(talk)


def _no_drop(talk: Talk) -> None:
    start.drop_draft(talk)


def move_instead(talk: Talk) -> None:
    """ "No, mejor pásala al jueves", and the button that says so."""
    meant = at_hand(talk)
    if len(meant) == 1:
        part = meant[0].id if meant[0] not in talk.desk.appointments() else None
        talk.start(Wish(Flow.RESCHEDULE, appointment=meant[0].id, part=part, when=talk.frame.when))


def _question(talk: Talk) -> None:
    """The text is the answer, unless it is plainly another act or mere courtesy."""
    wish, question = talk.state.wish, talk.state.question
    plainly_another = talk.acts - {Act.OTHER, Act.AFFIRM, Act.DENY, Act.THANKS, Act.GREET, Act.CHOOSE}
    if wish is None or question is None or not talk.text.strip() or plainly_another:
        return
    if phrases(talk.text) & {Phrase.WHY, Phrase.REPEAT, Phrase.LAUGH}:
        return
    asked = house.question(talk, wish, question)
    if asked is not None and not house.answers(talk.text, asked):
        house.doubt(talk, wish, asked)
        return
    wish.answers[question] = " ".join(talk.text.split())[:300]
    talk.heard = True


_YES: dict[Pending, Callable[[Talk], None]] = {
    Pending.OFFERS: _yes_one,
    Pending.CONFIRM: _yes_one,
    Pending.OTHER_TIME: others,
    Pending.WHICH: _yes_which,
    Pending.CANCEL: _yes_cancel,
    Pending.RESUME: _yes_resume,
    Pending.NOTICES: consent.stop_notices,
    Pending.BOOK_ONE: _yes_book_one,
    Pending.A_PERSON: _yes_a_person,
}
_NO: dict[Pending, Callable[[Talk], None]] = {
    Pending.OFFERS: _no_time,
    Pending.CONFIRM: _no_time,
    Pending.OTHER_TIME: _no_drop,
    Pending.WHICH: _no_which,
    Pending.BOOK_ONE: _no_thanks,
    Pending.A_PERSON: _no_thanks,
    Pending.CANCEL: cancel.keep,
    Pending.MOVE_OR_CANCEL: cancel.keep,
    Pending.WAIT_WHEN: _no_drop,
    Pending.RESUME: _no_drop,
    Pending.NOTICES: consent.keep_notices,
}
