"""What an appointment that is only requested waits for: the owner's word, or a deposit paid by hand.

Rows alone: `requests` and `deposits` are what is done about them. There is one of each a visit, kept with
the part of it that was written first.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from booking_bot.dialogue.prices import price
from booking_bot.domain import lengths
from booking_bot.domain.appointments import Status
from booking_bot.domain.patience import DECIDE_WITHIN
from booking_bot.models import (
    Appointment,
    Attachment,
    Attention,
    AttentionKind,
    Business,
    Deposit,
    DepositStatus,
    Service,
    row_id,
)
from booking_bot.services import audit, promises

HELD_FOR = timedelta(days=1)  # where the shop does not say for how long a time waits for its deposit
LATELY = timedelta(days=2)  # for so long a receipt may still be of what was given back
OPEN_DEPOSIT = (DepositStatus.AWAITED, DepositStatus.CLAIMED)
ASKED = (AttentionKind.REQUEST, AttentionKind.DEPOSIT)


def begin(
    session: Session,
    appointment: Appointment,
    *,
    now: datetime,
    reason: str = "",
    summary: str = "",
    conversation_id: int | None = None,
) -> None:
    """Somebody must say yes to what was just requested, or its deposit is awaited."""
    service = session.get_one(Service, appointment.service_id)
    if service.deposit is not None and not service.approval:
        await_deposit(session, appointment, now=now)
    elif _open(session, appointment, AttentionKind.REQUEST) is None:
        ask_owner(
            session,
            appointment,
            AttentionKind.REQUEST,
            now=now,
            reason=reason,
            summary=summary,
            conversation_id=conversation_id,
        )


def ask_owner(
    session: Session,
    appointment: Appointment,
    kind: AttentionKind,
    *,
    now: datetime,
    reason: str = "",
    summary: str = "",
    conversation_id: int | None = None,
) -> Attention:
    """Put it before the owner, who is reminded of it until it is settled."""
    known = _open(session, appointment, kind)
    if known is not None:
        known.reason = reason
        return known
    asked = Attention(
        kind=kind,
        conversation_id=conversation_id,
        appointment_id=row_id(appointment),
        reason=reason,
        summary=summary,
        at=now,
        promised_at=promises.due(session, now, DECIDE_WITHIN),
    )
    session.add(asked)
    session.flush()
    return asked


def case_of(session: Session, appointment: Appointment) -> str:
    """The number by which the customer may refer to what they requested, "" where nobody is asked."""
    asked = _open(session, appointment, AttentionKind.REQUEST)
    return str(row_id(asked)) if asked else ""


def await_deposit(session: Session, appointment: Appointment, *, now: datetime) -> Deposit | None:
    """Hold it until its deposit comes; None where its service wants none, or it has been received."""
    terms = session.get_one(Service, appointment.service_id).deposit
    if terms is None:
        return None
    known = deposit_of(session, appointment)
    if known is None:
        known = Deposit(
            appointment_id=row_id(appointment),
            amount_cents=terms["amount_cents"],
            how=terms.get("how", ""),
            due_at=due(appointment, terms.get("hold"), now),
            created_at=now,
        )
        session.add(known)
    elif known.appointment_id != appointment.id and known.status in OPEN_DEPOSIT:
        known.amount_cents += terms["amount_cents"]  # another part of the same visit
    session.flush()
    return known if known.status in OPEN_DEPOSIT else None


def due(appointment: Appointment, hold: str | None, now: datetime) -> datetime:
    """Until when the time is kept: as long as the shop says, but half the time that is left at most."""
    length = lengths.parse(hold) if hold else HELD_FOR
    return now + min(length, max(appointment.starts_at - now, timedelta(0)) / 2)


def deposit_of(session: Session, appointment: Appointment) -> Deposit | None:
    """That of the appointment, or of the visit it belongs to."""
    return session.exec(
        select(Deposit)
        .where(col(Deposit.appointment_id).in_(_numbers(appointment)))
        .order_by(col(Deposit.id))
        .with_for_update(key_share=True)
    ).first()


def deposits_of(session: Session, customer_id: int) -> list[Deposit]:
    """Those that a customer's appointments wait for, the first to run out first."""
    return list(
        session.exec(
            select(Deposit)
            .join(Appointment, col(Appointment.id) == col(Deposit.appointment_id))
            .where(
                col(Appointment.customer_id) == customer_id,
                col(Appointment.status) == Status.REQUESTED,
                col(Deposit.status).in_(OPEN_DEPOSIT),
            )
            .order_by(col(Deposit.due_at))
        )
    )


