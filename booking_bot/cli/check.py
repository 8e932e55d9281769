"""`check`: looks at everything that a start needs and says what to do about each fault."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import NamedTuple

import click
import requests
from sqlalchemy.exc import DBAPIError

from booking_bot.cli.common import reason
from booking_bot.config import Settings, SettingsError, load_database_url, load_settings, misspelt
from booking_bot.db import Database
from booking_bot.services import checkup, schema

_TIMEOUT = 10  # seconds

# The status that a request gets: method, address, user and password. Raises OSError without an answer.
Ask = Callable[[str, str, tuple[str, str] | None], int]


class Finding(NamedTuple):
    """What was found of a subject; with `fault` the words say what to do about it."""

    subject: str
    words: str
    fault: bool = True


@click.command("check")
def command() -> None:
    """Check settings, database, Twilio and the webhook's address."""
    faults = 0
    for finding in findings(_ask):
        faults += finding.fault
        click.echo(f"{'FAULT' if finding.fault else 'ok':<6}{finding.subject}: {finding.words}")
    if faults:
        raise click.exceptions.Exit(1)


def findings(ask: Ask) -> Iterator[Finding]:
    """Everything there is to find, in the order in which it is to be mended."""
    settings = None
    try:
        settings = load_settings()
        yield Finding("settings", "complete", fault=False)
        for name, meant in misspelt():
            yield Finding("settings", f"{name} is none of them and has no effect: {meant} may be meant")
    except SettingsError as wrong:
        yield Finding("settings", str(wrong))
    with suppress(SettingsError):  # said above
        yield from _of_database(Database(load_database_url()))
    if settings:
        yield from _of_twilio(settings, ask)


def _of_database(database: Database) -> Iterator[Finding]:
    try:
        if not schema.is_current(database):
            yield Finding("database", "it lacks the newest schema: run `booking-bot migrate`")
            return
        yield Finding("database", f"{database.engine.dialect.name}, newest schema", fault=False)
        with database.reading() as session:
            missing = [Finding("shop", sentence) for sentence in checkup.lacking(session)]
        yield from missing or [Finding("shop", "complete", fault=False)]
    except DBAPIError as failure:
        yield Finding("database", f"no connection, check DATABASE_URL: {reason(failure)}")
    finally:
        database.dispose()


def _of_twilio(settings: Settings, ask: Ask) -> Iterator[Finding]:
    if not settings.twilio_enabled:
        words = "not set up, messages wait for the owner's tap; TWILIO_ACCOUNT_SID and the others connect it"
        yield Finding("Twilio", words, fault=False)
        return
    yield _credentials(settings, ask)
    yield _webhook(settings, ask)


def _credentials(settings: Settings, ask: Ask) -> Finding:
    sid, base = str(settings.twilio_account_sid), settings.twilio_host("api")
    try:
        status = ask("GET", f"{base}/2010-04-01/Accounts/{sid}.json", (sid, settings.twilio_auth_tokens[0]))
    except OSError:
        return Finding("Twilio", f"no answer from {base}: check the network and TWILIO_API_URL")
    if status == requests.codes.ok:
        return Finding("Twilio", "account and token are right", fault=False)
    if status in {requests.codes.unauthorized, requests.codes.forbidden, requests.codes.not_found}:
        words = "it refuses TWILIO_ACCOUNT_SID with the first TWILIO_AUTH_TOKEN: copy both from its console"
        return Finding("Twilio", words)
    return Finding("Twilio", f"it answered {status} instead of showing the account: try again later")


def _webhook(settings: Settings, ask: Ask) -> Finding:
    """Whether our own webhook answers at PUBLIC_URL: it refuses what Twilio did not sign."""
    address = f"{settings.public_url}/twilio/whatsapp"
    try:
        status = ask("POST", address, None)
    except OSError:
        words = f"no answer from {address}: start the server, and check PUBLIC_URL and what leads there"
        return Finding("webhook", words)
    if status != requests.codes.forbidden:
        words = f"{address} answered {status}, not the 403 of this program: check where PUBLIC_URL leads"
        return Finding("webhook", words)
    return Finding(
        "webhook", f"it answers; Twilio's console wants {address} for messages that come in", fault=False
    )


def _ask(method: str, url: str, auth: tuple[str, str] | None) -> int:
    answer = requests.request(method, url, auth=auth, timeout=_TIMEOUT, allow_redirects=False)
    return answer.status_code
