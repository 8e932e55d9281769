from pathlib import Path

import click

from booking_bot.cli import common
from booking_bot.services import archive


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def command(file: Path) -> None:
    """Put what `backup` saved in FILE into an empty database, while nothing else runs.

    The database may be of the other kind than that of the backup.
    """
    with common.any_database() as database:
        try:
            rows = archive.restore(database, common.media_dir(), file)
        except archive.Unreadable as fault:
            raise click.ClickException(f"{file} cannot be restored: {fault}") from None
        except archive.NotEmpty:
            raise click.ClickException("the database is not empty: let DATABASE_URL name a new one") from None
        except archive.StillRunning:
            raise click.ClickException(
                "the database is in use: stop the server and every worker first"
            ) from None
    click.echo(f"The database holds the {rows} rows of {file}.")
