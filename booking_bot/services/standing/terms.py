"""What was agreed on a standing appointment, and when its turns are by the clock."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session

from booking_bot.domain.walltime import instant, utc
from booking_bot.models import Business, Standing

# So far ahead turns are made, and at least the next one.
AHEAD_WEEKS = 8
LONGEST_WEEKS = 52


class NoSuchStanding(Exception):
    def __init__(self, standing_id: int) -> None:
        super().__init__(f"there is no standing appointment {standing_id}")
        self.standing_id = standing_id


class HasEnded(Exception):
    """Nothing more comes of it."""


@dataclass(frozen=True, slots=True)
class Terms:
    """`clock` is a wall time of the shop, "17:30"."""

    customer_id: int
    service_id: int
    staff_id: int
    every_weeks: int
    first_day: date
    clock: str
    last_day: date | None = None
    beneficiary: str | None = None
    subject: str | None = None
    note: str | None = None


def terms_of(standing: Standing) -> Terms:
    return Terms(
        standing.customer_id,
        standing.service_id,
        standing.staff_id,
        standing.every_weeks,
        standing.first_day,
        standing.clock,
        standing.last_day,
        standing.beneficiary,
        standing.subject,
        standing.note,
    )


def get(session: Session, standing_id: int) -> Standing:
    """Raises NoSuchStanding."""
    standing = session.get(Standing, standing_id, populate_existing=True)
    if standing is None:
        raise NoSuchStanding(standing_id)
    return standing


def going_on(session: Session, standing_id: int, *, today: date) -> Standing:
    """Raises NoSuchStanding or HasEnded."""
    standing = get(session, standing_id)
    if standing.ended_at is not None or (standing.last_day and standing.last_day < today):
        raise HasEnded
    return standing


def start_on(day: date, clock: str, zone: ZoneInfo) -> datetime:
    """The same by the shop's clock before and after it is changed."""
    wall = time.fromisoformat(clock)
    return utc(instant(day, wall.hour * 60 + wall.minute, zone))


def horizon(business: Business, every_weeks: int, today: date) -> date:
    """The last day for which turns are made today."""
    ahead = timedelta(weeks=max(AHEAD_WEEKS, every_weeks))
    return today + min(ahead, timedelta(days=business.horizon_days))
