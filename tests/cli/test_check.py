from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from twilio.request_validator import RequestValidator

from booking_bot.cli.check import findings
from booking_bot.cli.findings import Answer, Finding
from booking_bot.db import Database
from booking_bot.models import Template, TemplateStatus
from booking_bot.services import business_file, heartbeat, twilio_keys
from booking_bot.services.disks import network_disk
from booking_bot.services.file_form.reading import parse
from booking_bot.services.twilio_keys import Keys
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


STATUS = "https://bot.example.com/twilio/status"
SENDERS = "https://messaging.twilio.com/v2/Channels/Senders?Channel=whatsapp&PageSize=100"
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
NUMBER = "whatsapp:+34900111222"


def sender(callback: str | None = WEBHOOK, status: str = "ONLINE", number: str = NUMBER) -> Answer:
    return Answer(
        200, {"senders": [{"sender_id": number, "status": status, "webhook": {"callback_url": callback}}]}
    )


class World:
    """Answers by the address that is asked: all is well but what the test says; None is no answer."""

    def __init__(self, **said: Answer | int | None) -> None:
        answers = {"account": 200, "webhook": 403, "senders": sender(), **said}
        self.answers = {
            ACCOUNT: answers["account"],
            WEBHOOK: answers["webhook"],
            SENDERS: answers["senders"],
        }
        self.status = answers.get("status")
        self.asked: list[tuple[str, tuple[str, str] | None]] = []

    def __call__(
        self,
        method: str,
        url: str,
        *,
        auth: tuple[str, str] | None = None,
        form: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        self.asked.append((f"{method} {url}", auth))
        answer = self.answers.get(url)
        if url == STATUS:
            signed = RequestValidator("new-token").compute_signature(url, dict(form or {}))
            answer = self.status or (200 if (headers or {})["X-Twilio-Signature"] == signed else 403)
        if answer is None:
            raise ConnectionError
        return Answer(answer) if isinstance(answer, int) else answer


@pytest.fixture
def shop(monkeypatch: pytest.MonkeyPatch, at_database: str, run: Run) -> str:
    """A shop that lacks nothing but Twilio."""
    monkeypatch.setenv("SECRET_KEY", KEY)
    run("business", "load", str(DEMO))
    run("owner", "add", "ana@example.com", "--password-stdin", typed="open sesame")
    beat(at_database, heartbeat.this_machine())
    return at_database


def beat(url: str, machine: str, at: datetime = NOW) -> None:
    database = Database(url)
    with database.transaction() as session:
        heartbeat.beat(session, machine, at)
    database.dispose()


def found(world: World, now: datetime = NOW) -> dict[str, str]:
    return {finding.subject: finding.words for finding in findings(world, now) if finding.fault}


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


def test_twilio_the_webhook_and_the_number_are_asked(monkeypatch: pytest.MonkeyPatch, shop: str) -> None:
    given(monkeypatch, **TWILIO | {"TWILIO_WHATSAPP_FROM": NUMBER})
    world = World()

    told = list(findings(world, NOW))[3:]

    assert told == [
        Finding("worker", "at work", fault=False),
        Finding("Twilio", "account and token are right", fault=False),
        Finding("webhook", f"it answers at {WEBHOOK}", fault=False),
        Finding("signature", "what the token signs is taken", fault=False),
        Finding("number", "its messages come to this program", fault=False),
    ]
    ours = (SID, "new-token")
    assert world.asked == [
        (f"GET {ACCOUNT}", ours),
        (f"POST {WEBHOOK}", None),
        (f"POST {STATUS}", None),
        (f"GET {SENDERS}", ours),
    ]


def test_an_account_that_was_entered_in_the_page_is_asked_about_as_well(
    monkeypatch: pytest.MonkeyPatch, shop: str
) -> None:
    given(monkeypatch, PUBLIC_URL="https://bot.example.com")
    database = Database(shop)
    with database.transaction() as session:
        twilio_keys.keep(session, Keys(SID, "new-token", NUMBER), secret_key=KEY, by="owner:1", now=NOW)
    database.dispose()

    told = list(findings(World(), NOW))[4:]

    assert [one.words for one in told] == [
        "account and token are right",
        f"it answers at {WEBHOOK}",
        "what the token signs is taken",
        "its messages come to this program",
    ]


def test_of_the_sandbox_the_console_alone_knows_where_messages_go(
    monkeypatch: pytest.MonkeyPatch, shop: str
) -> None:
    given(monkeypatch, **TWILIO)

    *_, last = findings(World(senders=None), NOW)

    assert last == Finding(
        "number", f"its messages are to go to {WEBHOOK}: see Twilio's console", fault=False
    )


@pytest.mark.parametrize(
    ("world", "faults"),
    [
        (
            World(account=401),
            {
                "Twilio": "it refuses TWILIO_ACCOUNT_SID with the first TWILIO_AUTH_TOKEN: "
                "copy both from its console"
            },
        ),
        (
            World(account=503),
            {"Twilio": "it answered 503 instead of showing the account: try again later"},
        ),
        (
            World(account=Answer(200, {"status": "suspended"})),
            {"Twilio": "the account is suspended: see to it in Twilio's console"},
        ),
        (
            World(account=None, webhook=None),
            {
                "Twilio": "no answer from https://api.twilio.com: check the network and TWILIO_API_URL",
                "webhook": f"no answer from {WEBHOOK}: "
                "start the server, and check PUBLIC_URL and what leads there",
            },
        ),
        (
            World(webhook=404),
            {"webhook": f"{WEBHOOK} answered 404, not the 403 of this program: check where PUBLIC_URL leads"},
        ),
        (
            World(status=403),
            {
                "signature": f"{STATUS} answered 403 to what the token signs: "
                "start the server anew with these settings, "
                "and check that PUBLIC_URL is the address it is reached at, without a rewritten path"
            },
        ),
        (
            World(senders=sender("https://old.example.com/")),
            {
                "number": "its messages go to https://old.example.com/: "
                f"have Twilio's console send them to {WEBHOOK}"
            },
        ),
        (
            World(senders=sender(status="OFFLINE")),
            {"number": "it is OFFLINE and not ONLINE: see to it in Twilio's console"},
        ),
        (
            World(senders=sender(number="whatsapp:+34999999999")),
            {"number": "the account has no such sender: check TWILIO_WHATSAPP_FROM"},
        ),
    ],
    ids=[
        "refused", "broken", "suspended", "silent", "elsewhere", "not taken", "other callback", "offline",
        "no number",
    ],
)  # fmt: skip
def test_faults_of_twilio_say_what_to_do(
    monkeypatch: pytest.MonkeyPatch, shop: str, world: World, faults: dict[str, str]
) -> None:
    given(monkeypatch, **TWILIO | {"TWILIO_WHATSAPP_FROM": NUMBER})

    assert found(world) == faults


def test_without_a_worker_at_this_database_nothing_is_sent(
    monkeypatch: pytest.MonkeyPatch, shop: str
) -> None:
    given(monkeypatch, **TWILIO)

    assert found(World(), NOW + timedelta(minutes=6)) == {
        "worker": "none is at work on this database: start `booking-bot serve`, or `booking-bot worker`; "
        "where it runs already, it has another disk, and needs PostgreSQL"
    }


def test_two_machines_at_one_sqlite_file_are_one_too_many(monkeypatch: pytest.MonkeyPatch, shop: str) -> None:
    given(monkeypatch, **TWILIO)
    beat(shop, "another-machine")

    assert found(World()) == {
        "worker": "another machine works on this SQLite file, which ends in lost messages: "
        "use PostgreSQL there"
    }


@pytest.mark.parametrize(
    ("place", "kind"), [("/srv/shop/a.db", "nfs4"), ("/srv/shop/local/a.db", None), ("/home/a.db", None)]
)
def test_a_disk_over_the_network_is_known_by_its_kind(place: str, kind: str | None) -> None:
    mounts = (
        "overlay / overlay rw 0 0\nfiles:/shop /srv/shop nfs4 rw 0 0\n/dev/sdb /srv/shop/local ext4 rw 0 0\n"
    )

    assert network_disk(Path(place), mounts) == kind


def test_a_template_that_whatsapp_rejected_is_named(shop: str) -> None:
    database = Database(shop)
    with database.transaction() as session:
        session.add(
            Template(
                account=SID, name="reminder", language="es", fingerprint="1", created_at=NOW,
                status=TemplateStatus.REJECTED, reason="too many variables",
            )
        )  # fmt: skip
    database.dispose()

    assert found(World()) == {
        "templates": "reminder is rejected (too many variables): "
        "change the shop's name or words that it quotes, and submit it again"
    }


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

    told = [finding.words for finding in findings(World(), NOW) if finding.subject == "shop"]

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
