import re
from datetime import timedelta
from pathlib import Path

import pytest

from booking_bot import config
from booking_bot.config import Settings, SettingsError, load_database_url, load_settings

ROOT = Path(__file__).parents[1]
KEY = "Zk3vQ8sT1xW6yB0nM5pL9dF2gH7jR4cA"
TWILIO = {
    "TWILIO_ACCOUNT_SID": "AC0123456789abcdef0123456789abcdef",
    "TWILIO_AUTH_TOKEN": "top-secret-token",
    "TWILIO_WHATSAPP_FROM": "whatsapp:+14155238886",
    "PUBLIC_URL": "https://bot.example.com",
}


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No variable of ours is set, and no .env lies about."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)


def given(monkeypatch: pytest.MonkeyPatch, **variables: str) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)


def refusal(monkeypatch: pytest.MonkeyPatch, **variables: str) -> str:
    given(monkeypatch, **{"SECRET_KEY": KEY} | variables)
    with pytest.raises(SettingsError) as refused:
        load_settings()
    return str(refused.value)


def test_a_secret_key_is_all_that_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, SECRET_KEY=KEY)

    settings = load_settings()

    assert settings.secret_key.get_secret_value() == KEY
    assert settings.model_dump(exclude={"secret_key"}) == {
        "database_url": "sqlite:///var/booking.db",
        "public_url": None,
        "twilio_account_sid": None,
        "twilio_auth_token": None,
        "twilio_whatsapp_from": None,
        "twilio_sms_from": None,
        "twilio_api_url": "https://api.twilio.com",
        "twilio_content_url": None,
        "delivery_engine": "auto",
        "delivery_deadline": timedelta(seconds=20),
        "delivery_grace": timedelta(seconds=90),
        "media_dir": Path("var/media"),
        "voice_model_dir": None,
        "voice_url": None,
        "voice_key": None,
        "voice_model": "whisper-1",
        "reader_url": None,
        "reader_key": None,
        "reader_model": None,
        "retention_days": None,
        "smtp_url": None,
        "mail_from": None,
        "log_level": "INFO",
        "sentry_dsn": None,
    }
    assert not settings.twilio_enabled


def test_the_example_names_every_setting_and_no_other() -> None:
    example = (ROOT / "config.example.env").read_text(encoding="utf-8")

    named = re.findall(r"^#?([A-Z_]+)=", example, re.MULTILINE)

    assert sorted(named) == sorted(name.upper() for name in Settings.model_fields)
    assert sorted(config.WANTED) == sorted(Settings.model_fields)


def test_the_example_shows_the_defaults() -> None:
    example = (ROOT / "config.example.env").read_text(encoding="utf-8")
    shown = dict(re.findall(r"^#([A-Z_]+)=(.*)$", example, re.MULTILINE))
    written = {timedelta(seconds=20): "20s", timedelta(seconds=90): "90s"}

    defaults = {
        name.upper(): str(written.get(field.default, field.default))
        for name, field in Settings.model_fields.items()
        if field.default is not None and not field.is_required()
    }

    assert {name: shown[name] for name in defaults} == defaults


def test_the_key_of_the_example_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    (Path.cwd() / ".env").write_text(
        (ROOT / "config.example.env").read_text(encoding="utf-8"), encoding="utf-8"
    )

    with pytest.raises(
        SettingsError, match=r"^SECRET_KEY is that of an example: it wants 32 random characters"
    ):
        load_settings()


def test_settings_are_read_from_a_file_and_the_environment_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    (Path.cwd() / ".env").write_text(f"SECRET_KEY={KEY}\nLOG_LEVEL=ERROR\nDELIVERY_DEADLINE=10s\nPORT=8000\n")
    given(monkeypatch, LOG_LEVEL="debug", DELIVERY_GRACE="")

    settings = load_settings()

    assert (settings.log_level, settings.delivery_deadline) == ("DEBUG", timedelta(seconds=10))
    assert settings.delivery_grace == timedelta(seconds=90)


