import os
import subprocess
import sys
from pathlib import Path
from sysconfig import get_path

import pytest

from booking_bot.cli import COMMANDS
from tests.cli.conftest import Run

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_says_what_it_does(run: Run, name: str) -> None:
    told = run(name, "--help")

    assert told.exit_code == 0
    assert told.output.startswith(f"Usage: booking-bot {name} ")


def test_help_lists_the_commands_in_their_order(run: Run) -> None:
    told = run("--help")

    listed = [
        line.split()[0]
        for line in told.output.partition("Commands:")[2].splitlines()
        if line.startswith("  ")
    ]
    assert [word for word in listed if word in COMMANDS] == list(COMMANDS)


@pytest.mark.parametrize(
    "arguments", [("serv",), ("business", "lod"), ("understand", "--jsnl"), ("token", "add"), ("owner",)]
)
def test_what_is_no_command_is_refused_in_words(run: Run, arguments: tuple[str, ...]) -> None:
    refused = run(*arguments)

    assert refused.exit_code == 2
    assert refused.stderr.startswith("Usage: booking-bot")
    assert "Traceback" not in refused.output


@pytest.mark.parametrize("command", ["demo", "chat", "serve", "worker"])
def test_every_start_tells_a_wrong_setting_in_one_line(
    run: Run, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setenv("SECRET_KEY", "Zk3vQ8sT1xW6yB0nM5pL9dF2gH7jR4cA")
    monkeypatch.setenv("DELIVERY_DEADLINE", "soon")

    refused = run(command)

    assert refused.exit_code == 2
    assert refused.stderr.startswith("Error: DELIVERY_DEADLINE ")
    assert refused.stderr.count("\n") == 1


def test_the_procfile_runs_where_only_the_requirements_are_installed() -> None:
    declared = dict(line.split(": ", 1) for line in (ROOT / "Procfile").read_text().splitlines())

    # Without `site` the installed package is out of sight, and what it needs is not.
    told = subprocess.run(
        [sys.executable, "-S", "-m", "booking_bot", "--help"],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": get_path("purelib")}, capture_output=True, text=True,
        check=True,
    )  # fmt: skip

    assert {name: line.split()[:3] for name, line in declared.items() if name != "web"} == {
        "release": ["python", "-m", "booking_bot"],
        "worker": ["python", "-m", "booking_bot"],
    }
    assert told.stdout.startswith("Usage: booking-bot ")
