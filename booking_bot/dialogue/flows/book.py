"""Booking: the service, a time, what the service asks, the name; then it is done."""

from booking_bot.dialogue import people, services, visits
from booking_bot.dialogue.desk import Booked, Reason
from booking_bot.dialogue.flows import calendars, deposits, house, left_here, times, who
from booking_bot.dialogue.flows.handover import hand_over
from booking_bot.dialogue.replies import sentence
from booking_bot.dialogue.state import Flow, Pending, Wish
from booking_bot.dialogue.stretches import spoken
from booking_bot.dialogue.talk import Talk
from booking_bot.domain.folding import folded
from booking_bot.domain.refusals import Refused

_NAMED = 4  # so many services are read out in the question itself


def advance(talk: Talk, wish: Wish) -> None:
    """Ask the first thing missing; none missing, book it."""
    shop = talk.desk.shop
    if wish.party is not None and wish.party > shop.max_party:
        hand_over(talk, Reason.PARTY)
        return
    if not wish.services and not wish.fits and len(shop.services) == 1:
        wish.services = (shop.services[0].id,)
    if wish.fits or not wish.services:
        ask_service(talk, wish)
        return
    who.attended(talk, wish)
    if wish.chosen is None:
        times.agree(talk, wish)
        return
    missing = house.missing(talk, wish)
    unknown = who.unknown(talk, wish)
    if (missing is not None or unknown) and not times.keep(talk, wish, wish.chosen):
        return
    if missing is not None:
        house.ask(talk, missing)
    elif unknown:
        who.ask(talk, wish, unknown)
    else:
        _book(talk, wish)


def ask_service(talk: Talk, wish: Wish) -> None:
    shop = talk.desk.shop
    if not shop.services:
        hand_over(talk, Reason.BEYOND_THE_BOT)
        return
    group = [one for one in shop.services if wish.fits and one.id in wish.fits[0]] or list(shop.services)
    names = [one.name for one in group]
    line = sentence("What would you like {an_appointment} for?")
    if wish.fits and len(group) <= _NAMED:
        line = sentence("{services}?")
    elif wish.staff:
        line = sentence("What would you like to have done?")
    _note_time(talk, wish)
    talk.ask(
        Pending.SERVICE,
        line,
        options=[(one.name, f"service:{one.id}") for one in group[:10]],
        descriptions=[talk.terms(one) for one in group[:10]],
        services=services.either(names, locale=talk.locale),
    )


def _note_time(talk: Talk, wish: Wish) -> None:
    """What was said of the time is not lost, though the service is still to be told."""
    before = talk.before
    fresh = before is not None and before.flow is wish.flow and before.when != wish.when
    when = spoken(talk, wish.when) if fresh and not talk.corrected else ""
    if when:
        talk.tell("Noted, {when}.", when=when)


def _book(talk: Talk, wish: Wish) -> None:
    offer = wish.chosen
    if offer is None:
        return
    _whole_name(talk, wish)
    name, *others = people.names(talk, wish)
    note = "para otra persona" if wish.for_other else ""
    try:
        booked = talk.desk.book(
            offer, name=name, answers=wish.answers, note=note, others=others, subjects=visits.subjects(wish)
        )
    except Refused as refusal:
        times.refused(talk, wish, offer, refusal, None)
        return
    theirs = not wish.for_other or (wish.party or 1) > 1  # else it is the name of whoever comes
    if wish.name and theirs and not talk.desk.customer.name:
        talk.desk.rename(wish.name)
    if wish.quote is not None:
        talk.desk.keep_quote(wish.quote, booked)
    talk.done(booked, Flow.BOOK)
    talk.state.topics = ()
    receipt(talk, booked)
    waiting_no_more(talk, booked)


def _whole_name(talk: Talk, wish: Wish) -> None:
    """ "Soy Ana Gil", of whom "Ana" is known: that is nobody else, and from now on they are called so."""
    known = talk.desk.customer.name
    if not (wish.name and known) or wish.for_other or (wish.party or 1) > 1 or wish.kin:
        return
    told, before = folded(wish.name).split(), folded(known).split()
    if told[: len(before)] == before and len(told) > len(before):
        talk.desk.rename(wish.name)
    elif before[: len(told)] == told:
        wish.name = None


def waiting_no_more(talk: Talk, booked: Booked) -> None:
    """Who has helped themselves is asked about no place that comes free."""
    if talk.desk.fulfilled(booked):
        talk.tell("With that I take you off the waiting list.")


def receipt(talk: Talk, booked: Booked) -> None:
    if booked.is_requested:
        _requested(talk, booked)
        return
    talk.tell(
        "Done! {what} on {moment}. If you need to change or cancel {it}, just write to me.",
        what=talk.what(booked),
        moment=talk.moment(booked.start),
    )
    prepare(talk, booked)
    calendars.link(talk, booked)


def _requested(talk: Talk, booked: Booked) -> None:
    deposit = deposits.of(talk, booked)
    if deposit is not None:
        deposits.ask(talk, deposit)
        return
    talk.tell(
        "Noted: {what} on {moment}. The team still has to accept it (case {case}); "
        "I will tell you as soon as they do.",
        what=talk.what(booked),
        moment=talk.moment(booked.start),
        case=booked.case,
    )


def prepare(talk: Talk, booked: Booked) -> None:
    """How they shall come, as the house says it."""
    for service in map(talk.service, dict.fromkeys(part.service for part in booked.parts)):
        if service and service.preparation:
            talk.tell("The house says: «{answer}»", answer=service.preparation)
    left_here.tell(talk, booked)
