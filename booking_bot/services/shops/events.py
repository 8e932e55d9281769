"""What a shop tells: stored first, so that a fault of ours loses nothing, and understood after.

One that cannot be understood is kept with the reason and holds up no other. What was said is forgotten as
soon as it is understood.
"""

import json
import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col, select

from booking_bot.db import Database
from booking_bot.domain.orders import OrderDraft
from booking_bot.models import Business, Order, OrderEvent, ShopConnection, ShopEvent, row_id
from booking_bot.services import rows, wakes
from booking_bot.services.orders import storing
from booking_bot.services.place import NoBusiness
from booking_bot.services.shops import states
from booking_bot.services.shops.told import Place, Told, Unreadable

log = logging.getLogger(__name__)

BATCH = 10  # at a time: whoever chats is not to wait for a shop
# How long after it came it is tried again, when something of ours failed; then it is given up.
WAITS = (timedelta(0), timedelta(seconds=20), timedelta(minutes=5), timedelta(hours=1))
# What a telling came to is of interest for so long; what was said is gone as soon as it is understood.
KEPT = timedelta(days=90)
QUIETLY = "quietly:"  # before the topic of what nobody is to be told of
FAILED = "No hemos podido guardar este aviso de la tienda por un fallo nuestro."
NO_SIGNATURE = "La tienda llama, pero con otro secreto. Pon en ella el de aquí, o haz otro."
CLOCK = "La tienda llama con un reloj que va mal, más de cinco minutos."
REFUSALS = frozenset({NO_SIGNATURE, CLOCK})
NOTHING = "Sin cambios en ningún pedido."
A_TEST = "Es un pedido de prueba."

_EVENTS = rows.table(ShopEvent)
_WAITING = _EVENTS.c.handled_at.is_(None)
_ANY = sa.select(_EVENTS.c.id).where(_WAITING).limit(1)


def receive(
    session: Session,
    row: ShopConnection,
    *,
    delivery_id: str,
    topic: str,
    body: str,
    now: datetime,
    told_at: datetime | None = None,
) -> bool:
    """Store what was told, once however often it comes; whether it was new."""
    values = {
        "connection_id": row_id(row), "delivery_id": delivery_id, "topic": topic, "body": body,
        "told_at": told_at, "received_at": now, "attempts": 0,
    }  # fmt: skip
    known = select(ShopEvent.id).where(
        col(ShopEvent.connection_id) == row.id, col(ShopEvent.delivery_id) == delivery_id
    )
    if row.error in REFUSALS:
        row.error = row.error_at = None
    if session.exec(known).first() is not None:
        return False
    hear(row, now)
    try:
        with session.begin_nested():
            rows.insert(session, ShopEvent, **values)
    except sa.exc.IntegrityError:  # it came twice at this moment
        return False
    wakes.ask(session)
    return True


def hear(row: ShopConnection, now: datetime) -> None:
    """It has given a sign of life."""
    row.heard_at = now


def refuse(session: Session, connection_id: int, reason: str, now: datetime) -> None:
    """Somebody posted in its name what is not signed right, for that reason: it may be itself."""
    since = sa.func.coalesce(col(ShopConnection.error_at), now)
    mine = sa.update(ShopConnection).where(
        col(ShopConnection.id) == connection_id, col(ShopConnection.error).is_distinct_from(reason)
    )
    session.exec(mine.values(error=reason, error_at=since).execution_options(synchronize_session=False))


def run_due(database: Database, *, now: datetime) -> int:
    """Understand what waits, the oldest first; how many that were."""
    with database.glance() as connection:
        if connection.execute(_ANY).first() is None:
            return 0
    with database.reading() as session:
        waiting = session.exec(select(ShopEvent).where(_WAITING).order_by(_EVENTS.c.id).limit(500)).all()
        due = [row_id(one) for one in waiting if now - one.received_at >= WAITS[one.attempts]][:BATCH]
    for event_id in due:
        try:
            with database.transaction() as session:
                _understand(session, event_id, now)
        except Exception as error:
            # its words might quote what the shop said
            log.error("event %s of a shop failed: %s", event_id, type(error).__name__)  # noqa: TRY400
            with database.transaction() as session:
                _put_off(session, event_id, now)
    return len(due)


