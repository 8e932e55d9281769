"""What somebody tells of an order, as it is kept: once, however often it is told, and never backwards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from booking_bot.domain.links import followable
from booking_bot.domain.orders import Item, OrderDraft, OrderStatus, may_follow, number_key
from booking_bot.models import Business, Order, OrderEvent, row_id
from booking_bot.services import audit, hooks
from booking_bot.services.orders import buyers, finding, problems, telling

LONGEST_NUMBER, LONGEST_TEXT, LONGEST_NOTE = 64, 200, 1000
MOST_ITEMS = 200
# A shop tells of an order and of its payment a moment later: that is one message.
MERGED_WITHIN = timedelta(seconds=60)
REOPENED = "La tienda lo vuelve a dar por bueno, y al cliente le consta como cancelado."


@dataclass(frozen=True, slots=True)
class Stored:
    """`moved`: it came to another state; `changed`: anything of it is otherwise than before."""

    order: Order
    made: bool
    moved: bool
    changed: bool


def put(
    session: Session,
    draft: OrderDraft,
    *,
    by: str,
    now: datetime,
    connection_id: int | None = None,
    customer_id: int | None = None,
    notify: bool = True,
) -> Stored:
    """Keep what is told, and have its customer told of a new state unless `notify` is unset.

    What is older than what is known, or would take the order back, changes nothing. Whoever knows whose it is
    says so by `customer_id`.
    """
    known = _known(session, draft, connection_id)
    order, made = (known, False) if known else _made(session, draft, connection_id, now)
    if not made and _comes_late(order, draft):
        return Stored(order, False, False, _is_reopened(session, order, draft, now))
    moved = made or _moves(session, order, draft)
    owner, wrong = order.customer_id, order.problem
    given = buyers.place(session, order, draft, customer_id=customer_id, now=now)
    changed = _fill(order, draft, moved) | given | made | moved
    if not changed:
        return Stored(order, False, False, False)
    order.updated_at = now
    session.flush()
    if order.problem != wrong:
        problems.look(session, order, now=now)
    if given and owner is not None:
        telling.hand_on(session, order, notify=notify, now=now)
    if moved:
        come_to(
            session,
            order,
            draft.status,
            by=by,
            now=now,
            at=min(draft.updated_at or now, now),
            notify=notify,
            after=MERGED_WITHIN if connection_id is not None else timedelta(0),
        )
    what = "added" if made else "moved" if moved else "changed"
    audit.record(session, by, f"order.{what}", row_id(order), now=now, status=order.status.value)
    return Stored(order, made, moved, changed)


def come_to(
    session: Session,
    order: Order,
    status: OrderStatus | None,
    *,
    by: str,
    now: datetime,
    at: datetime | None = None,
    notify: bool = True,
    after: timedelta = timedelta(0),
) -> OrderEvent:
    """Write down a step that was made `at` a time, and tell of it.

    With no status the shop has said nothing yet that could be told.
    """
    if status is not None:
        order.status = status
    event = OrderEvent(order_id=row_id(order), status=order.status, at=at or now, actor=by)
    session.add(event)
    session.flush()
    if status is None:
        event.silent = telling.NOTHING_SAID
    else:
        telling.tell(session, order, event, notify=notify, now=now, after=after)
        hooks.tell(session, f"order.{status.value}", row_id(order), now=now)
    session.flush()
    return event


def clean(text: str | None, longest: int = LONGEST_TEXT) -> str | None:
    """One line of it, "" as nothing."""
    return " ".join((text or "").replace("\0", "").split())[:longest] or None


def _known(session: Session, draft: OrderDraft, connection_id: int | None) -> Order | None:
    if connection_id is None:
        return finding.find(session, draft.number, lock=True)
    own = select(Order).where(col(Order.connection_id) == connection_id).with_for_update()
    if draft.external_id is not None:
        return session.exec(own.where(col(Order.external_id) == draft.external_id)).first()
    same = own.where(col(Order.number_key) == number_key(draft.number))
    return session.exec(same.order_by(col(Order.id).desc())).first()


def _made(
    session: Session, draft: OrderDraft, connection_id: int | None, now: datetime
) -> tuple[Order, bool]:
    """A new one; or that which somebody else made at this moment."""
    order = Order(
        number=clean(draft.number, LONGEST_NUMBER) or "-",
        number_key=number_key(draft.number),
        connection_id=connection_id,
        external_id=draft.external_id,
        status=draft.status or OrderStatus.RECEIVED,
        currency=draft.currency or session.exec(select(Business.currency)).one(),
        created_at=now,
        updated_at=now,
    )
    try:
        with session.begin_nested():
            session.add(order)
            session.flush()
    except IntegrityError:
        known = _known(session, draft, connection_id)
        if known is None:
            raise
        return known, False
    return order, True


def _comes_late(order: Order, draft: OrderDraft) -> bool:
    if draft.updated_at and order.shop_updated_at and draft.updated_at < order.shop_updated_at:
        return True
    back = draft.status is not None and draft.status is not order.status
    return back and not may_follow(order.status, draft.status or order.status)


def _is_reopened(session: Session, order: Order, draft: OrderDraft, now: datetime) -> bool:
    """Whether the shop has since taken a cancellation back, as it does where the payment comes late. Its
    customer was told that it is cancelled: a person has to see to that."""
    lives = draft.status is not None and may_follow(draft.status, OrderStatus.CANCELLED)
    if order.status is not OrderStatus.CANCELLED or not lives:
        return False
    if not draft.updated_at or not order.shop_updated_at or draft.updated_at <= order.shop_updated_at:
        return False
    order.problem, order.shop_updated_at, order.updated_at = REOPENED, draft.updated_at, now
    problems.look(session, order, now=now)
    return True


def _moves(session: Session, order: Order, draft: OrderDraft) -> bool:
    """Another state, or the first that the shop gives a name to."""
    if draft.status is None:
        return False
    if draft.status is not order.status:
        return True
    said = select(OrderEvent.id).where(
        col(OrderEvent.order_id) == row_id(order),
        col(OrderEvent.silent).is_distinct_from(telling.NOTHING_SAID),
    )
    return session.exec(said).first() is None


def _fill(order: Order, draft: OrderDraft, moved: bool) -> bool:
    """Take over what is said; whether anything of it is new. A step forward ends what was wrong."""
    told: dict[str, Any] = {
        "items": None if draft.items is None else _items(draft.items),
        "total_cents": draft.total_cents,
        "currency": draft.currency,
        "shop_status": clean(draft.shop_status),
        "shop_updated_at": draft.updated_at,
        "external_id": draft.external_id,
    }
    values = {name: value for name, value in told.items() if value is not None}
    if draft.tracking_url is not None:
        values["tracking_url"] = followable(draft.tracking_url) or None
    if draft.tracking_number is not None:
        values["tracking_number"] = clean(draft.tracking_number)
    if draft.note is not None:
        values["note"] = clean(draft.note, LONGEST_NOTE)
    if draft.problem is not None or moved:
        values["problem"] = clean(draft.problem)
    different = {name: value for name, value in values.items() if getattr(order, name) != value}
    for name, value in different.items():
        setattr(order, name, value)
    return bool(different.keys() - {"shop_updated_at"})


def _items(items: Sequence[Item]) -> list[dict[str, Any]]:
    return [
        {"name": clean(one.name) or "-", "quantity": one.quantity, "price_cents": one.price_cents}
        for one in items[:MOST_ITEMS]
    ]
