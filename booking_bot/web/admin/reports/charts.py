"""Columns and bars as numbers for SVG: what is drawn is also told, and stands in the table."""

from collections.abc import Sequence
from typing import NamedTuple

from booking_bot.web.admin.reports.sheet import Sheet

STEP, WIDE, HIGH = 10, 7, 100  # of a column, in units of its picture
_WARMTHS = 5


class Rect(NamedTuple):
    x: float
    y: float
    width: float
    height: float


def columns(values: Sequence[float]) -> list[Rect]:
    """The highest fills the height."""
    most = max(values, default=0) or 1
    return [
        Rect(STEP * place, round(HIGH - HIGH * value / most, 2), WIDE, round(HIGH * value / most, 2))
        for place, value in enumerate(values)
    ]


def bars(sheet: Sheet) -> list[float]:
    """The length of each row's, of a hundred."""
    values = sheet.drawn_values()
    most = sheet.most or max(values, default=0) or 1
    return [round(100 * min(value / most, 1), 2) for value in values]


def warmth(value: int, most: int) -> int:
    """From 0, where nothing was, to the warmest there is."""
    return -(-_WARMTHS * value // most) if value else 0


def told(sheet: Sheet) -> str:
    """What the picture shows, for who does not see it."""
    values = sheet.drawn_values()
    if not values:
        return ""
    most = max(range(len(values)), key=lambda place: values[place])
    name, shown = sheet.shown()[most]
    return f"Lo más alto, {name}: {shown[sheet.drawn]}."
