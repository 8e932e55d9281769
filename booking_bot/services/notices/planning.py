"""Planning what is to be said of an appointment, in the transaction that changes it.

One statement writes all of it and one withdraws what is no longer true; what already waits in the outbox is
withdrawn as well.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from booking_bot.domain import notices
from booking_bot.domain.appointments import Status
from booking_bot.domain.notices import NoticeKind, Planned, Rules
from booking_bot.models import (
    Appointment,
    Business,
    Delivery,
    Notice,
    NoticeStatus,
    OpenQuestion,
    Outbox,
    Service,
    Source,
    row_id,
)
from booking_bot.services.notices import judging
from booking_bot.services.notices.judging import FIRM, OUTDATED

_TOLD = frozenset({Source.OWNER, Source.API})
_NOT_THE_SHOP = frozenset({"bot", "clock"})


def rules_of(business: Business) -> Rules:
    return Rules(
        zone=ZoneInfo(business.timezone),
        leads=business.reminders,
        survey_after=business.survey_after,
        quiet=business.quiet_hours,
        follow_up=business.follow_up,
    )


def is_shop(by: str) -> bool:
    """Whether it was the shop that did it, and the customer does not know."""
    return by not in _NOT_THE_SHOP and not by.startswith("customer:")


def booked(session: Session, appointment: Appointment, business: Business, *, now: datetime) -> None:
    """It is firm now; who did not book it themselves is told, but for what came over from another agenda.

    What the owner must still say yes to is spoken of by whoever asks them.
    """
    if appointment.status not in FIRM:
        return
    planned = _ahead(appointment, business, now)
    if appointment.source in _TOLD and appointment.revision == 1:
        planned += notices.news(NoticeKind.CONFIRMATION, appointment.starts_at, now=now)
    write(session, appointment, planned, now=now)


def moved(
    session: Session, appointment: Appointment, business: Business, *, was: datetime, by: str, now: datetime
) -> None:
    """It is at another time than it `was`, or with somebody else."""
    if appointment.status not in FIRM:
        return
    withdraw(session, appointment, now=now)
    planned = _ahead(appointment, business, now)
    if is_shop(by):
        planned += notices.news(NoticeKind.MOVED, appointment.starts_at, was=was, now=now)
    write(session, appointment, planned, now=now)


def cancelled(session: Session, appointment: Appointment, *, before: Status, by: str, now: datetime) -> None:
    if before in FIRM:
        withdraw(session, appointment, now=now)
        if is_shop(by):
            told(session, appointment, NoticeKind.CANCELLED, now=now)


def told(session: Session, appointment: Appointment, kind: NoticeKind, *, now: datetime) -> None:
    """The customer hears of what the shop did to it."""
    news = notices.news(kind, appointment.starts_at, was=appointment.starts_at, now=now)
    write(session, appointment, list(news), now=now)


def closed(session: Session, appointment: Appointment, business: Business, *, now: datetime) -> None:
    """Somebody noted whether they came: who did not is not asked how it was."""
    withdraw(session, appointment, now=now)
    rules = rules_of(business)
    came = appointment.status is Status.COMPLETED
    end = appointment.ends_at
    asks = notices.survey(over(appointment), rules) if came else notices.follow_up(end, rules, now=now)
    planned = list(asks)
    service = session.get(Service, appointment.service_id)
    if came and service and service.recall and service.revisit:
        planned += notices.recall(end, service.revisit, rules, now=now)
    write(session, appointment, planned, now=now)


def promised(session: Session, appointment: Appointment, business: Business) -> None:
    """It may be fetched at another hour: how it was is asked after that."""
    for asked in notices.survey(over(appointment), rules_of(business)):
        session.exec(
            sa.update(Notice)
            .where(
                col(Notice.appointment_id) == row_id(appointment),
                col(Notice.kind) == asked.kind,
                col(Notice.status) == NoticeStatus.PLANNED,
            )
            .values(due_at=asked.due_at, not_after=asked.not_after)
            .execution_options(synchronize_session=False)
        )


def write(session: Session, appointment: Appointment, planned: Sequence[Planned], *, now: datetime) -> None:
    """Plan each once; what was withdrawn of the same revision is wanted again."""
    insert(session, [row_of(appointment, one, now=now) for one in planned])


def row_of(appointment: Appointment, planned: Planned, *, now: datetime) -> dict[str, Any]:
    return {
        "appointment_id": row_id(appointment),
        "revision": appointment.revision,
        "kind": planned.kind,
        "lead": planned.lead,
        "due_at": planned.due_at,
        "not_after": planned.not_after,
        "status": NoticeStatus.PLANNED,
        "created_at": now,
    }


def insert(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        session.flush()
        connection = session.connection()
        connection.execute(_INSERTS[connection.dialect.name], rows)


def withdraw(session: Session, appointment: Appointment, *, now: datetime) -> None:
    """What was planned of it is not said any more, and what waits to be sent does not go."""
    session.flush()
    found = session.connection().execute(_WITHDRAW, {"appointment": row_id(appointment), "now": now})
    queued = [message for message, status in found if status is NoticeStatus.QUEUED and message]
    if queued:
        _withdraw_messages(session, queued, row_id(appointment), now=now)


def _ahead(appointment: Appointment, business: Business, now: datetime) -> list[Planned]:
    return notices.ahead(appointment.starts_at, over(appointment), rules_of(business), since=now, now=now)


def over(appointment: Appointment) -> datetime:
    """When they are done with it: who leaves a car is asked how it was once it may be fetched."""
    return max(appointment.ends_at, appointment.pick_up_at or appointment.ends_at)


def _withdraw_messages(session: Session, messages: Sequence[int], appointment: int, *, now: datetime) -> None:
    """Those that have not left; what they say of the other parts of a visit is to be said anew."""
    connection = session.connection()
    stopped = connection.execute(
        sa.update(Outbox)
        .where(col(Outbox.message_id).in_(messages), col(Outbox.status) == Delivery.QUEUED)
        .values(status=Delivery.CANCELLED, error=OUTDATED, lease_until=None)
        .returning(col(Outbox.message_id))
    ).scalars()
    withdrawn = list(stopped)
    if withdrawn:
        connection.execute(
            sa.update(Notice)
            .where(col(Notice.message_id).in_(withdrawn), col(Notice.appointment_id) != appointment)
            .values(status=NoticeStatus.PLANNED, message_id=None, ended_at=None)
        )
        connection.execute(_asked_no_more(withdrawn, now))


def say_the_rest(session: Session, message: int, *, now: datetime) -> None:
    """Of a message that does not go, since a part of it is outdated, the other parts are said anew."""
    for notice, appointment in judging.told_by(session, message):
        if judging.holds(notice, appointment, now):
            notice.status, notice.message_id, notice.ended_at = NoticeStatus.PLANNED, None, None
    session.flush()
    session.connection().execute(_asked_no_more([message], now))


def _asked_no_more(messages: Sequence[int], now: datetime) -> Any:
    return (
        sa.update(OpenQuestion)
        .where(col(OpenQuestion.message_id).in_(messages), col(OpenQuestion.answered_at).is_(None))
        .values(answered_at=now)
    )


def _inserting(insert: Any) -> Any:
    """Made once for each kind of database, which word it alike and build it apart."""
    table = Notice.__table__  # type: ignore[attr-defined]
    statement = insert(table)
    new = statement.excluded
    anew = {name: new[name] for name in ("due_at", "not_after", "status", "created_at")}
    return statement.on_conflict_do_update(
        index_elements=["appointment_id", "revision", "kind", "lead"],
        set_={**anew, "ended_at": None, "reason": None},
        where=table.c.status == NoticeStatus.CANCELLED,
    )


_INSERTS = {"sqlite": _inserting(sqlite.insert), "postgresql": _inserting(postgresql.insert)}
_IS_PLANNED = col(Notice.status) == NoticeStatus.PLANNED
_WITHDRAW = (
    sa.update(Notice)
    .where(
        col(Notice.appointment_id) == sa.bindparam("appointment"),
        col(Notice.status).in_((NoticeStatus.PLANNED, NoticeStatus.QUEUED)),
    )
    .values(
        status=sa.case((_IS_PLANNED, NoticeStatus.CANCELLED.value), else_=col(Notice.status)),
        ended_at=sa.case(
            (_IS_PLANNED, sa.bindparam("now", type_=sa.DateTime(timezone=True))), else_=col(Notice.ended_at)
        ),
    )
    .returning(col(Notice.message_id), col(Notice.status))
)
