import sys
from pathlib import Path

import click

from booking_bot.cli import common
from booking_bot.cli.files import business_file
from booking_bot.services.business_file import NoBusiness, dump, load
from booking_bot.wiring import utc_now


@click.group("business")
def command() -> None:
    """The business file: what the shop is."""


@command.command("load")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def load_file(file: Path) -> None:
    """Make the business what FILE says. A wrong file changes nothing."""
    told = business_file(file)
    with common.database() as database, database.transaction() as session:
        load(session, told, now=utc_now())
    active = sum(service.active for service in told.services)
    click.echo(f"Loaded {told.business.name}: services {active}, staff {len(told.staff)}.")


@command.command("dump")
def dump_file() -> None:
    """Write the business as it is now."""
    with common.database() as database, database.reading() as session:
        try:
            text = dump(session)
        except NoBusiness:
            raise click.ClickException(
                "there is no business yet: load one with `booking-bot business load FILE`"
            ) from None
    sys.stdout.buffer.write(text.encode())
