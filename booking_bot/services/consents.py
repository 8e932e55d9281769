"""What a customer allows us to send, as a history: the newest row of a kind holds."""

from datetime import datetime

from sqlmodel import Session, col, select

from booking_bot.models import Consent, ConsentKind, ConsentSource


def holds(session: Session, customer_id: int) -> dict[ConsentKind, bool]:
    """The newest word on each kind; a kind that nothing was said of is missing."""
    rows = session.exec(
        select(Consent.kind, Consent.granted)
        .where(col(Consent.customer_id) == customer_id)
        .order_by(col(Consent.id))
    )
    return {ConsentKind(kind): granted for kind, granted in rows}


def record(
    session: Session,
    customer_id: int,
    kind: ConsentKind,
    *,
    granted: bool,
    source: ConsentSource,
    now: datetime,
) -> None:
    """Note what was said, unless it is what already holds."""
    if holds(session, customer_id).get(kind) is not granted:
        session.add(Consent(customer_id=customer_id, kind=kind, granted=granted, source=source, at=now))


def stop(session: Session, customer_id: int, *, notices: bool, now: datetime) -> None:
    """No offers any more; with `notices` none about appointments and orders either."""
    kinds = (ConsentKind.OFFERS, ConsentKind.SERVICE) if notices else (ConsentKind.OFFERS,)
    for kind in kinds:
        record(session, customer_id, kind, granted=False, source=ConsentSource.INBOUND, now=now)


def resume(session: Session, customer_id: int, *, now: datetime) -> None:
    """They want to hear from us again, of everything."""
    for kind in ConsentKind:
        record(session, customer_id, kind, granted=True, source=ConsentSource.INBOUND, now=now)
