"""What a message means as the answer to what was asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from booking_bot.language.clock import read_clock
from booking_bot.language.data import words
from booking_bot.language.frame import Daypart
from booking_bot.language.tokens import Item
from booking_bot.language.values import Clock, Days
from booking_bot.language.walk import Entry

_LAST = frozenset({"ultima", "ultimo"})
_MIDDLE = frozenset({"medio", "enmedio"})
_LATE_PARTS = {
    Daypart.MORNING: range(0, 14),
    Daypart.MIDDAY: range(12, 16),
    Daypart.AFTERNOON: range(13, 21),
    Daypart.AFTER_LUNCH: range(14, 18),
    Daypart.EVENING: range(19, 24),
}


def pick_by_place(items: Sequence[Item], options: Sequence[datetime]) -> int | None:
    """ "La segunda", "2", "opción 3", "la última": which of the options, from 1."""
    count = len(options)
    bare = [
        item for item in items if item.kind in ("word", "number", "phrase") and item.norm not in words("soft")
    ]
    for n, item in enumerate(items):
        after = items[n + 1] if n + 1 < len(items) else None
        before = items[n - 1] if n else None
        follows = after is not None and (after.norm in ("hora", "semana", "de") and after.norm != "de")
        if before is not None and before.norm in ("a",) and "ord" not in item.tags:
            continue
        if item.norm in _LAST and not follows:
            return count
        if item.norm in _MIDDLE and count == 3:
            return 2
        if "ord" in item.tags and not follows and 1 <= item.tags["ord"] <= count:
            return int(item.tags["ord"])
        led = before is not None and before.norm in ("opcion", "numero", "la", "el", "dia", "#")
        number = item.tags.get("num")
        if number is None and item.kind == "hash" and item.norm[1:].strip().isdigit():
            number, led = int(item.norm[1:]), True
        article = item.norm in ("un", "una") or (item.norm == "uno" and not led)
        if isinstance(number, int) and 1 <= number <= count and not article:
            alone = len(bare) == 1
            if alone or (
                led and (before is None or before.norm in ("opcion", "numero", "la") or len(bare) <= 2)
            ):
                return number
    if len(bare) == 1 and bare[0].norm == "uno":
        return 1
    return pick_by_order(items, options) or _pick_bare_hour(bare, options)


def pick_by_order(items: Sequence[Item], options: Sequence[datetime]) -> int | None:
    """ "La más temprana", "cualquiera": the first of them in time, or the last."""
    said = {item.norm for item in items}
    most = any(a.norm in words("of_them") and b.norm == "mas" for a, b in pairwise(items))
    if most and said & words("soonest"):
        return options.index(min(options)) + 1
    if most and said & words("latest"):
        return options.index(max(options)) + 1
    whichever = said & words("whichever") or _whichever_it_be(items)
    return 1 if whichever and "no" not in said and options else None


def _whichever_it_be(items: Sequence[Item]) -> bool:
    """ "La que sea", "cual sea"; but "que sea la semana que viene" asks for that week."""
    said = ["", "", *(item.norm for item in items)]
    return any(
        norm == "sea" and (before in words("as_it_be") or (before == "que" and one in words("of_them")))
        for one, before, norm in zip(said, said[1:], said[2:], strict=False)
    )


def _pick_bare_hour(bare: Sequence[Item], options: Sequence[datetime]) -> int | None:
    """ "12" among fewer options is the hour of one."""
    number = bare[0].tags.get("num") if len(bare) == 1 else None
    fits = [n for n, option in enumerate(options, 1) if number in (option.hour, option.hour % 12)]
    return fits[0] if number and len(fits) == 1 else None


def pick_by_time(entries: Sequence[Entry], options: Sequence[datetime]) -> int | None:
    """The one option that what was said of day and hour fits, from 1."""
    wishes = [entry for entry in entries if entry.role in ("wish", "which", "have")]
    if len(wishes) != 1:
        return None
    entry = wishes[0]
    fits = [n for n, option in enumerate(options, 1) if _fits(entry, option)]
    return fits[0] if len(fits) == 1 else None


def _fits(entry: Entry, option: datetime) -> bool:
    if entry.days and not _day_fits(entry.days, option):
        return False
    if entry.clock is None:
        return True
    return _hour_fits(entry.clock, option)


def _day_fits(days: Days, option: datetime) -> bool:
    if days.weekday and days.single:
        return option.isoweekday() == days.weekday
    return days.covers(option.date())


def _hour_fits(clock: Clock, option: datetime) -> bool:
    moment = option.time()
    if not clock.hours:
        return clock.daypart in _LATE_PARTS and option.hour in _LATE_PARTS[clock.daypart]
    if clock.earliest != clock.latest or clock.earliest is None:
        return False
    hour = clock.earliest
    readings = {hour.at(afternoon=False), hour.at(afternoon=True)}
    if clock.daypart:
        readings = {t for t in read_clock(clock, (), ()) if t}
    return moment in readings


@dataclass(frozen=True, slots=True)
class Rating:
    value: int | None


_STARS = ("⭐", "🌟", "★")


def read_rating(items: Sequence[Item], text: str) -> Rating | None:
    """The figure of an answer to the survey; a value outside 1 to 5 is none."""
    stars = sum(text.count(star) for star in _STARS)
    if stars:
        return Rating(stars if stars <= 5 else None)
    for n, item in enumerate(items):
        figure = item.tags.get("num")
        if "ndate" in item.tags and item.tags["ndate"][1] in (5, 10):
            figure = item.tags["ndate"][0] if item.tags["ndate"][1] == 5 else 0
        if not isinstance(figure, int):
            continue
        after = items[n + 1] if n + 1 < len(items) else None
        if (
            item.norm in ("un", "una", "uno")
            and after is not None
            and after.kind in ("word", "number", "phrase")
        ):
            continue
        if after is not None and after.norm in words("units"):
            continue
        return Rating(figure if 1 <= figure <= 5 else None)
    return None
