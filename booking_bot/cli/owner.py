import sys
from datetime import UTC, datetime

import click
from sqlmodel import col, select

from booking_bot.cli import common
from booking_bot.db import Database
from booking_bot.models import Role, User, row_id
from booking_bot.services import invitations, page_links, second_factor, users
from booking_bot.services.attempts import normalised

ACTOR = "command:0"


@click.group("owner")
def command() -> None:
    """Those who may sign in to the page."""


@command.command()
@click.argument("email")
@click.option("--phone", help="The number that may work by chat, with its country code.")
@click.option(
    "--password-stdin", is_flag=True, help="Read the password from standard input, not the terminal."
)
@click.option("--link", is_flag=True, help="Print a link by which they choose it themselves.")
def add(email: str, phone: str | None, password_stdin: bool, link: bool) -> None:
    """Add the owner EMAIL; the password is asked."""
    if link and (phone or password_stdin):
        raise click.UsageError("whoever comes by --link gives their own phone and password")
    with common.database() as database:
        if link:
            _invite(database, email)
            return
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


@command.command()
@click.argument("email")
@click.option("--without-code", is_flag=True, help="Ask them for no second step any more.")
def link(email: str, without_code: bool) -> None:
    """Print a link by which the account EMAIL chooses a new password; it is good for an hour."""
    now = datetime.now(UTC)
    with common.database() as database, database.transaction() as session:
        account = session.exec(
            select(User).where(col(User.email) == normalised(email), col(User.active))
        ).first()
        if account is None:
            raise click.ClickException("there is no account with this e-mail address")
        if without_code:
            second_factor.turn_off(session, row_id(account), by=ACTOR, now=now)
        token = invitations.for_password(session, row_id(account), by=ACTOR, now=now)
    click.echo(page_links.choose_password(common.base_url(), token))


def _invite(database: Database, email: str) -> None:
    with database.transaction() as session:
        try:
            token = invitations.for_account(session, Role.OWNER, email=email, by=ACTOR, now=datetime.now(UTC))
        except users.CannotAdd as refused:
            raise click.ClickException(str(refused)) from None
    click.echo(page_links.join(common.base_url(), token))
