"""One table of a report."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from booking_bot.web.admin.reports.kinds import COUNT, TEXT, Kind


class Look(StrEnum):
    PLAIN = "plain"
    COLUMNS = "columns"  # a chart above it, in the order of the rows
    BARS = "bars"  # a bar in each row
    HEAT = "heat"


class Column(NamedTuple):
    title: str
    kind: Kind = COUNT

    @property
    def heading(self) -> str:
        """In a file."""
        return f"{self.title} ({self.kind.unit})" if self.kind.unit else self.title


@dataclass(frozen=True, slots=True)
class Sheet:
    """`first` is the heading of the rows, `drawn` the place of what the picture shows, `most` its height."""

    title: str
    first: str
    columns: Sequence[Column]
    rows: Sequence[tuple[str, Sequence[Any]]]
    look: Look = Look.PLAIN
    drawn: int = 0
    most: float | None = None
    note: str = ""

    @property
    def is_empty(self) -> bool:
        return not any(value for _, values in self.rows for value in values)

    def drawn_values(self) -> list[float]:
        return [values[self.drawn] or 0 for _, values in self.rows]

    def places(self) -> list[int]:
        """Of the columns that a page shows: the first, and those in which anything stands."""
        return [
            place
            for place in range(len(self.columns))
            if place == 0 or any(values[place] for _, values in self.rows)
        ]

    def shown(self) -> list[tuple[str, list[str]]]:
        """Each row of the columns that a page shows."""
        columns = [(place, self.columns[place].kind) for place in self.places()]
        return [(name, [kind.show(values[place]) for place, kind in columns]) for name, values in self.rows]

    def written(self) -> Iterable[list[str]]:
        """Heading and rows, as they stand in a file: each column, whatever is in it."""
        yield [TEXT.write(self.first), *(TEXT.write(column.heading) for column in self.columns)]
        for name, values in self.rows:
            yield [
                TEXT.write(name),
                *(column.kind.write(value) for column, value in zip(self.columns, values, strict=True)),
            ]
