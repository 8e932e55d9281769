"""An order moved by hand or by a program of the shop's, and a step taken back."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from booking_bot.domain.links import followable
from booking_bot.domain.orders import OrderStatus, may_follow, may_revive
from booking_bot.models import Order, OrderEvent, row_id
from booking_bot.services import audit
from booking_bot.services.orders import problems, storing, telling
from booking_bot.services.orders.refusals import BackwardStatus, BadLink, NoSuchOrder
from booking_bot.services.orders.storing import Stored

# So long the customer is told nothing of a step that was tapped: it may be taken back.
UNDO_WITHIN = timedelta(seconds=15)
UNDONE = "Se deshizo el cambio."


def move(
    session: Session,
    order_id: int,
    status: OrderStatus,
    *,
    by: str,
    now: datetime,
    tracking_url: str | None = None,
    after: timedelta = timedelta(0),
) -> Stored:
    """Bring it to that state, a cancelled one back too, and have its customer told; being there already is
    no step.

    The news goes a while `after`. Raises NoSuchOrder, BackwardStatus or BadLink.
    """
    order = _locked(session, order_id)
    moved = order.status is not status
    revived = may_revive(order.status, status)
    if moved and not revived and not may_follow(order.status, status):
        raise BackwardStatus(order.status, status)
    link = order.tracking_url if tracking_url is None else _link(tracking_url)
    changed = moved or link != order.tracking_url
    if not changed:
        return Stored(order, False, False, False)
    order.tracking_url, order.updated_at = link, now
    if moved:
        if order.problem:
            order.problem = None
            problems.look(session, order, now=now)
        if revived:
            telling.begin_anew(session, order_id)
        storing.come_to(session, order, status, by=by, now=now, after=after)
    what = "moved" if moved else "changed"
    audit.record(session, by, f"order.{what}", row_id(order), now=now, status=status.value)
    session.flush()
    return Stored(order, False, moved, changed)


def undo(session: Session, order_id: int, event_id: int, *, by: str, now: datetime) -> bool:
    """Take the newest step back, if it is that one; whether its customer was told of it meanwhile.

    Raises NoSuchOrder where there is no such step to take back.
    """
    order = _locked(session, order_id)
    newest = session.exec(
        select(OrderEvent).where(col(OrderEvent.order_id) == order_id).order_by(col(OrderEvent.id).desc())
    ).fetchmany(2)
    if len(newest) < 2 or row_id(newest[0]) != event_id:
        raise NoSuchOrder(f"order {order_id} has no step {event_id} to be taken back")
    step, before = newest
    unsaid = telling.take_back(session, step, reason=UNDONE)
    order.status, order.updated_at = before.status, now
    session.delete(step)
    if unsaid:
        telling.say_after_all(session, order, before, now=now)
    audit.record(session, by, "order.taken_back", order_id, now=now, status=before.status.value)
    session.flush()
    return not unsaid


def describe(
    session: Session,
    order_id: int,
    *,
    tracking_url: str,
    tracking_number: str,
    note: str,
    by: str,
    now: datetime,
) -> None:
    """What the shop writes beside it; what is empty goes. Raises NoSuchOrder or BadLink."""
    order = _locked(session, order_id)
    order.tracking_url = _link(tracking_url)
    order.tracking_number = storing.clean(tracking_number)
    order.note = storing.clean(note, storing.LONGEST_NOTE)
    order.updated_at = now
    audit.record(session, by, "order.changed", order_id, now=now, status=order.status.value)


def settle(session: Session, order_id: int, *, by: str, now: datetime) -> None:
    """What was wrong with it is seen to. Raises NoSuchOrder."""
    order = _locked(session, order_id)
    order.problem, order.updated_at = None, now
    problems.look(session, order, now=now)
    audit.record(session, by, "order.settled", order_id, now=now)


def _link(written: str) -> str | None:
    """None where nothing is written."""
    link = followable(written)
    if written.strip() and not link:
        raise BadLink("an order's link begins with https:// or http://")
    return link or None


def _locked(session: Session, order_id: int) -> Order:
    order = session.exec(select(Order).where(col(Order.id) == order_id).with_for_update()).first()
    if order is None:
        raise NoSuchOrder(f"there is no order {order_id}")
    return order
