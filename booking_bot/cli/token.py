from datetime import UTC, datetime

import click

from booking_bot.cli import common
from booking_bot.services import tokens


@click.group("token")
def command() -> None:
    """Tokens of programs that use the API."""


@command.command()
@click.argument("name")
def add(name: str) -> None:
    """Print a new token for the program NAME. It is shown this once."""
    with common.database() as database, database.transaction() as session:
        token = tokens.add(session, name, now=datetime.now(UTC))
    click.echo(token)
