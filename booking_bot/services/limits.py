"""What one customer may not have: two places at once, more appointments than the shop allows.

Whom the shop does not know yet, nobody of it ever having seen or entered them, may hold by chat only so many
visits, and fewer on one day: a single number must not be able to fill a Saturday.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col, select

from booking_bot.dialogue import dates
from booking_bot.domain.appointments import OPEN, Status
from booking_bot.domain.refusals import Overlapping, TooManyOpen
from booking_bot.domain.walltime import local_day
from booking_bot.models import Appointment, Audit, Consent, ConsentSource, Customer, Source
from booking_bot.services import rows

# For so long it is remembered that somebody did not come.
_REMEMBERED = timedelta(days=365)
# What somebody unknown may hold, in all and on one day; a family's visit counts once.
STRANGERS_OPEN, STRANGERS_A_DAY = 3, 2
_VOUCHED = (ConsentSource.API, ConsentSource.OWNER, ConsentSource.IMPORT, ConsentSource.ORDER)
_WRITTEN_DOWN = ("described", "consented")

_THEIRS = rows.table(Appointment).c
_STILL = (
    sa.select(
        _THEIRS.id,
        _THEIRS.visit,
        _THEIRS.beneficiary,
        _THEIRS.starts_at,
        _THEIRS.ends_at,
        _THEIRS.standing_id,
    )
    .where(
        _THEIRS.customer_id == sa.bindparam("customer"),
        _THEIRS.status.in_(OPEN),
        _THEIRS.ends_at > sa.bindparam("since"),
    )
    .order_by(_THEIRS.starts_at, _THEIRS.id)
)


class Still(NamedTuple):
    """One of theirs that stands and is not over."""

    id: int
    visit: str | None
    beneficiary: str | None
    starts_at: datetime
    ends_at: datetime
    standing_id: int | None = None


def still(session: Session, customer_id: int, since: datetime) -> list[Still]:
    """What a customer holds that ends after `since`, earliest first."""
    found = session.connection().execute(_STILL, {"customer": customer_id, "since": since})
    return [Still(*row) for row in found]


def refuse_two_at_once(
    session: Session,
    customer_id: int,
    beneficiary: str | None,
    theirs: Sequence[Still],
    *,
    start: datetime,
    end: datetime,
    but: tuple[int, ...] = (),
) -> None:
    """Nobody is in two places at once; two children of one family are two people. Raises Overlapping.

    Whoever bears the customer's name is the customer: it may have been told only with the first booking.
    """
    others = [one for one in theirs if one.starts_at < end and one.ends_at > start and one.id not in but]
    if not others:
        return
    own = _person(session.get_one(Customer, customer_id).name)
    if (_person(beneficiary) or own) in {_person(other.beneficiary) or own for other in others}:
        raise Overlapping(start)


def _person(beneficiary: str | None) -> str:
    return " ".join((beneficiary or "").casefold().split())


def missed(session: Session, customer_id: int, now: datetime) -> list[datetime]:
    """When they did not come in the last year, the newest first; a visit counts once."""
    found = session.exec(
        select(Appointment.id, Appointment.visit, Appointment.starts_at)
        .where(
            col(Appointment.customer_id) == customer_id,
            col(Appointment.status) == Status.NO_SHOW,
            col(Appointment.starts_at) > now - _REMEMBERED,
        )
        .order_by(col(Appointment.starts_at))
    ).all()
    visits = {visit or str(number): start for number, visit, start in found}
    return sorted(visits.values(), reverse=True)


def told(missed: list[datetime], zone: ZoneInfo, now: datetime) -> str:
    """ "No vino el martes 3 de noviembre ni …", for the owner who decides."""
    today = local_day(now, zone)
    days = [dates.day(local_day(one, zone), today=today, locale="es") for one in missed]
    return f"No vino: {'; '.join(days)}." if days else ""


def refuse_too_many(theirs: Sequence[Still], visit: str | None, now: datetime, *, limit: int) -> None:
    """What is cancelled or has begun does not count, and one visit counts once. Raises TooManyOpen."""
    if limit and len(_visits(theirs, visit, now)) >= limit:
        raise TooManyOpen(limit)


def refuse_stranger(
    session: Session,
    customer_id: int,
    theirs: Sequence[Still],
    start: datetime,
    now: datetime,
    *,
    zone: ZoneInfo,
    visit: str | None = None,
    moving: bool = False,
) -> None:
    """One more at `start`, or there instead of where it was, for somebody unknown. Raises TooManyOpen."""
    visits = _visits(theirs, visit, now)
    day = local_day(start, zone)
    on_the_day = sum(local_day(one, zone) == day for one in visits.values())
    full = not moving and len(visits) >= STRANGERS_OPEN
    if (full or on_the_day >= STRANGERS_A_DAY) and not is_known(session, customer_id):
        raise TooManyOpen(STRANGERS_OPEN if full else STRANGERS_A_DAY, stranger=True)


def is_known(session: Session, customer_id: int) -> bool:
    """Whether they have been here, or somebody of the shop or a program of it has entered them."""
    theirs = select(Appointment.id).where(
        col(Appointment.customer_id) == customer_id,
        sa.or_(col(Appointment.status) == Status.COMPLETED, col(Appointment.source) != Source.BOT),
    )
    vouched = select(Consent.id).where(
        col(Consent.customer_id) == customer_id, col(Consent.source).in_(_VOUCHED)
    )
    entered = select(Audit.id).where(
        col(Audit.object_kind) == "customer",
        col(Audit.object_id) == customer_id,
        col(Audit.verb).in_(_WRITTEN_DOWN),
    )
    return any(session.exec(one.limit(1)).first() is not None for one in (theirs, vouched, entered))


def _visits(theirs: Sequence[Still], but: str | None, now: datetime) -> dict[str, datetime]:
    """When each of their other visits that are still to come begins; what comes back is one, the next."""
    ahead = [one for one in theirs if one.starts_at > now and (but is None or one.visit != but)]
    return {
        one.visit or (f"standing:{one.standing_id}" if one.standing_id else str(one.id)): one.starts_at
        for one in reversed(ahead)
    }
