"""Customers from another program: who is known already only gets what was still missing on their card."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from booking_bot.models import Customer, CustomerTag, row_id
from booking_bot.services import audit
from booking_bot.services.customer_book.changes import LONGEST_TAG, LONGEST_TEXT, MOST_TAGS
from booking_bot.services.imports import people
from booking_bot.services.imports.line import Done, Outcome, Row, Setting
from booking_bot.services.imports.people import Person
from booking_bot.services.imports.values import Fault, cell, email, line

_BETWEEN_TAGS = re.compile(r"[,;|\n]")


@dataclass(frozen=True, slots=True)
class Said:
    """What a line says of a customer; `card` by the columns of the table."""

    person: Person
    card: Mapping[str, str | None]
    tags: Sequence[str]


def read(row: Row, setting: Setting) -> Said:
    """Raises Fault."""
    if not line(row["phone"]):
        raise Fault("Falta el teléfono.")
    card = {"email": email(row["email"]), "note": _text(row["note"]), "allergies": _text(row["allergies"])}
    tags = (line(tag, LONGEST_TAG).lower() for tag in _BETWEEN_TAGS.split(cell(row["tags"])))
    return Said(people.read(row, setting), card, [tag for tag in dict.fromkeys(tags) if tag])


def put(session: Session, said: Said, _number: int, setting: Setting) -> Done:
    customer, is_new, filled = people.meet(session, said.person, setting)
    filled |= _fill(customer, said.card)
    filled |= _tag(session, customer, said.tags)
    told = str(said.person)
    if is_new:
        return Done(Outcome.MADE, told)
    if not filled:
        return Done(Outcome.SAME, told)
    audit.record(session, setting.by, "customer.described", row_id(customer), now=setting.now)
    return Done(Outcome.CHANGED, told)


def _text(text: str) -> str | None:
    return cell(text)[:LONGEST_TEXT] or None


def _fill(customer: Customer, card: Mapping[str, str | None]) -> bool:
    new = {name: value for name, value in card.items() if value and not getattr(customer, name)}
    for name, value in new.items():
        setattr(customer, name, value)
    return bool(new)


def _tag(session: Session, customer: Customer, tags: Sequence[str]) -> bool:
    if not tags:
        return False
    theirs = col(CustomerTag.customer_id) == row_id(customer)
    had = set(session.exec(select(CustomerTag.tag).where(theirs)))
    new = [tag for tag in tags if tag not in had][: max(0, MOST_TAGS - len(had))]
    session.add_all(CustomerTag(customer_id=row_id(customer), tag=tag) for tag in new)
    return bool(new)
