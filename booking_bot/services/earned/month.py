"""The five figures of a month, by the shop's calendar and until now."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from booking_bot.models import Appointment, Business, ChannelName, Source
from booking_bot.services.costs.months import costs_of
from booking_bot.services.earned.comparing import NoShows, no_shows
from booking_bot.services.earned.gaps import Gaps, recovered
from booking_bot.services.place import place_of
from booking_bot.services.reports import outside_hours
from booking_bot.services.reports.instants import within
from booking_bot.services.reports.stretch import Stretch, month_of


@dataclass(frozen=True, slots=True)
class Spent:
    """Messages that went out by whatever way, of them those by hand and by SMS; and what WhatsApp's cost.

    `amount` is in millionths of a dollar; of `unknown` ones no rate is known.
    """

    sent: int = 0
    by_hand: int = 0
    by_sms: int = 0
    amount: int = 0
    unknown: int = 0


@dataclass(frozen=True, slots=True)
class Earned:
    """`made` and `by_bot` count what was booked in the month, whatever became of it and whenever it is;
    what was brought in from another diary is not. `is_over` tells a whole month from one under way."""

    first: date
    is_over: bool
    currency: str
    locale: str
    made: int
    by_bot: int
    while_closed: int
    gaps: Gaps
    no_shows: NoShows
    spent: Spent

    def __bool__(self) -> bool:
        """Whether anything happened."""
        return bool(self.made or self.gaps.filled or self.no_shows.now.ended or self.spent.sent)


def earned(session: Session, day: date, *, now: datetime) -> Earned:
    """In the month in which that day lies. Raises NoBusiness."""
    stretch = month_of(day, place_of(session).zone, now=now)
    currency, locale = session.exec(select(Business.currency, Business.locale)).one()
    bot = outside_hours.by_the_bot(session, stretch)
    return Earned(
        first=stretch.first,
        is_over=stretch.end < now,
        currency=currency,
        locale=locale,
        made=_made(session, stretch),
        by_bot=sum(bot),
        while_closed=bot.while_closed,
        gaps=recovered(session, stretch),
        no_shows=no_shows(session, stretch),
        spent=_spent(session, stretch),
    )


def _made(session: Session, stretch: Stretch) -> int:
    return (
        session.connection().scalar(
            sa.select(sa.func.count()).where(
                col(Appointment.source) != Source.IMPORT,
                within(Appointment.created_at, stretch.begin, stretch.end),
            )
        )
        or 0
    )


def _spent(session: Session, stretch: Stretch) -> Spent:
    costs = costs_of(session, stretch.first)
    others = costs.others
    return Spent(
        sent=costs.taken + sum(others.values()),
        by_hand=others.get(ChannelName.HAND, 0),
        by_sms=others.get(ChannelName.SMS, 0),
        amount=costs.total,
        unknown=costs.without_rate,
    )
