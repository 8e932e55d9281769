"""The card of one customer: who they are, what to mind with them, what they allow and what is to come."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col, select

from booking_bot.domain.appointments import OPEN, Status
from booking_bot.models import (
    Appointment,
    Consent,
    ConsentKind,
    Conversation,
    Customer,
    CustomerAnswer,
    Identity,
    IdentityKind,
    Service,
    row_id,
)
from booking_bot.services.agenda_entries import Entry, entries
from booking_bot.services.customer_book.listing import tags_of
from booking_bot.services.customer_facts import SUBJECTS
from booking_bot.services.data_copies import NoSuchCustomer
from booking_bot.services.shown_files import ShownFile, of_customer

PHOTOS = 12


@dataclass(frozen=True, slots=True)
class Answer:
    """`ask` is what a service asks; the id of the question where no service asks it any more."""

    question: str
    ask: str
    answer: str


@dataclass(frozen=True, slots=True)
class Card:
    """`talk` is the conversation in which they wrote last; `disowned` those whose writer says that it is
    somebody else. `consents` holds the newest word on each kind."""

    customer: Customer
    id: int
    name: str | None
    phone: str | None
    phones: tuple[str, ...]
    whatsapp_id: str | None
    tags: tuple[str, ...]
    upcoming: tuple[Entry, ...]
    visits: int
    missed: int
    since: datetime
    wrote: bool  # to us, ever
    consents: Mapping[ConsentKind, Consent]
    subjects: tuple[str, ...]
    answers: tuple[Answer, ...]
    talk: int | None
    disowned: tuple[int, ...]
    photos: tuple[ShownFile, ...]


def read(session: Session, customer_id: int, *, zone: ZoneInfo, now: datetime) -> Card:
    """In a constant number of statements. Raises NoSuchCustomer."""
    customer = find(session, customer_id)
    known = session.exec(
        select(Identity).where(col(Identity.customer_id) == customer_id).order_by(col(Identity.id))
    ).all()
    phones = tuple(one.value for one in known if one.kind is IdentityKind.PHONE)
    talks = session.exec(
        select(Conversation)
        .where(col(Conversation.customer_id) == customer_id)
        .order_by(sa.func.coalesce(Conversation.last_inbound_at, Conversation.created_at).desc())
    ).all()
    visits, missed, first = _past(session, customer_id, now)
    subjects, answers = facts(session, customer_id)
    whose = col(Appointment.customer_id) == customer_id
    comes = sa.and_(col(Appointment.ends_at) > now, col(Appointment.status).in_(OPEN))
    return Card(
        customer=customer,
        id=customer_id,
        name=customer.name,
        phone=phones[0] if phones else None,
        phones=phones,
        whatsapp_id=next((one.value for one in known if one.kind is IdentityKind.WHATSAPP_ID), None),
        tags=tags_of(session, [customer_id]).get(customer_id, ()),
        upcoming=tuple(entries(session, whose, comes, zone=zone)),
        visits=visits,
        missed=missed,
        since=min(customer.created_at, first or customer.created_at),
        wrote=any(one.last_inbound_at for one in talks),
        consents=_consents(session, customer_id),
        subjects=subjects,
        answers=answers,
        talk=row_id(talks[0]) if talks else None,
        disowned=tuple(row_id(one) for one in talks if one.disowned_at is not None),
        photos=of_customer(session, customer_id, PHOTOS),
    )


def find(session: Session, customer_id: int) -> Customer:
    """Raises NoSuchCustomer."""
    customer = session.get(Customer, customer_id)
    if customer is None:
        raise NoSuchCustomer(customer_id)
    return customer


def facts(session: Session, customer_id: int) -> tuple[tuple[str, ...], tuple[Answer, ...]]:
    """What is attended, and what they were asked or may be: unanswered questions have an empty answer."""
    told = {
        row.question: row.answer
        for row in session.exec(
            select(CustomerAnswer)
            .where(col(CustomerAnswer.customer_id) == customer_id)
            .order_by(col(CustomerAnswer.at))
        )
    }
    subjects = tuple(one for one in told.pop(SUBJECTS, "").split("\n") if one)
    asked = _questions(session)
    return subjects, tuple(
        Answer(one, asked.get(one, one), told.get(one, "")) for one in dict.fromkeys([*asked, *told])
    )


def _questions(session: Session) -> dict[str, str]:
    lists = session.exec(
        select(Service.questions).where(col(Service.active).is_(True)).order_by(col(Service.id))
    ).all()
    return {one["id"]: one["ask"] for some in lists for one in some}


def _past(session: Session, customer_id: int, now: datetime) -> tuple[int, int, datetime | None]:
    """How often they came, how often they did not, and when it was for the first time."""
    status = col(Appointment.status)
    came = sa.and_(col(Appointment.starts_at) <= now, status.not_in((Status.CANCELLED, Status.NO_SHOW)))
    visits, missed, first = (
        session.connection()
        .execute(
            sa.select(
                sa.func.count(sa.case((came, 1))),
                sa.func.count(sa.case((status == Status.NO_SHOW, 1))),
                sa.func.min(sa.case((came, col(Appointment.starts_at)))),
            ).where(col(Appointment.customer_id) == customer_id)
        )
        .one()
    )
    return visits, missed, first


def _consents(session: Session, customer_id: int) -> dict[ConsentKind, Consent]:
    said = session.exec(
        select(Consent).where(col(Consent.customer_id) == customer_id).order_by(col(Consent.id))
    )
    return {ConsentKind(one.kind): one for one in said}
