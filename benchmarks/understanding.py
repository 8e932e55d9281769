"""How well and how fast dates are understood, beside libraries that read dates, and how reading time grows.

`python -m benchmarks.understanding --cases FILE` takes other cases: a JSON object a line with `text`, `now`
and `gold`, a frame, and with `business` the name of a business file beside FILE. `--growth` measures only
the growth.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.tables import show
from booking_bot.language import understand
from booking_bot.language.frame import Asked, Expecting, Frame, Vocabulary
from booking_bot.services.file_form.reading import read
from booking_bot.services.file_form.vocabulary import vocabulary
from tests.language.businesses import BUSINESSES, SALON
from tests.language.test_corpus import NOW, OFFERED, lines

HERE = Path(__file__).parent
REQUIREMENTS = HERE / "understanding-requirements.txt"
LIBRARIES = {
    "dateparser": ("dateparser",),
    "recognizers-text-suite": ("recognizers-text-suite", "emoji"),
    "pyduckling-native-phihos": ("pyduckling-native-phihos",),
}
SIZES = (500, 1000, 2000, 4000, 100_000)
# Reading is slowest where every word might begin something.
HARD = (
    "a las ",
    "el ",
    "5 ",
    "no ",
    "el lunes o ",
    "antes ",
    "a las 5, 6 y media ",
    "el martes no el jueves ",
    "corte y color ",
    "soy Ana ",
    "a@",
    "#1 ",
    "1/",
    "0123456789",
    ".,;:!?",
    "😀 ",
)

Found = tuple[str | None, str | None, str | None]  # the first day, the last, the hour


@dataclass(frozen=True)
class Case:
    """A message, the windows that are right, and whom it is written to."""

    text: str
    now: datetime
    when: tuple[Found, ...]
    business: Vocabulary
    expecting: Expecting | None = None


@dataclass(frozen=True)
class Answer:
    found: Sequence[Found]
    us: float


def corpus() -> list[Case]:
    """The lines of the project's own corpus whose frame holds a date."""
    cases = []
    for _, line in lines():
        asked = Expecting(line.asked, OFFERED if line.asked is Asked.OPTION else ()) if line.asked else None
        when = _dated(line.frame.get("when", ()))
        if when:
            cases.append(Case(line.text, NOW, when, BUSINESSES[line.business], asked))
    return cases


def from_file(path: Path) -> list[Case]:
    """Cases of a file that hold a date, with the businesses beside it."""
    shops: dict[str, Vocabulary] = {}
    cases = []
    for line in path.read_text(encoding="utf-8").splitlines():
        case: dict[str, Any] = json.loads(line)
        when = _dated(case.get("gold", case).get("when", ()))
        if not when:
            continue
        name = case.get("business")
        if name and name not in shops:
            shops[name] = vocabulary(read(path.parent / f"{name}.toml", calendars=False))
        told = case.get("expecting")
        asked = (
            Expecting(Asked(told["kind"]), tuple(map(datetime.fromisoformat, told.get("options") or ())))
            if told
            else None
        )
        shop = shops[name] if name else SALON
        cases.append(Case(case["text"], datetime.fromisoformat(case["now"]), when, shop, asked))
    return cases


def _dated(windows: Sequence[dict[str, Any]]) -> tuple[Found, ...]:
    return tuple(
        (one["from"], one.get("to"), one.get("earliest") or one.get("latest"))
        for one in windows
        if "from" in one
    )


# The readers


def ours(cases: Sequence[Case]) -> list[Answer]:
    for case in cases:
        understand(case.text, case.now, case.business, case.expecting)
    answers = []
    for case in cases:
        began = time.perf_counter()
        frame = understand(case.text, case.now, case.business, case.expecting)
        spent = (time.perf_counter() - began) * 1e6
        answers.append(Answer(_windows(frame), spent))
    return answers


def _windows(frame: Frame) -> list[Found]:
    told = [window.as_json() for window in frame.when]
    return [(one.get("from"), one.get("to"), one.get("earliest") or one.get("latest")) for one in told]


def theirs(name: str, place: Path, cases: Sequence[Case]) -> list[Answer]:
    """What a library finds. Raises CalledProcessError where it cannot be had or does not run."""
    wanted = [
        line
        for line in REQUIREMENTS.read_text(encoding="utf-8").splitlines()
        if line.startswith(LIBRARIES[name])
    ]
    python = place / "bin" / "python"
    _quietly([_uv(), "pip", "install", "--quiet", "--python", str(python), *wanted])
    asked = [{"text": case.text, "now": case.now.isoformat()} for case in cases]
    typed = "".join(f"{json.dumps(one)}\n" for one in asked)
    reader = HERE / "understanding_reader.py"
    out = _quietly([str(python), "-W", "ignore", str(reader), name], typed)
    told = [json.loads(line) for line in out.splitlines()]
    return [Answer([(one[0], one[1], one[2]) for one in answer["found"]], answer["us"]) for answer in told]


