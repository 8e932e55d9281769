from pathlib import Path

import click

from booking_bot.cli import common
from booking_bot.services import archive
from booking_bot.wiring import utc_now


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def command(file: Path) -> None:
    """Save all rows and media in one FILE, while the program runs.

    SECRET_KEY is not in it, and is needed to read what was encrypted with it.
    """
    with common.database() as database:
        try:
            saved = archive.save(database, common.media_dir(), file, now=utc_now())
        except OSError as failure:
            raise click.ClickException(f"{file} cannot be written: {failure.strerror}") from None
    click.echo(f"{file} holds {saved.rows} rows and {saved.files} files; keep SECRET_KEY beside it.")
    if saved.missing:
        click.echo(f"{saved.missing} files are not in MEDIA_DIR any more and are missing in it.", err=True)
