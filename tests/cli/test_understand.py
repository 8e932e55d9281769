import json
import subprocess
import sys
from pathlib import Path

import pytest

from booking_bot.db import Database
from booking_bot.services import misses
from tests.cli.conftest import Run
from tests.shop import NOW as TODAY

NOW = ("--now", "2026-11-23T10:00")
TUESDAY = [{"from": "2026-11-24", "to": "2026-11-24", "earliest": "17:00", "latest": "17:00"}]


def test_a_text_on_the_command_line_is_understood(run: Run) -> None:
    told = run("understand", "quiero", "cita mañana a las 5", *NOW)

    assert json.loads(told.stdout) == {"acts": ["book"], "when": TUESDAY}


def test_lines_are_answered_in_order_with_their_ids(run: Run) -> None:
    lines = [
        {"id": "a", "now": "2026-11-22T10:00", "text": "quiero cita el martes a las 5"},
        {"id": 7, "text": "gracias"},
        {
            "text": "la segunda",
            "expecting": {"kind": "option", "options": ["2026-11-24T10:00", "2026-11-24T17:00"]},
        },
        {"id": "d", "now": "2026-11-23T23:30:00Z", "text": "quiero cita hoy a las 5", "expecting": None},
    ]

    told = run("understand", "--jsonl", *NOW, typed="\n\n".join(json.dumps(line) for line in lines))

    assert [json.loads(line) for line in told.stdout.splitlines()] == [
        {"id": "a", "acts": ["book"], "when": TUESDAY},
        {"id": 7, "acts": ["thanks"]},
        {"acts": ["choose"], "choice": 2},
        {"id": "d", "acts": ["book"], "when": TUESDAY},
    ]


def test_what_was_missed_is_listed_after_how_often_it_came(run: Run, at_database: str) -> None:
    opened = Database(at_database)
    with opened.transaction() as session:
        for text in ("¿hacéis moldeado?", "alisado japonés", "Alisado japonés"):
            misses.record(session, text, name=None, now=TODAY)
    opened.dispose()

    told = run("understand", "--missed")

    assert (told.exit_code, told.stdout) == (0, "2\talisado japonés\n1\t¿hacéis moldeado?\n")


def test_words_are_those_of_the_business_file(run: Run) -> None:
    Path("shop.toml").write_text(
        '[business]\nname = "Taller"\ntimezone = "Europe/Madrid"\n[hours]\nmon = ["09:00-14:00"]\n'
        '[[services]]\nid = "frenos"\nname = "Frenos"\nminutes = 30\n[[staff]]\nid = "pepe"\nname = "Pepe"\n',
        encoding="utf-8",
    )

    told = run("understand", "quiero cita para los frenos con Pepe", "--business", "shop.toml", *NOW)

    assert json.loads(told.stdout) == {"acts": ["book"], "service": ["frenos"], "staff": "pepe"}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b'{"text": "hola"', "this is not JSON: Expecting ',' delimiter at column 16"),
        (b"hola", "this is not JSON: Expecting value at column 1"),
        (b'"hola"', 'this is not an object such as {"id": "1", "text": "hola"}'),
        (b'{"text": "ma\xf1ana"}', "this is not UTF-8"),
        (b"[" * 100_000, "this is nested too deeply"),
        (b'{"id": "1"}', '"text" wants a string'),
        (b'{"text": 5}', '"text" wants a string'),
        (b'{"text": "hola", "now": "today"}', '"now" wants a date and time such as "2026-11-23T10:00"'),
        (
            b'{"text": "hola", "expecting": {"kind": "all"}}',
            '"expecting" wants null or an object whose "kind" is one of '
            "service, staff, when, name, rating, confirm, option, question",
        ),
        (
            b'{"text": "hola", "expecting": {"kind": []}}',
            '"expecting" wants null or an object whose "kind" is one of '
            "service, staff, when, name, rating, confirm, option, question",
        ),
        (
            b'{"text": "1", "expecting": {"kind": "option", "options": ["at ten"]}}',
            '"options" wants a list of times such as "2026-11-24T10:00"',
        ),
        (
            b'{"text": "1", "expecting": {"kind": "option", "options": 5}}',
            '"options" wants a list of times such as "2026-11-24T10:00"',
        ),
    ],
    ids=range(12),
)  # fmt: skip
def test_a_wrong_line_is_named_and_the_others_are_answered(run: Run, line: bytes, said: str) -> None:
    typed = b'{"id": 1, "text": "hola"}\n' + line + b'\n{"id": 3, "text": "gracias"}\n'

    told = run("understand", "--jsonl", typed=typed)

    assert told.exit_code == 1
    assert told.stderr == f"line 2: {said}\n"
    assert [json.loads(line)["id"] for line in told.stdout.splitlines()] == [1, 3]


def test_why_tells_step_by_step_what_was_found(run: Run) -> None:
    told = run("understand", "--why", "kiero sita mañana o el 31 de febrero", *NOW)

    assert told.stdout.splitlines() == [
        "spelling",
        "  kiero  quiero  chat spelling",
        "  sita   cita    chat spelling",
        "rules",
        "  mañana            dates 1    tomorrow              "
        "Days(first=2026-11-24, last=2026-11-24, definite)",
        "  el 31 de febrero  dates 1    day of a named month  refused",
        "  kiero             windows 1  a wish begins",
        "  o                 windows 1  or",
        "acts",
        "  kiero sita   book  @want_hard ... @appt",
        "  sita mañana  book  turno|cita|hora <day>|<part>|<time>",
        "left out",
        "  sita              book         in a longer phrase",
        "  el 31 de febrero  day or hour  no such date",
        "frame",
        '  {"acts": ["book"], "when": [{"from": "2026-11-24", "to": "2026-11-24"}], '
        '"refusals": [{"reason": "no_such_date", "words": "el 31 de febrero"}]}',
    ]


def test_why_explains_one_text(run: Run) -> None:
    refused = run("understand", "--why", "--jsonl")

    assert refused.exit_code == 2
    assert refused.stderr.endswith("Error: --why explains one text; it does not go with --jsonl.\n")


@pytest.mark.parametrize("arguments", [(), ("hola", "--jsonl")])
def test_there_is_either_a_text_or_lines(run: Run, arguments: tuple[str, ...]) -> None:
    refused = run("understand", *arguments)

    assert refused.exit_code == 2
    assert refused.stderr.endswith("Error: Give either a text or --jsonl.\n")


def test_a_time_that_is_none_is_refused(run: Run) -> None:
    refused = run("understand", "hola", "--now", "noon")

    assert refused.exit_code == 2
    assert refused.stderr.endswith("'noon' is not a date and time such as 2026-11-23T10:00\n")


def test_a_wrong_business_file_names_its_line(run: Run) -> None:
    Path("shop.toml").write_text('[business]\nname = "Taller"\n', encoding="utf-8")

    refused = run("understand", "hola", "--business", "shop.toml")

    assert refused.exit_code == 1
    assert refused.stderr.splitlines()[0] == "shop.toml:1: business.timezone: is missing"


def test_understanding_loads_neither_web_nor_database() -> None:
    program = (
        "import sys; from booking_bot.cli import commands\n"
        "commands(['understand', 'hola'], standalone_mode=False)\n"
        "heavy = {'sqlalchemy', 'sqlmodel', 'flask', 'twilio', 'alembic', 'pydantic_settings'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout.splitlines() == ['{"acts": ["greet"]}', "[]"]
