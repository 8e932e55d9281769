"""Deposits paid by hand: what is to be paid and until when, and the customer's word that it is.

Whether the money came a person sees, never the bot: it only passes on what the customer says or shows.
"""

from collections.abc import Sequence

from booking_bot.dialogue import prices
from booking_bot.dialogue.desk import Booked, Deposit, Note
from booking_bot.dialogue.flows.media import SHOWING
from booking_bot.dialogue.phrases import Phrase, phrases
from booking_bot.dialogue.replies import sentence
from booking_bot.dialogue.talk import Heard, Talk
from booking_bot.language.frame import Act

ON_TRUST = sentence("Thank you. The team looks whether the deposit has come, and I tell you.")


def ask(talk: Talk, deposit: Deposit) -> None:
    """How much, how, and until when the time is kept."""
    talk.tell(
        "I keep {what} on {moment} for you until {until}. A deposit of {amount} makes it firm.",
        what=talk.what(deposit.appointment),
        moment=talk.moment(deposit.appointment.start),
        until=talk.moment(deposit.until),
        amount=amount(talk, deposit),
    )
    _how(talk, deposit)


def ask_again(talk: Talk, deposit: Deposit) -> None:
    """The team looked, and it has not come."""
    talk.tell(
        "The deposit of {amount} for {what} on {moment} has not come yet. Could you look into it? "
        "I keep {it} until {until}.",
        what=talk.what(deposit.appointment),
        moment=talk.moment(deposit.appointment.start),
        until=talk.moment(deposit.until),
        amount=amount(talk, deposit),
    )
    _how(talk, deposit)


def came(talk: Talk, booked: Booked) -> None:
    """The owner has seen it: what was kept is theirs."""
    talk.tell(
        "The deposit has come, thank you: {what} on {moment} is firm. "
        "If you need to change or cancel {it}, just write to me.",
        what=talk.what(booked),
        moment=talk.moment(booked.start),
    )


def released(talk: Talk, appointment: Booked) -> None:
    """It did not come in time; said once."""
    talk.tell(
        "The deposit for {what} on {moment} has not come, so I had to free the time. "
        "If you still want to come, write to me and I look for another one.",
        what=talk.what(appointment),
        moment=talk.moment(appointment.start),
    )


def amount(talk: Talk, deposit: Deposit) -> str:
    return prices.price(deposit.amount_cents, talk.desk.shop.currency, locale=talk.locale)


def of(talk: Talk, appointment: Booked) -> Deposit | None:
    """The one that this appointment, or visit, waits for."""
    numbers = {part.id for part in appointment.parts}
    return next((one for one in talk.desk.deposits() if one.appointment.id in numbers), None)


def waits_for(talk: Talk, booked: Booked) -> str:
    """ " (falta que el equipo la acepte)", of what is only requested."""
    if not booked.is_requested:
        return ""
    deposit = of(talk, booked)
    if deposit is None:
        return " " + talk.say("(the team still has to accept it)")
    if deposit.claimed:
        return " " + talk.say("(the team is looking whether the deposit has come)")
    return " " + talk.say("(the deposit of {amount} is still to come)", amount=amount(talk, deposit))


def heard(talk: Talk) -> None:
    """ "Ya está pagado", "hecho": where a deposit is awaited, and nothing else was asked since."""
    said = phrases(talk.text)
    idle = talk.state.wish is None and talk.state.pending is None
    if talk.heard or talk.ended:
        return
    asks = "?" in talk.text
    if not asks and (Phrase.PAID in said or (Phrase.DONE in said and idle)):
        _claim(talk, ())
    elif Phrase.ABOUT_PAYING in said and idle and talk.acts <= {Act.OTHER, Act.DENY, Act.THANKS}:
        _tell_again(talk)


def shown(talk: Talk, messages: Sequence[Heard]) -> bool:
    """A photo of the receipt: one that comes alone, or with words that say so."""
    files = [one.number for one in messages if one.media in SHOWING and not one.too_big]
    if not files or talk.ended or (talk.text and Phrase.PAID not in phrases(talk.text)):
        return False
    if not talk.text and (talk.state.wish is not None or talk.heard):
        return False
    return _claim(talk, files)


def _claim(talk: Talk, files: Sequence[int]) -> bool:
    """Pass it on for the one that runs out first; False where there is none."""
    if talk.desk.deposits():
        return _claim_awaited(talk, files)
    return _claim_late(talk, files) or (not files and Phrase.PAID in phrases(talk.text) and _paid_ahead(talk))


def _claim_late(talk: Talk, files: Sequence[int]) -> bool:
    """The time is gone, and perhaps their money has come: nobody is left alone with that."""
    gone = talk.desk.released() if files or Phrase.PAID in phrases(talk.text) else None
    if gone is None:
        return False
    talk.desk.claim_late(gone, files)
    talk.heard = talk.ended = True
    talk.tell(
        "Thank you. {what} on {moment} had to be freed, since the deposit had not come in time. "
        "The team looks into it and tells you here.",
        what=talk.what(gone.appointment),
        moment=talk.moment(gone.appointment.start),
    )
    return True


def _claim_awaited(talk: Talk, files: Sequence[int]) -> bool:
    known = sorted(talk.desk.deposits(), key=lambda one: (one.claimed, one.until))
    if known[0].claimed and not files and Phrase.PAID not in phrases(talk.text):
        return False
    talk.desk.claim(known[0], files)
    talk.heard = talk.ended = True
    talk.tell(ON_TRUST)
    return True


def _paid_ahead(talk: Talk) -> bool:
    """Who pays before the team has accepted is heard all the same."""
    requested = next((one for one in talk.desk.appointments() if one.is_requested), None)
    if requested is None:
        return False
    talk.desk.note(Note.REQUEST, talk.text, appointment=requested)
    talk.heard = talk.ended = True
    talk.tell("I tell the team, so that they know.")
    return True


def _tell_again(talk: Talk) -> None:
    """ "Aún no he pagado", "¿a qué número hago el Bizum?"."""
    known = next((one for one in talk.desk.deposits() if not one.claimed), None)
    if known is not None:
        talk.heard = talk.ended = True
        ask(talk, known)


def _how(talk: Talk, deposit: Deposit) -> None:
    if deposit.how:
        talk.lines.append(deposit.how)
    talk.tell("When it is done, tell me or send me a photo of the receipt.")
