""" "Escríbele a Ana que traiga el color": a message to one customer, shown whole before it goes."""

from dataclasses import dataclass
from datetime import datetime
from secrets import token_hex

from sqlmodel import Session, col, select

from booking_bot.dialogue import owner
from booking_bot.dialogue import owner_texts as texts
from booking_bot.dialogue.owner_letters import letter
from booking_bot.dialogue.owner_orders import Verb
from booking_bot.domain.appointments import Status
from booking_bot.domain.walltime import instant, utc
from booking_bot.models import Appointment, Conversation, row_id
from booking_bot.services import catalogue, notify
from booking_bot.services.chats import answering
from booking_bot.services.chats.answering import TooLong
from booking_bot.services.notify import Dropped
from booking_bot.services.owner_chat import appointments, people, shop
from booking_bot.services.owner_chat.deeds import Answer, Asking, Facts, Said, Telling
from booking_bot.services.place import place_of
from booking_bot.services.routes import Way
from booking_bot.services.team import Member

KIND = "write"


def read(session: Session, said: Said) -> Answer | None:
    if said.kept:
        return _answered(session, said)
    order = shop.ordered(session, said)
    if order is None or order.verb is not Verb.WRITE:
        return None
    if order.pronoun:
        customer = _last(session, said.last)
        return _ask(session, said, customer, order.text) if customer is not None else None
    found = people.find(session, order.person, country=said.country)
    if not found.people:
        return Telling(texts.NOBODY.format(name=" ".join(order.person)))
    order = order.with_name_of(found.words)
    if found.sure and len(found.people) == 1:
        return _ask(session, said, found.people[0].id, order.text)
    text = people.doubt(found, " ".join(order.person), sure=found.sure)
    keep = {"offered": [one.id for one in found.people], "text": order.text}
    return Telling(text, keep=keep, options=tuple(people.titled(one, said.zone) for one in found.people))


def _last(session: Session, facts: Facts) -> int | None:
    if facts.get("customer"):
        return int(facts["customer"])
    entry = appointments.last(session, facts)
    return entry.person.id if entry else None


def _answered(session: Session, said: Said) -> Answer | None:
    kept = said.kept
    if "offered" in kept:
        if said.choice is None or not 0 < said.choice <= len(kept["offered"]):
            return None
        return _ask(session, said, kept["offered"][said.choice - 1], kept["text"])
    if owner.is_question(said.text):
        return None
    return _ask(session, said, kept["customer"], said.text)  # another text


def _ask(session: Session, said: Said, customer: int, text: str) -> Asking | Telling:
    known = people.one(session, customer)
    if known is None:
        return Telling(texts.GONE)
    if not _may_write(session, said.member, customer, said.now):
        return Telling(texts.NOT_THEIR_CUSTOMER.format(name=known.name))
    business = catalogue.read(session).business
    body = letter(
        text, name=known.name if known.has_name else "", shop=business.name, tone=str(business.tone)
    )
    if not body:
        return Telling(texts.SAY_WHAT.format(name=known.name), keep={"customer": customer})
    line = notify.line_of(session, customer, now=said.now)
    if line is None:
        return Telling(texts.NO_NUMBER_OF.format(name=known.name))
    how = _how(session, line, said.now)
    if how.refusal:
        return Telling(texts.CANNOT_WRITE.format(name=known.name, reason=how.refusal))
    facts = {"customer": customer, "text": body, "token": token_hex(8)}
    question = texts.LETTER.format(name=f"{known.name}{texts.last_digits(known.phone)}", text=body)
    return Asking(KIND, facts, f"{question}\n{how.told}", keep={"customer": customer})


@dataclass(frozen=True, slots=True)
class _How:
    told: str
    refusal: str = ""


def _how(session: Session, line: Conversation, now: datetime) -> _How:
    found = answering.openness(session, line, now=now)
    if found.way is Way.NEVER:
        return _How("", found.reason)
    return _How(texts.SEND_IT if found.goes_by_itself else texts.SEND_BY_HAND)


def _may_write(session: Session, member: Member, customer: int, now: datetime) -> bool:
    """Owners to everybody, staff to whom they attend today or later."""
    if member.is_owner:
        return True
    zone = place_of(session).zone
    today = utc(instant(now.astimezone(zone).date(), 0, zone))
    theirs = select(Appointment.id).where(
        col(Appointment.customer_id) == customer,
        col(Appointment.staff_id) == member.staff_id,
        col(Appointment.starts_at) >= today,
        col(Appointment.status) != Status.CANCELLED,
    )
    return session.exec(theirs).first() is not None


def do(session: Session, facts: Facts, member: Member, now: datetime) -> str:
    known = people.one(session, facts["customer"])
    line = notify.line_of(session, facts["customer"], now=now) if known else None
    if known is None or line is None:
        return texts.GONE
    if not _may_write(session, member, known.id, now):
        return texts.NOT_THEIR_CUSTOMER.format(name=known.name)
    before = answering.openness(session, line, now=now)
    try:
        sent = answering.write(
            session, row_id(line), facts["text"], token=facts["token"], by=member.actor, now=now
        )
    except TooLong:
        return texts.TOO_LONG
    if isinstance(sent, Dropped):
        return texts.CANNOT_WRITE.format(name=known.name, reason=sent.reason)
    told = texts.WRITTEN if before.goes_by_itself else texts.WRITTEN_BY_HAND
    return told.format(name=known.name)
