"""`templates`: what may open a conversation, and how far WhatsApp's approval of it is."""

import click

from booking_bot import app
from booking_bot.channels.base import ChannelError, OutcomeUnknown
from booking_bot.cli import common
from booking_bot.services.templates import approvals
from booking_bot.wiring import Wiring


@click.group("templates")
def command() -> None:
    """Texts that WhatsApp must approve before they may open a conversation."""


@command.command("status")
def status() -> None:
    """How far each of them is."""
    parts = _parts()
    try:
        if parts.registrar is not None:
            approvals.look_after(parts.database, parts.registrar, now=parts.clock())
        with parts.database.reading() as session:
            found = approvals.states(session)
    finally:
        parts.database.dispose()
    for one in found:
        reason = f": {one.reason}" if one.reason else ""
        click.echo(f"{one.wording.name:<18}{one.wording.language:<7}{one.status}{reason}")


@command.command("submit")
def submit() -> None:
    """Submit those that were not yet, as they read today."""
    parts = _parts()
    try:
        if parts.registrar is None:
            raise click.ClickException(
                "templates need Twilio and a number of one's own: the sandbox has none but its own three"
            )
        number = approvals.submit_all(parts.database, parts.registrar, now=parts.clock())
    except (ChannelError, OutcomeUnknown) as error:
        raise click.ClickException(f"Twilio did not take them all, try again: {error}") from None
    finally:
        parts.database.dispose()
    click.echo(f"{number} submitted; WhatsApp decides within minutes, at most two days")


def _parts() -> Wiring:
    """The parts of this process, on a database of the newest schema."""
    settings = common.settings()
    with common.database():
        pass
    parts = app.build(settings)
    parts.refresh(at_once=True)
    return parts
