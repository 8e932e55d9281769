"""The owner is told where a shop can be heard no more: before a customer asks for an order nobody knows."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from booking_bot.dialogue import dates
from booking_bot.models import Attention
from booking_bot.services.place import place_of
from booking_bot.services.shops import connections
from booking_bot.services.shops.events import REFUSALS
from booking_bot.services.watching import warnings

# A shop that is moved to another server is back before.
LOST_AFTER = timedelta(hours=3)


def look(session: Session, now: datetime) -> None:
    """Warn of those that are lost, once for each, however long it lasts; end it where none is."""
    lost = "; ".join(_lost(session, now))
    if not lost:
        warnings.end(session, warnings.SHOP, now=now)
        return
    told = session.exec(
        select(Attention.summary)
        .where(col(Attention.reason) == warnings.SHOP)
        .order_by(col(Attention.id).desc())
    ).first()
    if told != lost:
        warnings.warn(session, warnings.SHOP, lost, now=now)


def _lost(session: Session, now: datetime) -> Sequence[str]:
    """ "Flores: desde el lunes 23 de noviembre a las 10:00".

    Silence alone is no loss: many sell something once a month. Nor is what anybody may post who knows the
    address. The page tells of both.
    """
    since = [
        (row.name, row.error_at)
        for row in connections.listing(session)
        if row.active and row.error_at and now - row.error_at >= LOST_AFTER and row.error not in REFUSALS
    ]
    if not since:
        return []
    zone = place_of(session).zone
    return [f"{name}: {_moment(at.astimezone(zone))}" for name, at in since]


def _moment(wall: datetime) -> str:
    return f"desde el {dates.full(wall, today=wall.date(), locale='es')}"
