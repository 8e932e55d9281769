"""What a message sets going, and what it adds to or corrects in the wish under way."""

from dataclasses import replace
from datetime import datetime, timedelta

from booking_bot.dialogue import services, windows
from booking_bot.dialogue.flows import book, cancel, confirm, questions, reschedule
from booking_bot.dialogue.phrases import Phrase, phrases, plain
from booking_bot.dialogue.replies import sentence
from booking_bot.dialogue.state import FRESH_RECEIPT, Flow, Pending, Wish
from booking_bot.dialogue.talk import Talk
from booking_bot.language.frame import Act, Frame, Refusal, Window

ADVANCE = {Flow.BOOK: book.advance, Flow.RESCHEDULE: reschedule.advance, Flow.CANCEL: cancel.advance}

_REFUSED = {
    Refusal.NO_SUCH_DATE: sentence("That day does not exist ({words})."),
    Refusal.NO_SUCH_TIME: sentence("That time does not exist ({words})."),
    Refusal.ROLLED_TO_NEXT_YEAR: sentence("That day ({words}) has passed this year, so I look at next year."),
}


def advance(talk: Talk) -> None:
    """Ask what is missing or do what is wanted; then the wish that waited, if any."""
    wish = talk.state.wish
    if wish is not None and not talk.ended:
        ADVANCE[wish.flow](talk, wish)
    waiting = talk.state.queued
    if (
        talk.state.wish is None
        and talk.state.pending is None
        and waiting is not None
        and not talk.handed_over
    ):
        talk.state.queued = None
        talk.state.wish = waiting
        ADVANCE[waiting.flow](talk, waiting)


def begin(talk: Talk) -> None:
    """Set going what the acts ask for; with a wish under way, find out whether they are about it."""
    acts, frame, wish = talk.acts, talk.frame, talk.state.wish
    if Act.CONFIRM in acts and wish is None:
        confirm.by_word(talk)
    elif Act.CANCEL in acts:
        _cancel(talk)
    elif Act.RESCHEDULE in acts:
        _reschedule(talk)
    elif wish is not None and _another(wish, frame) and not questions.only_asks(talk):
        _queue(talk)
    elif acts & {Act.BOOK, Act.AVAILABILITY}:
        if wish is None:
            talk.start(_booking(talk, frame))
            _refusals(talk)
        elif wish.flow is Flow.CANCEL:
            _queue(talk)
        else:
            change(talk, wish)
            talk.heard = True
    elif wish is not None and not questions.only_asks(talk):
        change(talk, wish)
    elif wish is None and _speaks_of_a_visit(frame) and not questions.only_asks(talk):
        talk.start(_booking(talk, frame))
        _refusals(talk)


def _another(wish: Wish, frame: Frame) -> bool:
    """Whether what is named in the middle of a move is another thing than the move."""
    moving = wish.flow is Flow.RESCHEDULE and wish.appointment is not None
    return moving and bool(set(services.named(frame)) - set(wish.services))


def _queue(talk: Talk) -> None:
    talk.heard = True
    talk.state.queued = _booking(talk, talk.frame)
    talk.tell("We come to that right away; first this:")


def _speaks_of_a_visit(frame: Frame) -> bool:
    named = frame.service or frame.fits
    return bool(frame.when or frame.asap or frame.party or (named and not frame.acts))


def _booking(talk: Talk, frame: Frame) -> Wish:
    topic = talk.state.topic
    named, groups = services.named(frame), services.left_open(frame, [topic] if topic else [])
    return Wish(
        Flow.BOOK,
        services=named or ((topic,) if topic and not groups else ()),
        fits=groups,
        staff=frame.staff,
        when=frame.when,
        not_when=frame.not_when,
        asap=frame.asap,
        party=frame.party,
        for_other=frame.for_other,
        name=clean_name(frame.name),
    )


def _cancel(talk: Talk) -> None:
    frame, wish, said = talk.frame, talk.state.wish, phrases(talk.text)
    another = _booking(talk, frame) if talk.acts & {Act.BOOK, Act.AVAILABILITY} else None
    every = Phrase.EVERY in said
    theirs = bool(frame.which or every or Phrase.OWN_APPOINTMENT in said) and bool(talk.desk.appointments())
    if wish is not None and wish.flow is Flow.BOOK and not (theirs or another):
        # a draft is what they give up first; what is booked stays
        drop_draft(talk)
        return
    which = frame.which or (() if another else frame.when)
    meant = () if another else services.any_meant(frame)
    same = None if which or every else _at_hand(talk, wish, meant)
    aside = None if every else _put_aside(talk)
    talk.start(Wish(Flow.CANCEL, services=meant, which=which, appointment=same, every=every))
    talk.state.queued = another or aside


