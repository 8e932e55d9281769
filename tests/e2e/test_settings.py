"""Wrong settings end a program at its start, in one line that says which and never what they hold."""

from pathlib import Path

import pytest
import requests

from tests.e2e.house import House
from tests.e2e.programs import KEY, Forked, Program, free_port, wait_for

SECRET = "f00dfeed" * 4
NEITHER = {"SECRET_KEY": KEY}
HALF = {**NEITHER, "TWILIO_AUTH_TOKEN": SECRET}
SHORT = {"SECRET_KEY": SECRET[:31]}


def refused(program: Program) -> tuple[int | None, list[str]]:
    """The exit code and the lines of a program that shall not run."""
    with program:
        wait_for(lambda: program.code is not None)
    return program.code, program.output.splitlines()


@pytest.mark.parametrize(
    ("settings", "begins"),
    [
        ({}, "Error: SECRET_KEY is missing"),
        (SHORT, "Error: SECRET_KEY is too short"),
        (HALF, "Error: TWILIO_ACCOUNT_SID is missing"),
        ({**NEITHER, "DATABASE_URL": f"mysql://root:{SECRET}@host/name"}, "Error: DATABASE_URL wants"),
        (NEITHER, "Error: the database lacks the newest schema"),
    ],
    ids=["no key", "short key", "half of Twilio", "strange database", "database not migrated"],
)
@pytest.mark.parametrize("command", ["serve", "worker"])
def test_a_wrong_setting_is_named_in_one_line(
    tmp_path: Path, command: str, settings: dict[str, str], begins: str
) -> None:
    code, lines = refused(Forked("booking-bot", command, home=tmp_path, **settings))

    assert code not in {0, None}
    assert [line.startswith(begins) for line in lines] == [True]
    assert SECRET[:31] not in lines[0]
    assert not (tmp_path / "var").exists()


@pytest.mark.parametrize(
    ("settings", "said"),
    [({}, "SECRET_KEY is missing"), (HALF, "TWILIO_ACCOUNT_SID is missing")],
    ids=["no key", "half of Twilio"],
)
def test_gunicorn_gives_up_and_says_which_setting_is_wrong(
    tmp_path: Path, settings: dict[str, str], said: str
) -> None:
    server = Program(
        "gunicorn", "--no-control-socket", "--bind", f"127.0.0.1:{free_port()}", "booking_bot:create_app()",
        home=tmp_path, **settings,
    )  # fmt: skip

    code, lines = refused(server)

    own = [line for line in lines if not line.startswith("[")]  # the others are gunicorn's, with their time
    assert code not in {0, None}
    assert [line.startswith(f"Error: {said}") for line in own] == [True]
    assert SECRET not in server.output


def test_without_twilio_its_webhooks_are_closed_and_the_rest_works(house: House) -> None:
    settings = {name: value for name, value in house.settings.items() if "TWILIO" not in name}

    with Forked("booking-bot", "serve", "--port", str(house.port), home=house.home, **settings) as server:
        server.wait_until_ready(house.url)
        form = {"AccountSid": house.twilio.account.sid, "Body": "Hola", "From": "whatsapp:+34600111222"}
        webhook = requests.post(f"{house.url}/twilio/whatsapp", data=form, timeout=10)
        page = requests.get(f"{house.url}/admin/", timeout=10)
        found = house.ask("availability", service="corte", **{"from": "2030-01-02", "to": "2030-01-02"})

    assert (webhook.status_code, page.status_code) == (403, 200)
    assert found == []