def released_of(session: Session, customer_id: int, *, now: datetime) -> Deposit | None:
    """The newest of a customer's that ran out lately."""
    return session.exec(
        select(Deposit)
        .join(Appointment, col(Appointment.id) == col(Deposit.appointment_id))
        .where(
            col(Appointment.customer_id) == customer_id,
            col(Appointment.status) == Status.CANCELLED,
            col(Deposit.status) == DepositStatus.RELEASED,
            col(Deposit.ended_at) > now - LATELY,
        )
        .order_by(col(Deposit.ended_at).desc())
    ).first()


def claim_late(
    session: Session, deposit: Deposit, messages: Sequence[int], *, now: datetime, conversation_id: int | None
) -> None:
    """They say that it is paid though its time was given back: the owner has to look. Twice is no error."""
    shown = select(Attachment.id).where(col(Attachment.message_id).in_(messages)).order_by(col(Attachment.id))
    deposit.attachment_id = session.exec(shown).first() or deposit.attachment_id
    ask_owner(
        session,
        session.get_one(Appointment, deposit.appointment_id),
        AttentionKind.DEPOSIT,
        now=now,
        reason="deposit_late",
        summary=_terms(session, deposit),
        conversation_id=conversation_id,
    )


def claim(
    session: Session,
    appointment_id: int,
    messages: Sequence[int],
    *,
    by: str,
    now: datetime,
    conversation_id: int | None = None,
) -> None:
    """The customer says that the deposit is paid, or shows it: the owner has to look. Twice is no error."""
    appointment = session.get_one(Appointment, appointment_id)
    deposit = deposit_of(session, appointment)
    if deposit is None or deposit.status not in OPEN_DEPOSIT:
        return
    if deposit.status is DepositStatus.AWAITED:
        deposit.status = DepositStatus.CLAIMED
        audit.record(session, by, "appointment.deposit_claimed", appointment_id, now=now)
    shown = select(Attachment.id).where(col(Attachment.message_id).in_(messages)).order_by(col(Attachment.id))
    deposit.attachment_id = session.exec(shown).first() or deposit.attachment_id
    ask_owner(
        session,
        appointment,
        AttentionKind.DEPOSIT,
        now=now,
        reason="deposit_claimed",
        summary=_terms(session, deposit),
        conversation_id=conversation_id,
    )


def _terms(session: Session, deposit: Deposit) -> str:
    """How much to look for, and where."""
    currency, locale = session.exec(select(Business.currency, Business.locale)).one()
    amount = price(deposit.amount_cents, currency, locale=locale)
    return " · ".join(filter(None, (amount, deposit.how)))


def end(session: Session, appointment: Appointment, *, now: datetime) -> None:
    """It is requested no more: nobody is asked, and no deposit is awaited for what was given up.

    What was said to be paid stays before the owner, since somebody's money may have come.
    """
    others = session.exec(
        select(Appointment.id).where(
            col(Appointment.id).in_(_numbers(appointment)),
            col(Appointment.status) == Status.REQUESTED,
            col(Appointment.id) != appointment.id,
        )
    ).first()
    if others is not None:
        return
    paid = None
    if appointment.status is Status.CANCELLED:
        paid = deposit_of(session, appointment)
        if paid is not None and paid.status in OPEN_DEPOSIT:
            claimed = paid.status is DepositStatus.CLAIMED
            paid.status, paid.ended_at = DepositStatus.RELEASED, now
            if claimed:
                settle(session, appointment, (AttentionKind.REQUEST,), now=now)
                ask_owner(session, appointment, AttentionKind.DEPOSIT, now=now, reason="deposit_of_cancelled")
                return
    settle(session, appointment, ASKED, now=now)


def settle(
    session: Session, appointment: Appointment, kinds: Sequence[AttentionKind], *, now: datetime
) -> None:
    """The owner has seen to it."""
    session.exec(
        sa.update(Attention)
        .where(
            col(Attention.appointment_id).in_(_numbers(appointment)),
            col(Attention.kind).in_(kinds),
            col(Attention.resolved_at).is_(None),
        )
        .values(resolved_at=now)
    )


def _open(session: Session, appointment: Appointment, kind: AttentionKind) -> Attention | None:
    return session.exec(
        select(Attention).where(
            col(Attention.appointment_id).in_(_numbers(appointment)),
            col(Attention.kind) == kind,
            col(Attention.resolved_at).is_(None),
        )
    ).first()


def _numbers(appointment: Appointment) -> sa.Select[int | None]:
    """The ids of all parts of its visit."""
    numbers = sa.select(col(Appointment.id))
    if appointment.visit is None:
        return numbers.where(col(Appointment.id) == appointment.id)
    return numbers.where(col(Appointment.visit) == appointment.visit)