def _at_hand(talk: Talk, wish: Wish | None, named: tuple[str, ...]) -> int | None:
    """The appointment spoken of without naming it: that of the wish under way, or the one just booked."""
    if wish is not None:
        return wish.appointment
    receipt = talk.state.receipt
    if named or receipt is None or talk.now - receipt.at > FRESH_RECEIPT:
        return None
    own = {one.id for one in talk.desk.appointments()}
    return receipt.appointment if receipt.appointment in own else None


def _put_aside(talk: Talk) -> Wish | None:
    """A booking under way is gone on with when what comes between is done."""
    wish = talk.state.wish
    begun = wish is not None and wish.flow is Flow.BOOK and (wish.services or wish.fits or wish.when)
    return wish if begun else talk.state.queued


def drop_draft(talk: Talk) -> None:
    had = talk.state.wish
    talk.drop()
    talk.heard = True
    if had is not None and talk.desk.appointments() and had.flow is Flow.BOOK:
        talk.tell("All right, I leave it. Your {appointments} stay as they are.")
    else:
        talk.tell("All right, I leave it. Here I am whenever you need me.")
    if talk.state.queued is None:
        talk.ended = True


def _reschedule(talk: Talk) -> None:
    frame, wish = talk.frame, talk.state.wish
    if wish is not None and not frame.which and (wish.flow is Flow.RESCHEDULE or _of_the_draft(talk, wish)):
        change(talk, wish)
        talk.heard = True
        return
    meant = services.any_meant(frame)
    same = None if frame.which else _at_hand(talk, wish, meant)
    aside = _put_aside(talk)
    talk.start(
        Wish(
            Flow.RESCHEDULE,
            services=meant,
            staff=frame.staff,
            when=frame.when,
            not_when=frame.not_when,
            asap=frame.asap,
            which=frame.which,
            appointment=same,
            shift=frame.shift,
            same_time=frame.same_time,
            later=frame.later,
        )
    )
    talk.state.queued = aside
    _refusals(talk)


def _of_the_draft(talk: Talk, wish: Wish) -> bool:
    """ "Cámbiamela a las 6" of what has just been proposed; of several times it moves none of them."""
    if wish.flow is not Flow.BOOK or not talk.state.offers:
        return False
    one = len(talk.state.offers) == 1
    named = Phrase.OWN_APPOINTMENT in phrases(talk.text)
    return not talk.desk.appointments() or (not named and (one or bool(talk.frame.when)))


def change(talk: Talk, wish: Wish) -> None:
    """Add or correct what the message speaks of. A new service or time drops the one chosen."""
    frame = talk.frame
    before = _essence(wish)
    if wish.flow is Flow.CANCEL:
        _narrow(talk, wish)
        return
    if talk.state.pending is not Pending.WHICH:
        _change_services(talk, wish)
    if frame.staff is not None:
        wish.staff = frame.staff
    _change_time(talk, wish)
    if frame.party is not None:
        wish.party = frame.party
    wish.for_other = wish.for_other or frame.for_other
    if frame.name:
        wish.name = clean_name(frame.name)
        talk.heard = True
        if wish.name and talk.state.pending is not Pending.NAME:
            talk.tell("I note it in the name of {name}.", name=wish.name)
    if frame.which:
        wish.which, wish.appointment = frame.which, None
    _refusals(talk)
    if _essence(wish) != before:
        talk.corrected = talk.state.pending in (Pending.CONFIRM, Pending.NAME) or wish.chosen is not None
        wish.chosen = None
        talk.heard = True
    elif frame.service or frame.staff or frame.when or frame.party or frame.for_other:
        talk.heard = True


def _essence(wish: Wish) -> tuple[object, ...]:
    """What a time that was chosen hangs on."""
    return (
        wish.services,
        wish.fits,
        wish.staff,
        wish.when,
        wish.not_when,
        wish.asap,
        wish.shift,
        wish.same_time,
        wish.later,
    )


def _change_services(talk: Talk, wish: Wish) -> None:
    named = services.named(talk.frame)
    if wish.fits and len(named) == 1 and named[0] in wish.fits[0]:
        choose_service(wish, named[0])
        return
    groups = services.left_open(talk.frame, wish.services)
    if named or groups:
        wish.services, wish.fits = named, groups


def choose_service(wish: Wish, service_id: str) -> None:
    """The one asked for: of the group it completes what is known, else it is the service."""
    if wish.fits and service_id in wish.fits[0]:
        wish.services, wish.fits = (*wish.services, service_id), wish.fits[1:]
    else:
        wish.services, wish.fits = (service_id,), ()


