"""Five diaries of five trades, in the hands that write them, with what each line says.

    10.30-11 Luis corte c/ Marcos 600 11 22 33 => 10:30 | corte-hombre | Luis | t:600112233 | @marcos
    Lunes 30 => # 2026-11-30       a day
    12:00 - COMIDA => -            nobody's appointment
    11 Paco?? => ?                 whatever it says, it must not be taken for certain

The clock is Monday 23 November 2026, 10:00.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pytest

from booking_bot.domain.phones import canonical
from booking_bot.language.paper import Kind, Line, read
from tests.language.paper.shops import SHOPS

NOW = datetime(2026, 11, 23, 10)  # noqa: DTZ001 - the wall clock of the shop
HERE = Path(__file__).parent
NOT_SAVED = {Kind.ASIDE, Kind.CROSSED_OUT, Kind.EMPTY}


@dataclass(frozen=True)
class Wanted:
    """What a line says; `said` is "-" or "?" where it says nothing certain."""

    text: str
    said: str
    day: date | None


def wanted(name: str) -> list[Wanted]:
    found, day = [], None
    for row in (HERE / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        text, _, said = row.rpartition(" => ")
        day = date.fromisoformat(said.removeprefix("# ")) if said.startswith("# ") else day
        found.append(Wanted(text, said, day))
    return found


def as_written(line: Line, *, subject: bool, phone_country: str = "") -> str:
    """A certain reading in the form of the diaries; the subject only where they tell it."""
    start = f"{line.start.hour}:{line.start.minute:02}" if line.start else ""
    told = [start, "+".join(line.services), line.name or "-"]
    told += [f"t:{line.phone}"] if line.phone else []
    told += [f"@{line.staff}"] if line.staff else []
    told += [f"s:{line.subject}"] if subject and line.subject else []
    return " | ".join(told)


def canonical_form(said: str, country: str) -> str:
    parts = [one for one in said.split(" | ") if not one.startswith("n:")]
    return " | ".join(
        f"t:{canonical(one.removeprefix('t:'), country)}" if one.startswith("t:") else one for one in parts
    )


def judged(line: Line, want: Wanted, country: str) -> str:
    """Whether it was read right, marked to be looked at, or read wrong."""
    if want.said.startswith("# "):
        return "right" if (line.kind, line.day) == (Kind.HEADING, want.day) and not line.doubts else "wrong"
    if want.said == "-":
        return "right" if line.kind in NOT_SAVED else "marked" if line.doubts else "wrong"
    if want.said == "?":
        return "right" if line.doubts or line.kind in NOT_SAVED else "wrong"
    if line.kind is not Kind.APPOINTMENT or line.doubts:
        return "marked"
    same = as_written(line, subject="s:" in want.said) == canonical_form(want.said, country)
    return "right" if same and line.day == want.day else "wrong"


def judgements(name: str) -> list[tuple[str, Line, Wanted]]:
    rows, shop = wanted(name), SHOPS[name]
    lines = read("\n".join(one.text for one in rows), NOW, shop)
    return [(judged(line, want, shop.country), line, want) for line, want in zip(lines, rows, strict=True)]


@pytest.mark.parametrize("name", SHOPS)
def test_nothing_of_a_diary_is_read_wrong(name: str) -> None:
    assert [(want.text, want.said, line) for how, line, want in judgements(name) if how == "wrong"] == []


def test_nearly_all_of_five_diaries_is_read_without_asking() -> None:
    counts = Counter(
        how for name in SHOPS for how, _, want in judgements(name) if not want.said.startswith("# ")
    )

    assert counts.total() >= 120
    assert counts["right"] >= 0.88 * counts.total()
