"""A day as a drawing: members of staff side by side, time downwards.

Where a thing stands is told by classes of `timeline.css`, since pages carry no style of their own: `y2 q30`
is two and a half hours below the top, `Y1 Q0` an hour long, `c3` the fourth column, `l1 of2` the right half.
Hours are counted as they pass, not as the clock shows them: the day of a change has 23 or 25.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain

from booking_bot.domain.lanes import spread
from booking_bot.domain.spans import Span, subtract
from booking_bot.services.agenda_day import Away, Column, Day, Entry, Gap

_HOUR, _STEP = 3600, 300
_LAST_HOUR, _SIDE_BY_SIDE, _COLUMNS = 35, 4, 24  # as far as the classes reach


@dataclass(frozen=True, slots=True)
class Placed:
    """One thing of the day, whose it is and where it stands."""

    kind: str
    item: Entry | Gap | Away
    column: Column
    place: str

    @property
    def is_short(self) -> bool:
        return self.item.end - self.item.start < timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Timeline:
    """`items` are in the order of the day; `hours` the lines of the scale, `shades` where nobody works."""

    columns: tuple[Column, ...]
    items: tuple[Placed, ...]
    hours: tuple[tuple[datetime, str], ...]
    shades: tuple[str, ...]
    now: str | None
    size: str
    passed: int  # how many of the items are over: the line of the present stands before the next


def timeline(day: Day) -> Timeline | None:
    """None where the day has neither hours nor anything in it."""
    columns = day.columns[:_COLUMNS]
    begins = [edge for column in columns for edge in _edges(column)]
    if not begins:
        return None
    top = _floor(min(begins))
    bottom = min(-(-(int(max(begins).timestamp()) - top) // _HOUR), _LAST_HOUR) * _HOUR + top
    scale = _Scale(top, bottom)
    placed = [one for number, column in enumerate(columns) for one in _column(scale, column, f"c{number}")]
    items = sorted(placed, key=lambda one: (one.item.start, one.item.end, one.place))
    now = int(day.now.timestamp())
    return Timeline(
        columns=columns,
        items=tuple(items),
        hours=tuple(
            (datetime.fromtimestamp(at, day.now.tzinfo), scale.at(at)) for at in range(top, bottom, _HOUR)
        ),
        shades=tuple(
            f"c{number} {scale.of(span)}"
            for number, column in enumerate(columns)
            for span in _closed(scale, column)
        ),
        now=scale.at(now) if top <= now < bottom else None,
        size=f"n{len(columns)} Y{(bottom - top) // _HOUR} Q0",
        passed=next((place for place, one in enumerate(items) if one.item.end > day.now), len(items)),
    )


@dataclass(frozen=True, slots=True)
class _Scale:
    top: int
    bottom: int

    def at(self, seconds: int) -> str:
        hours, minutes = self._steps(seconds - self.top)
        return f"y{hours} q{minutes}"

    def of(self, span: Span) -> str:
        start, end = (min(max(edge, self.top), self.bottom) for edge in span)
        start -= (start - self.top) % _STEP
        hours, minutes = self._steps(max(end - start, _STEP) + _STEP - 1)
        return f"{self.at(start)} Y{hours} Q{minutes}"

    @staticmethod
    def _steps(seconds: int) -> tuple[int, int]:
        hours, rest = divmod(seconds // _STEP * _STEP, _HOUR)
        return hours, rest // 60


def _edges(column: Column) -> Iterable[datetime]:
    return chain(
        chain.from_iterable(column.hours),
        chain.from_iterable((one.start, one.end) for one in column.entries),
    )


def _floor(moment: datetime) -> int:
    return int(moment.replace(minute=0, second=0, microsecond=0).timestamp())


def _span(item: Entry | Gap | Away) -> Span:
    return int(item.start.timestamp()), int(item.end.timestamp())


def _column(scale: _Scale, column: Column, name: str) -> Iterable[Placed]:
    for entry, beside in _beside(column.entries):
        yield Placed("entry", entry, column, f"{name} {beside} {scale.of(_span(entry))}")
    for gap in column.gaps:
        yield Placed("gap", gap, column, f"{name} l0 of1 {scale.of(_span(gap))}")
    for away in column.away:
        if _span(away)[1] > scale.top and _span(away)[0] < scale.bottom:
            yield Placed("away", away, column, f"{name} l0 of1 {scale.of(_span(away))}")


def _beside(entries: Sequence[Entry]) -> Iterable[tuple[Entry, str]]:
    """Each with its part of the width: those that overlap, even through others, share it."""
    groups: dict[int, list[Entry]] = defaultdict(list)
    group, until = 0, 0
    for entry in entries:
        start, end = _span(entry)
        if start >= until:
            group += 1
        groups[group].append(entry)
        until = max(until, end)
    for together in groups.values():
        lanes = spread([_span(entry) for entry in together])
        width = min(max(lanes) + 1, _SIDE_BY_SIDE)
        for entry, lane in zip(together, lanes, strict=True):
            yield entry, f"l{min(lane, width - 1)} of{width}"


def _closed(scale: _Scale, column: Column) -> list[Span]:
    hours = [(int(start.timestamp()), int(end.timestamp())) for start, end in column.hours]
    return subtract((scale.top, scale.bottom), hours)
