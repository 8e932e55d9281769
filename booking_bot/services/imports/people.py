"""Who a line speaks of: known by their number, or, without one, by their whole name."""

from typing import NamedTuple

from sqlmodel import Session, col, select

from booking_bot.models import ConsentSource, Customer, Identity, IdentityKind, row_id
from booking_bot.services import audit, customers, introductions
from booking_bot.services.imports import values
from booking_bot.services.imports.line import Row, Setting
from booking_bot.services.imports.values import Fault


class Person(NamedTuple):
    """`phone` is canonical; one of the two is told."""

    phone: str | None
    name: str

    def __str__(self) -> str:
        return self.name or self.phone or ""


class Met(NamedTuple):
    customer: Customer
    is_new: bool
    is_named: bool  # now, who had no name before


def read(row: Row, setting: Setting) -> Person:
    """Raises Fault."""
    person = Person(values.phone(row["phone"], setting.country), values.name(row["name"], row["surname"]))
    if not any(person):
        raise Fault("Falta el teléfono o el nombre.")
    return person


def meet(session: Session, person: Person, setting: Setting) -> Met:
    """The customer, made where they are new; a name that they have stays theirs."""
    known = _known(session, person)
    customer = known or _made(session, person, setting)
    is_named = known is not None and not known.name and bool(person.name)
    customer.name = customer.name or person.name or None
    if setting.opt_in and person.phone:
        introductions.vouch(session, row_id(customer), ConsentSource.IMPORT, now=setting.now)
    return Met(customer, known is None, is_named)


def _known(session: Session, person: Person) -> Customer | None:
    if person.phone:
        return customers.find(session, {IdentityKind.PHONE: person.phone})
    # Of those whom no number or id tells apart.
    has_identity = select(Identity.id).where(col(Identity.customer_id) == col(Customer.id)).exists()
    named = select(Customer).where(col(Customer.name) == person.name, ~has_identity)
    return session.exec(named.order_by(col(Customer.id)).limit(1)).first()


def _made(session: Session, person: Person, setting: Setting) -> Customer:
    if person.phone:
        customer = introductions.introduce(session, person.phone, person.name, now=setting.now)
    else:
        customer = Customer(name=person.name, created_at=setting.now)
        session.add(customer)
        session.flush()
    audit.record(session, setting.by, "customer.added", row_id(customer), now=setting.now)
    return customer
