"""Answers that hold a file which came from a customer: never run, and shown only where that does no harm."""

from pathlib import Path

from flask import Response, send_file

from booking_bot.services.file_types import KEPT
from booking_bot.services.shown_files import ShownFile


def answer_with(path: Path, file: ShownFile) -> Response:
    """With parts of it on demand, since players ask for them; of a type of ours, under a name of ours."""
    kept = KEPT[file.type]
    answer = send_file(
        path,
        mimetype=file.type,
        as_attachment=not kept.shown,
        download_name=f"archivo-{file.id}.{kept.extension}",
        conditional=True,
        etag=False,
        max_age=0,
    )
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "no-store"
    return answer
