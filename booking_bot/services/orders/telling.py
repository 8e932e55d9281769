"""A customer is told of their order, once a state, and of no state that is no longer true.

Why they are told nothing is kept with the step, for the owner to read.
"""

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from booking_bot.domain.orders import OrderStatus
from booking_bot.models import (
    Business,
    Customer,
    Delivery,
    Message,
    MessageKind,
    Order,
    OrderEvent,
    Outbox,
    row_id,
)
from booking_bot.services import catalogue, outbox, routes
from booking_bot.services.house import own_texts
from booking_bot.services.notices import judging
from booking_bot.services.notify import Dropped, line_of, send
from booking_bot.services.orders import wording
from booking_bot.services.shop_facts import shop_facts

NOTHING_SAID = "La tienda aún no dice en qué estado está."
NOT_TO_BE_TOLD = "Se guardó sin avisar."
SILENT_STATE = "De este estado no se avisa."
NO_CUSTOMER = "No hay teléfono del cliente."
TOLD_BEFORE = "Ya se le avisó de este estado."
OUTDATED = "El pedido cambió antes de que saliera."
ANOTHERS = "El pedido es de otra persona."

# A notice of a state is still true while the order is in one of these.
_TRUE_IN = {status: frozenset({status}) for status in OrderStatus} | {
    OrderStatus.RECEIVED: frozenset(
        {OrderStatus.RECEIVED, OrderStatus.PREPARING, OrderStatus.READY, OrderStatus.SHIPPED}
    ),
    OrderStatus.CANCELLED: frozenset({OrderStatus.CANCELLED, OrderStatus.REFUNDED}),
}
# Somebody may set out today because of it, or need not: it goes by SMS or e-mail too.
_URGENT = frozenset({OrderStatus.READY, OrderStatus.CANCELLED})


def key(order_id: int, status: OrderStatus) -> str:
    """One message a state goes by this."""
    return f"order:{order_id}:{status.value}"


def tell(
    session: Session,
    order: Order,
    event: OrderEvent,
    *,
    notify: bool,
    now: datetime,
    after: timedelta = timedelta(0),
) -> None:
    """Queue the news of the step, to go a while `after`; what was still to be said of earlier ones is not."""
    message, event.silent = _told(session, order, notify=notify, now=now, after=after)
    event.message_id = row_id(message) if message else None
    session.flush()
    _withdraw(session, order, event)


def is_outdated(session: Session, message_id: int) -> bool:
    """Whether the message tells of a state that the order has left."""
    found = session.exec(
        select(OrderEvent, Order)
        .join(Order, col(Order.id) == col(OrderEvent.order_id))
        .where(col(OrderEvent.message_id) == message_id)
        .execution_options(populate_existing=True)
    ).all()
    return any(order.status not in _TRUE_IN[event.status] for event, order in found)


def hand_on(session: Session, order: Order, *, notify: bool, now: datetime) -> None:
    """It is somebody else's than was thought: what still waits to be said goes to them instead."""
    steps = select(OrderEvent).where(
        col(OrderEvent.order_id) == row_id(order), col(OrderEvent.message_id).is_not(None)
    )
    for event in session.exec(steps.order_by(col(OrderEvent.id))).all():
        dedupe_key = key(event.order_id, event.status)
        if not outbox.cancel(session, dedupe_key, reason=ANOTHERS):
            continue
        outbox.forget_key(session, dedupe_key)
        if event.status is order.status:
            message, event.silent = _told(session, order, notify=notify, now=now, after=timedelta(0))
            event.message_id = row_id(message) if message else None
    session.flush()


def say_after_all(session: Session, order: Order, event: OrderEvent, *, now: datetime) -> None:
    """What was left out for a later step is said, now that there was none."""
    left_out = select(Outbox.id).where(
        col(Outbox.message_id) == event.message_id,
        col(Outbox.status) == Delivery.CANCELLED,
        col(Outbox.error) == OUTDATED,
    )
    if session.exec(left_out).first() is not None:
        outbox.forget_key(session, key(event.order_id, event.status))
        message, event.silent = _told(session, order, notify=True, now=now, after=timedelta(0))
        event.message_id = row_id(message) if message else None


def begin_anew(session: Session, order_id: int) -> None:
    """It was cancelled and lives again: of each state its customer may be told once more."""
    for status in OrderStatus:
        outbox.cancel(session, key(order_id, status), reason=OUTDATED)
        outbox.release_key(session, key(order_id, status))


def take_back(session: Session, event: OrderEvent, *, reason: str) -> bool:
    """The step never was: its message does not go, and the state may be told of anew.

    False where the message is gone already.
    """
    if event.message_id is None:
        return True
    dedupe_key = key(event.order_id, event.status)
    if outbox.cancel(session, dedupe_key, reason=reason) or event.silent is not None:
        outbox.forget_key(session, dedupe_key)
        return True
    return False


def _told(
    session: Session, order: Order, *, notify: bool, now: datetime, after: timedelta
) -> tuple[Message | None, str | None]:
    """The message, and why it does not go if it does not."""
    business = session.exec(select(Business)).one()
    if not notify:
        return None, NOT_TO_BE_TOLD
    if order.status not in business.order_notices:
        return None, SILENT_STATE
    if order.customer_id is None:
        return None, NO_CUSTOMER
    if outbox.is_known(session, key(row_id(order), order.status)):
        return None, TOLD_BEFORE
    return _send(session, order, order.customer_id, now=now, after=after)


def _send(
    session: Session, order: Order, customer_id: int, *, now: datetime, after: timedelta
) -> tuple[Message | None, str | None]:
    line = line_of(session, customer_id, now=now)
    if line is None:
        return None, routes.NO_ADDRESS
    if line.disowned_at is not None and order.created_at < line.disowned_at:
        return None, judging.NOT_THE_CUSTOMER
    customer = session.get_one(Customer, customer_id)
    shop = shop_facts(catalogue.read(session))
    written = wording.write(order, customer, line, shop, own_texts.of(session), now=now)
    sent = send(
        session,
        line,
        kind=MessageKind.ORDER,
        text=written.text,
        template=written.template,
        urgent=order.status in _URGENT,
        dedupe_key=key(row_id(order), order.status),
        send_at=now + after,
        now=now,
    )
    if isinstance(sent, Dropped):
        return sent.message, sent.reason
    return sent, None


def _withdraw(session: Session, order: Order, newest: OrderEvent) -> None:
    """What waits of earlier steps would be news of yesterday: two messages become one."""
    earlier = select(OrderEvent).where(
        col(OrderEvent.order_id) == row_id(order),
        col(OrderEvent.status) != newest.status,  # of a revived order: the same key is the newest's
        col(OrderEvent.message_id).is_not(None),
    )
    says_all = newest.message_id is not None and newest.silent is None
    for event in session.exec(earlier):
        if says_all or order.status not in _TRUE_IN[event.status]:
            outbox.cancel(session, key(event.order_id, event.status), reason=OUTDATED)
