"""Booking: the service, a time, what the service asks, the name; then it is done."""

from dataclasses import replace

from booking_bot.dialogue.desk import Booked, Question, Reason
from booking_bot.dialogue.flows import times
from booking_bot.dialogue.flows.handover import hand_over
from booking_bot.dialogue.state import Flow, Pending, Wish
from booking_bot.dialogue.talk import Talk
from booking_bot.domain.refusals import Refused
from booking_bot.language.frame import Window


def advance(talk: Talk, wish: Wish) -> None:
    """Ask the first thing missing; none missing, book it."""
    shop = talk.desk.shop
    if wish.party is not None and wish.party > shop.max_party:
        hand_over(talk, Reason.PARTY)
        return
    if not wish.services and len(shop.services) == 1:
        wish.services = (shop.services[0].id,)
    if not wish.services:
        _ask_service(talk, wish)
        return
    if wish.chosen is None:
        times.agree(talk, wish)
        return
    missing = _missing_question(talk, wish)
    if missing is not None:
        talk.state.question = missing.id
        talk.ask(Pending.QUESTION, "{question}", question=missing.ask)
        talk.state.question = missing.id
        return
    if not (wish.name or talk.desk.customer.name):
        talk.ask(Pending.NAME, "In what name shall I book {it}?")
        return
    _book(talk, wish)


def _ask_service(talk: Talk, wish: Wish) -> None:
    services = talk.desk.shop.services
    if not services:
        hand_over(talk, Reason.BEYOND_THE_BOT)
        return
    talk.ask(
        Pending.SERVICE,
        "What would you like {an_appointment} for?"
        if not wish.staff
        else "What would you like to have done?",
        options=[(service.name, f"service:{service.id}") for service in services[:10]],
    )


def _missing_question(talk: Talk, wish: Wish) -> Question | None:
    service = talk.service(wish.services[0])
    known = talk.desk.customer.answers
    questions = service.questions if service else ()
    return next((one for one in questions if one.id not in wish.answers and one.id not in known), None)


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
    talk.done(booked, Flow.BOOK)
    _receipt(talk, booked)
    talk.state.topic = None
    _rest_of_the_visit(talk, wish, booked)


def _receipt(talk: Talk, booked: Booked) -> None:
    service = talk.service(booked.service)
    if booked.status == "requested":
        talk.tell(
            "Noted: {what} on {moment}. The team still has to accept it; I will tell you as soon as they do.",
            what=talk.what(booked),
            moment=talk.moment(booked.start),
        )
    else:
        talk.tell(
            "Done! {what} on {moment}. If you need to change or cancel {it}, just write to me.",
            what=talk.what(booked),
            moment=talk.moment(booked.start),
        )
    if service and service.preparation:
        talk.lines.append(service.preparation)


def _rest_of_the_visit(talk: Talk, wish: Wish, booked: Booked) -> None:
    """What else belongs to the visit: the next service, or the same for the next person."""
    local = booked.start.astimezone(talk.desk.shop.zone)
    day = Window(first=local.date(), last=local.date())
    rest = wish.services[1:]
    if rest:
        end = booked.end.astimezone(talk.desk.shop.zone)
        after = replace(day, earliest=end.time())
        following = Wish(Flow.BOOK, services=rest, when=(after,), near=end, name=wish.name, party=wish.party)
    elif wish.party and wish.party > 1:
        # at the same time with somebody else, or right after: whichever is free
        following = Wish(
            Flow.BOOK,
            services=(booked.service,),
            when=(day,),
            near=booked.start,
            name=wish.name,
            party=wish.party - 1,
            for_other=True,
        )
    else:
        return
    talk.state.wish = following
    talk.tell("Now for the next part of your visit." if rest else "Now for the next person.")
    advance(talk, following)