def test_a_file_may_begin_with_a_mark(monkeypatch: pytest.MonkeyPatch) -> None:
    (Path.cwd() / ".env").write_text(f"SECRET_KEY={KEY}\n", encoding="utf-8-sig")

    assert load_settings().secret_key.get_secret_value() == KEY


def test_a_file_that_is_no_text_is_named() -> None:
    (Path.cwd() / ".env").write_bytes(b"SMTP_URL=smtp://ana:contrase\xf1a@mail\n")

    with pytest.raises(SettingsError, match=r"^\.env cannot be read: it wants to be a text file in UTF-8$"):
        load_settings()


def test_what_is_nearly_a_setting_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    (Path.cwd() / ".env").write_text("RETENTION_DAY=30\nPORT=8000\nMEDIA_DIR=var/media\n")
    given(monkeypatch, TWILIO_AUTH_TOKENS="x", TWILIO_API_KEY="SK1", PATH="/bin")

    assert config.misspelt() == [
        ("RETENTION_DAY", "RETENTION_DAYS"),
        ("TWILIO_AUTH_TOKENS", "TWILIO_AUTH_TOKEN"),
    ]


def test_what_is_passed_in_wins_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, DATABASE_URL="postgresql://somewhere/else", LOG_LEVEL="ERROR")

    settings = load_settings(secret_key=KEY, database_url="sqlite:///var/demo.db")

    assert (settings.database_url, settings.log_level) == ("sqlite:///var/demo.db", "ERROR")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://localhost/booking"),
        ("DATABASE_URL", "sqlite:///"),
        ("DATABASE_URL", "booking.db"),
        ("DATABASE_URL", "sqlite:///:memory:"),
        ("DATABASE_URL", "postgresql://owner:secret@localhost:port/booking"),
        ("PUBLIC_URL", "bot.example.com"),
        ("PUBLIC_URL", "ftp://bot.example.com"),
        ("PUBLIC_URL", "https://bot.example.com/?a=1"),
        ("PUBLIC_URL", "https://bot.example.com:port"),
        ("TWILIO_ACCOUNT_SID", "SK0123456789abcdef0123456789abcdef"),
        ("TWILIO_WHATSAPP_FROM", "+14155238886"),
        ("TWILIO_SMS_FROM", "600111222"),
        ("TWILIO_API_URL", "localhost:9000"),
        ("TWILIO_CONTENT_URL", "content"),
        ("DELIVERY_ENGINE", "celery"),
        ("DELIVERY_DEADLINE", "20"),
        ("DELIVERY_DEADLINE", "0s"),
        ("DELIVERY_GRACE", "soon"),
        ("DELIVERY_GRACE", "20s"),
        ("RETENTION_DAYS", "0"),
        ("RETENTION_DAYS", "a year"),
        ("VOICE_URL", "api.openai.com"),
        ("READER_URL", "127.0.0.1:11434"),
        ("SMTP_URL", "smtp.example.com:587"),
        ("MAIL_FROM", "nobody"),
        ("LOG_LEVEL", "LOUD"),
        ("SENTRY_DSN", "sentry.example.com"),
    ],
)
def test_a_wrong_setting_is_named_with_what_it_wants(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    said = refusal(monkeypatch, **{name: value})

    assert said == f"{name} wants {config.WANTED[name.lower()]}"


@pytest.mark.parametrize("key", ["short", "x" * 31, " " * 40])
def test_a_short_key_is_refused(monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    assert refusal(monkeypatch, SECRET_KEY=key).startswith(
        "SECRET_KEY is too short: it wants 32 random characters"
    )


def test_a_missing_key_is_named_with_a_way_to_make_one() -> None:
    with pytest.raises(SettingsError) as refused:
        load_settings()

    assert str(refused.value) == f"SECRET_KEY is missing: it wants {config.WANTED['secret_key']}"


def test_all_faults_stand_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    said = refusal(monkeypatch, LOG_LEVEL="LOUD", RETENTION_DAYS="-1")

    assert said == (
        "RETENTION_DAYS wants a whole number of days, 1 or more; "
        "LOG_LEVEL wants DEBUG, INFO, WARNING, ERROR or CRITICAL"
    )


@pytest.mark.parametrize("missing", TWILIO)
def test_part_of_the_twilio_settings_stops_the_start(monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    said = refusal(monkeypatch, **{name: value for name, value in TWILIO.items() if name != missing})

    wanted = config.WANTED[missing.lower()]
    assert said == f"{missing} is missing beside the other TWILIO_ settings: it wants {wanted}"


def test_an_address_without_an_account_is_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, SECRET_KEY=KEY, PUBLIC_URL="https://bot.example.com/shop/")

    settings = load_settings()

    assert (settings.public_url, settings.twilio_enabled) == ("https://bot.example.com/shop", False)


def test_two_tokens_may_sign_and_the_first_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, SECRET_KEY=KEY, **TWILIO | {"TWILIO_AUTH_TOKEN": "new-token, old-token"})

    settings = load_settings()

    assert settings.twilio_enabled
    assert settings.twilio_auth_tokens == ("new-token", "old-token")


@pytest.mark.parametrize("token", ["a,b,c", "a,", ","])
def test_three_tokens_or_an_empty_one_are_refused(monkeypatch: pytest.MonkeyPatch, token: str) -> None:
    said = refusal(monkeypatch, **TWILIO | {"TWILIO_AUTH_TOKEN": token})

    assert said == f"TWILIO_AUTH_TOKEN wants {config.WANTED['twilio_auth_token']}"


@pytest.mark.parametrize(
    ("variables", "hosts"),
    [
        ({}, ["https://api.twilio.com", "https://content.twilio.com", "https://messaging.twilio.com"]),
        ({"TWILIO_API_URL": "http://localhost:9/"}, ["http://localhost:9"] * 3),
        (
            {"TWILIO_API_URL": "http://localhost:9", "TWILIO_CONTENT_URL": "http://localhost:8"},
            ["http://localhost:9", "http://localhost:8", "http://localhost:9"],
        ),
        (
            {"TWILIO_CONTENT_URL": "http://localhost:8"},
            ["https://api.twilio.com", "http://localhost:8", "https://messaging.twilio.com"],
        ),
    ],
)
def test_twilios_hosts_follow_a_changed_address(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], hosts: list[str]
) -> None:
    given(monkeypatch, SECRET_KEY=KEY, **variables)

    settings = load_settings()

    assert [settings.twilio_host(product) for product in ("api", "content", "messaging")] == hosts


