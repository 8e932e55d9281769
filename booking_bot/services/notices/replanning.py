"""When the shop's rules change, what is not yet said follows them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from booking_bot.domain import notices
from booking_bot.domain.notices import NoticeKind, Planned, Rules
from booking_bot.models import Appointment, Business, Notice, NoticeStatus, row_id
from booking_bot.services.notices import planning, recalls
from booking_bot.services.notices.judging import FIRM

BY_THE_RULES = frozenset({NoticeKind.REMINDER, NoticeKind.SURVEY})
_Key = tuple[NoticeKind, str]


def replan(session: Session, *, now: datetime) -> int:
    """Plan reminders and surveys of all that is booked by the rules of today; how many are otherwise.

    Who was not reminded yet and should have been by a new rule is at once, as long as half its lead is left.
    Doing it again changes nothing.
    """
    business = session.exec(select(Business)).one()
    rules = planning.rules_of(business)
    known = _known(session, now)
    inserted: list[dict[str, Any]] = []
    changed = 0
    for appointment in _ahead(session, rules, now):
        rows = known[row_id(appointment)]
        wanted = _wanted(appointment, rules, rows, now)
        for planned in wanted.values():
            row = rows.get((planned.kind, planned.lead))
            if row is None:
                inserted.append(planning.row_of(appointment, planned, now=now))
            elif row.status is NoticeStatus.CANCELLED or _is_otherwise(row, planned, now):
                row.status, row.ended_at = NoticeStatus.PLANNED, None
                row.due_at, row.not_after = planned.due_at, planned.not_after
                changed += 1
        for key, row in rows.items():
            if row.status is NoticeStatus.PLANNED and key not in wanted and not _stays(row, rules, now):
                row.status, row.ended_at = NoticeStatus.CANCELLED, now
                changed += 1
    planning.insert(session, inserted)
    session.flush()
    return changed + len(inserted) + recalls.replan(session, now=now)


def _ahead(session: Session, rules: Rules, now: datetime) -> Sequence[Appointment]:
    """Those of which something may still be said."""
    since = now - (rules.survey_after or notices.SURVEY_LASTS)
    return session.exec(
        select(Appointment).where(
            col(Appointment.status).in_(FIRM),
            sa.or_(col(Appointment.ends_at) > since, col(Appointment.pick_up_at) > since),
        )
    ).all()


def _known(session: Session, now: datetime) -> Mapping[int, dict[_Key, Notice]]:
    """What was planned of each as it is now."""
    found: dict[int, dict[_Key, Notice]] = defaultdict(dict)
    rows = session.exec(
        select(Notice)
        .join(
            Appointment,
            sa.and_(
                col(Appointment.id) == col(Notice.appointment_id),
                col(Appointment.revision) == col(Notice.revision),
            ),
        )
        .where(
            col(Notice.kind).in_(BY_THE_RULES),
            col(Appointment.status).in_(FIRM),
            col(Appointment.ends_at) > now - notices.NO_SURVEY_AGAIN_FOR,
        )
    )
    for row in rows:
        found[row.appointment_id][row.kind, row.lead] = row
    return found


def _wanted(
    appointment: Appointment, rules: Rules, rows: Mapping[_Key, Notice], now: datetime
) -> dict[_Key, Planned]:
    """Of a rule that is new, what should have gone by now counts for who was not reminded by another.

    When something was moved is not known, so what was moved has only what is still to come.
    """
    reminded = any(
        row.kind is NoticeKind.REMINDER and row.status in (NoticeStatus.QUEUED, NoticeStatus.DROPPED)
        for row in rows.values()
    )
    since = now if reminded or appointment.revision > 1 else appointment.created_at
    planned = notices.ahead(appointment.starts_at, planning.over(appointment), rules, since=since, now=now)
    return {(one.kind, one.lead): one for one in planned if one.due_at >= now}


def _is_otherwise(row: Notice, planned: Planned, now: datetime) -> bool:
    """What is due and about to go is left alone."""
    if row.status is not NoticeStatus.PLANNED or row.due_at <= now:
        return False
    return (row.due_at, row.not_after) != (planned.due_at, planned.not_after)


def _stays(row: Notice, rules: Rules, now: datetime) -> bool:
    """It is due by a rule that still holds."""
    wanted = row.lead in rules.leads if row.kind is NoticeKind.REMINDER else rules.survey_after is not None
    return row.due_at <= now and wanted
