"""What is written on a customer's card by hand."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from booking_bot.domain.phones import NotAPhone, canonical
from booking_bot.models import (
    ConsentKind,
    ConsentSource,
    Customer,
    CustomerAnswer,
    CustomerTag,
    Identity,
    IdentityKind,
)
from booking_bot.services import audit, consents, customer_facts
from booking_bot.services.customer_book import card
from booking_bot.services.customer_book.listing import Mark
from booking_bot.services.diary import visitors
from booking_bot.services.diary.visitors import LONGEST_NAME, UnknownPhone, Visitor

LONGEST_TEXT, LONGEST_TAG, LONGEST_LINE = 2000, 30, 80
MOST_TAGS, MOST_SUBJECTS = 20, 30
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_VERBS = {
    (Mark.BLOCKED, True): "blocked",
    (Mark.BLOCKED, False): "unblocked",
    (Mark.PERSONAL, True): "left_to_owner",
    (Mark.PERSONAL, False): "given_to_bot",
}


class WrongEmail(Exception):
    """What was typed as an e-mail address is none."""


class PhoneTaken(Exception):
    """The number is that of another customer, whose id this is."""

    def __init__(self, customer_id: int) -> None:
        super().__init__(customer_id)
        self.customer_id = customer_id


@dataclass(frozen=True, slots=True)
class Details:
    """What the card shall say from now on; `phone`, where given, is one more number of theirs.

    `answers` are by the id of the question.
    """

    name: str = ""
    email: str = ""
    allergies: str = ""
    note: str = ""
    phone: str = ""
    tags: Sequence[str] = ()
    subjects: Sequence[str] = ()
    answers: Mapping[str, str] | None = None


def add(session: Session, visitor: Visitor, *, country: str, by: str, now: datetime) -> tuple[int, bool]:
    """The card of somebody who is noted down by hand, and whether it was there already by that number.

    Raises UnknownPhone.
    """
    newest = session.exec(select(sa.func.max(col(Customer.id)))).one() or 0
    number = visitors.settle(session, visitor, country=country, by=by, now=now)
    return number, number <= newest


def describe(
    session: Session, customer_id: int, told: Details, *, country: str, by: str, now: datetime
) -> None:
    """Write the card anew. Raises NoSuchCustomer, UnknownPhone, PhoneTaken, WrongEmail."""
    customer = card.find(session, customer_id)
    email = told.email.strip()
    if email and not _EMAIL.fullmatch(email):
        raise WrongEmail(email)
    if told.phone.strip():
        _add_phone(session, customer_id, told.phone, country, now)
    customer.name = _line(told.name)[:LONGEST_NAME] or None
    customer.email = email or None
    customer.allergies = _text(told.allergies)
    customer.note = _text(told.note)
    _retag(session, customer_id, told.tags)
    _answer(session, customer_id, told, now)
    audit.record(session, by, "customer.described", customer_id, now=now)


def allow(
    session: Session, customer_id: int, kind: ConsentKind, *, granted: bool, by: str, now: datetime
) -> None:
    """Note what they said to the owner: that they want such messages, or none. Raises NoSuchCustomer."""
    card.find(session, customer_id)
    consents.record(session, customer_id, kind, granted=granted, source=ConsentSource.OWNER, now=now)
    event = "customer.consented" if granted else "customer.refused"
    audit.record(session, by, event, customer_id, now=now, kind=kind.value)


def mark(session: Session, customer_id: int, what: Mark, *, on: bool, by: str, now: datetime) -> bool:
    """Block them, or leave them to the owner, or take that back; False where it stood so already.

    Raises NoSuchCustomer.
    """
    customer = card.find(session, customer_id)
    if getattr(customer, what.value) is on:
        return False
    setattr(customer, what.value, on)
    verb = _VERBS[what, on]
    audit.record(session, by, f"customer.{verb}", customer_id, now=now)
    return True


def _add_phone(session: Session, customer_id: int, phone: str, country: str, now: datetime) -> None:
    try:
        value = canonical(phone, country)
    except NotAPhone:
        raise UnknownPhone from None
    holder = session.exec(
        select(Identity.customer_id).where(
            col(Identity.kind) == IdentityKind.PHONE, col(Identity.value) == value
        )
    ).first()
    if holder is None:
        session.add(Identity(customer_id=customer_id, kind=IdentityKind.PHONE, value=value, created_at=now))
    elif holder != customer_id:
        raise PhoneTaken(holder)


def _retag(session: Session, customer_id: int, tags: Sequence[str]) -> None:
    wanted = dict.fromkeys(_line(tag)[:LONGEST_TAG].lower() for tag in tags if _line(tag))
    session.exec(
        sa.delete(CustomerTag)
        .where(col(CustomerTag.customer_id) == customer_id)
        .execution_options(synchronize_session="fetch")
    )
    session.add_all(CustomerTag(customer_id=customer_id, tag=tag) for tag in list(wanted)[:MOST_TAGS])
    session.flush()


def _answer(session: Session, customer_id: int, told: Details, now: datetime) -> None:
    """What was emptied is forgotten, so that it is asked again."""
    subjects = list(dict.fromkeys(_line(one)[:LONGEST_LINE] for one in told.subjects if _line(one)))
    answers = {
        **{question: _line(answer)[:LONGEST_TEXT] for question, answer in (told.answers or {}).items()},
        customer_facts.SUBJECTS: "\n".join(subjects[:MOST_SUBJECTS]),
    }
    known = {
        row.question: row
        for row in session.exec(select(CustomerAnswer).where(col(CustomerAnswer.customer_id) == customer_id))
    }
    for question, answer in answers.items():
        row = known.get(question)
        if row is not None and not answer:
            session.delete(row)
        elif answer and (row is None or row.answer != answer):
            customer_facts.remember_answers(session, customer_id, {question: answer}, now=now)
    session.flush()


def _line(text: str) -> str:
    return " ".join(text.split())


def _text(text: str) -> str | None:
    return text.replace("\r\n", "\n").strip()[:LONGEST_TEXT] or None
