"""What is kept no longer than RETENTION_DAYS: what was said, and who said it.

    messages and their files   deleted, unless they are still to be sent; notes beside them too
    what other programs were told   deleted
    what a person looked at, what was not understood, what shops told   deleted
    what was said of appointments, and when            deleted
    appointments, orders,      kept as figures, without names, notes, what was bought
    prices                     and what was to be done
    customers                  erased, once nothing of theirs is younger; not those who are to be
                               known again: blocked ones, personal contacts, and those
                               who want no messages

A little at a time, so that nobody waits for it.
"""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col, select

from booking_bot.models import (
    Appointment,
    Attachment,
    Attention,
    Consent,
    Conversation,
    Customer,
    Delivery,
    Identity,
    Message,
    Note,
    Notice,
    NotUnderstood,
    Order,
    Outbox,
    Quote,
    Rating,
    ShopEvent,
    metadata,
    row_id,
)
from booking_bot.services import idempotency, privacy
from booking_bot.services.hooks import sending

AT_ONCE = 200
CUSTOMERS_AT_ONCE = 20
ACTOR = "bot"
# Of these, nobody can say yet what becomes of them.
OPEN = (Delivery.QUEUED, Delivery.SENDING, Delivery.UNKNOWN)


class Forgotten(NamedTuple):
    rows: int
    paths: list[str]  # files that no row names any more, to be removed after the commit


def forget_some(session: Session, before: datetime, now: datetime) -> Forgotten:
    """Forget a little of what is older than `before`; again until no row is left."""
    idempotency.forget_old(session, now=now)
    rows, paths = _messages(session, before)
    rows += sending.forget_old(session, before)
    rows += _attentions(session, before)
    rows += _notices(session, before)
    rows += _delete(session, Note, col(Note.at) < before)
    rows += _delete(session, NotUnderstood, col(NotUnderstood.last_at) < before)
    rows += _delete(session, ShopEvent, col(ShopEvent.received_at) < before)
    rows += _blank_appointments(session, before)
    rows += _blank_orders(session, before)
    rows += _blank_quotes(session, before)
    rows += _blank_states(session, before)
    for customer in _idle(session, before):
        paths += privacy.erase(session, customer, by=ACTOR, now=now)
        rows += 1
    return Forgotten(rows, paths)


def _messages(session: Session, before: datetime) -> tuple[int, list[str]]:
    old = (
        select(col(Message.id))
        .outerjoin(Outbox, col(Outbox.message_id) == col(Message.id))
        .where(col(Message.at) < before, sa.or_(col(Outbox.id).is_(None), col(Outbox.status).not_in(OPEN)))
        .order_by(col(Message.id))
        .limit(AT_ONCE)
    )
    ids = session.exec(old).all()
    if not ids:
        return 0, []
    theirs = select(Attachment.path).where(col(Attachment.message_id).in_(ids)).distinct()
    paths = set(filter(None, session.exec(theirs)))
    _remove(session, metadata.tables["message"], ids)
    still = set(session.exec(select(Attachment.path).where(col(Attachment.path).in_(paths))))
    return len(ids), sorted(paths - still)


def _remove(session: Session, table: sa.Table, ids: Collection[int | None]) -> None:
    """Delete these rows; whoever names them names nothing any more, or goes too where it must name one."""
    connection = session.connection()
    for other in metadata.tables.values():
        for key in other.foreign_keys:
            if key.column.table is not table:
                continue
            naming = key.parent.in_(ids)
            if key.parent.nullable:
                connection.execute(other.update().where(naming).values({key.parent.name: None}))
            elif named := connection.execute(sa.select(other.c.id).where(naming)).scalars().all():
                _remove(session, other, named)
    connection.execute(table.delete().where(table.c.id.in_(ids)))


def _attentions(session: Session, before: datetime) -> int:
    old = col(Attention.at) < before
    waits = sa.and_(old, col(Attention.resolved_at).is_(None), col(Attention.summary) != "")
    blanked = session.exec(
        sa.update(Attention).where(waits).values(summary="").execution_options(synchronize_session=False)
    )
    deleted = _delete(session, Attention, sa.and_(old, col(Attention.resolved_at).is_not(None)))
    return int(blanked.rowcount) + deleted


