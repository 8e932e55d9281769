from pathlib import Path

import pytest

from booking_bot.cli.check import Finding, findings
from booking_bot.db import Database
from booking_bot.services import business_file
from booking_bot.services.file_form.reading import parse
from tests.cli.conftest import Run
from tests.services.business_file.rows import DEMO

KEY = "Zk3vQ8sT1xW6yB0nM5pL9dF2gH7jR4cA"
SID = "AC0123456789abcdef0123456789abcdef"
TWILIO = {
    "TWILIO_ACCOUNT_SID": SID,
    "TWILIO_AUTH_TOKEN": "new-token,old-token",
    "TWILIO_WHATSAPP_FROM": "whatsapp:+14155238886",
    "PUBLIC_URL": "https://bot.example.com",
}
ACCOUNT = f"https://api.twilio.com/2010-04-01/Accounts/{SID}.json"
WEBHOOK = "https://bot.example.com/twilio/whatsapp"


class World:
    """Answers requests with the status that stands for their address; without one there is no answer."""

    def __init__(self, **statuses: int) -> None:
        self.statuses = {ACCOUNT: statuses.get("account"), WEBHOOK: statuses.get("webhook")}
        self.asked: list[tuple[str, str, tuple[str, str] | None]] = []

    def __call__(self, method: str, url: str, auth: tuple[str, str] | None) -> int:
        self.asked.append((method, url, auth))
        status = self.statuses[url]
        if status is None:
            raise ConnectionError
        return status


@pytest.fixture
def shop(monkeypatch: pytest.MonkeyPatch, at_database: str, run: Run) -> str:
    """A shop that lacks nothing but Twilio."""
    monkeypatch.setenv("SECRET_KEY", KEY)
    run("business", "load", str(DEMO))
    run("owner", "add", "ana@example.com", "--password-stdin", typed="open sesame")
    return at_database


def found(world: World) -> dict[str, str]:
    return {finding.subject: finding.words for finding in findings(world) if finding.fault}


def test_a_shop_without_twilio_has_no_fault(run: Run, shop: str) -> None:
    told = run("check")

    assert told.exit_code == 0
    assert told.stdout == (
        "ok    settings: complete\n"
        "ok    database: sqlite, newest schema\n"
        "ok    shop: complete\n"
        "ok    Twilio: not set up, messages wait for the owner's tap; "
        "TWILIO_ACCOUNT_SID and the others connect it\n"
    )


def test_twilio_and_the_webhook_are_asked(monkeypatch: pytest.MonkeyPatch, shop: str) -> None:
    given(monkeypatch, **TWILIO)
    world = World(account=200, webhook=403)

    told = list(findings(world))[3:]

    assert told == [
        Finding("Twilio", "account and token are right", fault=False),
        Finding(
            "webhook", f"it answers; Twilio's console wants {WEBHOOK} for messages that come in", fault=False
        ),
    ]
    assert world.asked == [("GET", ACCOUNT, (SID, "new-token")), ("POST", WEBHOOK, None)]


@pytest.mark.parametrize(
    ("world", "faults"),
    [
        (
            World(account=401, webhook=403),
            {
                "Twilio": "it refuses TWILIO_ACCOUNT_SID with the first TWILIO_AUTH_TOKEN: "
                "copy both from its console"
            },
        ),
        (
            World(account=503, webhook=403),
            {"Twilio": "it answered 503 instead of showing the account: try again later"},
        ),
        (
            World(),
            {
                "Twilio": "no answer from https://api.twilio.com: check the network and TWILIO_API_URL",
                "webhook": f"no answer from {WEBHOOK}: "
                "start the server, and check PUBLIC_URL and what leads there",
            },
        ),
        (
            World(account=200, webhook=404),
            {"webhook": f"{WEBHOOK} answered 404, not the 403 of this program: check where PUBLIC_URL leads"},
        ),
    ],
    ids=["refused", "broken", "silent", "elsewhere"],
)
def test_faults_of_twilio_say_what_to_do(
    monkeypatch: pytest.MonkeyPatch, shop: str, world: World, faults: dict[str, str]
) -> None:
    given(monkeypatch, **TWILIO)

    assert found(world) == faults


def test_an_empty_database_wants_a_business_and_an_owner(
    run: Run, monkeypatch: pytest.MonkeyPatch, at_database: str
) -> None:
    monkeypatch.setenv("SECRET_KEY", KEY)

    told = run("check")

    assert told.exit_code == 1
    assert told.stdout.splitlines()[2:4] == [
        "FAULT shop: no business is loaded: run `booking-bot business load FILE`",
        "FAULT shop: nobody may sign in: run `booking-bot owner add EMAIL`",
    ]


def test_a_service_that_nobody_does_is_named(shop: str) -> None:
    text = DEMO.read_text(encoding="utf-8").replace(', "taller"]', "]").replace('"barba"]', "]")
    database = Database(shop)
    with database.transaction() as session:
        business_file.load(session, parse(text))
    database.dispose()

    told = [finding.words for finding in findings(World()) if finding.subject == "shop"]

    assert told == [
        f"nobody does {service}: name it in the `services` of a [[staff]], or set its `active` to false"
        for service in ("barba", "taller")
    ]


def test_wrong_settings_do_not_hide_what_is_wrong_with_the_database(run: Run) -> None:
    Path("var").mkdir()

    told = run("check")

    assert told.exit_code == 1
    assert [line.partition(":")[0] for line in told.stdout.splitlines()] == [
        "FAULT settings",
        "FAULT database",
    ]
    assert (
        told.stdout.splitlines()[1] == "FAULT database: it lacks the newest schema: run `booking-bot migrate`"
    )


def test_a_setting_that_is_misspelt_is_a_fault(monkeypatch: pytest.MonkeyPatch, shop: str) -> None:
    given(monkeypatch, RETENTION_DAY="30")

    assert found(World()) == {
        "settings": "RETENTION_DAY is none of them and has no effect: RETENTION_DAYS may be meant"
    }


def test_a_database_that_does_not_answer_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, SECRET_KEY=KEY, DATABASE_URL="postgresql://owner:hush-hush@127.0.0.1:1/booking")

    said = found(World())["database"]

    assert said.startswith("no connection, check DATABASE_URL: ")
    assert "hush-hush" not in said


def given(monkeypatch: pytest.MonkeyPatch, **variables: str) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
