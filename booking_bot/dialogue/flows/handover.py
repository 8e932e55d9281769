"""A person takes over: the customer is told who and when, the owner what is known."""

from datetime import datetime, timedelta

from booking_bot.dialogue import orders, services, visits, windows
from booking_bot.dialogue.desk import Handover, Reason
from booking_bot.dialogue.phrases import Phrase, phrases
from booking_bot.dialogue.replies import sentence
from booking_bot.dialogue.state import Flow, Pending, Wish
from booking_bot.dialogue.talk import Talk
from booking_bot.domain.gaps import filled
from booking_bot.language.frame import Act

OPENING = {
    Reason.COMPLAINT: sentence(
        "I am very sorry. I pass this to a person of the team right away; case {case}."
    ),
    Reason.LANGUAGE: sentence(
        "Sorry, I do not understand this language. No entiendo este idioma: a person will help."
    ),
    Reason.PARTY: sentence("For a group that size I ask the team, so that they can arrange it well."),
    Reason.BEYOND_THE_BOT: sentence("That is for a person of the team to say; I pass it on."),
    Reason.NOT_THE_CUSTOMER: sentence(
        "Sorry for the mix-up. I pass this to the team so that they put it right."
    ),
    Reason.NOT_UNDERSTOOD: sentence("I cannot quite follow you, sorry. I pass you to a person of the team."),
    Reason.TOO_LATE_TO_CHANGE: sentence(
        "It is too close to be changed by me, so I ask the team to see to it."
    ),
    Reason.TOO_MANY_OPEN: sentence("The team helps you with more {appointments}; I pass it on."),
    Reason.ORDER: sentence("I ask the team about your order; case {case}."),
    Reason.ASKED_FOR: sentence("I pass you to a person of the team; your case is {case}."),
}
PASSED_ON = sentence("I pass you to a person of the team.")
ENGLISH = "en"  # who writes it is not told the owner's Spanish
_LONGEST_PROMISE = timedelta(hours=24)


def hand_over(talk: Talk, reason: Reason) -> None:
    """Record it, say it, and keep nothing half done."""
    given = talk.desk.hand_over(reason, summary(talk))
    talk.drop()
    talk.state.queued = None
    talk.state.misses = 0
    talk.heard = talk.ended = talk.handed_over = True
    tell(talk, reason, given)


def tell(talk: Talk, reason: Reason, given: Handover) -> None:
    """That a person takes over, and by when they may be expected."""
    talk.tell(OPENING.get(reason, PASSED_ON), case=given.case)
    if given.own and talk.locale != ENGLISH:
        talk.lines.append(_own(talk, given))
    else:
        promise(talk, given)


def away(talk: Talk, own: str, reopens: datetime) -> None:
    """That the person who answers them is not there, in the owner's words."""
    talk.lines.append(_own(talk, Handover("", reopens=reopens.astimezone(talk.desk.shop.zone), own=own)))


def excuse(talk: Talk, case: str) -> None:
    """Said once, where it takes longer than was promised."""
    talk.tell(
        "We have not forgotten you (case {case}), sorry for the wait; a person answers as soon as they can.",
        case=case,
    )


def promise(talk: Talk, given: Handover) -> None:
    """Nobody is told to wait for more than a day without another way to the shop."""
    phone = talk.desk.shop.phone
    if given.open_until is not None:
        talk.tell(
            "They will answer you here as soon as they can; we are open until {clock}.",
            clock=_clock(talk, given.open_until),
        )
    elif given.reopens is None:
        talk.tell("They will answer you here as soon as they can.")
    elif given.reopens - talk.now <= _LONGEST_PROMISE:
        talk.tell(
            "We are closed now; they will answer you here from {moment}.", moment=talk.moment(given.reopens)
        )
    elif phone:
        talk.tell(
            "We are closed until {moment}; if it is urgent, call {phone}.",
            moment=talk.moment(given.reopens),
            phone=phone,
        )
    else:
        talk.tell("We are closed until {moment}.", moment=talk.moment(given.reopens))


