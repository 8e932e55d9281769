import secrets
from collections.abc import Iterator

import pytest

from booking_bot.services.templates.texts import names
from tests.cli.conftest import Run
from tests.services.business_file.rows import DEMO
from tests.twilio_standin import TwilioStandIn


@pytest.fixture(autouse=True)
def shop(run: Run, monkeypatch: pytest.MonkeyPatch, at_database: str) -> None:
    monkeypatch.setenv("SECRET_KEY", secrets.token_urlsafe(32))
    run("business", "load", str(DEMO))


@pytest.fixture
def twilio(monkeypatch: pytest.MonkeyPatch) -> Iterator[TwilioStandIn]:
    """A number of one's own, at a stand-in."""
    with TwilioStandIn() as running:
        for name, value in {
            "TWILIO_ACCOUNT_SID": running.account.sid,
            "TWILIO_AUTH_TOKEN": running.account.token,
            "TWILIO_WHATSAPP_FROM": "whatsapp:+34910000000",
            "TWILIO_API_URL": running.url,
            "PUBLIC_URL": "https://bot.example.com",
        }.items():
            monkeypatch.setenv(name, value)
        yield running


def test_all_are_submitted_once_and_their_state_is_told(run: Run, twilio: TwilioStandIn) -> None:
    submitted = [run("templates", "submit").stdout.partition(";")[0] for _ in range(2)]
    told = run("templates", "status").stdout.splitlines()

    assert submitted == [f"{len(names())} submitted", "0 submitted"]
    assert [line.split() for line in told] == [[name, "es", "received"] for name in names()]
    assert len(twilio.contents.known) == len(names())


def test_without_a_number_of_ones_own_there_is_nothing_to_submit_to(run: Run) -> None:
    refused = run("templates", "submit")
    told = run("templates", "status").stdout.splitlines()

    assert refused.exit_code == 1
    assert refused.stderr == (
        "Error: templates need Twilio and a number of one's own: the sandbox has none but its own three\n"
    )
    assert {line.split()[2] for line in told} == {"unsubmitted"}
