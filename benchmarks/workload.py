"""A month of half full diaries, and by a bitmap of minutes what is free in it.

It has the form that `agenda_adapter` loads. `expected` is counted here, apart from the code measured.
"""

import random
from datetime import date, timedelta
from typing import Any

LENGTH, STEP = 30, 15
_WEEKDAY, _SATURDAY = [(600, 840), (1020, 1200)], [(600, 840)]  # 10–14 and 17–20; 10–14


def shifts(day: date) -> list[tuple[int, int]]:
    return _WEEKDAY if day.weekday() < 5 else _SATURDAY if day.weekday() == 5 else []


def month(*, staff: int, each: int = 200, first: date = date(2027, 3, 8), days: int = 30) -> dict[str, Any]:
    """`each` appointments with every member of staff; the days cross a change of the clock."""
    chance = random.Random(staff)
    dates = [first + timedelta(days=ahead) for ahead in range(days)]
    free: dict[str, set[str]] = {}
    people = []
    for number in range(staff):
        starts = [(day, start) for day in dates for start in _starts(day)]
        chance.shuffle(starts)
        taken: dict[date, set[int]] = {day: set() for day in dates}
        bookings: list[dict[str, str]] = []
        for day, start in starts:
            minutes = range(start, start + LENGTH)
            if len(bookings) < each and taken[day].isdisjoint(minutes):
                taken[day].update(minutes)
                bookings.append(
                    {"date": day.isoformat(), "start": _clock(start), "end": _clock(start + LENGTH)}
                )
        for day in dates:
            for start in _starts(day):
                if taken[day].isdisjoint(range(start, start + LENGTH)):
                    free.setdefault(day.isoformat(), set()).add(_clock(start))
        people.append({"name": f"Staff {number}", "bookings": bookings})
    return {
        "tz": "Europe/Madrid",
        "start": first.isoformat(),
        "days": days,
        "day_query": next(day for day in dates[7:] if day.weekday() < 5).isoformat(),
        "duration": LENGTH,
        "step": STEP,
        "weekly": {
            str(day.isoweekday()): [[_clock(opens), _clock(closes)] for opens, closes in shifts(day)]
            for day in dates[:7]
        },
        "staff": people,
        "expected": {day: sorted(starts) for day, starts in free.items()},
    }


def _starts(day: date) -> list[int]:
    return [start for opens, closes in shifts(day) for start in range(opens, closes - LENGTH + 1, STEP)]


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
