"""The waiting list: to stand on it for a day on which nothing is free, or for a time before the one they
have, and to leave it.

Nobody waits for what can be had: where there is room after all, it is offered instead.
"""

from dataclasses import replace
from datetime import timedelta

from booking_bot.dialogue import services
from booking_bot.dialogue.desk import Booked, Waiting
from booking_bot.dialogue.flows import appointment, book, reschedule, times
from booking_bot.dialogue.flows.change import tell_refusals
from booking_bot.dialogue.names import clean_name
from booking_bot.dialogue.phrases import Phrase, phrases
from booking_bot.dialogue.state import Flow, Pending, Wish
from booking_bot.dialogue.stretches import spoken
from booking_bot.dialogue.talk import Talk
from booking_bot.language.frame import ANY_STAFF, Window

_TOLD = 3  # so many wishes are read out where they ask what they have


def heard(talk: Talk) -> None:
    """ "Apúntame en la lista", "avísame si se libera algo", "quítame de la lista"."""
    if talk.heard or talk.ended:
        return
    said = phrases(talk.text)
    if Phrase.LEAVE_LIST in said:
        leave(talk)
    elif Phrase.ON_LIST in said:
        told = len(talk.lines)
        tell(talk)
        if len(talk.lines) == told:
            talk.tell("You are not on the waiting list.")
        talk.heard, talk.ended = True, talk.state.wish is None
    elif Phrase.WAITLIST in said or (Phrase.PUT_ME_DOWN in said and _was_offered(talk)):
        talk.frame = replace(talk.alone(), acts=frozenset())
        want(talk)
    elif talk.state.pending is Pending.WAIT_WHEN and talk.state.wish and said & {Phrase.ANY, Phrase.ANY_DAY}:
        talk.state.wish.asap = True
        talk.heard = True


def _was_offered(talk: Talk) -> bool:
    return any(payload.startswith("wait:") for payload in talk.state.menu)


def want(talk: Talk) -> None:
    """What is under way is what they wait for; what the message says goes first."""
    before = talk.state.wish
    moving = _to_give_up(talk, before)
    if before is None and moving is None and not _says_what(talk) and talk.desk.waiting():
        tell(talk)  # "¿sigo en la lista?"
        talk.heard = talk.ended = True
        return
    wish = _begun(talk, before)
    wish.appointment = moving.id if moving else None
    if moving is not None and before is not None and not talk.frame.when:
        wish.when = times.wished(talk, before, moving) or ()
    talk.start(wish)
    tell_refusals(talk)


def _says_what(talk: Talk) -> bool:
    return bool(talk.frame.when or services.any_meant(talk.frame))


def _begun(talk: Talk, before: Wish | None) -> Wish:
    frame = talk.frame
    known = before if before is not None and before.flow in (Flow.BOOK, Flow.WAIT) else Wish(Flow.WAIT)
    named = services.named(frame) or known.services or talk.state.topics[:1] or _waited_for(talk)
    groups = services.left_open(frame, named) or (known.fits if not named else ())
    return Wish(
        Flow.WAIT,
        services=named[:1],
        fits=groups,
        staff=frame.staff or known.staff,
        when=frame.when or known.when,
        asap=frame.asap or known.asap,
        for_other=frame.for_other or known.for_other,
        name=clean_name(frame.name) or known.name,
    )


def _waited_for(talk: Talk) -> tuple[str, ...]:
    """ "La lista de espera, el viernes", of who stands on it already."""
    return tuple({one.service for one in talk.desk.waiting()}) if talk.frame.when else ()


def _to_give_up(talk: Talk, before: Wish | None) -> Booked | None:
    """The appointment that they would come earlier than, or were about to move."""
    if before is not None and before.flow is Flow.RESCHEDULE:
        alone = (one for one in talk.desk.appointments() if not one.rest)
        return next((one for one in alone if one.id == before.appointment), None)
    if before is not None or Phrase.EARLIER not in phrases(talk.text):
        return None
    named = Wish(Flow.RESCHEDULE, which=talk.frame.which, services=services.any_meant(talk.frame))
    own = appointment.matching(talk, talk.desk.appointments(), named)
    return next((one for one in own if not one.rest), None)  # one place is no visit of several parts