def _understand(session: Session, event_id: int, now: datetime) -> None:
    event = session.exec(
        select(ShopEvent).where(col(ShopEvent.id) == event_id, _WAITING).with_for_update(skip_locked=True)
    ).first()
    if event is None:
        return
    shop = session.get_one(ShopConnection, event.connection_id)
    try:
        event.outcome = _take(session, shop, event, now)
        event.error = None
    except Unreadable as unreadable:
        event.error = unreadable.explanation
    event.body, event.handled_at = None, now


def _take(session: Session, shop: ShopConnection, event: ShopEvent, now: datetime) -> str:
    """Keep the order that it tells of; what that came to. Raises Unreadable."""
    topic = event.topic.removeprefix(QUIETLY)
    told = states.KINDS[shop.kind].read(payload_of(event.body or ""), topic, _place(session))
    draft = _draft(session, shop, told, event) if told else None
    if told is None or draft is None:
        return NOTHING
    is_test = told.test or (not told.draft.number and _is_test(session, shop, draft))
    stored = storing.put(
        session,
        draft,
        by=f"connection:{shop.id}",
        now=now,
        connection_id=shop.id,
        notify=shop.active and not is_test and topic == event.topic,
    )
    if is_test and stored.moved:
        mine = sa.update(OrderEvent).where(col(OrderEvent.order_id) == stored.order.id)
        unsaid = mine.where(col(OrderEvent.message_id).is_(None)).values(silent=A_TEST)
        session.exec(unsaid.execution_options(synchronize_session=False))
    return f"{stored.order.number}: {told.state or draft.problem or ''}".rstrip(": ")


def _is_test(session: Session, shop: ShopConnection, draft: OrderDraft) -> bool:
    """Whether the order was called a test before: what is told of its parcel does not say so again."""
    said = (
        select(OrderEvent.id)
        .join(Order, col(Order.id) == col(OrderEvent.order_id))
        .where(col(Order.connection_id) == shop.id, col(Order.external_id) == draft.external_id)
        .where(col(OrderEvent.silent) == A_TEST)
    )
    return session.exec(said).first() is not None


def _draft(session: Session, shop: ShopConnection, told: Told, event: ShopEvent) -> OrderDraft | None:
    """The order as it is to be stored; None where it is of one that is not known."""
    draft = replace(
        told.draft,
        status=states.status_of(told, shop.kind, shop.states),
        updated_at=told.draft.updated_at or event.told_at,
        opt_in=told.draft.opt_in if told.draft.opt_in is not None else shop.opt_in or None,
    )
    if draft.number:
        return draft
    number = session.exec(
        select(Order.number).where(
            col(Order.connection_id) == shop.id, col(Order.external_id) == draft.external_id
        )
    ).first()
    return replace(draft, number=number) if number else None


def forget_old(session: Session, now: datetime) -> None:
    """Those that were handled long ago."""
    old = sa.delete(ShopEvent).where(col(ShopEvent.handled_at) < now - KEPT)
    session.exec(old.execution_options(synchronize_session=False))


def payload_of(body: str) -> Mapping[str, Any]:
    """Raises Unreadable."""
    try:
        payload = json.loads(body)
    except (ValueError, RecursionError):
        raise Unreadable("the body is not JSON") from None
    if not isinstance(payload, dict):
        raise Unreadable("the body is no JSON object")
    return payload


def _place(session: Session) -> Place:
    business = session.exec(select(Business)).first()
    if business is None:
        raise NoBusiness("no business is loaded: run `booking-bot business load FILE`")
    return Place(business.country, ZoneInfo(business.timezone), business.currency)


def _put_off(session: Session, event_id: int, now: datetime) -> None:
    """Try it again later, or never; who has given it up tells the owner."""
    event = session.get(ShopEvent, event_id, with_for_update=True)
    if event is None or event.handled_at is not None:
        return
    event.attempts += 1
    if event.attempts >= len(WAITS):
        event.error, event.body, event.handled_at = FAILED, None, now
