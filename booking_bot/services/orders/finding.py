"""Orders by their number, those of a customer, and the list of all."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from booking_bot.domain.orders import OPEN, OrderStatus, number_key
from booking_bot.models import Identity, IdentityKind, Order, OrderEvent, row_id
from booking_bot.services.customer_book.finding import meant
from booking_bot.services.customer_book.listing import names
from booking_bot.services.inbox import Person, people
from booking_bot.services.place import place_of

_LONGEST_WORDING = 300  # of a number that is written among words


@dataclass(frozen=True, slots=True)
class Listed:
    """An order with its customer and what became of it, the oldest first."""

    order: Order
    person: Person | None
    history: Sequence[OrderEvent]


def find(session: Session, number: str, *, lock: bool = False) -> Order | None:
    """The order of that number, however it is written; of two shops' the one told by its number alone, else
    the newest."""
    wanted = select(Order).where(col(Order.number_key) == number_key(number[:_LONGEST_WORDING]))
    wanted = wanted.order_by(col(Order.connection_id).is_not(None), col(Order.id).desc()).limit(1)
    return session.exec(wanted.with_for_update() if lock else wanted).first()


def find_of(session: Session, customer_id: int, number: str | None = None) -> list[Order]:
    """The customer's own, the newest first; of those with a number, the one that bears it.

    Its figures alone are enough: "552" is their "A-552".
    """
    theirs = select(Order).where(col(Order.customer_id) == customer_id).order_by(col(Order.id).desc())
    found = session.exec(theirs).all()
    if number is None:
        return list(found)
    key = number_key(number[:_LONGEST_WORDING])
    same = [one for one in found if one.number_key == key]
    return same or [one for one in found if key.isdecimal() and _figures(one.number_key) == key]


def newest_of(session: Session, customer_id: int, limit: int) -> list[Order]:
    theirs = select(Order).where(col(Order.customer_id) == customer_id).order_by(col(Order.id).desc())
    return list(session.exec(theirs.limit(limit)).all())


def since(session: Session, orders: Collection[int]) -> dict[int, datetime]:
    """When each of them came to the state that it is in."""
    newest = select(OrderEvent.order_id, OrderEvent.at).where(col(OrderEvent.order_id).in_(orders))
    return dict(session.exec(newest.order_by(col(OrderEvent.id))).all())


def there_are(session: Session) -> bool:
    """Whether the shop keeps orders here at all."""
    return session.exec(select(Order.id).limit(1)).first() is not None


def listing(
    session: Session,
    *,
    statuses: Collection[OrderStatus] = (),
    identity: tuple[IdentityKind, str] | None = None,
    customer_id: int | None = None,
    text: str = "",
    problems: bool = False,
    after: int | None = None,
    limit: int,
) -> list[Listed]:
    """The newest first, those before the id `after`; `text` is a number, a name or a telephone number."""
    wanted = select(Order).order_by(col(Order.id).desc()).limit(limit)
    if statuses:
        wanted = wanted.where(col(Order.status).in_(statuses))
    if identity is not None:
        kind, value = identity
        theirs = select(Identity.customer_id).where(col(Identity.kind) == kind, col(Identity.value) == value)
        wanted = wanted.where(col(Order.customer_id).in_(theirs))
    if customer_id is not None:
        wanted = wanted.where(col(Order.customer_id) == customer_id)
    if problems:
        wanted = wanted.where(col(Order.problem).is_not(None))
    if text.strip():
        wanted = wanted.where(_meant(session, text))
    if after is not None:
        wanted = wanted.where(col(Order.id) < after)
    return seen(session, session.exec(wanted).all())


def counts(session: Session) -> dict[OrderStatus, int]:
    """How many there are of each state; a state without any is missing."""
    many = select(Order.status, sa.func.count()).group_by(col(Order.status))
    return {OrderStatus(status): number for status, number in session.exec(many)}


def under_way(session: Session) -> int | None:
    """How many somebody still waits for; None where the shop keeps no orders here."""
    waiting = select(sa.func.count()).select_from(Order).where(col(Order.status).in_(OPEN)).scalar_subquery()
    kept = select(Order.id).exists()
    many, any_at_all = session.exec(select(waiting, kept)).one()
    return many if any_at_all else None


def troubled(session: Session) -> int:
    """How many have something wrong with them."""
    return session.exec(
        select(sa.func.count()).select_from(Order).where(col(Order.problem).is_not(None))
    ).one()


def next_number(session: Session) -> str:
    """One more than the highest that was given here by hand or by a program, or by a shop where that is one
    of a shop's; "" where that is taken too."""
    newest = select(Order.number_key).order_by(col(Order.id).desc()).limit(50)
    for given in (newest.where(col(Order.connection_id).is_(None)), newest):
        number = str(max((int(one) for one in session.exec(given) if one.isdecimal()), default=0) + 1)
        if find(session, number) is None:
            return number
    return ""


def seen(session: Session, orders: Sequence[Order]) -> list[Listed]:
    """Those orders with their customers and their history."""
    known = people(session, [one.customer_id for one in orders if one.customer_id is not None])
    told: dict[int, list[OrderEvent]] = {row_id(one): [] for one in orders}
    events = select(OrderEvent).where(col(OrderEvent.order_id).in_(told)).order_by(col(OrderEvent.id))
    for event in session.exec(events):
        told[event.order_id].append(event)
    return [
        Listed(one, known.get(one.customer_id) if one.customer_id else None, told[row_id(one)])
        for one in orders
    ]


def _meant(session: Session, text: str) -> sa.ColumnElement[bool]:
    """The number as it begins, or whoever the list of customers finds by it."""
    key = number_key(text[:_LONGEST_WORDING])
    owners = meant(session, text, names(session), country=place_of(session).country)
    return sa.or_(col(Order.number_key).startswith(key, autoescape=True), col(Order.customer_id).in_(owners))


def _figures(key: str) -> str:
    return "".join(c for c in key if c.isdecimal())
