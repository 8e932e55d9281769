"""Photos, voice notes and documents of customers, for whoever has signed in."""

from flask import Response

from booking_bot.services.shown_files import located
from booking_bot.web.admin.blueprint import blueprint
from booking_bot.web.admin.roles import staff_too
from booking_bot.web.files import answer_with
from booking_bot.wiring import wiring


@blueprint.get("/archivos/<id:file_id>")
@staff_too
def file(file_id: int) -> Response:
    with wiring().database.reading() as session:
        path, found = located(session, file_id, wiring().settings.media_dir)
    return answer_with(path, found)
