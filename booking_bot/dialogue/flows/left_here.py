"""What is left at the shop, as a car is: when it is brought, and from when on it may be fetched."""

from dataclasses import replace
from datetime import time

from booking_bot.dialogue import dates
from booking_bot.dialogue.desk import Booked, ServiceFacts
from booking_bot.dialogue.phrases import Phrase, phrases
from booking_bot.dialogue.talk import Talk
from booking_bot.language.frame import Act


def tell(talk: Talk, booked: Booked) -> None:
    """Of what was booked; nothing where nothing of it is left here."""
    for line in dict.fromkeys(_told(talk, part) for part in booked.parts):
        if line:
            talk.lines.append(line)


def heard(talk: Talk) -> None:
    """ "¿A qué hora lo llevo?", "¿y cuándo lo recojo?": of what is theirs, else of what is spoken of."""
    asked = phrases(talk.text) & {Phrase.BRING, Phrase.FETCH, Phrase.IS_READY}
    if not asked or talk.heard:
        return
    # "¿Ya está listo?" of what nobody left here is a question for the team
    usually = asked != {Phrase.IS_READY}
    if not _of_theirs(talk, fetch=asked != {Phrase.BRING}) and not (usually and _of_a_service(talk)):
        return
    talk.heard = True
    if not talk.frame.when:
        talk.frame, talk.clauses = replace(talk.frame, acts=talk.frame.acts - _SOUNDS_LIKE), ()


def _told(talk: Talk, part: Booked) -> str:
    service = talk.service(part.service)
    window, ready = service.drop_off if service else None, part.pick_up_at
    if ready is None:
        return talk.say("Bring it between {first} and {last}.", **hours(talk, window)) if window else ""
    zone = talk.desk.shop.zone
    same_day = ready.astimezone(zone).date() == part.start.astimezone(zone).date()
    time_, moment = talk.hour(ready), talk.moment(ready)
    if window and same_day:
        return talk.say(
            "Bring it between {first} and {last}; it will be ready {time}.", time=time_, **hours(talk, window)
        )
    if window:
        return talk.say(
            "Bring it between {first} and {last}; it will be ready on {moment}.",
            moment=moment,
            **hours(talk, window),
        )
    if same_day:
        return talk.say("It will be ready {time}.", time=time_)
    return talk.say("It will be ready on {moment}.", moment=moment)


def _of_theirs(talk: Talk, *, fetch: bool) -> bool:
    """What is here already is only fetched; what is still to come is brought first."""
    here = talk.desk.left_here() if fetch else ()
    for one in here:
        if one.is_ready:
            talk.tell("{what}: it is ready, you can come for it while we are open.", what=talk.what(one))
        elif one.pick_up_at and talk.is_today(one.pick_up_at):
            talk.tell(
                "{what}: it will be ready today {time}.", what=talk.what(one), time=talk.hour(one.pick_up_at)
            )
        elif one.pick_up_at:
            talk.tell(
                "{what}: it will be ready on {moment}.",
                what=talk.what(one),
                moment=talk.moment(one.pick_up_at),
            )
    if here:
        return True
    coming = next(
        (one for one in talk.desk.appointments() if any(_told(talk, part) for part in one.parts)), None
    )
    if coming is not None:
        talk.tell("{what}, {moment}.", what=talk.what(coming), moment=talk.moment(coming.start))
        tell(talk, coming)
    return coming is not None


def _of_a_service(talk: Talk) -> bool:
    """How it usually is, of the services spoken of, or of all."""
    wish = talk.state.wish
    named = talk.frame.service or (wish.services if wish else ()) or talk.state.topics
    services = map(talk.service, dict.fromkeys(named)) if named else talk.desk.shop.services
    told = {one.name: line for one in services if one and (line := _usually(talk, one))}
    if len(set(told.values())) == 1:
        told = {"": next(iter(told.values()))}
    for name, line in told.items():
        talk.lines.append(f"{name}: {line[0].lower()}{line[1:]}" if name else line)
    return bool(told)


def _usually(talk: Talk, service: ServiceFacts) -> str:
    window = service.drop_off
    ready = dates.at(service.pick_up, locale=talk.locale) if service.pick_up else ""
    if window and ready:
        return talk.say(
            "It is brought between {first} and {last}, and is usually ready {time}.",
            time=ready,
            **hours(talk, window),
        )
    if window:
        return talk.say("It is brought between {first} and {last}.", **hours(talk, window))
    return talk.say("It is usually ready {time}.", time=ready) if ready else ""


def hours(talk: Talk, window: tuple[time, time] | None) -> dict[str, str]:
    """For {first} and {last}."""
    if window is None:
        return {}
    first, last = (dates.hour(one, locale=talk.locale) for one in window)
    return {"first": first, "last": last}


# "¿A qué hora lo llevo?" sounds like a wish for a time, or for the shop's hours.
_SOUNDS_LIKE = frozenset({Act.BOOK, Act.AVAILABILITY, Act.ASK_HOURS})
