"""What `understand --missed` tells; a module of its own, since understanding needs no database."""

import click

from booking_bot.cli.common import database
from booking_bot.services import misses


def tell() -> None:
    """What was not understood, the most frequent first, each after how often it came."""
    with database() as opened, opened.reading() as session:
        for one in misses.listed(session):
            click.echo(f"{one.count}\t{one.text}")