def _narrow(talk: Talk, wish: Wish) -> None:
    frame = talk.frame
    named = frame.which or frame.when
    meant = services.any_meant(frame)
    service = any(one.service in meant for one in talk.desk.appointments())
    if named or service:
        wish.which, wish.appointment, wish.every = named, None, False
        wish.services = meant if service else ()
        talk.heard = True


def _change_time(talk: Talk, wish: Wish) -> None:
    frame, offered = talk.frame, talk.state.offers
    moved = frame.shift is not None or frame.later is not None
    if moved and offered and not frame.when:
        _shift_offers(talk, wish)
        return
    if moved and not frame.when:
        wish.shift, wish.later = frame.shift, frame.later
        return
    if frame.when:
        old = wish.when or tuple(windows.moment(one.start) for one in offered[:1])
        wish.near = _near(talk, wish)
        wish.when = windows.completed(old, frame.when, offered)
        wish.asap, wish.shift, wish.later, wish.same_time = False, None, None, False
    if frame.not_when:
        wish.not_when = (*wish.not_when, *frame.not_when) if not frame.when else frame.not_when
    if frame.asap:
        _as_soon_as_possible(talk, wish)
    if frame.same_time:
        wish.same_time = True


def _as_soon_as_possible(talk: Talk, wish: Wish) -> None:
    """The first of the days spoken of; of all days where those had nothing to offer."""
    zone = talk.desk.shop.zone
    starts = [offer.start.astimezone(zone) for offer in talk.state.offers]
    if not talk.frame.when and not any(windows.holds(start, one) for start in starts for one in wish.when):
        wish.when = ()
    wish.asap, wish.near, wish.shift, wish.later, wish.same_time = True, None, None, None, False


def _near(talk: Talk, wish: Wish) -> datetime | None:
    """A day said anew leaves the hour that was wanted before as a preference."""
    new = talk.frame.when[0]
    if not windows.dated(new) or windows.clocked(new) or not wish.when or not windows.clocked(wish.when[0]):
        return None
    clock = windows.middle(wish.when[0], talk.now.astimezone(talk.desk.shop.zone)).time()
    day = new.first or new.last
    return datetime.combine(day, clock, tzinfo=talk.desk.shop.zone) if day else None


def _shift_offers(talk: Talk, wish: Wish) -> None:
    """ "Media hora antes" of the one time proposed; of several, before the first or after the last a day."""
    zone, frame = talk.desk.shop.zone, talk.frame
    starts = sorted(offer.start.astimezone(zone) for offer in talk.state.offers)
    wish.shift, wish.later, wish.same_time, wish.asap = None, None, False, False
    if frame.shift is not None and len(starts) == 1:
        wish.when = (windows.moment(starts[0] + frame.shift),)
        return
    later = frame.later if frame.shift is None else frame.shift > timedelta(0)
    last = {start.date(): start for start in (starts if later else reversed(starts))}
    wish.when = tuple(
        replace(windows.moment(start), latest=None)
        if later
        else replace(windows.moment(start), earliest=None)
        for start in last.values()
    )
    wish.not_when = (*wish.not_when, *map(windows.moment, starts))
    wish.near = starts[-1] if later else starts[0]


def _refusals(talk: Talk) -> None:
    """31 February, 25 o'clock, a day gone by: said aloud, never ignored."""
    for reason, words in dict(reversed(talk.frame.refusals)).items():
        talk.tell(_REFUSED[reason], words=words)
        talk.heard = True


def clean_name(name: str | None) -> str | None:
    """As people write it, with capitals where they left them out."""
    if not name or not plain(name):
        return None
    tidy = " ".join(name.split())[:60]
    return tidy.title() if tidy in (tidy.lower(), tidy.upper()) else tidy


def look_elsewhere(talk: Talk, wish: Wish) -> None:
    """Other times than those refused: near the one, or on later days than the several."""
    refused = talk.state.offers
    if not refused:
        return
    zone = talk.desk.shop.zone
    wish.not_when = (*wish.not_when, *(windows.moment(one.start.astimezone(zone)) for one in refused))
    days = {one.start.astimezone(zone).date() for one in refused}
    later = Window(first=max(days) + timedelta(days=1))
    wish.near = refused[0].start if len(days) == 1 else None
    wish.when = (windows.on(days.pop(), Window()) if len(days) == 1 else later,)
    wish.asap, wish.shift, wish.later, wish.same_time, wish.chosen = False, None, None, False, None
