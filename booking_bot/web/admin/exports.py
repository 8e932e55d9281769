"""Exportar: everything that is kept here, as files to take away. The owner's alone."""

from datetime import datetime
from tempfile import TemporaryFile
from typing import IO

from flask import abort, render_template, send_file
from werkzeug.wrappers import Response

from booking_bot.services.exports import writing
from booking_bot.services.exports.tables import TABLES
from booking_bot.services.place import place_of
from booking_bot.web.admin.blueprint import actor, blueprint, now
from booking_bot.wiring import wiring

TYPES = {".csv": "text/csv; charset=utf-8", ".zip": "application/zip"}


@blueprint.get("/exportar/")
def exports() -> str:
    return render_template("admin/exports.html", tables=TABLES, everything=writing.ALL)


@blueprint.post("/exportar/<name>")
def take_away(name: str) -> Response:
    """Written to the disk first: whoever takes long to fetch it holds nothing up."""
    if name != writing.ALL and name not in TABLES:
        abort(404)
    at, database = now(), wiring().database
    target: IO[bytes] = TemporaryFile()  # noqa: SIM115 - the answer closes it, once it is sent
    try:
        if name == writing.ALL:
            writing.all_of_it(database, target, now=at)
        else:
            writing.one(database, name, target)
        with database.transaction() as session:
            writing.record(session, name, by=actor(), now=at)
            shown = _name(name, at.astimezone(place_of(session).zone))
    except BaseException:
        target.close()
        raise
    target.seek(0)
    kind = TYPES[shown[-4:]]
    return send_file(target, mimetype=kind, as_attachment=True, download_name=shown)


def _name(name: str, at: datetime) -> str:
    return f"{name}-{at:%Y-%m-%d}.{'zip' if name == writing.ALL else 'csv'}"
