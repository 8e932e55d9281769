"""One message for all of it: that it comes back, or that it does no more."""

from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from booking_bot.domain import notices
from booking_bot.domain.notices import NoticeKind
from booking_bot.models import Appointment
from booking_bot.services.notices import planning
from booking_bot.services.notices.judging import FIRM


def agreed(session: Session, first: Appointment, every_weeks: int, *, now: datetime) -> None:
    if first.status in FIRM:
        _say(session, first, NoticeKind.CONFIRMATION, notices.every(every_weeks), now=now)


def ended(session: Session, first: Appointment, *, now: datetime) -> None:
    _say(session, first, NoticeKind.CANCELLED, notices.AND_ALL_AFTER, now=now)


def _say(session: Session, first: Appointment, kind: NoticeKind, lead: str, *, now: datetime) -> None:
    planned = [replace(one, lead=lead) for one in notices.news(kind, first.starts_at, now=now)]
    planning.write(session, first, planned, now=now)
