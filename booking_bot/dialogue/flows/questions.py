"""What customers ask of the house: prices, hours, the place, the services, their own appointments."""

from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta
from itertools import accumulate

from booking_bot.dialogue import dates, services, standing
from booking_bot.dialogue.desk import Booked, ServiceFacts
from booking_bot.dialogue.flows import calendars, deposits, waiting
from booking_bot.dialogue.phrases import Phrase, phrases
from booking_bot.dialogue.prices import price
from booking_bot.dialogue.state import FRESH_RECEIPT, Flow
from booking_bot.dialogue.talk import Talk
from booking_bot.language.frame import Act

_LETTERS = 220  # of names of services, told in one message
_PRICED = 5  # so many prices are read out one by one


def prices(talk: Talk) -> None:
    asked = [service for one in _at_hand(talk) if (service := talk.service(one))]
    if not talk.state.wish and services.any_meant(talk.frame):
        talk.state.topics = tuple(service.id for service in asked)
    if not asked and len(talk.desk.shop.services) > _PRICED:
        _price_range(talk)
        return
    for service in asked or talk.desk.shop.services:
        talk.lines.append(_price_line(talk, service))


def _price_range(talk: Talk) -> None:
    """Of a house that does so much that nobody would read all of it."""
    shop = talk.desk.shop
    told = [one.price_cents for one in shop.services if one.price_cents is not None]
    if not told:
        talk.tell("The team tells you the price beforehand.")
        return
    least, most = (price(cents, shop.currency, locale=talk.locale) for cents in (min(told), max(told)))
    talk.tell(
        "Our prices go from {least} to {most}; tell me the service and I tell you its own.",
        least=least,
        most=most,
    )


def _at_hand(talk: Talk) -> tuple[str, ...]:
    """The services that a question about none in particular is of."""
    wish = talk.state.wish
    under_way = wish.services[:1] if wish else ()
    return services.any_meant(talk.frame) or under_way or talk.state.topics or _just_booked(talk)


def _just_booked(talk: Talk) -> tuple[str, ...]:
    """ "¿Y cuánto me va a costar?", after the receipt."""
    receipt = talk.state.receipt
    if receipt is None or receipt.flow is Flow.CANCEL or talk.now - receipt.at > FRESH_RECEIPT:
        return ()
    return (talk.desk.find(receipt.appointment).service,)


def _price_line(talk: Talk, service: ServiceFacts) -> str:
    service = service.by(*filter(None, [talk.frame.staff]))
    told = talk.price(service)
    if not told:
        return talk.say("{service}: the team tells you the price beforehand.", service=service.name)
    if service.drop_off:
        return talk.say("{service}: {price}.", service=service.name, price=told)
    return talk.say(
        "{service}: {price} ({length}).",
        service=service.name,
        price=told,
        length=dates.length(service.length),
    )


def all_services(talk: Talk) -> None:
    names = [one.name for one in talk.desk.shop.services]
    ends = accumulate(len(name) + 2 for name in names)
    shown = [name for name, end in zip(names, ends, strict=True) if end <= _LETTERS]
    talk.tell(
        "We do: {services}." if shown == names else "We do, among other things: {services}.",
        services=", ".join(shown),
    )


def location(talk: Talk) -> None:
    shop = talk.desk.shop
    if shop.location:
        talk.location = f"{shop.location}|{shop.address or shop.name}"
    if shop.address:
        talk.tell("You find us at {address}.", address=shop.address)
    elif shop.phone:
        talk.tell("The team will tell you how to find us; you can call {phone}.", phone=shop.phone)
    else:
        talk.tell("The team will tell you how to find us.")


def hours(talk: Talk) -> None:
    """Of the day asked about, closures counted; else of the week."""
    days = [window.first for window in talk.frame.when if window.first and window.first == window.last]
    for day in days[:3]:
        opening = talk.desk.opening(day)
        if opening.spans:
            talk.tell("On {day} we are open {hours}.", day=talk.day(day), hours=talk.hours(opening.spans))
        elif opening.reason:
            talk.tell("We are closed on {day} ({reason}).", day=talk.day(day), reason=opening.reason)
        else:
            talk.tell("We are closed on {day}.", day=talk.day(day))
    if not days:
        talk.tell("Our hours: {week}.", week="; ".join(_week(talk)))


