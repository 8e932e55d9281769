"""A time to agree on: propose the one that was asked for, or read out three that are free.

Serves booking and moving alike; what differs is said by the flow's sentences in `SENTENCES`.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import islice, permutations

from booking_bot.dialogue import offers, people, visits, windows
from booking_bot.dialogue.desk import Booked, Offer, Part, Reason, Why
from booking_bot.dialogue.flows import obstacles
from booking_bot.dialogue.flows.handover import hand_over
from booking_bot.dialogue.flows.sentences import SENTENCES, why_refused
from booking_bot.dialogue.services import either
from booking_bot.dialogue.state import Pending, Wish
from booking_bot.dialogue.stretches import spoken
from booking_bot.dialogue.talk import Talk
from booking_bot.domain.refusals import NeedsTheOwner, Refused, TooManyOpen
from booking_bot.language.frame import ANY_STAFF, Window

# Some two weeks of quarter hours, to look for the nearest; some three days, to read out the first.
_LIMIT = 600
_FIRST = 150
_REACH_DAYS = 7
# Of so many services all orders are tried, six at most.
_ORDERED = 3


def agree(talk: Talk, wish: Wish, moving: Booked | None = None) -> None:
    """Ask for a time, having looked at the shop anew."""
    if talk.unchanged and not talk.frame.when and _ask_again(talk, wish, moving):
        return
    wanted = wished(talk, wish, moving)
    if wanted is None:
        _ask_when(talk, wish, moving)
        return
    # the very time they named is tried even so: what is in its way is said
    looked = _free if windows.exact(wanted) else _to_offer
    free = looked(talk, wish, wanted, moving) or _in_another_order(talk, wish, wanted, moving, looked)
    said = SENTENCES[wish.flow]
    if free and windows.exact(wanted):
        propose(talk, wish, free[0], moving)
    elif len(free) == 1:
        propose(talk, wish, free[0], moving, said.only)
    elif free:
        free = offers.shortest(free)
        shown = offers.earliest(free) if wish.asap else _shown(wish, free)
        _read_out(talk, wish, shown, moving)
    else:
        refused_words = talk.frame.refusals and not talk.frame.when
        explained = refused_words or _said_before(talk, wish)
        why = None if explained else _explain(talk, wish, wanted, moving)
        _alternatives(talk, wish, () if why is Why.TOO_FAR else wanted, moving, full=why is Why.FULL)


def _ask_again(talk: Talk, wish: Wish, moving: Booked | None) -> bool:
    """What was asked stands: the same options in few words, as long as they are all still free."""
    pending, shown = talk.state.pending, talk.state.offers
    if pending is Pending.OTHER_TIME:
        ask_other_time(talk)
        return True
    if pending not in (Pending.OFFERS, Pending.CONFIRM) or not shown:
        return False
    if not _all_free(talk, wish, shown, moving):
        return False
    if pending is Pending.CONFIRM:
        wish.introduced = None  # the proposal is said in full, since the yes is to all of it
        propose(talk, wish, shown[0], moving)
    else:
        said = SENTENCES[wish.flow]
        _list(talk, wish, said.again_after_else if talk.lines else said.again, shown, moving)
    return True


def _all_free(talk: Talk, wish: Wish, shown: Sequence[Offer], moving: Booked | None) -> bool:
    """Whether all that was read out may still be had; the shop is asked once for each member of staff."""
    zone = talk.desk.shop.zone
    groups: dict[str | None, list[Offer]] = {}
    for offer in shown:
        groups.setdefault(wish.staff if offer.rest else offer.staff, []).append(offer)
    for staff, group in groups.items():
        same = replace(wish, staff=staff, not_when=())
        moments = tuple(windows.moment(offer.start.astimezone(zone)) for offer in group)
        free = set(_free(talk, same, moments, moving))
        if group[0].rest and not free.issuperset(group):
            # they may have been offered with others than they asked for
            free |= set(_free(talk, same, moments, moving, anybody=True))
        if not free.issuperset(group):
            return False
    return True


def ask_other_time(talk: Talk) -> None:
    """They take none of what was offered; what that was is kept, to look elsewhere."""
    talk.desk.release()
    talk.ask(
        Pending.OTHER_TIME,
        "All right. What other day or time suits you, or shall we leave it?",
        options=[(talk.say("Other times"), "times:0"), (talk.say("Leave it"), "leave:0")],
        offers=talk.state.offers,
    )


def propose(talk: Talk, wish: Wish, offer: Offer, moving: Booked | None, line: str | None = None) -> None:
    """Hold the one time and ask for the yes, with `line` where it says more than the usual."""
    try:
        talk.desk.hold(offer, moving=moving)
    except Refused as refusal:
        refused(talk, wish, offer, refusal, moving)
        return
    said = SENTENCES[wish.flow]
    same = moving is None or talk.doing(moving) == talk.doing(offer)
    talk.ask(
        Pending.CONFIRM,
        line or (said.propose if same else said.propose_other),
        options=[(talk.say(said.yes), "yes:0"), (talk.say("Another time"), "no:0")],
        offers=[offer],
        what=talk.what(offer),
        moment=talk.moment(offer.start),
        measure=talk.measure(offer),
        old=_old(talk, wish, moving, again=True),
    )


def keep(talk: Talk, wish: Wish, offer: Offer) -> bool:
    """Hold the time they picked while something else is asked; False where it is gone and said to be."""
    try:
        talk.desk.hold(offer)
    except Refused as refusal:
        refused(talk, wish, offer, refusal, None)
        return False
    return True


def refused(talk: Talk, wish: Wish, offer: Offer, refusal: Refused, moving: Booked | None) -> None:
    """Say why the shop did not take it, and offer what is nearest."""
    talk.desk.release()
    wish.chosen = None
    if is_for_the_team(talk, refusal):
        return
    talk.tell(why_refused(refusal))
    if isinstance(refusal, TooManyOpen):
        talk.drop()
        talk.ended = True
        return
    wish.when = (Window(first=offer.start.date(), last=offer.start.date()),)
    wish.near, wish.asap, wish.shift, wish.same_time, wish.later = offer.start, False, None, False, None
    _alternatives(talk, wish, (windows.moment(offer.start),), moving)


def is_for_the_team(talk: Talk, refusal: Refused) -> bool:
    """Hand over what somebody of the shop has to see to; nobody is told that they are not trusted."""
    if isinstance(refusal, NeedsTheOwner):
        hand_over(talk, Reason.BEYOND_THE_BOT)
    elif isinstance(refusal, TooManyOpen) and refusal.stranger:
        hand_over(talk, Reason.TOO_MANY_OPEN)
    else:
        return False
    return True


def wished(talk: Talk, wish: Wish, moving: Booked | None) -> tuple[Window, ...] | None:
    """The windows that a wish comes to, or None where no time was spoken of."""
    if moving is not None:
        base = moving.start.astimezone(talk.desk.shop.zone)
        when = windows.in_week_of(base.date(), wish.when) if wish.that_week else wish.when
        if wish.shift is not None:
            return (windows.moment(base + wish.shift),)
        if wish.later is not None and not when:
            day = Window(first=base.date(), last=base.date())
            # the time they hold already is no offer, so the bounds may stand on it
            return (replace(day, earliest=base.time()) if wish.later else replace(day, latest=base.time()),)
        if when and not any(map(windows.dated, when)):
            return tuple(windows.on(base.date(), hour) for hour in when)
        if wish.same_time and when:
            return tuple(replace(day, earliest=base.time(), latest=base.time(), daypart=None) for day in when)
        if wish.that_week and when:
            return when
    if wish.when or wish.asap or wish.not_when:
        return wish.when
    return None


def _staff(wish: Wish) -> str | None:
    return None if wish.staff == ANY_STAFF else wish.staff


def _free(
    talk: Talk,
    wish: Wish,
    wanted: tuple[Window, ...],
    moving: Booked | None,
    *,
    anybody: bool = False,
    limit: int = _LIMIT,
) -> tuple[Offer, ...]:
    free = talk.desk.free_visit(
        _parts(talk, wish, moving, anybody=anybody),
        wanted,
        wish.not_when,
        limit=limit,
        moving=moving,
    )
    if moving is not None:
        # the time they hold already is no move
        return tuple(offer for offer in free if offer.start != moving.start)
    return free


def _parts(talk: Talk, wish: Wish, moving: Booked | None, *, anybody: bool = False) -> list[Part]:
    able = {one.id: one.services for one in talk.desk.shop.staff}
    return visits.parts(wish, moving, able, anybody=anybody)


def _to_offer(
    talk: Talk,
    wish: Wish,
    wanted: tuple[Window, ...],
    moving: Booked | None,
    *,
    anybody: bool = False,
    limit: int = _LIMIT,
) -> tuple[Offer, ...]:
    """What is free and may be offered: nothing at an hour at which they have an appointment already."""
    free = _free(talk, wish, wanted, moving, anybody=anybody, limit=limit)
    if moving is not None and wish.part is None:
        return free
    own = [part for visit in talk.desk.appointments() for part in visit.parts if part.id != wish.part]
    names = [moving.name] if moving else people.names(talk, wish) if own else ()
    return tuple(one for one in free if not any(_at_once(one, other, names) for other in own))


def _in_another_order(
    talk: Talk,
    wish: Wish,
    wanted: tuple[Window, ...],
    moving: Booked | None,
    looked: Callable[[Talk, Wish, tuple[Window, ...], Booked | None], tuple[Offer, ...]],
) -> tuple[Offer, ...]:
    """What one person has done may go in another order than it was named, where that alone fits."""
    if moving is not None or (wish.party or 1) > 1 or not 1 < len(wish.services) <= _ORDERED:
        return ()
    for order in islice(permutations(wish.services), 1, None):
        free = looked(talk, replace(wish, services=order), wanted, moving)
        if free:
            wish.services = order
            return free
    return ()


def _at_once(offer: Offer, booked: Booked, names: Sequence[str]) -> bool:
    """Nobody is in two places at once."""
    return any(
        names[part.who] == booked.name and part.start < booked.end and booked.start < part.end
        for part in offer.parts
    )


def _shown(wish: Wish, free: tuple[Offer, ...]) -> tuple[Offer, ...]:
    return offers.nearest(free, wish.near, timedelta(minutes=30)) if wish.near else offers.spread(free)


def _ask_when(talk: Talk, wish: Wish, moving: Booked | None) -> None:
    first = offers.spread(_to_offer(talk, wish, (), moving, limit=_FIRST))
    if not first:
        _nothing_left(talk)
        return
    said = SENTENCES[wish.flow]
    _offer(talk, wish, first, moving, several=said.when, one=said.nearest_one)


def _read_out(talk: Talk, wish: Wish, shown: tuple[Offer, ...], moving: Booked | None) -> None:
    said = SENTENCES[wish.flow]
    one_day = len({offer.start.date() for offer in shown}) == 1
    several = said.offers_of_the_day if one_day else said.offers
    _offer(talk, wish, shown, moving, several=several, one=None)


def _offer(
    talk: Talk, wish: Wish, shown: tuple[Offer, ...], moving: Booked | None, *, several: str, one: str | None
) -> None:
    """Read them out, or propose the only one: a yes is enough then."""
    if len(shown) == 1:
        propose(talk, wish, shown[0], moving, one)
    else:
        _list(talk, wish, several, shown, moving)


def _list(
    talk: Talk,
    wish: Wish,
    line: str,
    shown: tuple[Offer, ...],
    moving: Booked | None,
    *,
    more: Sequence[tuple[str, str]] = (),
) -> None:
    talk.desk.release()
    talk.ask(
        Pending.OFFERS,
        line,
        options=[
            *((talk.short(offer.start), f"pick:{number}") for number, offer in enumerate(shown)),
            *more,
        ],
        offers=shown,
        service=talk.kind(*shown),
        measure=talk.measure(*shown) if moving is None else "",
        day=talk.day(shown[0].start.astimezone(talk.desk.shop.zone).date()),
        old=_old(talk, wish, moving),
        staff=either(
            [talk.staff_name(one) for one in dict.fromkeys(part.staff for o in shown for part in o.parts)],
            locale=talk.locale,
        ),
    )


def _old(talk: Talk, wish: Wish, moving: Booked | None, *, again: bool = False) -> str:
    """ " de Corte con Leo del miércoles …": which one is moved, once, and `again` where it is decided."""
    if moving is None or (wish.introduced == moving.service and not again):
        return ""
    wish.introduced = moving.service
    return " " + talk.say("({what} of {moment})", what=talk.what(moving), moment=talk.moment(moving.start))


def _said_before(talk: Talk, wish: Wish) -> bool:
    """Whether what stands in the way was named when these times were asked for before."""
    if talk.taken_up:
        return wish.introduced is not None
    before = talk.before
    same = before is not None and (before.when, before.services) == (wish.when, wish.services)
    return same and wish.introduced is not None and _staff(wish) is None


def _explain(talk: Talk, wish: Wish, wanted: tuple[Window, ...], moving: Booked | None) -> Why:
    parts = _parts(talk, wish, moving)
    if len(parts) > 1:
        return _explain_visit(talk, parts, wanted, moving)
    staff, service = parts[0].staff, parts[0].service
    obstacle = talk.desk.why_not(service, staff, wanted, moving=moving)
    obstacles.tell(talk, obstacle, wanted, staff=staff, service=service)
    return obstacle.why


def _explain_visit(
    talk: Talk, parts: Sequence[Part], wanted: tuple[Window, ...], moving: Booked | None
) -> Why:
    """What is in the way of one part is in the way of all; each alone may fit where all of it does not."""
    for service, staff in dict.fromkeys((part.service, part.staff) for part in parts):
        obstacle = talk.desk.why_not(service, staff, wanted, moving=moving)
        if obstacle.why is not Why.FULL:
            obstacles.tell(talk, obstacle, wanted, staff=staff, service=service)
            return obstacle.why
    when = spoken(talk, wanted)
    talk.tell("All of it does not fit {when}." if when else "All of it does not fit then.", when=when)
    return Why.FULL


def _alternatives(
    talk: Talk, wish: Wish, wanted: tuple[Window, ...], moving: Booked | None, *, full: bool = False
) -> None:
    """What is free near the wish: with somebody else, then around that day, then at all.

    Where the days they wished are `full`, a place may still come free: that is what the waiting list is for.
    """
    local = talk.now.astimezone(talk.desk.shop.zone)
    near = windows.middle(wanted[0], local) if wanted else local
    others = _to_offer(talk, wish, wanted, moving, anybody=True) if _staff(wish) and wanted else ()
    free = (
        others
        or _to_offer(talk, wish, (windows.around(near, local.date(), _REACH_DAYS),), moving)
        or _to_offer(talk, wish, (), moving, limit=_FIRST)
    )
    if not free:
        _nothing_left(talk)
        return
    said = SENTENCES[wish.flow]
    shown = offers.nearest(free, near, timedelta(hours=1))
    if full and not others and len(shown) > 1 and not _on_those_days(talk, shown, wanted):
        _list(talk, wish, said.nearest_or_wait, shown, moving, more=[(talk.say("Waiting list"), "wait:0")])
        return
    several = said.with_others if others else said.nearest
    _offer(talk, wish, shown, moving, several=several, one=said.nearest_one)


def _on_those_days(talk: Talk, shown: Sequence[Offer], wanted: Sequence[Window]) -> bool:
    zone = talk.desk.shop.zone
    days = [replace(one, earliest=None, latest=None, daypart=None) for one in wanted]
    return any(windows.holds(offer.start.astimezone(zone), day) for offer in shown for day in days)


def _nothing_left(talk: Talk) -> None:
    talk.ask(
        Pending.A_PERSON,
        "I have no free time in the next weeks. Shall I ask a person to look into it?",
        options=[(talk.say("Talk to a person"), "person:0"), (talk.say("Waiting list"), "wait:0")],
    )
