"""How much of the time in which each member of staff could be booked was taken, buffers included.

Hours are those that the shop keeps now: what they were before is not kept. What was booked outside of
them, by hand, fills none of them.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import Session, col, select

from booking_bot.domain.opening import parse_week, spans_of_member, spans_on
from booking_bot.domain.spans import Span, subtract
from booking_bot.models import Absence, Occupancy, Resource, row_id
from booking_bot.services import catalogue
from booking_bot.services.opening import shop_calendar
from booking_bot.services.reports.stretch import Stretch


@dataclass(frozen=True, slots=True)
class Taken:
    """Of one member of staff, or of all."""

    name: str
    open: timedelta
    booked: timedelta

    @property
    def share(self) -> float | None:
        """None where they were not there at all."""
        return self.booked / self.open if self.open else None


def taken(session: Session, stretch: Stretch) -> list[Taken]:
    """In the shop's order, of those who work there now."""
    shop = catalogue.read(session)
    team = [member for member in shop.staff if member.active]
    begin, end = int(stretch.begin.timestamp()), int(stretch.end.timestamp())
    away, busy = _away(session, begin, end, stretch), _busy(session, begin, end)
    calendar = shop_calendar(shop).between(stretch.first, stretch.last)
    weeks = {row_id(member): _week(member) for member in team}
    open_spans: dict[int, list[Span]] = defaultdict(list)
    for day in stretch.dates():
        hours = calendar.on(day)
        shop_spans = spans_on(day, hours.hours, calendar.zone)
        for member in team:
            number = row_id(member)
            own = weeks[number]
            spans = spans_of_member(day, hours, shop_spans, week=calendar.week, own=own, zone=calendar.zone)
            for start, stop in spans:
                if max(start, begin) < min(stop, end):
                    cut = max(start, begin), min(stop, end)
                    open_spans[number].extend(subtract(cut, away.get(number, ())))
    return [
        Taken(member.name, _length(theirs), timedelta(seconds=_shared(theirs, merged(busy[row_id(member)]))))
        for member in team
        for theirs in [merged(open_spans[row_id(member)])]
    ]


def of_all(found: Iterable[Taken]) -> Taken:
    everybody = list(found)
    return Taken(
        "",
        sum((one.open for one in everybody), timedelta()),
        sum((one.booked for one in everybody), timedelta()),
    )


def merged(spans: Iterable[Span]) -> list[Span]:
    """The same time in stretches that neither overlap nor touch, earliest first."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], end)
        else:
            found.append((start, end))
    return found


def _shared(these: Sequence[Span], those: Sequence[Span]) -> int:
    """Seconds that lie in both; each is merged, so one look at each pair of neighbours does."""
    total = left = right = 0
    while left < len(these) and right < len(those):
        total += max(0, min(these[left][1], those[right][1]) - max(these[left][0], those[right][0]))
        if these[left][1] < those[right][1]:
            left += 1
        else:
            right += 1
    return total


def _length(spans: Iterable[Span]) -> timedelta:
    return timedelta(seconds=sum(end - start for start, end in spans))


def _week(member: Resource) -> tuple[tuple[Span, ...], ...] | None:
    return parse_week(member.hours) if member.hours is not None else None


def _busy(session: Session, begin: int, end: int) -> Mapping[int, list[Span]]:
    """What appointments take of each resource; what a conversation holds is none yet."""
    found: dict[int, list[Span]] = defaultdict(list)
    for number, start, stop in session.exec(
        select(Occupancy.resource_id, Occupancy.start_ts, Occupancy.end_ts).where(
            col(Occupancy.end_ts) > begin,
            col(Occupancy.start_ts) < end,
            col(Occupancy.appointment_id).is_not(None),
        )
    ):
        found[number].append((start, stop))
    return found


def _away(session: Session, begin: int, end: int, stretch: Stretch) -> Mapping[int, list[Span]]:
    found: dict[int, list[Span]] = defaultdict(list)
    for one in session.exec(
        select(Absence).where(col(Absence.ends_at) > stretch.begin, col(Absence.starts_at) < stretch.end)
    ):
        span = max(begin, int(one.starts_at.timestamp())), min(end, int(one.ends_at.timestamp()))
        found[one.staff_id].append(span)
    return found