def _notices(session: Session, before: datetime) -> int:
    past = select(Appointment.id).where(col(Appointment.ends_at) < before)
    return _delete(
        session, Notice, sa.and_(col(Notice.ended_at) < before, col(Notice.appointment_id).in_(past))
    )


def _blank_appointments(session: Session, before: datetime) -> int:
    past = select(Appointment.id).where(col(Appointment.ends_at) < before)
    told = (col(Appointment.beneficiary), col(Appointment.subject), col(Appointment.note))
    blanked = session.exec(
        sa.update(Appointment)
        .where(col(Appointment.ends_at) < before, sa.or_(*(column.is_not(None) for column in told)))
        .values(beneficiary=None, subject=None, note=None)
        .execution_options(synchronize_session=False)
    )
    silenced = session.exec(
        sa.update(Rating)
        .where(col(Rating.appointment_id).in_(past), col(Rating.comment).is_not(None))
        .values(comment=None)
        .execution_options(synchronize_session=False)
    )
    return int(blanked.rowcount + silenced.rowcount)


def _blank_orders(session: Session, before: datetime) -> int:
    """An order that nothing happened to since."""
    told = [col(Order.tracking_url), col(Order.tracking_number), col(Order.note), col(Order.problem)]
    bought = sa.cast(col(Order.items), sa.Text) != "[]"
    blanked = session.exec(
        sa.update(Order)
        .where(col(Order.updated_at) < before, sa.or_(bought, *(column.is_not(None) for column in told)))
        .values(**privacy.BLANKS[Order])
        .execution_options(synchronize_session=False)
    )
    return int(blanked.rowcount)


def _blank_quotes(session: Session, before: datetime) -> int:
    """What was to be done for a price; the price itself is a figure."""
    settled = sa.func.coalesce(col(Quote.answered_at), col(Quote.expires_at), col(Quote.created_at))
    blanked = session.exec(
        sa.update(Quote)
        .where(settled < before, col(Quote.work) != "")
        .values(work="")
        .execution_options(synchronize_session=False)
    )
    return int(blanked.rowcount)


def _blank_states(session: Session, before: datetime) -> int:
    """What a talk was about that nobody goes on with."""
    blanked = session.exec(
        sa.update(Conversation)
        .where(
            col(Conversation.last_inbound_at) < before,
            col(Conversation.turn_due_at).is_(None),
            col(Conversation.state) != "",
        )
        .values(state="")
        .execution_options(synchronize_session=False)
    )
    return int(blanked.rowcount)


def _idle(session: Session, before: datetime) -> list[int]:
    """Customers of whom everything is older."""
    theirs = col(Customer.id)
    known = sa.or_(
        sa.exists().where(col(Identity.customer_id) == theirs),
        col(Customer.name).is_not(None),
        col(Customer.email).is_not(None),
    )
    ordered = sa.exists().where(col(Order.customer_id) == theirs, col(Order.updated_at) >= before)
    coming = sa.exists().where(col(Appointment.customer_id) == theirs, col(Appointment.ends_at) >= before)
    lately = sa.exists().where(
        col(Conversation.customer_id) == theirs,
        sa.or_(col(Conversation.last_inbound_at) >= before, col(Conversation.created_at) >= before),
    )
    spoken_to = sa.exists().where(
        col(Conversation.customer_id) == theirs, col(Message.conversation_id) == col(Conversation.id)
    )
    refused = sa.exists().where(col(Consent.customer_id) == theirs, col(Consent.granted).is_(False))
    query = (
        select(Customer)
        .where(
            col(Customer.created_at) < before, col(Customer.blocked).is_(False),
            col(Customer.personal).is_(False), known,
            ~coming, ~ordered, ~lately, ~spoken_to, ~refused,
        )
        .limit(CUSTOMERS_AT_ONCE)
    )  # fmt: skip
    return [row_id(customer) for customer in session.exec(query)]


def _delete(
    session: Session,
    kind: type[Attention] | type[Note] | type[Notice] | type[NotUnderstood] | type[ShopEvent],
    rows: sa.ColumnElement[bool],
) -> int:
    gone = session.exec(sa.delete(kind).where(rows).execution_options(synchronize_session=False))
    return int(gone.rowcount)
