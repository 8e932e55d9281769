"""Which shops are to be asked now, and what becomes of their answers.

An answer is stored as if the shop had told it by itself, and understood with all else. The first time nobody
is told of what is found: it is the past.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col, select

from booking_bot.models import ConnectionKind, Order, ShopConnection, row_id
from booking_bot.services.place import NoBusiness, place_of
from booking_bot.services.shops import events
from booking_bot.services.shops.connections import key_of

# How long lies between two times; a webhook tells at once, where it does.
EVERY = {
    ConnectionKind.PRESTASHOP: timedelta(minutes=3),
    ConnectionKind.WOOCOMMERCE: timedelta(minutes=15),
}
FIRST_BACK = timedelta(days=30)
BEHIND = timedelta(hours=14)  # no zone with shops in it lies farther behind another


@dataclass(frozen=True, slots=True)
class Question:
    """What to ask one shop: the orders that changed from `since` to `until`. `first`: it never was asked."""

    connection_id: int
    kind: ConnectionKind
    url: str
    key: str
    since: datetime
    until: datetime
    zone: ZoneInfo
    first: bool


def claim(session: Session, secret_key: str, now: datetime) -> list[Question]:
    """Those that are due, from now on asked by the caller alone."""
    try:
        zone = place_of(session).zone
    except NoBusiness:
        return []
    known = select(ShopConnection).where(
        col(ShopConnection.active), col(ShopConnection.url).is_not(None), col(ShopConnection.key).is_not(None)
    )
    found = []
    for row in session.exec(known).all():
        if row.kind not in EVERY or (row.asked_at and now - row.asked_at < EVERY[row.kind]):
            continue
        mine = sa.update(ShopConnection).where(
            col(ShopConnection.id) == row.id, col(ShopConnection.asked_at).is_not_distinct_from(row.asked_at)
        )
        taken = session.exec(mine.values(asked_at=now).execution_options(synchronize_session=False))
        if taken.rowcount == 1 and row.url:
            since, first = _since(session, row, now), row.asked_until is None
            key = key_of(row, secret_key)
            found.append(Question(row_id(row), row.kind, row.url, key, since, now, zone, first))
    return found


def _since(session: Session, row: ShopConnection, now: datetime) -> datetime:
    """From when on to ask. PrestaShop goes by a clock of its own, which may be in another zone than the shop:
    what changed after the last thing that it told is asked for, by that clock."""
    until = row.asked_until
    if until is None:
        return now - FIRST_BACK
    if row.kind is not ConnectionKind.PRESTASHOP:
        return until
    mine = select(sa.func.max(col(Order.shop_updated_at))).where(col(Order.connection_id) == row.id)
    told: datetime | None = session.exec(mine).one()
    return max(until - BEHIND, min(until, told or until - BEHIND))


def record(
    session: Session, question: Question, orders: Iterable[Mapping[str, Any]], *, now: datetime
) -> int:
    """Store what came, once however often it comes; how many were new."""
    row = session.get(ShopConnection, question.connection_id, with_for_update=True)
    if row is None:
        return 0
    new = 0
    topic = f"{events.QUIETLY if question.first else ''}order.asked"
    for order in orders:
        # Half an emoji, which databases cut off, is JSON and yet no text.
        told = json.dumps(order, ensure_ascii=False, sort_keys=True).encode("utf-8", "replace")
        body, delivery_id = told.decode(), f"asked.{hashlib.sha256(told).hexdigest()[:32]}"
        new += events.receive(session, row, delivery_id=delivery_id, topic=topic, body=body, now=now)
    return new


def finish(session: Session, question: Question) -> None:
    """All that changed until then is stored."""
    row = session.get(ShopConnection, question.connection_id, with_for_update=True)
    if row is not None:
        row.asked_until = question.until
        row.error = row.error_at = None


def record_failure(session: Session, question: Question, explanation: str, *, now: datetime) -> None:
    """Why there was no answer; the same stretch is asked again."""
    row = session.get(ShopConnection, question.connection_id, with_for_update=True)
    if row is not None:
        row.error, row.error_at = explanation, row.error_at or now
