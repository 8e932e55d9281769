"""The link by which the first owner makes their account, on the screen of whoever starts the program."""

from datetime import UTC, datetime

import click

from booking_bot.db import Database
from booking_bot.services import invitations, page_links


def tell(database: Database, base: str) -> None:
    """Print a new link where there is no account; those of earlier starts are good as well."""
    with database.transaction() as session:
        token = invitations.for_first_owner(session, now=datetime.now(UTC))
    if token:
        click.echo("There is no account yet. Whoever opens this address within 48 hours makes the first:")
        click.echo(page_links.join(base, token))
