import click

from booking_bot.cli.common import any_database
from booking_bot.services import schema


@click.command("migrate")
def command() -> None:
    """Bring the database to the newest schema."""
    with any_database() as database:
        schema.migrate(database)
    click.echo("The database has the newest schema.")
