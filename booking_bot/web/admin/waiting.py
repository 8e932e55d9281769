"""Lista de espera: who waits for a place, what they were offered, and the places that it filled."""

from flask import flash, render_template
from werkzeug.wrappers import Response

from booking_bot.services import waiting_list, waiting_view
from booking_bot.services.place import place_of
from booking_bot.web.admin.blueprint import actor, back, blueprint, now
from booking_bot.web.admin.roles import staff_too
from booking_bot.wiring import wiring


@blueprint.get("/espera/")
@staff_too
def waiting() -> str:
    at = now()
    with wiring().database.reading() as session:
        return render_template(
            "admin/waiting.html",
            zone=place_of(session).zone,
            waiters=waiting_view.waiters(session, now=at),
            recovered=waiting_view.recovered(session, now=at),
            now=at,
        )


@blueprint.post("/espera/<id:entry_id>/quitar")
@staff_too
def stop_waiting(entry_id: int) -> Response:
    with wiring().database.transaction() as session:
        waiting_list.remove(session, entry_id, by=actor(), now=now())
    flash("Hecho, ya no está en la lista de espera.")
    return back()
