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
from hypothesis import given, settings
from hypothesis import strategies as st

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


def test_what_can_be_read_two_ways_is_never_certain() -> None:
    traps = (HERE / "doubtful.txt").read_text(encoding="utf-8")

    lines = read(f"Lunes 30\n{traps}", NOW, SHOPS["estetica"])

    assert [line.text for line in lines[1:] if not line.doubts] == []


def test_below_a_day_that_is_not_understood_nothing_is_certain() -> None:
    lines = read(
        "Lunes 30\n10:00 Ana cejas\nLnes 7\n11:00 Bea cejas\nMartes 8\n12:00 Pía cejas",
        NOW,
        SHOPS["estetica"],
    )

    assert [(line.text, line.day, bool(line.doubts)) for line in lines if line.kind is Kind.APPOINTMENT] == [
        ("10:00 Ana cejas", date(2026, 11, 30), False),
        ("11:00 Bea cejas", date(2026, 11, 30), True),
        ("12:00 Pía cejas", date(2026, 12, 8), False),
    ]


@pytest.mark.parametrize(
    ("heading", "day"),
    [
        ("hoy", "2026-11-23"),
        ("Mañana:", "2026-11-24"),
        ("24/11", "2026-11-24"),
        ("*** Lunes 30 ***", "2026-11-30"),
        ("L 30", "2026-11-30"),
        ("DÍA 30", "2026-11-30"),
        ("miércoles, 6 de enero de 2027", "2027-01-06"),
        ("5/1", "2027-01-05"),
        ("lunes 16", "2026-11-16"),
        ("Agenda del martes 1 dic", "2026-12-01"),
        ("VIERNES", "2026-11-27"),
    ],
)
def test_a_heading_is_the_day_that_is_meant(heading: str, day: str) -> None:
    (line,) = read(heading, NOW, SHOPS["estetica"])

    assert (line.kind, line.day, line.doubts) == (Kind.HEADING, date.fromisoformat(day), ())


@pytest.mark.parametrize("heading", ["lunes", "martes 30", "lunes 6", "31/11", "día 16"])
def test_a_heading_that_may_be_two_days_or_none_puts_what_is_below_in_doubt(heading: str) -> None:
    _, line = read(f"{heading}\n10:00 Ana cejas", NOW, SHOPS["estetica"])

    assert line.doubts


def test_a_column_of_somebody_is_theirs() -> None:
    lines = read(
        "Lunes 30 - Eva\n10 Ana cejas\nLucía:\n10 Bea cejas\nMartes 1\n10 Pía cejas", NOW, SHOPS["estetica"]
    )

    assert [line.staff for line in lines if line.kind is Kind.APPOINTMENT] == ["eva", "lucia", None]


def test_an_hour_on_a_line_of_its_own_is_that_of_the_next_and_empty_hours_are_none() -> None:
    lines = read("Lunes 30\n10:00\n10:30\nAna cejas\n11:00\n\n12:00 Bea cejas", NOW, SHOPS["estetica"])

    assert [as_written(line, subject=False) for line in lines if line.kind is Kind.APPOINTMENT] == [
        "10:30 | cejas | Ana",
        "12:00 | cejas | Bea",
    ]


def test_what_the_owner_told_of_a_word_holds_for_every_line() -> None:
    lines = read("Lunes 30\n10 Ana kr\n11 Bea KR.", NOW, SHOPS["estetica"], {"kr": "facial"})

    assert [as_written(line, subject=False) for line in lines[1:]] == [
        "10:00 | facial | Ana",
        "11:00 | facial | Bea",
    ]


@given(st.text(alphabet='10:.h-/ ,()~"”+ªñÁaAnacortemarx?€\n\t\x00🌸', max_size=60))
@settings(max_examples=80, deadline=None)
def test_whatever_is_pasted_every_line_is_read(text: str) -> None:
    lines = read(f"Lunes 30\n{text}", NOW, SHOPS["estetica"])

    assert [line.number for line in lines] == list(range(1, len(lines) + 1))