def test_procrastinate_is_refused_on_sqlite(monkeypatch: pytest.MonkeyPatch) -> None:
    said = refusal(monkeypatch, DELIVERY_ENGINE="procrastinate", DATABASE_URL="sqlite:///var/booking.db")

    assert said == "DELIVERY_ENGINE cannot be procrastinate on SQLite: it wants auto or embedded"


@pytest.mark.parametrize(
    ("engine", "url", "runs"),
    [
        ("auto", "sqlite:///var/booking.db", "embedded"),
        ("auto", "postgres://host/name", "procrastinate"),
        ("embedded", "postgresql://host/name", "embedded"),
        ("procrastinate", "postgresql+psycopg://host/name", "procrastinate"),
    ],
)
def test_the_engine_goes_by_the_database_unless_it_is_set(
    monkeypatch: pytest.MonkeyPatch, engine: str, url: str, runs: str
) -> None:
    given(monkeypatch, SECRET_KEY=KEY, DELIVERY_ENGINE=engine, DATABASE_URL=url)

    assert load_settings().engine == runs


def test_mail_needs_a_sender(monkeypatch: pytest.MonkeyPatch) -> None:
    said = refusal(monkeypatch, SMTP_URL="smtp://user:password@mail.example.com:587")

    assert said == f"MAIL_FROM is missing: it wants {config.WANTED['mail_from']}"


