"""Lengths of time as people write them in settings and in the business file: "30m", "2h", "1d"."""

import re
from datetime import timedelta

_UNITS = {
    "w": timedelta(weeks=1),
    "d": timedelta(days=1),
    "h": timedelta(hours=1),
    "m": timedelta(minutes=1),
    "s": timedelta(seconds=1),
}
_FORM = re.compile(r"(?:\d+[wdhms])+")
_PART = re.compile(r"(\d+)([wdhms])")
_LONGEST = timedelta(days=3660)

WANTED = 'a length of time such as "30m", "2h" or "1d"'


def parse(text: str) -> timedelta:
    """The length that `text` writes; several parts add up ("1h30m"). Raises ValueError."""
    compact = text.replace(" ", "").lower()
    if not _FORM.fullmatch(compact):
        raise ValueError(f"{text!r} is not {WANTED}")
    try:
        length = sum((int(count) * _UNITS[unit] for count, unit in _PART.findall(compact)), timedelta(0))
    except OverflowError:
        length = timedelta.max
    if length > _LONGEST:
        raise ValueError(f"{text!r} is longer than ten years")
    return length


def written(length: timedelta) -> str:
    """The shortest text that `parse` reads as `length`: one number, in the largest unit that divides it.

    Parts of a second are dropped, and nothing at all is "0m".
    """
    if not length:
        return "0m"
    for letter, unit in _UNITS.items():
        if not length % unit:
            return f"{length // unit}{letter}"
    return f"{length // _UNITS['s']}s"
