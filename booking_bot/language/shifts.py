"""Moving relative to the appointment at hand: "una hora más tarde", "media hora antes", "a la misma hora"."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from dateutil.relativedelta import relativedelta

from booking_bot.language.data import load
from booking_bot.language.pattern import compile_pattern
from booking_bot.language.tokens import Item
from booking_bot.language.tree import Tree


@dataclass(frozen=True, slots=True)
class Shift:
    length: timedelta | None = None
    later: bool | None = None
    same_time: bool = False

    @property
    def found(self) -> bool:
        return self.length is not None or self.later is not None


@cache
def _tree() -> Tree:
    data = load("shifts")
    return Tree(
        (row, (entry["means"], entry.get("where")))
        for entry in data["phrase"]
        for text in entry["patterns"]
        for row in compile_pattern(text, data["words"])
    )


def find_shift(items: Sequence[Item], *, own: bool) -> Shift:
    """The first shift of a message; one with a figure before one without.

    `own` tells that the appointment one has is spoken of: what is told is its time.
    """
    said = list(_tree().hits(items))
    if not said:
        return Shift()
    dated = any("day" in item.tags for item in items)
    told = not own and (dated or any("time" in item.tags for item in items))
    hits = [
        (end - at, at, end, means)
        for at, end, (means, where) in said
        if not where or (not told and (where != "opening" or at == 0))
    ]
    same = any(means == "same_time" for *_, means in hits)
    hits = sorted((hit for hit in hits if hit[3] != "same_time"), key=lambda hit: (-hit[0], hit[1]))
    vague: bool | None = None
    for _, at, end, means in hits:
        if means == "none":
            return Shift(same_time=same)
        if dated and any("beside" in item.tags for item in items[at:end]):
            continue
        length = _length(items[at:end])
        if length is not None:
            return Shift(length if means == "later" else -length, same_time=same)
        vague = (means == "later") if vague is None else vague
    return Shift(later=vague, same_time=same)


def _length(items: Sequence[Item]) -> timedelta | None:
    for item in items:
        if "beside" in item.tags and item.tags["beside"][0] is None:
            return timedelta(days=1)
        if "length" in item.tags:
            length: timedelta = item.tags["length"]
            return length
        if "span" in item.tags:
            span: relativedelta = item.tags["span"]
            # A month has no fixed length; the contract counts minutes.
            return timedelta(days=span.days + 30 * span.months)
    return None
