"""Prices that nobody answered in time, and customers who wait for one too long."""

from datetime import datetime

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from booking_bot.db import Database
from booking_bot.domain.patience import DECIDE_WITHIN, next_alert
from booking_bot.models import Attention, AttentionKind, Quote, QuoteStatus
from booking_bot.services import audit, promises
from booking_bot.services.one_by_one import each
from booking_bot.services.quotes.asking import ASKED

BY = "clock"


def run_due(database: Database, *, now: datetime) -> int:
    """End what holds no more, and remind the owner of who still waits; how many that were."""
    with database.reading() as session:
        over = session.exec(
            select(Quote.id).where(col(Quote.status) == QuoteStatus.OFFERED, col(Quote.expires_at) <= now)
        ).all()
        late = session.exec(_late(now)).all()
        late = late if late and promises.is_open(session, now) else []
    ended = each(database, [one for one in over if one is not None], end, now=now)
    return ended + each(database, [one.id for one in late if one.id is not None], remind, now=now)


def end(session: Session, quote_id: int, *, now: datetime) -> bool:
    """It holds no more; False where it was answered meanwhile. What was asked stays open for who is late."""
    quote = session.get(Quote, quote_id, with_for_update=True, populate_existing=True)
    if quote is None or quote.status is not QuoteStatus.OFFERED:
        return False
    quote.status = QuoteStatus.EXPIRED
    audit.record(session, BY, "quote.expired", quote_id, now=now)
    return True


def remind(session: Session, attention_id: int, *, now: datetime) -> bool:
    """At growing intervals; False where somebody has seen to it, or it was said already."""
    concern = session.get(Attention, attention_id, with_for_update=True, populate_existing=True)
    if concern is None or concern.resolved_at is not None or concern.promised_at is None:
        return False
    if now < next_alert(concern.promised_at, concern.alerted_at, DECIDE_WITHIN):
        return False
    concern.alerted_at = now
    return True


def _late(now: datetime) -> SelectOfScalar[Attention]:
    return select(Attention).where(
        col(Attention.kind) == AttentionKind.QUOTE,
        col(Attention.reason) == ASKED,
        col(Attention.resolved_at).is_(None),
        col(Attention.promised_at) <= now,
    )
