"""By when what was left here may be fetched: said anew by whoever sees what it needs."""

from datetime import datetime

from flask import flash, redirect, request, url_for
from sqlmodel import Session
from werkzeug.wrappers import Response

from booking_bot.services import outbox
from booking_bot.services.diary import promising
from booking_bot.services.diary.promising import TooEarly
from booking_bot.services.notify import Dropped
from booking_bot.services.place import place_of
from booking_bot.web.admin.blueprint import actor, blueprint, now
from booking_bot.web.admin.moments import day_of, moment_of
from booking_bot.web.admin.roles import staff_too
from booking_bot.wiring import wiring

BY_HAND = "Guardado. El mensaje para avisarle te espera en «Por enviar»."


@blueprint.post("/citas/<id:appointment_id>/recogida")
@staff_too
def promise_pick_up(appointment_id: int) -> Response:
    with wiring().database.transaction() as writing:
        zone = place_of(writing).zone
        at = moment_of(day_of(request.form.get("dia")), request.form.get("hora"), zone)
        flash("Elige el día y la hora." if at is None else _promised(writing, appointment_id, at))
    wiring().wake()
    return redirect(url_for("admin.appointment", appointment_id=appointment_id), 303)


def _promised(writing: Session, appointment_id: int, at: datetime) -> str:
    """What is said of it."""
    try:
        anew = promising.promise(writing, appointment_id, at, by=actor(), now=now())
    except TooEarly:
        return "No se puede recoger antes de traerlo: elige una hora posterior a la cita."
    if not anew:
        return "Ya estaba a esa hora."
    if "avisar" not in request.form:
        return "Guardado, sin avisar al cliente."
    told = promising.tell(writing, appointment_id, now=now())
    if isinstance(told, Dropped):
        return f"Guardado, pero no se le puede avisar: {told.reason}"
    if told is None:
        return "Guardado. No hay teléfono para avisarle."
    by_hand = outbox.waits_for_a_hand(writing, told)
    return BY_HAND if by_hand else "Guardado, y se lo decimos al cliente."