def _uv() -> str:
    return str(Path(sys.executable).with_name("uv"))


def _quietly(command: Sequence[str], typed: str = "") -> str:
    done = subprocess.run(command, input=typed, capture_output=True, text=True, check=True)
    return done.stdout


# What it comes to


def judged(cases: Sequence[Case], answers: Sequence[Answer]) -> tuple[object, ...]:
    """Shares of cases with the day right, day and hour right, something else, nothing; median time."""
    day = hour = wrong = silent = 0
    for case, answer in zip(cases, answers, strict=True):
        right_day = [(one, two) for one in case.when for two in answer.found if _same_days(one, two)]
        right = [one for one, two in right_day if one[2] is None or one[2] == two[2]]
        day += bool(right_day)
        hour += bool(right)
        silent += not answer.found
        wrong += bool(answer.found) and not right_day
    share = [f"{count / len(cases):.1%}" for count in (day, hour, wrong, silent)]
    return *share, f"{median(answer.us for answer in answers):.0f}"


def _same_days(wanted: Found, found: Found) -> bool:
    """Of a stretch without an end only the beginning counts, and so it does where a library has none."""
    single = found[0] == found[1] and wanted[0] != wanted[1]
    return wanted[0] == found[0] and (wanted[1] in (None, found[1]) or single)


def compare(cases: Sequence[Case], named: str) -> None:
    rows: list[tuple[object, ...]] = [("booking_bot", *judged(cases, ours(cases)))]
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "venv"
        _quietly([_uv(), "venv", "--quiet", "--python", sys.executable, str(place)])
        for name in LIBRARIES:
            try:
                rows.append((name, *judged(cases, theirs(name, place, cases))))
            except subprocess.CalledProcessError as failed:
                reason = (failed.stderr.strip().splitlines() or ["no reason given"])[-1]
                rows.append((name, reason[:60], "", "", "", ""))
    show(
        f"Dates understood in {len(cases)} messages of {named}",
        ("", "day right", "day and hour right", "wrong day", "silent", "us a message (median)"),
        rows,
    )


def growth() -> None:
    """How reading time grows with the length of a message, in ms; and the median message, in us."""
    spoken = [line for _, line in lines()]
    for line in spoken:
        understand(line.text, NOW, BUSINESSES[line.business])
    each = [_spent(line.text, BUSINESSES[line.business]) for line in spoken]
    story = " ".join(line.text for line in spoken)
    rows = [_grown("sentences", story)] + [_grown(repr(piece), piece) for piece in HARD]
    head = ("ms", *(f"{size:,}" for size in SIZES), "4,000 to 2,000")
    show(f"A message takes {median(each) * 1e6:.0f} us (median of {len(each)}); longer ones", head, rows)
    show("Import of booking_bot.language in a fresh interpreter", ("ms",), [(f"{_import_time():.0f}",)])


def _grown(name: str, piece: str) -> tuple[object, ...]:
    spent = {size: _spent((piece * (size // len(piece) + 1))[:size], SALON) for size in SIZES}
    return name, *(f"{spent[size] * 1e3:.2f}" for size in SIZES), f"{spent[4000] / spent[2000]:.2f}"


def _spent(text: str, business: Vocabulary) -> float:
    """CPU seconds, the best of three."""

    def once() -> float:
        began = time.thread_time()
        understand(text, NOW, business)
        return time.thread_time() - began

    return min(once() for _ in range(3))


def _import_time() -> float:
    program = (
        "import time; began = time.perf_counter(); import booking_bot.language; "
        "print(time.perf_counter() - began)"
    )
    return min(float(_quietly([sys.executable, "-c", program])) for _ in range(5)) * 1e3


def run() -> None:
    compare(corpus(), "the corpus")
    growth()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--cases", type=Path, help="cases to compare on, instead of the corpus")
    parser.add_argument("--growth", action="store_true", help="only how reading time grows")
    given = parser.parse_args()
    if given.growth:
        growth()
    elif given.cases:
        compare(from_file(given.cases), given.cases.name)
    else:
        run()


if __name__ == "__main__":
    main()