def advance(talk: Talk, wish: Wish) -> None:
    """Ask what is missing, then put them on the list."""
    moving = None
    if wish.appointment is not None:
        moving = appointment.settle(talk, wish)
        if moving is None:
            return
        wish.services, wish.fits = (moving.service,), ()
    if not wish.services and not wish.fits and len(talk.desk.shop.services) == 1:
        wish.services = (talk.desk.shop.services[0].id,)
    if wish.fits or not wish.services:
        talk.tell("I can put you on the waiting list.")
        book.ask_service(talk, wish)
    elif not wish.when and not wish.asap and moving is None:
        talk.ask(Pending.WAIT_WHEN, "For what day or days shall I put you on the waiting list?")
    elif not _has_room(talk, wish, moving):
        _join(talk, wish, moving)


def _has_room(talk: Talk, wish: Wish, moving: Booked | None) -> bool:
    """Nobody waits for what can be had: it is gone on with as a booking, or a move."""
    wanted = wish.when or (_before(talk, moving) if moving else ())
    free = talk.desk.free(wish.services[0], _staff(wish), wanted, limit=2, moving=moving)
    if all(moving is not None and offer.start == moving.start for offer in free):
        return False
    talk.tell("There is room then, so there is no need to wait.")
    wish.when = wanted
    if moving is None:
        wish.flow = Flow.BOOK
        book.advance(talk, wish)
    else:
        wish.flow = Flow.RESCHEDULE
        reschedule.advance(talk, wish)
    return True


def _before(talk: Talk, moving: Booked) -> tuple[Window, ...]:
    """From today until the appointment they have."""
    start = moving.start.astimezone(talk.desk.shop.zone)
    that_day = Window(first=start.date(), last=start.date(), latest=start.time())
    if start.date() <= talk.today:
        return (that_day,)
    return (Window(first=talk.today, last=start.date() - timedelta(days=1)), that_day)


def _staff(wish: Wish) -> str | None:
    return None if wish.staff == ANY_STAFF else wish.staff


def _join(talk: Talk, wish: Wish, moving: Booked | None) -> None:
    if talk.desk.customer.offers_stopped:
        talk.drop()
        talk.ended = True
        talk.tell(
            "You asked me for no notices, so I could not tell you. Write ALTA first, then ask me again."
        )
        return
    waiting = Waiting(
        wish.services[0], _staff(wish), wish.when or (_before(talk, moving) if moving else ()), moving
    )
    name = wish.name or ""
    talk.desk.wait(waiting, name=name if name != talk.desk.customer.name else "")
    when = spoken(talk, wish.when)
    talk.drop()
    talk.ended = True
    if moving is not None:
        talk.tell(
            "Noted: if something comes free {when}, I write to you. Until then {your_appointment} of "
            "{moment} stays as it is."
            if when
            else "Noted: if something comes free before {your_appointment} of {moment}, I write to you. "
            "Until then {it} stays as it is.",
            when=when,
            moment=talk.moment(moving.start),
        )
    else:
        talk.tell(
            "You are on the waiting list for {what} {when}. As soon as something comes free, I write to you.",
            what=_what(talk, waiting),
            when=when,
        )


def _what(talk: Talk, waiting: Waiting) -> str:
    name = talk.service_name(waiting.service)
    if waiting.staff is None or len(talk.desk.shop.staff) < 2:
        return name
    return talk.say("{service} with {staff}", service=name, staff=talk.staff_name(waiting.staff))


def tell(talk: Talk) -> None:
    """What they wait for, after what they have."""
    for one in talk.desk.waiting()[:_TOLD]:
        if one.moving is not None:
            talk.tell(
                "You are on the waiting list for a time before {moment}.",
                moment=talk.moment(one.moving.start),
            )
        else:
            talk.tell(
                "You are on the waiting list for {what} {when}.",
                what=_what(talk, one),
                when=spoken(talk, one.windows),
            )


def leave(talk: Talk) -> None:
    """They wait for nothing any more; what they have booked stays."""
    talk.heard = True
    if talk.state.wish is not None and talk.state.wish.flow is Flow.WAIT:
        talk.drop()
    talk.ended = talk.state.wish is None
    talk.frame = replace(talk.frame, acts=frozenset())
    if talk.desk.leave_list():
        talk.tell("Done, you are no longer on the waiting list.")
    elif Phrase.WAITLIST in phrases(talk.text):
        talk.tell("You are not on the waiting list.")
    else:  # perhaps that of whom we write to is meant
        talk.tell("You are not on the waiting list. If you want no messages from us, write BAJA.")
