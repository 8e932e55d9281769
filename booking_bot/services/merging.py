"""Two cards that are of the same person: they wrote from a second telephone, or were noted down twice.

One card stays and all that is of the other comes to it: every table that names a customer stands in `MOVED`,
and whatever hangs on a conversation or an appointment comes along with that. Where the two say different
things of what somebody allows, the stricter holds.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, select

from booking_bot.domain.appointments import OPEN
from booking_bot.models import (
    Appointment,
    Consent,
    ConsentKind,
    Conversation,
    Customer,
    CustomerAnswer,
    CustomerTag,
    Identity,
    Message,
    Order,
    Quote,
    Standing,
    WaitEntry,
    WaitStatus,
)
from booking_bot.services import audit, customer_facts
from booking_bot.services.customer_book import card

# What is taken over row by row; answers and tags may be there on both sides, and are joined.
MOVED: tuple[type[SQLModel], ...] = (Identity, Conversation, Appointment, Consent, Order, Standing, Quote)
JOINED: tuple[type[SQLModel], ...] = (CustomerAnswer, CustomerTag)


class SameCustomer(Exception):
    """A card cannot be merged with itself."""


@dataclass(frozen=True, slots=True)
class Side:
    """What one of the two brings along."""

    customer: Customer
    phones: tuple[str, ...]
    appointments: int
    messages: int


def sides(session: Session, kept_id: int, gone_id: int) -> tuple[Side, Side]:
    """Both, to be looked at before. Raises NoSuchCustomer, SameCustomer."""
    if kept_id == gone_id:
        raise SameCustomer(kept_id)
    return _side(session, kept_id), _side(session, gone_id)


def clashes(session: Session, kept_id: int, gone_id: int, *, now: datetime) -> list[datetime]:
    """When each of the two holds an appointment to come: that looks like one booked twice."""
    starts = [
        set(
            session.exec(
                select(Appointment.starts_at).where(
                    col(Appointment.customer_id) == number,
                    col(Appointment.starts_at) > now,
                    col(Appointment.status).in_(OPEN),
                )
            )
        )
        for number in (kept_id, gone_id)
    ]
    return sorted(starts[0] & starts[1])


def merge(session: Session, kept_id: int, gone_id: int, *, by: str, now: datetime) -> None:
    """All that is of `gone_id` becomes that of `kept_id`. Raises NoSuchCustomer, SameCustomer."""
    if kept_id == gone_id:
        raise SameCustomer(kept_id)
    # Turns hold the conversation: none shall run while its customer changes. Always in the same order.
    session.exec(
        select(Conversation)
        .where(col(Conversation.customer_id).in_((kept_id, gone_id)))
        .order_by(col(Conversation.id))
        .with_for_update(key_share=True)
    ).all()
    kept, gone = card.find(session, kept_id), card.find(session, gone_id)
    refusals = _refusals(session, (kept_id, gone_id))
    _join_facts(session, kept_id, gone_id)
    _join_tags(session, kept_id, gone_id)
    for table in MOVED:
        session.exec(
            sa.update(table)
            .where(table.customer_id == gone_id)  # type: ignore[attr-defined]
            .values(customer_id=kept_id)
            .execution_options(synchronize_session=False)
        )
    session.expire_all()
    _hold_to(session, kept_id, refusals)
    _wait_once(session, kept_id, now)
    _join_words(kept, gone)
    session.flush()
    session.delete(gone)
    session.flush()
    audit.record(session, by, "customer.merged", kept_id, now=now, of=gone_id)


def _side(session: Session, customer_id: int) -> Side:
    customer = card.find(session, customer_id)
    phones = session.exec(
        select(Identity.value)
        .where(col(Identity.customer_id) == customer_id, col(Identity.kind) == "phone")
        .order_by(col(Identity.id))
    )
    appointments = session.exec(
        select(sa.func.count()).where(col(Appointment.customer_id) == customer_id)
    ).one()
    messages = session.exec(
        select(sa.func.count())
        .select_from(Message)
        .join(Conversation, col(Conversation.id) == col(Message.conversation_id))
        .where(col(Conversation.customer_id) == customer_id)
    ).one()
    return Side(customer, tuple(phones), appointments, messages)


def _refusals(session: Session, numbers: Iterable[int]) -> dict[ConsentKind, Consent]:
    """The newest word of each of them, where it is a no."""
    found: dict[ConsentKind, Consent] = {}
    for number in numbers:
        newest: dict[ConsentKind, Consent] = {}
        rows = session.exec(
            select(Consent).where(col(Consent.customer_id) == number).order_by(col(Consent.id))
        )
        for row in rows:
            newest[ConsentKind(row.kind)] = row
        for kind, row in newest.items():
            if not row.granted and (kind not in found or found[kind].at < row.at):
                found[kind] = row
    return found


def _hold_to(session: Session, kept_id: int, refusals: Mapping[ConsentKind, Consent]) -> None:
    """The newest row of a kind holds: a refusal that is not, is said once more, as it was said."""
    for kind, no in refusals.items():
        newest = session.exec(
            select(Consent)
            .where(col(Consent.customer_id) == kept_id, col(Consent.kind) == kind)
            .order_by(col(Consent.id).desc())
        ).first()
        if newest is not None and newest.granted:
            session.add(
                Consent(
                    customer_id=kept_id, kind=kind, granted=False, source=no.source, said=no.said, at=no.at
                )
            )


def _join_facts(session: Session, kept_id: int, gone_id: int) -> None:
    """Of two answers to one question the newer; of what is attended both."""
    kept = {
        row.question: row
        for row in session.exec(select(CustomerAnswer).where(col(CustomerAnswer.customer_id) == kept_id))
    }
    for row in session.exec(select(CustomerAnswer).where(col(CustomerAnswer.customer_id) == gone_id)).all():
        known = kept.get(row.question)
        session.delete(row)
        if known is None:
            session.add(
                CustomerAnswer(customer_id=kept_id, question=row.question, answer=row.answer, at=row.at)
            )
        elif row.question == customer_facts.SUBJECTS:
            known.answer = "\n".join(dict.fromkeys([*known.answer.split("\n"), *row.answer.split("\n")]))
        elif row.at > known.at:
            known.answer, known.at = row.answer, row.at
    session.flush()


def _join_tags(session: Session, kept_id: int, gone_id: int) -> None:
    kept = set(session.exec(select(CustomerTag.tag).where(col(CustomerTag.customer_id) == kept_id)))
    for row in session.exec(select(CustomerTag).where(col(CustomerTag.customer_id) == gone_id)).all():
        session.delete(row)
        if row.tag not in kept:
            session.add(CustomerTag(customer_id=kept_id, tag=row.tag))
    session.flush()


def _wait_once(session: Session, kept_id: int, now: datetime) -> None:
    """Who waited for the same on both lines waits once, in the place that came first."""
    seen: set[str] = set()
    rows = session.exec(
        select(WaitEntry)
        .join(Conversation, col(Conversation.id) == col(WaitEntry.conversation_id))
        .where(col(Conversation.customer_id) == kept_id, col(WaitEntry.status) == WaitStatus.WAITING)
        .order_by(col(WaitEntry.created_at), col(WaitEntry.id))
    )
    for row in rows.all():
        wish = repr((row.service_id, row.staff_id, row.windows, row.beneficiary, row.moving_id))
        if wish in seen:
            row.status, row.ended_at = WaitStatus.LEFT, now
        seen.add(wish)


def _join_words(kept: Customer, gone: Customer) -> None:
    kept.name = kept.name or gone.name
    kept.email = kept.email or gone.email
    kept.allergies = _both(kept.allergies, gone.allergies)
    kept.note = _both(kept.note, gone.note)
    kept.blocked = kept.blocked or gone.blocked
    kept.personal = kept.personal or gone.personal
    kept.created_at = min(kept.created_at, gone.created_at)


def _both(one: str | None, other: str | None) -> str | None:
    return "\n".join(dict.fromkeys(filter(None, (one, other)))) or None
