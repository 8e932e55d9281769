"""What is wrong with an order, put before the shop until it is well again or somebody has seen to it."""

from datetime import datetime

from sqlmodel import Session, col, select

from booking_bot.models import Attention, AttentionKind, Order, row_id
from booking_bot.services import notify


def look(session: Session, order: Order, *, now: datetime) -> None:
    """Ask for attention to what has just gone wrong; ask no more where it has gone well."""
    asked = select(Attention).where(
        col(Attention.order_id) == row_id(order),
        col(Attention.kind) == AttentionKind.ORDER,
        col(Attention.resolved_at).is_(None),
    )
    for one in session.exec(asked):
        one.resolved_at = now
    if not order.problem:
        return
    lines = notify.lines_of(session, [order.customer_id]) if order.customer_id else {}
    line = lines.get(order.customer_id or 0)
    session.add(
        Attention(
            kind=AttentionKind.ORDER,
            conversation_id=line.id if line else None,
            order_id=row_id(order),
            reason="problem",
            summary=f"Pedido {order.number}: {order.problem}",
            at=now,
        )
    )
