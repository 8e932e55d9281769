from datetime import UTC, datetime

import click

from booking_bot.cli import common
from booking_bot.models import ConnectionKind, row_id
from booking_bot.services.shops import connections

ACTOR = "command:0"


@click.group("connection")
def command() -> None:
    """Shops that tell of their orders."""


@command.command()
@click.argument("kind", type=click.Choice([kind.value for kind in ConnectionKind]))
@click.argument("name")
@click.option("--url", default="", help="Where the shop is, to ask it too; PrestaShop needs it.")
@click.option("--key", default="", help="What it is asked with; of WooCommerce ck_…:cs_…")
@click.option("--secret", default="", help="What it signs with, where the shop made that itself.")
@click.option("--opt-in", is_flag=True, help="Who buys there agrees to be told by message.")
def add(*, kind: str, name: str, url: str, key: str, secret: str, opt_in: bool) -> None:
    """Add the shop NAME, of a system of that KIND, and print its id and its secret."""
    secret_key = common.settings().secret_key.get_secret_value()
    with common.database() as database, database.transaction() as session:
        try:
            row, made = connections.add(
                session,
                ConnectionKind(kind),
                name,
                secret_key=secret_key,
                by=ACTOR,
                now=datetime.now(UTC),
                url=url,
                key=key,
                secret=secret,
                opt_in=opt_in,
            )
        except connections.CannotConnect as refused:
            raise click.ClickException(f"--{refused.field}: {refused}") from None
    click.echo(f"{row_id(row)} {made}")
