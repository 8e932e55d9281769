"""A process takes the account that was entered in the page, in another process or its own."""

from datetime import timedelta
from typing import Any

import pytest

from booking_bot.app import build
from booking_bot.config import SANDBOX, Settings
from booking_bot.connection import LOOK_EVERY, Connection
from booking_bot.db import Database
from booking_bot.models import ChannelName
from booking_bot.services import twilio_keys
from booking_bot.services.twilio_keys import Keys
from booking_bot.services.ways import ways_of
from booking_bot.wiring import Wiring
from tests.shop import NOW
from tests.twilio_standin.account import SID, TOKEN

KEY = "0123456789" * 4
OWN = Keys(SID, TOKEN, "whatsapp:+34900111222")


def settings(database: Database, **told: Any) -> Settings:
    base = {"public_url": "https://bot.example.com", "secret_key": KEY, **told}
    return Settings(_env_file=None, database_url=database.url, **base)


def enter(database: Database, keys: Keys = OWN, *, secret_key: str = KEY, later: int = 0) -> None:
    with database.transaction() as session:
        now = NOW + timedelta(seconds=later)
        twilio_keys.keep(session, keys, secret_key=secret_key, by="owner:1", now=now)


def following(database: Database, **told: Any) -> tuple[Wiring, Connection]:
    parts = Wiring(settings=settings(database, **told), database=database)
    return parts, Connection(parts, clock=lambda: 1000.0)


def in_use(parts: Wiring) -> tuple[bool, bool, str, bool]:
    with parts.database.reading() as session:
        ways = ways_of(session)
    return ChannelName.WHATSAPP in parts.channels, ways.whatsapp, ways.account, ways.sandbox


def test_what_is_entered_is_used_from_the_next_look_on_and_no_longer_than_it_is_there(
    sqlite: Database,
) -> None:
    parts, connection = following(sqlite)
    channels = parts.channels
    connection.refresh(at_once=True)
    before = ChannelName.WHATSAPP in channels

    enter(sqlite)
    connection.refresh(at_once=True)
    own = in_use(parts)
    enter(sqlite, OWN._replace(sender=SANDBOX), later=1)
    connection.refresh(at_once=True)
    sandbox = in_use(parts)
    with sqlite.transaction() as session:
        twilio_keys.forget(session, by="owner:1", now=NOW)
    connection.refresh(at_once=True)

    assert not before
    assert own == (True, True, SID, False)
    assert sandbox == (True, True, SID, True)
    assert in_use(parts) == (False, False, "", False)
    assert parts.channels is channels
    assert (parts.history, parts.media, parts.registrar, parts.purse) == ({}, {}, None, None)


def test_it_is_not_looked_for_at_every_request(sqlite: Database) -> None:
    moments = iter([1000.0, 1000.0, 1000.1, 1000.0 + LOOK_EVERY, 1000.0 + LOOK_EVERY])
    parts = Wiring(settings=settings(sqlite), database=sqlite)
    connection = Connection(parts, clock=lambda: next(moments))

    connection.refresh()
    enter(sqlite)
    connection.refresh()
    soon = bool(parts.channels)
    connection.refresh()

    assert not soon
    assert parts.channels


def test_the_environment_wins(sqlite: Database) -> None:
    enter(sqlite)
    other = "AC" + "f" * 32
    parts = build(
        settings(
            sqlite,
            twilio_account_sid=other,
            twilio_auth_token="x",
            twilio_whatsapp_from="whatsapp:+34900000000",
        )
    )

    parts.refresh(at_once=True)

    assert parts.connected_by_environment
    assert parts.settings.twilio_account_sid == other
    parts.database.dispose()


@pytest.mark.parametrize("told", [{"secret_key": "9876543210" * 4}, {"public_url": None}])
def test_what_cannot_be_read_or_answered_is_not_used(sqlite: Database, told: dict[str, Any]) -> None:
    enter(sqlite)
    parts, connection = following(sqlite, **told)

    connection.refresh(at_once=True)

    assert parts.channels == {}


def test_a_database_that_is_away_changes_nothing(sqlite: Database, caplog: pytest.LogCaptureFixture) -> None:
    empty = Database("sqlite:////nowhere/at/all.db")
    parts = Wiring(settings=settings(sqlite), database=empty)

    Connection(parts).refresh(at_once=True)

    assert parts.channels == {}
    assert "cannot be looked up: OperationalError" in caplog.text


def test_the_token_lies_nowhere_in_the_open(sqlite: Database) -> None:
    enter(sqlite)

    with sqlite.reading() as session:
        kept = [row[0] for row in session.connection().exec_driver_sql("SELECT value FROM secret_setting")]
        audited = [tuple(row) for row in session.connection().exec_driver_sql("SELECT * FROM audit")]

    assert len(kept) == 3
    assert TOKEN not in str(kept) + str(audited)
    assert SID not in str(kept) + str(audited)
