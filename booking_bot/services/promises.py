"""By when somebody may expect an answer of a person: the shop's hours, counted from now."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from booking_bot.domain.patience import ANSWER_WITHIN, OpenSpan, after_open
from booking_bot.services.opening import opening_between
from booking_bot.services.place import place_of

HORIZON = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Promise:
    """In UTC. `open_until` is set while the shop is open, else `reopens`; `due` is when an answer is late.

    Neither is known where the shop does not open within HORIZON.
    """

    open_until: datetime | None
    reopens: datetime | None
    due: datetime | None


def promise(session: Session, *, now: datetime, within: timedelta = ANSWER_WITHIN) -> Promise:
    """What can be promised now to somebody who waits for a person."""
    spans = open_spans(session, now)
    closes = next((closes for opens, closes in spans if opens <= now < closes), None)
    opens = next((opens for opens, _ in spans if opens > now), None)
    return Promise(closes, None if closes else opens, after_open(spans, now, within))


def due(session: Session, since: datetime, within: timedelta = ANSWER_WITHIN) -> datetime | None:
    """When an answer to what was asked `since` then is late."""
    return after_open(open_spans(session, since), since, within)


def is_open(session: Session, now: datetime) -> bool:
    return promise(session, now=now).open_until is not None


def open_spans(session: Session, since: datetime) -> list[OpenSpan]:
    """The hours of the shop from then on, earliest first; a span that runs past midnight counts."""
    today = since.astimezone(place_of(session).zone).date()
    days = opening_between(session, today - timedelta(days=1), today + HORIZON)
    return sorted(span for day in days for span in day.spans if span[1] > since)
