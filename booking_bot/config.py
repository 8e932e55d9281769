"""Settings: environment variables, or the same in `.env`; one field per line of `config.example.env`."""

import os
import re
from datetime import timedelta
from difflib import get_close_matches
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any, Literal, Self, TypeVar
from urllib.parse import urlsplit

import sqlalchemy as sa
from dotenv import dotenv_values
from pydantic import BeforeValidator, Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, SettingsConfigDict

from booking_bot.domain import lengths

TWILIO_API = "https://api.twilio.com"
SANDBOX = "whatsapp:+14155238886"
_DATABASES = ("sqlite:///", "postgres://", "postgresql://", "postgresql+psycopg://")
# Those of examples found everywhere, ours among them: whoever knows the key can sign in as the owner.
KNOWN_KEYS = (
    "change-me",
    "changeme",
    "change_me",
    "your-secret-key",
    "your_secret_key",
    "replace-me",
    "django-insecure",
)
_SHORTEST_KEY = 32
_FILE, _ENCODING = ".env", "utf-8-sig"  # editors of Windows begin a file with a mark

# What each variable wants, said whenever it is missing or wrong.
WANTED = {
    "database_url": "an address such as sqlite:///var/booking.db or postgresql://user:password@host/name",
    "secret_key": "32 random characters or more, known to nobody; "
    "python3 -c 'import secrets; print(secrets.token_urlsafe(32))' makes them",
    "public_url": "the address at which Twilio reaches this server, such as https://bot.example.com",
    "twilio_account_sid": "the account's SID, which begins with AC",
    "twilio_auth_token": "the account's auth token, or two of them separated by a comma",
    "twilio_whatsapp_from": "the sender in the form whatsapp:+14155238886",
    "twilio_sms_from": "a telephone number in the form +34600111222",
    "twilio_api_url": f"the base of Twilio's REST API, such as {TWILIO_API}",
    "twilio_content_url": "the base of Twilio's Content API, such as https://content.twilio.com",
    "delivery_engine": "auto, embedded or procrastinate",
    "delivery_deadline": "a length of time above nothing, such as 20s",
    "delivery_grace": "a length of time above that of DELIVERY_DEADLINE, such as 90s",
    "media_dir": "the path of a folder",
    "voice_model_dir": "the folder of a Whisper model that was converted for CTranslate2",
    "voice_url": "the base of a service with OpenAI's API, such as https://api.openai.com/v1",
    "voice_key": "the key of that service",
    "voice_model": "the name of one of its models, such as whisper-1",
    "reader_url": "the base of a service with OpenAI's API, such as http://127.0.0.1:11434/v1",
    "reader_key": "the key of that service",
    "reader_model": "the name of one of its models; it goes with READER_URL",
    "retention_days": "a whole number of days, 1 or more",
    "smtp_url": "an address such as smtp://user:password@host:587",
    "mail_from": "the sender's e-mail address, such as citas@example.com; it goes with SMTP_URL",
    "log_level": "DEBUG, INFO, WARNING, ERROR or CRITICAL",
    "sentry_dsn": "the address that Sentry shows for the project",
}
# With any of the first three, all of them are needed; the address alone does no harm.
_TWILIO = ("twilio_account_sid", "twilio_auth_token", "twilio_whatsapp_from", "public_url")


class SettingsError(Exception):
    """A setting is wrong or missing; the message is one line, names it and never holds a secret."""


def _length(value: object) -> timedelta:
    length = value if isinstance(value, timedelta) else lengths.parse(str(value))
    if not length:
        raise ValueError
    return length


def _base_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise ValueError
    _ = parts.port  # raises ValueError where it is none
    return value.rstrip("/")


def _wanted(name: str, problem: str) -> PydanticCustomError:
    return PydanticCustomError("wanted", "{name} {problem}", {"name": name.upper(), "problem": problem})


Length = Annotated[timedelta, BeforeValidator(_length)]
BaseUrl = Annotated[str, BeforeValidator(_base_url)]


class DatabaseSettings(BaseSettings):
    """What the commands that only work on what is kept need."""

    model_config = SettingsConfigDict(
        env_file=_FILE,
        env_file_encoding=_ENCODING,
        env_ignore_empty=True,
        extra="ignore",
        hide_input_in_errors=True,
    )

    database_url: str = Field(default="sqlite:///var/booking.db", repr=False)
    media_dir: Path = Path("var/media")

    @property
    def is_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")

    @field_validator("database_url")
    @classmethod
    def _is_a_database(cls, url: str) -> str:
        if not url.startswith(_DATABASES) or url in (*_DATABASES, "sqlite:///:memory:"):
            raise ValueError  # what is in memory alone no other thread sees
        try:
            sa.make_url(url)
        except sa.exc.ArgumentError:
            raise ValueError from None
        return url


