import pytest

from booking_bot.cli import COMMANDS
from tests.cli.conftest import Run


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