def _own(talk: Talk, given: Handover) -> str:
    names = {
        "nombre": talk.desk.customer.name or "",
        "abre": talk.moment(given.reopens) if given.reopens else "",
        "cierra": _clock(talk, given.open_until) if given.open_until else "",
    }
    return filled(given.own, names)


def _clock(talk: Talk, when: datetime) -> str:
    local = when.astimezone(talk.desk.shop.zone)
    return f"{local.hour}:{local.minute:02}"


def summary(talk: Talk) -> str:
    """What is known, in Spanish and in one line, for the person who takes over."""
    wish = talk.state.wish or _from_frame(talk)
    parts = [f"«{talk.text[:300]}»"] if talk.text else []
    if wish:
        parts.append(", ".join(part for part in _known(talk, wish) if part))
    parts.append(orders.in_brief(talk))
    return " · ".join(part for part in parts if part)


def _from_frame(talk: Talk) -> Wish | None:
    return talk.state.queued


_WANTS = {
    Flow.BOOK: "quiere reservar",
    Flow.RESCHEDULE: "quiere cambiar",
    Flow.CANCEL: "quiere anular",
    Flow.WAIT: "quiere que le avisen si hay hueco",
}


def _known(talk: Talk, wish: Wish) -> list[str]:
    frame = talk.frame
    named = wish.services or services.any_meant(frame)
    when = wish.when or frame.when
    party = wish.party or frame.party
    dates = [window.first or window.last for window in when]
    return [
        _WANTS[wish.flow],
        " y ".join(talk.service_name(service) for service in named),
        f"con {talk.staff_name(wish.staff)}" if wish.staff and wish.staff != "any" else "",
        " o ".join(f"{date:%d/%m/%Y}" for date in dates if date),
        f"{party} personas" if party and party > 1 else "",
        f"a nombre de {wish.name}" if wish.name else "",
    ]


def _somebody_else(talk: Talk, said: frozenset[Phrase]) -> bool:
    """ "Con otra persona", said of the times on the table."""
    return Phrase.OTHER_STAFF in said and bool(talk.state.offers)


def _for_the_owner(talk: Talk, said: frozenset[Phrase]) -> bool:
    """Only the owner grants a favour; to be squeezed in is none where there is room."""
    return Phrase.FAVOUR in said or (Phrase.SQUEEZE in said and not _has_room(talk))


def _has_room(talk: Talk) -> bool:
    """Whether what they name is free at the very day and hour they name."""
    frame, wish, desk = talk.frame, talk.state.wish, talk.desk
    named = services.named(frame) or (wish.services if wish and wish.flow is Flow.BOOK else ())
    # "un corte" may be one of several, and which is asked next
    meant = [named] if named else [(one,) for group in frame.fits[:1] for one in group]
    if not windows.exact(frame.when):
        return False
    able = {one.id: one.services for one in desk.shop.staff}
    wishes = (Wish(Flow.BOOK, services=one, staff=frame.staff, party=frame.party) for one in meant)
    parts = (visits.parts(one, None, able) for one in wishes)
    return any(desk.free_visit(one, frame.when, frame.not_when, limit=1) for one in parts)


def wanted(talk: Talk) -> bool:
    """Whether this turn is for a person; if so it is handed over."""
    answering = talk.state.pending is Pending.QUESTION
    said = frozenset() if answering else phrases(talk.text)
    reason = None
    if talk.frame.language == "und":
        reason = Reason.LANGUAGE
    elif Act.COMPLAINT in talk.acts:
        reason = Reason.COMPLAINT
    elif (Act.HUMAN in talk.acts and not _somebody_else(talk, said)) or Phrase.SUPPLIER in said:
        reason = Reason.ASKED_FOR
    elif Phrase.NOT_THE_CUSTOMER in said:
        reason = Reason.NOT_THE_CUSTOMER
    elif _for_the_owner(talk, said) and not talk.desk.answer(talk.text):
        reason = Reason.BEYOND_THE_BOT
    if reason is None:
        return False
    hand_over(talk, reason)
    return True