_S = TypeVar("_S", bound=DatabaseSettings)


class LinkSettings(DatabaseSettings):
    """The same for those that print where something is."""

    public_url: BaseUrl | None = None


class Settings(LinkSettings):
    secret_key: SecretStr
    twilio_account_sid: str | None = Field(default=None, pattern=r"^AC\w+$")
    twilio_auth_token: SecretStr | None = None
    twilio_whatsapp_from: str | None = Field(default=None, pattern=r"^whatsapp:\+\d{7,15}$")
    twilio_sms_from: str | None = Field(default=None, pattern=r"^\+\d{7,15}$")
    twilio_api_url: BaseUrl = TWILIO_API
    twilio_content_url: BaseUrl | None = None
    delivery_engine: Literal["auto", "embedded", "procrastinate"] = "auto"
    delivery_deadline: Length = timedelta(seconds=20)
    delivery_grace: Length = timedelta(seconds=90)
    voice_model_dir: Path | None = None
    voice_url: BaseUrl | None = None
    voice_key: SecretStr | None = None
    voice_model: str = "whisper-1"
    reader_url: BaseUrl | None = None
    reader_key: SecretStr | None = None
    reader_model: str | None = None
    retention_days: int | None = Field(default=None, ge=1)
    smtp_url: SecretStr | None = None
    mail_from: str | None = Field(default=None, pattern=r"^[^@\r\n]*[^@\s]+@[^@\s]+\.[^@\s]+$")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"] = "INFO"
    sentry_dsn: SecretStr | None = None

    @property
    def engine(self) -> Literal["embedded", "procrastinate"]:
        """What wakes the workers; procrastinate unless it is asked not to, where PostgreSQL lets it."""
        if self.delivery_engine != "auto":
            return self.delivery_engine
        return "embedded" if self.is_sqlite else "procrastinate"

    @property
    def twilio_enabled(self) -> bool:
        return self.twilio_account_sid is not None

    @property
    def twilio_is_sandbox(self) -> bool:
        """Whether messages go from Twilio's sandbox; there is none at any other address than its own."""
        return self.twilio_whatsapp_from == SANDBOX and self.twilio_api_url == TWILIO_API

    @property
    def twilio_auth_tokens(self) -> tuple[str, ...]:
        """The tokens that may have signed; the first is used for REST."""
        return _tokens(self.twilio_auth_token) if self.twilio_auth_token else ()

    def twilio_host(self, product: str) -> str:
        """The base address of one of Twilio's products: "api", "content", "messaging" …

        All of them follow a changed TWILIO_API_URL; TWILIO_CONTENT_URL sets that of "content" alone.
        """
        if product == "content" and self.twilio_content_url:
            return self.twilio_content_url
        if product == "api" or self.twilio_api_url != TWILIO_API:
            return self.twilio_api_url
        return f"https://{product}.twilio.com"

    @field_validator("secret_key")
    @classmethod
    def _is_secret(cls, key: SecretStr) -> SecretStr:
        text = key.get_secret_value().strip()
        if len(text) < _SHORTEST_KEY:
            raise _wanted("secret_key", f"is too short: it wants {WANTED['secret_key']}")
        if text.lower().startswith(KNOWN_KEYS):
            raise _wanted("secret_key", f"is that of an example: it wants {WANTED['secret_key']}")
        return key

    @field_validator("twilio_auth_token")
    @classmethod
    def _is_one_token_or_two(cls, token: SecretStr | None) -> SecretStr | None:
        if token and not (1 <= len(_tokens(token)) <= 2 and all(_tokens(token))):
            raise ValueError
        return token

    @field_validator("voice_model_dir")
    @classmethod
    def _holds_a_model(cls, folder: Path | None) -> Path | None:
        if folder and not (folder / "model.bin").is_file():
            raise _wanted("voice_model_dir", f"wants {WANTED['voice_model_dir']}: {folder} has no model.bin")
        if folder and find_spec("faster_whisper") is None:
            raise _wanted("voice_model_dir", "wants the extra voice: pip install 'booking-bot[voice]'")
        return folder

    @field_validator("smtp_url")
    @classmethod
    def _is_a_mail_server(cls, url: SecretStr | None) -> SecretStr | None:
        parts = urlsplit(url.get_secret_value() if url else "smtp://none")
        if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
            raise ValueError
        _ = parts.port
        return url

    @field_validator("log_level", mode="before")
    @classmethod
    def _in_capitals(cls, level: object) -> object:
        return level.upper() if isinstance(level, str) else level

    @field_validator("sentry_dsn")
    @classmethod
    def _can_be_reported_to(cls, dsn: SecretStr | None) -> SecretStr | None:
        if dsn and not re.match(r"https?://\S+@\S+", dsn.get_secret_value()):
            raise ValueError
        if dsn and find_spec("sentry_sdk") is None:
            raise _wanted("sentry_dsn", "wants the extra of that name: pip install 'booking-bot[sentry]'")
        return dsn

    @model_validator(mode="after")
    def _twilio_is_whole(self) -> Self:
        missing = [name for name in _TWILIO if getattr(self, name) is None]
        if any(name not in missing for name in _TWILIO[:3]) and missing:
            raise _wanted(
                missing[0], f"is missing beside the other TWILIO_ settings: it wants {WANTED[missing[0]]}"
            )
        return self

    @model_validator(mode="after")
    def _engine_has_its_database(self) -> Self:
        if self.delivery_engine == "procrastinate" and self.is_sqlite:
            raise _wanted("delivery_engine", "cannot be procrastinate on SQLite: it wants auto or embedded")
        return self

    @model_validator(mode="after")
    def _grace_outlasts_the_deadline(self) -> Self:
        if self.delivery_grace <= self.delivery_deadline:
            raise _wanted("delivery_grace", f"wants {WANTED['delivery_grace']}")
        return self

    @model_validator(mode="after")
    def _one_transcribes(self) -> Self:
        if self.voice_model_dir and self.voice_url:
            raise _wanted("voice_url", "stands beside VOICE_MODEL_DIR: one of the two transcribes, not both")
        return self

    @model_validator(mode="after")
    def _reader_has_a_model(self) -> Self:
        if self.reader_url and not self.reader_model:
            raise _wanted("reader_model", f"is missing: it wants {WANTED['reader_model']}")
        return self

    @model_validator(mode="after")
    def _mail_has_a_sender(self) -> Self:
        if self.smtp_url and not self.mail_from:
            raise _wanted("mail_from", f"is missing: it wants {WANTED['mail_from']}")
        return self


