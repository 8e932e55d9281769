"""Les toca volver: who is due again, with what becomes of it."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from booking_bot.services import due_again
from booking_bot.services.place import place_of
from booking_bot.web.admin.blueprint import actor, blueprint, now
from booking_bot.web.admin.roles import staff_too
from booking_bot.wiring import wiring


@blueprint.get("/clientes/les-toca/")
@staff_too
def due_again_list() -> str:
    with wiring().database.reading() as reading:
        return render_template(
            "admin/due_again.html",
            found=due_again.due_again(reading, now=now()),
            now=now(),
            zone=place_of(reading).zone,
        )


@blueprint.post("/clientes/les-toca/<id:appointment_id>/hecho")
@staff_too
def see_to_due(appointment_id: int) -> Response:
    with wiring().database.transaction() as writing:
        due_again.see_to(writing, appointment_id, by=actor(), now=now())
    flash("Hecho, no se le escribe.")
    return redirect(url_for("admin.due_again_list"), 303)