def _week(talk: Talk) -> list[str]:
    """ "lunes a viernes de 10:00 a 14:00": neighbouring days of the same hours together."""
    runs: list[list[int]] = []
    week = talk.desk.shop.hours
    for number, opening in enumerate(week, start=1):
        if runs and week[runs[-1][-1] - 1] == opening:
            runs[-1].append(number)
        else:
            runs.append([number])
    said = []
    for run in runs:
        opening = week[run[0] - 1]
        spans = [(start, _end(talk, start, length)) for start, length in opening]
        names = dates.weekdays(run, locale=talk.locale)
        said.append(f"{names} {talk.hours(spans)}" if spans else talk.say("{days} closed", days=names))
    return said


def _end(talk: Talk, start: time, length: timedelta) -> time:
    return (datetime.combine(talk.today, start) + length).time()


def mine(talk: Talk) -> None:
    every = talk.desk.appointments()
    own = standing.next_ones(every)
    if not own:
        talk.tell("You have {no_appointment} coming up.")
    elif len(own) == 1:
        talk.tell(
            "{your_appointment}: {what} on {moment}.",
            what=talk.what(own[0]),
            moment=talk.moment(own[0].start) + _waits_or_goes_on(talk, own[0], every),
        )
        calendars.link(talk, own[0])
    else:
        talk.tell("Your {appointments}:")
        talk.lines.extend(
            f"{number}. {talk.what(one)}, {talk.moment(one.start)}{_waits_or_goes_on(talk, one, every)}"
            for number, one in enumerate(own, start=1)
        )
    waiting.tell(talk)


def _waits_or_goes_on(talk: Talk, one: Booked, every: Sequence[Booked]) -> str:
    after = " " + talk.say("(and those after it)") if standing.goes_on(every, one) else ""
    return deposits.waits_for(talk, one) + after


ANSWERS: dict[Act, Callable[[Talk], None]] = {
    Act.MY_APPOINTMENTS: mine,
    Act.ASK_SERVICES: all_services,
    Act.ASK_PRICE: prices,
    Act.ASK_HOURS: hours,
    Act.ASK_LOCATION: location,
}

# What the shop's own answers are asked for first: they know of the car park and of cards.
_WISHING = {Act.BOOK, Act.AVAILABILITY}
_HOUSE = {Act.OTHER, Act.ASK_LOCATION, Act.ASK_SERVICES, *_WISHING}


def answer(talk: Talk) -> None:
    """Answer everything that was asked, in one message; what was going on goes on afterwards."""
    known: list[str] = []
    open_acts: set[Act] = set()
    settled: set[Act] = set()
    for clause, acts in talk.clauses:
        said = talk.desk.answer(clause) if acts <= _HOUSE else None
        if said:
            known.append(talk.say("The house says: «{answer}»", answer=said))
            settled |= acts
        else:
            open_acts |= acts
    asked = [act for act in ANSWERS if act in talk.acts and act not in settled - open_acts]
    if not asked and Phrase.HOW_LONG in phrases(talk.text) and _at_hand(talk):
        asked = [Act.ASK_PRICE]  # a price is told with the time it takes
    for act in asked:
        ANSWERS[act](talk)
    talk.lines.extend(dict.fromkeys(known))
    if asked or known:
        talk.heard = True


def may_ask(talk: Talk) -> bool:
    """Whether some part of the message may be a question that the house has an answer to."""
    return bool(talk.acts & {*ANSWERS, Act.OTHER}) or _names_nothing(talk)


def for_the_house(talk: Talk) -> bool:
    """Whether what sounds like a wish is a question that the house has an answer to."""
    return _names_nothing(talk) and any(talk.desk.answer(clause) for clause, _ in talk.clauses)


def _names_nothing(talk: Talk) -> bool:
    """ "¿Puedo llevar al perro?" sounds like a wish, but wishes nothing in particular."""
    frame = talk.frame
    named = frame.service or frame.fits or frame.when or frame.staff or frame.asap or frame.party
    return "?" in talk.text and frame.acts <= _WISHING and not named


def only_asks(talk: Talk) -> bool:
    """Whether the services and days in the message belong to its questions alone."""
    return bool(talk.acts) and talk.acts <= set(ANSWERS)
