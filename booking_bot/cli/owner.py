import sys
from datetime import UTC, datetime

import click

from booking_bot.cli import common
from booking_bot.services import users


@click.group("owner")
def command() -> None:
    """Those who may sign in to the page."""


@command.command()
@click.argument("email")
@click.option("--phone", help="The number that may work by chat, with its country code.")
@click.option(
    "--password-stdin", is_flag=True, help="Read the password from standard input, not the terminal."
)
def add(email: str, phone: str | None, password_stdin: bool) -> None:
    """Add the owner EMAIL; the password is asked."""
    with common.database() as database:
        # Asked before the transaction: a database with one writer does not wait for somebody to type.
        if password_stdin:
            password = sys.stdin.readline().rstrip("\r\n")
        else:
            password = click.prompt("Password", hide_input=True, confirmation_prompt=True)
        with database.transaction() as session:
            try:
                users.add(session, email, password, phone=phone, now=datetime.now(UTC))
            except users.CannotAdd as refused:
                raise click.ClickException(str(refused)) from None
    click.echo("The owner may sign in now.")
