from datetime import UTC, datetime

import click

from booking_bot.cli import common
from booking_bot.domain.scopes import USUAL, Scope
from booking_bot.services import tokens


@click.group("token")
def command() -> None:
    """Tokens of programs that use the API."""


@command.command()
@click.argument("name")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    type=click.Choice([scope.value for scope in Scope]),
    help="What it may do; several may be given. Without any it may read and write.",
)
def add(name: str, scopes: tuple[str, ...]) -> None:
    """Print a new token for the program NAME. It is shown this once."""
    wanted = [Scope(one) for one in scopes] or USUAL
    with common.database() as database, database.transaction() as session:
        token = tokens.add(session, name, now=datetime.now(UTC), scopes=wanted)
    click.echo(token)
