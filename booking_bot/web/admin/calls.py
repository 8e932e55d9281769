"""Who wants to be rung: done, nobody answered, or written to instead."""

from flask import flash
from werkzeug.wrappers import Response

from booking_bot.services import ringing
from booking_bot.services.place import place_of
from booking_bot.web.admin.blueprint import actor, back, blueprint, now
from booking_bot.web.admin.roles import staff_too
from booking_bot.web.words import moment
from booking_bot.wiring import wiring


@blueprint.post("/llamadas/<id:attention_id>/hecha")
@staff_too
def call_made(attention_id: int) -> Response:
    with wiring().database.transaction() as session:
        ringing.rung(session, attention_id, by=actor(), now=now())
    flash("Hecho, ya no sale en Hoy.")
    return back()


@blueprint.post("/llamadas/<id:attention_id>/sin-respuesta")
@staff_too
def call_not_answered(attention_id: int) -> Response:
    with wiring().database.transaction() as session:
        call = ringing.not_answered(session, attention_id, by=actor(), now=now())
        zone = place_of(session).zone
    again = f" Vuelve a salir en Hoy {moment(call.call_at, now(), zone)}." if call.call_at else ""
    flash(f"Anotado: no contesta.{again}")
    return back()


@blueprint.post("/llamadas/<id:attention_id>/avisar")
@staff_too
def call_told(attention_id: int) -> Response:
    with wiring().database.transaction() as session:
        told = ringing.tell(session, attention_id, by=actor(), now=now())
    flash("Le hemos escrito que le has llamado." if told else "Está en «Por enviar»: envíaselo con un toque.")
    return back()
