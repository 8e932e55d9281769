"""What a program of the shop's notes of a customer's wishes: a no of their own only they take back."""

from datetime import datetime

from sqlmodel import Session, col, select

from booking_bot.domain.refusals import Refused
from booking_bot.models import Consent, ConsentKind, ConsentSource
from booking_bot.services import audit, consents

# Whose no another may take back.
_OURS = frozenset({ConsentSource.API, ConsentSource.IMPORT, ConsentSource.ORDER})


class SaidNoThemselves(Refused):
    """The customer asked for no messages of that kind, in words of their own."""


def note(
    session: Session,
    customer_id: int,
    *,
    opt_in: bool | None,
    opt_out: bool | None,
    by: str,
    now: datetime,
) -> None:
    """Note what is told, None being nothing. `opt_out` is about offers; taken back, about all messages.

    Raises SaidNoThemselves, and ValueError where the two contradict each other.
    """
    if opt_in is False and opt_out is False:
        raise ValueError("who may be sent nothing has opted out")
    if opt_in is not None:
        _record(session, customer_id, ConsentKind.SERVICE, granted=opt_in, by=by, now=now)
    if opt_out is not None:
        _record(session, customer_id, ConsentKind.OFFERS, granted=not opt_out, by=by, now=now)
    if opt_out is False and consents.holds(session, customer_id).get(ConsentKind.SERVICE) is False:
        _record(session, customer_id, ConsentKind.SERVICE, granted=True, by=by, now=now)


def _record(
    session: Session, customer_id: int, kind: ConsentKind, *, granted: bool, by: str, now: datetime
) -> None:
    newest = session.exec(
        select(Consent)
        .where(col(Consent.customer_id) == customer_id, col(Consent.kind) == kind)
        .order_by(col(Consent.id).desc())
    ).first()
    if newest is not None and newest.granted is granted:
        return
    if granted and newest is not None and newest.source not in _OURS:
        raise SaidNoThemselves(kind)
    consents.record(session, customer_id, kind, granted=granted, source=ConsentSource.API, now=now)
    event = "customer.consented" if granted else "customer.refused"
    audit.record(session, by, event, customer_id, now=now, kind=kind.value)