def load_settings(**overrides: Any) -> Settings:
    """Read the settings; `overrides` by field name win. Raises SettingsError."""
    return _read(Settings, **overrides)


def load_database_url() -> str:
    """DATABASE_URL alone, for commands that need nothing else. Raises SettingsError."""
    return load_places().database_url


def load_public_url() -> str | None:
    """PUBLIC_URL alone. Raises SettingsError."""
    return _read(LinkSettings).public_url


def load_places() -> DatabaseSettings:
    """Where everything is kept: the database and the folder of files. Raises SettingsError."""
    return _read(DatabaseSettings)


def misspelt() -> list[tuple[str, str]]:
    """Variables that are no setting but nearly one, with the one that may be meant."""
    names = [name.upper() for name in Settings.model_fields]
    given = {name.upper() for name in (*os.environ, *dotenv_values(_FILE, encoding=_ENCODING))}
    nearly = ((name, get_close_matches(name, names, n=1, cutoff=0.9)) for name in sorted(given - {*names}))
    return [(name, meant[0]) for name, meant in nearly if meant]


def _read(kind: type[_S], **overrides: Any) -> _S:
    try:
        return kind(**overrides)
    except ValidationError as invalid:
        raise SettingsError(_line(invalid)) from None
    except (OSError, UnicodeDecodeError):
        raise SettingsError(f"{_FILE} cannot be read: it wants to be a text file in UTF-8") from None


def _tokens(secret: SecretStr) -> tuple[str, ...]:
    return tuple(token.strip() for token in secret.get_secret_value().split(","))


def _line(invalid: ValidationError) -> str:
    """All faults in one line. Messages of pydantic's own are not used: they might quote a secret."""
    faults = []
    for error in invalid.errors(include_url=False, include_input=False):
        if error["type"] == "wanted":
            faults.append(error["msg"])
            continue
        name = str(error["loc"][0])
        problem = "is missing: it wants" if error["type"] == "missing" else "wants"
        faults.append(f"{name.upper()} {problem} {WANTED[name]}")
    return "; ".join(faults)
