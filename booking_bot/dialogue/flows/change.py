"""What a message adds to or corrects in the wish under way."""

from dataclasses import replace
from datetime import datetime, timedelta

from booking_bot.dialogue import kin, people, services, windows
from booking_bot.dialogue.flows import who
from booking_bot.dialogue.names import clean_name
from booking_bot.dialogue.phrases import Phrase, phrases
from booking_bot.dialogue.replies import sentence
from booking_bot.dialogue.state import Flow, Pending, Wish
from booking_bot.dialogue.talk import Talk
from booking_bot.language.frame import Refusal, Window

_REFUSED = {
    Refusal.NO_SUCH_DATE: sentence("That day does not exist ({words})."),
    Refusal.NO_SUCH_TIME: sentence("That time does not exist ({words})."),
    Refusal.LEAP_YEARS_ONLY: sentence("That day ({words}) is in leap years only, so I look at the next one."),
    Refusal.ROLLED_TO_NEXT_YEAR: sentence("That day ({words}) has passed this year, so I look at next year."),
}


def change(talk: Talk, wish: Wish) -> None:
    """Add or correct what the message speaks of. A new service or time drops the one chosen."""
    frame = talk.frame
    before = _essence(wish)
    if wish.flow is Flow.CANCEL:
        if talk.state.pending is not Pending.RESUME:  # it is not gone on with yet
            _narrow(talk, wish)
        return
    if talk.state.pending is not Pending.WHICH:
        _change_services(talk, wish)
    if frame.staff is not None:
        wish.staff = frame.staff
    _change_time(talk, wish)
    if frame.party is not None:
        comes = people.writer(talk.text)
        wish.party, wish.writer = frame.party, wish.writer if comes is None else comes
    wish.for_other = wish.for_other or frame.for_other
    if frame.for_other or frame.party:
        _note_kin(talk, wish)
    if frame.name and clean_name(frame.name) and talk.state.pending is not Pending.SUBJECT:
        who.note_name(talk, wish, frame.name)
        talk.heard = True
        if talk.state.pending not in (Pending.NAME, Pending.NAMES):
            talk.tell("I note it in the name of {name}.", name=clean_name(frame.name))
    if frame.which:
        wish.which, wish.appointment = frame.which, None
    tell_refusals(talk)
    if _essence(wish) != before:
        talk.corrected = talk.state.pending in (Pending.CONFIRM, Pending.NAME) or wish.chosen is not None
        wish.chosen = None
        talk.heard = True
    elif frame.service or frame.staff or frame.when or frame.party or frame.for_other:
        talk.heard = True


def _note_kin(talk: Talk, wish: Wish) -> None:
    """ "Somos tres, con mi hijo": who was told before comes as well, as long as there are so many."""
    told = kin.told(talk.text)
    more = len(wish.kin) + len(told) < (wish.party or 1)
    wish.kin = (*wish.kin, *told) if more else told or wish.kin


def _essence(wish: Wish) -> tuple[object, ...]:
    """What a time that was chosen hangs on."""
    return (
        wish.services,
        wish.subjects,
        wish.party,
        wish.fits,
        wish.staff,
        wish.when,
        wish.not_when,
        wish.asap,
        wish.shift,
        wish.same_time,
        wish.that_week,
        wish.later,
    )


def _change_services(talk: Talk, wish: Wish) -> None:
    named = services.named(talk.frame)
    if wish.fits and len(named) == 1 and named[0] in wish.fits[0]:
        choose_service(wish, named[0])
        return
    if not named and wish.fits and talk.state.pending is Pending.SERVICE and (wish.party or 1) > 1:
        told = services.told_apart(talk.text, [one for one in map(talk.service, wish.fits[0]) if one])
        if told:
            wish.services, wish.fits = (*wish.services, *told), wish.fits[1:]
            return
    groups = services.left_open(talk.frame, wish.services)
    if wish.services and not groups and Phrase.ALSO in phrases(talk.text):
        named = tuple(dict.fromkeys((*wish.services, *named)))  # "y también tinte" is one thing more
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
        wish.that_week = Phrase.THAT_WEEK in phrases(talk.text)
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
    named = (one for one in wish.not_when if not windows.exact([one]))
    wish.not_when = (*named, *map(windows.moment, starts))
    wish.near = starts[-1] if later else starts[0]


def tell_refusals(talk: Talk) -> None:
    """31 February, 25 o'clock, a day gone by: said aloud, never ignored."""
    for reason, words in dict(reversed(talk.frame.refusals)).items():
        talk.tell(_REFUSED[reason], words=words)
        talk.heard = True


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
