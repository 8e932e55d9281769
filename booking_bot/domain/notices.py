"""What is to be said of an appointment, and when: reminders before it, a question after it.

A notice that falls into quiet hours waits for their end, unless that is later than `not_after`: then it goes
in the minute before they begin, and where that has passed as well, it is not sent at all.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from booking_bot.domain import lengths, quiet_hours
from booking_bot.domain.reminders import falls
from booking_bot.domain.walltime import instant, utc

_MINUTE = timedelta(minutes=1)
# Who has just booked need not be reminded of it.
LEAST_AFTER_BOOKING = timedelta(hours=1)
# Who is asked later than this has forgotten how it was.
SURVEY_LASTS = timedelta(days=2)
NO_SURVEY_AGAIN_FOR = timedelta(days=30)
# Time to put right what was noted by mistake.
FOLLOW_UP_AFTER = timedelta(hours=1)
FOLLOW_UP_LASTS = timedelta(days=2)
# Nobody is told early or late in the day that their inspection is due.
RECALL_CLOCK = 11 * 60
RECALL_LASTS = timedelta(days=30)
# News of what the shop did is none any more after this.
NEWS_LASTS = timedelta(days=1)
# What the shop changes so shortly before is told by whatever way is quick.
URGENT_WITHIN = timedelta(hours=24)
URGENT = "urgent"
# Of a cancellation: no more of them come. Of a confirmation see `every`.
AND_ALL_AFTER = "and_after"
_EVERY = "every:"


class NoticeKind(StrEnum):
    REMINDER = "reminder"
    CONFIRMATION = "confirmation"  # of what the shop booked for them
    MOVED = "moved"  # by the shop
    CANCELLED = "cancelled"  # by the shop
    SURVEY = "survey"
    FOLLOW_UP = "follow_up"  # after they did not come
    RECALL = "recall"  # what was done is due again: the vaccine, the cleaning, the inspection


# What the shop did to an appointment.
NEWS = frozenset({NoticeKind.CONFIRMATION, NoticeKind.MOVED, NoticeKind.CANCELLED})


@dataclass(frozen=True, slots=True)
class Rules:
    """What the shop wants said; `leads` as it writes them, "24h"."""

    zone: ZoneInfo
    leads: Sequence[str] = ("24h",)
    survey_after: timedelta | None = None
    quiet: str | None = None
    follow_up: bool = False


@dataclass(frozen=True, slots=True)
class Planned:
    """Due at an instant, and worth nothing after another."""

    kind: NoticeKind
    lead: str
    due_at: datetime
    not_after: datetime


def ahead(start: datetime, end: datetime, rules: Rules, *, since: datetime, now: datetime) -> list[Planned]:
    """All that is to be said of an appointment that was made or moved at `since`, the first due first."""
    planned = [*reminders(start, rules, since=since, now=now), *survey(end, rules)]
    return sorted(planned, key=lambda one: one.due_at)


def reminders(start: datetime, rules: Rules, *, since: datetime, now: datetime) -> list[Planned]:
    """Those that fall after `since`: who books later than one falls has only the shorter ones before them.

    Nor has anybody one within an hour, or the lead where that is shorter, of having booked. One that should
    have gone before `now` goes at once, as long as half its lead is left. Where two come together, only the
    shorter is sent.
    """
    due: dict[datetime, Planned] = {}
    for lead in sorted(rules.leads, key=lengths.parse, reverse=True):
        length = lengths.parse(lead)
        falls_at = falls(start, length, rules.zone)
        not_after = start - (start - falls_at) / 2
        moment = undisturbed(max(falls_at, now), not_after, rules, now=now) if falls_at > since else None
        if moment is not None and moment >= since + min(LEAST_AFTER_BOOKING, length):
            due[moment] = Planned(NoticeKind.REMINDER, lead, moment, not_after)
    return list(due.values())


def survey(end: datetime, rules: Rules) -> Iterator[Planned]:
    if rules.survey_after is not None:
        falls_at = end + rules.survey_after
        yield Planned(NoticeKind.SURVEY, "", _after_quiet(falls_at, rules), falls_at + SURVEY_LASTS)


def follow_up(end: datetime, rules: Rules, *, now: datetime) -> Iterator[Planned]:
    """Once somebody noted that they did not come."""
    if rules.follow_up:
        falls_at = max(end, now + FOLLOW_UP_AFTER)
        yield Planned(NoticeKind.FOLLOW_UP, "", _after_quiet(falls_at, rules), falls_at + FOLLOW_UP_LASTS)


def recall(end: datetime, revisit: timedelta, rules: Rules, *, now: datetime) -> Iterator[Planned]:
    """On the day on which what was done by `end` is due again; nothing of what fell due long ago."""
    day = (end.astimezone(rules.zone) + revisit).date()
    falls_at = utc(instant(day, RECALL_CLOCK, rules.zone))
    not_after = falls_at + RECALL_LASTS
    due_at = _after_quiet(max(falls_at, now), rules)
    if due_at < not_after:
        yield Planned(NoticeKind.RECALL, "", due_at, not_after)


def news(
    kind: NoticeKind, start: datetime, *, now: datetime, was: datetime | None = None
) -> Iterator[Planned]:
    """At once, as long as the appointment is still to come; `was` is when it was to begin before.

    Its lead is "urgent" where somebody might come in vain today.
    """
    if start > now:
        urgent = was is not None and min(was, start) - now < URGENT_WITHIN
        yield Planned(kind, URGENT if urgent else "", now, min(start, now + NEWS_LASTS))


def every(weeks: int) -> str:
    """The lead of a confirmation that speaks of all that come back after it."""
    return f"{_EVERY}{weeks}"


def weeks_of(lead: str) -> int:
    """After how many weeks it comes back; 0 where it does not."""
    return int(lead.removeprefix(_EVERY)) if lead.startswith(_EVERY) else 0


def undisturbed(falls_at: datetime, not_after: datetime, rules: Rules, *, now: datetime) -> datetime | None:
    """The moment for it, None where there is none: see above."""
    if falls_at > not_after:
        return None
    quiet = quiet_hours.around(rules.quiet, falls_at, rules.zone)
    if quiet is None:
        return falls_at
    begins, ends = quiet
    if ends <= not_after:
        return ends
    before = begins - _MINUTE
    return before if before > now else None


def _after_quiet(falls_at: datetime, rules: Rules) -> datetime:
    return quiet_hours.ends(rules.quiet, falls_at, rules.zone) or falls_at