def test_a_folder_without_a_model_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    said = refusal(monkeypatch, VOICE_MODEL_DIR=str(tmp_path))

    assert said == f"VOICE_MODEL_DIR wants {config.WANTED['voice_model_dir']}: {tmp_path} has no model.bin"


def test_a_model_wants_its_package(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "model.bin").touch()
    monkeypatch.setattr(config, "find_spec", lambda name: None)

    said = refusal(monkeypatch, VOICE_MODEL_DIR=str(tmp_path))

    assert said == "VOICE_MODEL_DIR wants the extra voice: pip install 'booking-bot[voice]'"


def test_one_of_the_two_transcribes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "model.bin").touch()
    monkeypatch.setattr(config, "find_spec", lambda name: object())

    said = refusal(monkeypatch, VOICE_MODEL_DIR=str(tmp_path), VOICE_URL="https://api.openai.com/v1")

    assert said == "VOICE_URL stands beside VOICE_MODEL_DIR: one of the two transcribes, not both"


def test_a_reader_wants_a_model(monkeypatch: pytest.MonkeyPatch) -> None:
    said = refusal(monkeypatch, READER_URL="http://127.0.0.1:11434/v1")

    assert said == f"READER_MODEL is missing: it wants {config.WANTED['reader_model']}"


def test_sentry_wants_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(config, "find_spec", lambda name: None)

    said = refusal(monkeypatch, SENTRY_DSN="https://key@sentry.example.com/1")

    assert said == "SENTRY_DSN wants the extra of that name: pip install 'booking-bot[sentry]'"


@pytest.mark.parametrize(
    "wrong",
    [
        {"SECRET_KEY": "hush-hush"},
        {"SECRET_KEY": "change-me-hush-hush-hush-hush-hush-hush"},
        {"TWILIO_AUTH_TOKEN": "hush-hush,hush-hush,hush-hush"},
        {"TWILIO_AUTH_TOKEN": "hush-hush"},
        {"SMTP_URL": "hush-hush"},
        {"SENTRY_DSN": "hush-hush"},
        {"DATABASE_URL": "mysql://owner:hush-hush@host/name"},
    ],
)
def test_no_refusal_repeats_a_secret(monkeypatch: pytest.MonkeyPatch, wrong: dict[str, str]) -> None:
    assert "hush-hush" not in refusal(monkeypatch, **wrong)


def test_settings_do_not_show_their_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    secrets = {
        "DATABASE_URL": "postgresql://owner:hush-hush@host/name",
        "SMTP_URL": "smtp://user:hush-hush@host",
        "VOICE_KEY": "hush-hush",
        "READER_KEY": "hush-hush",
        "MAIL_FROM": "Salón <citas@example.com>",
    }
    given(monkeypatch, SECRET_KEY=KEY, **TWILIO | secrets)

    shown = repr(load_settings())

    assert not [secret for secret in ("hush-hush", KEY, "top-secret-token") if secret in shown]


def test_the_database_alone_needs_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, DATABASE_URL="postgres://host/name", LOG_LEVEL="LOUD")

    assert load_database_url() == "postgres://host/name"


@pytest.mark.parametrize(
    ("changes", "is_sandbox"),
    [
        ({}, True),
        ({"TWILIO_WHATSAPP_FROM": "whatsapp:+34910000000"}, False),
        ({"TWILIO_API_URL": "http://127.0.0.1:8400"}, False),
    ],
)
def test_the_sandbox_is_a_number_of_twilios_at_its_own_address(
    monkeypatch: pytest.MonkeyPatch, changes: dict[str, str], is_sandbox: bool
) -> None:
    given(monkeypatch, SECRET_KEY=KEY, **TWILIO | changes)

    assert load_settings().twilio_is_sandbox is is_sandbox
