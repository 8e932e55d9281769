"""Booking: the service, a time, what the service asks, the name; then it is done."""

from booking_bot.dialogue import services
from booking_bot.dialogue.desk import Booked, Reason
from booking_bot.dialogue.flows import house, times
from booking_bot.dialogue.flows.handover import hand_over
from booking_bot.dialogue.replies import sentence
from booking_bot.dialogue.state import Flow, Pending, Wish
from booking_bot.dialogue.talk import Talk
from booking_bot.domain.refusals import Refused
from booking_bot.language.frame import Window

_WITH = "acompañante de "
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
    if wish.chosen is None:
        times.agree(talk, wish)
        return
    missing = house.missing(talk, wish)
    nameless = not (wish.name or talk.desk.customer.name)
    if (missing is not None or nameless) and not times.keep(talk, wish, wish.chosen):
        return
    if missing is not None:
        house.ask(talk, missing)
    elif nameless:
        talk.ask(Pending.NAME, "In what name shall I book {it}?")
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
    talk.ask(
        Pending.SERVICE,
        line,
        options=[(one.name, f"service:{one.id}") for one in group[:10]],
        descriptions=[talk.terms(one) for one in group[:10]],
        services=services.either(names, locale=talk.locale),
    )


def _book(talk: Talk, wish: Wish) -> None:
    offer = wish.chosen
    if offer is None:
        return
    name = wish.name or talk.desk.customer.name or ""
    note = "para otra persona" if wish.for_other else ""
    try:
        booked = talk.desk.book(offer, name=name, answers=wish.answers, note=note)
    except Refused as refusal:
        times.refused(talk, wish, offer, refusal, None)
        return
    if wish.name and not talk.desk.customer.name and not wish.for_other:
        talk.desk.rename(wish.name)
    following = _rest_of_the_visit(talk, wish, booked)
    talk.done(booked, Flow.BOOK)
    talk.state.topics = ()
    receipt(talk, booked, more=following is not None)
    if following is not None:
        talk.state.wish = following
        times.beside(talk, following, booked)


def receipt(talk: Talk, booked: Booked, *, more: bool = False) -> None:
    """How to change it is said once a visit, at its end."""
    line = sentence("Done! {what} on {moment}. If you need to change or cancel {it}, just write to me.")
    if booked.status == "requested":
        line = sentence(
            "Noted: {what} on {moment}. The team still has to accept it; I will tell you as soon as they do."
        )
    elif more:
        line = sentence("Done! {what} on {moment}.")
    talk.tell(line, what=talk.what(booked), moment=talk.moment(booked.start))
    service = talk.service(booked.service)
    if service and service.preparation:
        talk.tell("The house says: «{answer}»", answer=service.preparation)


def _companion(wish: Wish, booked: Booked) -> str:
    """Who comes along, as the owner reads it; two people may be served at the same time."""
    first = booked.name.removeprefix(_WITH)
    return f"{_WITH}{first}" if not booked.name.startswith(_WITH) else f"{_WITH}{first} ({wish.party})"


def _rest_of_the_visit(talk: Talk, wish: Wish, booked: Booked) -> Wish | None:
    """What else belongs to the visit: the next service, or the next person, who has the next service if
    one was named and else the same."""
    rest = wish.services[1:]
    others = (wish.party or 1) - 1
    if not rest and not others:
        return None
    day = booked.start.astimezone(talk.desk.shop.zone).date()
    return Wish(
        Flow.BOOK,
        services=rest or (booked.service,),
        when=(Window(first=day, last=day),),
        near=booked.end,
        party=others or None,
        for_other=bool(others),
        name=_companion(wish, booked) if others else wish.name,
        answers=wish.answers,
        introduced=wish.introduced,
    )
