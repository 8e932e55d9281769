"""A warning about the account, or about what else the program is connected to: one is open at a time, and it
rises where it gets worse."""

from datetime import datetime

from sqlmodel import Session, col, select

from booking_bot.models import Attention, AttentionKind

BALANCE, SILENT, CAP_NEAR, CAP = "balance_low", "number_silent", "monthly_cap_near", "monthly_cap"
DEAF = "program_deaf"  # one that is told what happens and answers nothing
CALENDAR = "calendar_lost"
SHOP = "shop_lost"


def warn(session: Session, reason: str, summary: str, *, now: datetime) -> None:
    """Put it before the owner, or say anew how bad it is by now, which reminds them of it."""
    known = _open(session, reason)
    if known is None:
        session.add(Attention(kind=AttentionKind.NOTE, reason=reason, summary=summary, at=now))
    else:
        known.summary, known.alerted_at = summary, now


def end(session: Session, reason: str, *, now: datetime) -> None:
    """It is mended."""
    known = _open(session, reason)
    if known is not None:
        known.resolved_at = now


def _open(session: Session, reason: str) -> Attention | None:
    return session.exec(
        select(Attention).where(col(Attention.reason) == reason, col(Attention.resolved_at).is_(None))
    ).first()
