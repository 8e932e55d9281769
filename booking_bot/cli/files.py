"""Business files that commands read, their faults told one a line and nothing before them."""

from pathlib import Path

import click

from booking_bot.services.file_form.faults import BusinessFileError
from booking_bot.services.file_form.form import BusinessFile
from booking_bot.services.file_form.reading import read


class WrongFile(click.ClickException):
    def show(self, file: object = None) -> None:
        click.echo(self.message, err=True)  # `FILE:LINE:` first, where editors look for it


def business_file(path: Path, *, calendars: bool = True) -> BusinessFile:
    """The file at `path`; a wrong one ends the command. Without `calendars` it is sooner there."""
    try:
        return read(path, calendars=calendars)
    except BusinessFileError as wrong:
        raise WrongFile(str(wrong)) from None
