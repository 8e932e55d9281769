"""Who an appointment by hand is for: somebody who is known, found by name or number, or somebody new."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from booking_bot.domain.phones import NotAPhone, canonical
from booking_bot.models import (
    Appointment,
    Consent,
    ConsentSource,
    Conversation,
    Customer,
    CustomerAnswer,
    CustomerTag,
    Identity,
    IdentityKind,
    row_id,
)
from booking_bot.services import audit, hooks, introductions
from booking_bot.services.customer_book import finding, listing
from booking_bot.services.inbox import Person, people

SHOWN = 8
LONGEST_NAME = 80


class UnknownPhone(Exception):
    """What was typed as a telephone number is none."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who is meant. With neither id, name nor phone: somebody without a name, who may be named later.

    `consents` says that they asked us to write to them.
    """

    customer_id: int | None = None
    name: str = ""
    phone: str = ""
    consents: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be meant, and when they last came or will come."""

    person: Person
    last_visit: datetime | None
    visits: int


def find(session: Session, text: str, *, country: str) -> list[Candidate]:
    """Whom the text may mean, as the list of customers finds them; who came last first."""
    if not text.strip():
        return []
    names = listing.names(session)
    numbers = finding.meant(session, text, names, country=country) or finding.nearly(text, names)
    return candidates(session, sorted(numbers))


def settle(session: Session, visitor: Visitor, *, country: str, by: str, now: datetime) -> int:
    """The customer's id, made where they are new. Raises UnknownPhone."""
    number = visitor.customer_id
    if number is None:
        customer = _introduced(session, visitor, country, now)
        number = row_id(customer)
        if customer.created_at == now:
            audit.record(session, by, "customer.added", number, now=now)
    if visitor.consents:
        introductions.vouch(session, number, ConsentSource.OWNER, now=now)
    return number


def name(
    session: Session, appointment: Appointment, visitor: Visitor, *, country: str, by: str, now: datetime
) -> None:
    """Say who it was that came without a name. Raises UnknownPhone."""
    unknown = session.get_one(Customer, appointment.customer_id)
    number = visitor.customer_id or _known(session, visitor, country)
    if number is None:
        unknown.name = " ".join(visitor.name.split())[:LONGEST_NAME] or None
        if visitor.phone.strip():
            session.add(
                Identity(
                    customer_id=row_id(unknown),
                    kind=IdentityKind.PHONE,
                    value=_canonical(visitor.phone, country),
                    created_at=now,
                )
            )
        number = row_id(unknown)
    elif number != appointment.customer_id:
        appointment.customer_id = number
        session.flush()
        _forget(session, unknown)
    if visitor.consents:
        introductions.vouch(session, number, ConsentSource.OWNER, now=now)
    audit.record(session, by, "appointment.named", row_id(appointment), now=now)
    hooks.tell(session, "appointment.changed", row_id(appointment), now=now)


def _introduced(session: Session, visitor: Visitor, country: str, now: datetime) -> Customer:
    called = " ".join(visitor.name.split())[:LONGEST_NAME]
    if visitor.phone.strip():
        return introductions.introduce(session, _canonical(visitor.phone, country), called, now=now)
    customer = Customer(name=called or None, created_at=now)
    session.add(customer)
    session.flush()
    return customer


def _canonical(phone: str, country: str) -> str:
    try:
        return canonical(phone, country)
    except NotAPhone:
        raise UnknownPhone from None


def _known(session: Session, visitor: Visitor, country: str) -> int | None:
    if not visitor.phone.strip():
        return None
    return session.exec(
        select(Identity.customer_id).where(
            col(Identity.kind) == IdentityKind.PHONE,
            col(Identity.value) == _canonical(visitor.phone, country),
        )
    ).first()


def _forget(session: Session, unknown: Customer) -> None:
    """Somebody without a name of whom nothing is left was only ever a place to hang an appointment on."""
    number = row_id(unknown)
    left = [
        sa.select(sa.literal(1)).where(col(table.customer_id) == number)
        for table in (Appointment, Identity, Conversation, Consent, CustomerAnswer, CustomerTag)
    ]
    if unknown.name is None and not session.connection().execute(sa.union_all(*left)).first():
        session.delete(unknown)


def candidates(session: Session, numbers: Sequence[int]) -> list[Candidate]:
    if not numbers:
        return []
    rows = session.exec(
        select(
            Appointment.customer_id, sa.func.max(Appointment.starts_at), sa.func.count(col(Appointment.id))
        )
        .where(col(Appointment.customer_id).in_(numbers))
        .group_by(col(Appointment.customer_id))
    ).all()
    visits = {number: (last, many) for number, last, many in rows}
    ranked = sorted(
        dict.fromkeys(numbers),
        key=lambda number: visits[number][0].timestamp() if number in visits else 0,
        reverse=True,
    )[:SHOWN]
    known = people(session, ranked)
    return [Candidate(known[number], *visits.get(number, (None, 0))) for number in ranked]
