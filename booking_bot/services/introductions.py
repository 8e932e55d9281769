"""A customer whom somebody else names: a program of the owner's, or the owner."""

from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from booking_bot.models import ConsentKind, ConsentSource, Customer, Identity, IdentityKind, row_id
from booking_bot.services import consents, customers


def introduce(session: Session, phone: str, name: str | None, *, now: datetime) -> Customer:
    """The customer with this canonical phone, made where there is none; a name they have stays theirs."""
    customer = _with(session, phone) or _made(session, phone, name, now)
    if customer.name is None:
        customer.name = name
    return customer


def beneficiary_of(customer: Customer, name: str) -> str | None:
    """`name` as that of whoever comes, where it is not the customer's own: a child, by a parent's phone."""
    return None if name.casefold() == (customer.name or "").casefold() else name


def vouch(session: Session, customer_id: int, source: ConsentSource, *, now: datetime) -> None:
    """Note that they agreed to service messages elsewhere; it never outweighs a no of their own."""
    if ConsentKind.SERVICE not in consents.holds(session, customer_id):
        consents.record(session, customer_id, ConsentKind.SERVICE, granted=True, source=source, now=now)


def _with(session: Session, phone: str) -> Customer | None:
    return customers.find(session, {IdentityKind.PHONE: phone})


def _made(session: Session, phone: str, name: str | None, now: datetime) -> Customer:
    try:
        with session.begin_nested():
            customer = Customer(name=name, created_at=now)
            session.add(customer)
            session.flush()
            session.add(
                Identity(customer_id=row_id(customer), kind=IdentityKind.PHONE, value=phone, created_at=now)
            )
    except IntegrityError:  # somebody else met them at this moment
        found = _with(session, phone)
        if found is None:
            raise
        return found
    return customer
