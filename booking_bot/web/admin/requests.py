"""What waits for the owner's word: requests to accept, decline or move, and deposits to look for."""

from collections.abc import Callable
from datetime import date, datetime, time

from flask import flash, request
from sqlmodel import Session
from werkzeug.wrappers import Response

from booking_bot.domain.appointments import InvalidTransition
from booking_bot.domain.refusals import ClosedThen, NoSuchAppointment, Refused, SlotTaken, TooSoon
from booking_bot.domain.walltime import instant, utc
from booking_bot.services import deposits, requests
from booking_bot.services.deposits import NoSuchDeposit
from booking_bot.services.place import place_of
from booking_bot.web.admin.blueprint import actor, back, blueprint, now
from booking_bot.web.admin.roles import staff_too
from booking_bot.wiring import wiring

LONGEST_REASON = 200
NOT_TOLD = "Aún no lo sabe: envíaselo desde «Mensajes por enviar», o díselo tú."
GONE = "Esa petición ya no está pendiente."
REFUSALS: dict[type[Refused], str] = {
    SlotTaken: "Esa hora no está libre.",
    TooSoon: "Esa hora es demasiado pronto o ya ha pasado.",
    ClosedThen: "A esa hora no se puede: está cerrado o no trabaja nadie que lo haga.",
}


@blueprint.post("/peticiones/<id:appointment_id>/aceptar")
@staff_too
def accept_request(appointment_id: int) -> Response:
    return _do(
        lambda session: requests.accept(session, appointment_id, by=actor(), now=now()),
        "Aceptada, y el cliente ya lo sabe.",
        "Aceptada.",
    )


@blueprint.post("/peticiones/<id:appointment_id>/rechazar")
@staff_too
def decline_request(appointment_id: int) -> Response:
    why = " ".join(request.form.get("motivo", "").split())[:LONGEST_REASON]
    return _do(
        lambda session: requests.decline(session, appointment_id, by=actor(), now=now(), why=why),
        "Rechazada; al cliente se lo hemos dicho y le ofrecemos otras horas.",
        "Rechazada.",
    )


@blueprint.post("/peticiones/<id:appointment_id>/proponer")
@staff_too
def propose_time(appointment_id: int) -> Response:
    start = _start()
    if start is None:
        flash("Elige el día y la hora que le propones.")
        return back()
    return _do(
        lambda session: requests.propose(session, appointment_id, start, by=actor(), now=now()),
        "Propuesta enviada: te avisamos cuando conteste.",
        "Guardada la propuesta.",
    )


@blueprint.post("/senales/<id:appointment_id>/recibida")
@staff_too
def deposit_received(appointment_id: int) -> Response:
    return _do(
        lambda session: deposits.received(session, appointment_id, by=actor(), now=now()),
        "Señal recibida: la cita queda en firme y el cliente ya lo sabe.",
        "Señal recibida: la cita queda en firme.",
    )


@blueprint.post("/senales/<id:appointment_id>/no-ha-llegado")
@staff_too
def deposit_missing(appointment_id: int) -> Response:
    return _do(
        lambda session: deposits.missing(session, appointment_id, by=actor(), now=now()),
        "Se lo hemos vuelto a pedir al cliente.",
        "Anotado.",
    )


def _do(act: Callable[[Session], bool], told: str, not_told: str) -> Response:
    """Do it in one transaction and say what came of it; a refusal is a sentence too."""
    try:
        with wiring().database.transaction() as session:
            said = act(session)
    except (InvalidTransition, NoSuchAppointment, NoSuchDeposit):
        flash(GONE)
    except Refused as refusal:
        kinds = (kind for kind in type(refusal).__mro__ if kind in REFUSALS)
        flash(REFUSALS[next(kinds, ClosedThen)])
    else:
        flash(told if said else f"{not_told} {NOT_TOLD}")
        wiring().wake()
    return back()


def _start() -> datetime | None:
    try:
        day = date.fromisoformat(request.form.get("dia", ""))
        clock = time.fromisoformat(request.form.get("hora", ""))
    except ValueError:
        return None
    with wiring().database.reading() as session:
        zone = place_of(session).zone
    return utc(instant(day, clock.hour * 60 + clock.minute, zone))
