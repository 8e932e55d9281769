"""One appointment: what it is, how far it is, and what its people do about it."""

from dataclasses import asdict
from datetime import date, datetime, timedelta
from itertools import groupby

from flask import flash, redirect, render_template, request, session, url_for
from sqlmodel import Session
from werkzeug.wrappers import Response

from booking_bot.domain.appointments import InvalidTransition
from booking_bot.domain.refusals import (
    AlreadyOver,
    NoSuchAppointment,
    NoSuchService,
    NotTheirService,
    Outdated,
    Refused,
)
from booking_bot.domain.walltime import instant, utc
from booking_bot.models import Appointment, Message
from booking_bot.services import appointment_changes, catalogue, outbox, telling
from booking_bot.services.agenda_entries import Entry, entries_of
from booking_bot.services.appointment_changes import Change
from booking_bot.services.availability import free_slots
from booking_bot.services.diary import ending, fetching, moving, near, next_visit, steps, visitors
from booking_bot.services.diary.effects import Effects, Hindered
from booking_bot.services.diary.moving import Moved
from booking_bot.services.diary.steps import Step, Taken
from booking_bot.services.diary.visitors import UnknownPhone, Visitor
from booking_bot.services.notify import Dropped
from booking_bot.services.place import place_of
from booking_bot.services.quotes import listing as quotes
from booking_bot.web.admin.blueprint import actor, back, blueprint, now
from booking_bot.web.admin.moments import day_of, moment_of, tapped
from booking_bot.web.admin.roles import staff_too
from booking_bot.web.admin.stages import STEP_AT, TAPS
from booking_bot.wiring import utc_now, wiring

LONGEST_NOTE = 500
# Of a move: days beside the one that is asked for, and times of each.
LOOK_AHEAD = timedelta(days=10)
OTHER_DAYS, A_DAY = 5, 2
READY_BY_HAND = "Anotado. El mensaje para avisarle te espera en «Por enviar»."
UNDO_WITHIN = timedelta(minutes=2)
REFUSALS: dict[type[Exception], str] = {
    AlreadyOver: "Esa cita ya no está en pie: la han cancelado o cerrado entretanto.",
    Outdated: "Esa cita ha cambiado entretanto. Mírala antes de seguir.",
    NotTheirService: "Esa persona no hace ese servicio.",
    NoSuchService: "Ese servicio ya no se ofrece.",
    NoSuchAppointment: "Esa cita no existe.",
    InvalidTransition: "Así como está la cita, eso no se puede anotar.",
    UnknownPhone: "Eso no es un teléfono. Escríbelo entero, con prefijo si es de otro país.",
}


@blueprint.get("/citas/<id:appointment_id>")
@staff_too
def appointment(appointment_id: int) -> str:
    with wiring().database.reading() as reading:
        entry = _entry(reading, appointment_id)
        return render_template(
            "admin/appointment.html",
            entry=entry,
            talk=telling.conversation_of(reading, entry.person.id),
            quotes=quotes.of_appointment(reading, appointment_id),
            currency=catalogue.read(reading).business.currency,
            has_subject=bool(catalogue.read(reading).business.subject),
            asks_next=next_visit.is_wanted(reading, appointment_id, now=now()),
            now=now(),
            zone=place_of(reading).zone,
        )


@blueprint.post("/citas/<id:appointment_id>/<any(llego,empieza,lista,hecha,'no-vino'):step>")
@staff_too
def take_step(appointment_id: int, step: str) -> Response:
    wanted = STEP_AT[step]
    with wiring().database.transaction() as writing:
        taken = steps.take(writing, appointment_id, wanted, by=actor(), now=now())
        pays = wanted is Step.COMPLETED and next_visit.is_wanted(writing, appointment_id, now=now())
    if taken:
        session["undo"] = {
            "steps": [one.to_json() for one in taken],
            "said": TAPS[wanted].said,
            "next": appointment_id if pays else None,
            "at": utc_now().isoformat(),
        }
    return back()


@blueprint.post("/citas/<id:appointment_id>/lista-y-avisar")
@staff_too
def ready_and_tell(appointment_id: int) -> Response:
    with wiring().database.transaction() as writing:
        steps.take(writing, appointment_id, Step.READY, by=actor(), now=now())
        told = fetching.tell(writing, appointment_id, now=now())
        by_hand = isinstance(told, Message) and outbox.waits_for_a_hand(writing, told)
    if isinstance(told, Dropped):
        flash(f"Anotado que ya se puede recoger, pero no se le puede avisar: {told.reason}")
    elif isinstance(told, fetching.NotAllYet):
        others = " y ".join(told.names)
        flash(f"Anotado. Se lo decimos de una vez, cuando toques lo mismo también en {others}.")
    elif told is None:
        flash("Anotado que ya se puede recoger. No hay teléfono para avisarle.")
    else:
        flash(READY_BY_HAND if by_hand else "Anotado, y se lo decimos al cliente.")
    wiring().wake()
    return back()


@blueprint.post("/citas/deshacer")
@staff_too
def undo_step() -> Response:
    kept = session.pop("undo", None)
    if kept is None or utc_now() - datetime.fromisoformat(kept["at"]) > UNDO_WITHIN:
        flash("Ya no se puede deshacer. Abre la cita y corrígela.")
        return back()
    try:
        with wiring().database.transaction() as writing:
            steps.undo(writing, [Taken.from_json(one) for one in kept["steps"]], by=actor(), now=now())
            if moved := kept.get("moved"):
                was = {"was": datetime.fromisoformat(moved["was"])}
                moving.move_back(writing, Moved(**(moved | was)), by=actor(), now=now())
    except Hindered:
        flash("Ya no se puede deshacer: alguien ha cogido entretanto la hora de antes.")
    else:
        flash("Deshecho.")
    wiring().wake()
    return back()


@blueprint.app_template_global()
def last_step() -> tuple[str, int | None] | None:
    """What was noted with the tap that led here, said once beside the button that takes it back; and of
    whom the next visit may be asked for."""
    kept = session.get("undo")
    if kept is None or kept.get("told"):
        return None
    session["undo"] = {**kept, "told": True}
    return str(kept["said"]), kept.get("next")


@blueprint.route("/citas/<id:appointment_id>/mover", methods=["GET", "POST"])
@staff_too
def move_appointment(appointment_id: int) -> str | Response | tuple[str, int]:
    if request.method == "GET":
        with wiring().database.reading() as reading:
            return _move_page(reading, appointment_id)
    form = request.form
    try:
        with wiring().database.transaction() as writing:
            start = _start(writing)
            if start is None:
                flash("Elige el día y la hora.")
                return redirect(url_for("admin.move_appointment", appointment_id=appointment_id), 303)
            moved = moving.move(
                writing,
                appointment_id,
                start,
                form.get("con", type=int) or 0,
                revision=form.get("revision", type=int) or 0,
                knowing="sabiendo" in form,
                tell="avisar" in form,
                by=actor(),
                now=now(),
            )
            zone = place_of(writing).zone
    except Hindered as hindered:
        with wiring().database.reading() as reading:
            return _move_page(reading, appointment_id, hindered.effects), 409
    said = "Cambiada. Se lo decimos al cliente." if moved.tell else "Cambiada, sin avisar al cliente."
    session["undo"] = {
        "steps": [],
        "moved": asdict(moved) | {"was": moved.was.isoformat()},
        "said": said,
        "at": utc_now().isoformat(),
    }
    wiring().wake()
    return redirect(url_for("admin.agenda", dia=start.astimezone(zone).date().isoformat()), 303)


@blueprint.route("/citas/<id:appointment_id>/cancelar", methods=["GET", "POST"])
@staff_too
def cancel_appointment(appointment_id: int) -> str | Response:
    if request.method == "GET":
        with wiring().database.reading() as reading:
            return render_template(
                "admin/appointment_cancel.html",
                entry=_entry(reading, appointment_id),
                now=now(),
                zone=place_of(reading).zone,
            )
    tell = request.form.get("avisar") == "si"
    with wiring().database.transaction() as writing:
        ended = ending.cancel(
            writing,
            appointment_id,
            revision=request.form.get("revision", type=int) or 0,
            whole="entera" in request.form,
            tell=tell,
            by=actor(),
            now=now(),
        )
        day = ended[0].starts_at.astimezone(place_of(writing).zone).date()
    flash("Cancelada. Se lo decimos al cliente." if tell else "Cancelada, sin avisar al cliente.")
    wiring().wake()
    return redirect(url_for("admin.agenda", dia=day.isoformat()), 303)


@blueprint.post("/citas/<id:appointment_id>/nota")
@staff_too
def note_appointment(appointment_id: int) -> Response:
    note = request.form.get("nota", "").strip()[:LONGEST_NOTE]
    with wiring().database.transaction() as writing:
        appointment_changes.change(writing, appointment_id, Change(note=note), by=actor(), now=now())
    flash("Nota guardada." if note else "Nota quitada.")
    return redirect(url_for("admin.appointment", appointment_id=appointment_id), 303)


@blueprint.post("/citas/<id:appointment_id>/nombre")
@staff_too
def name_appointment(appointment_id: int) -> Response:
    """Who it is for, where somebody came in without a name."""
    form = request.form
    visitor = Visitor(name=form.get("nombre", ""), phone=form.get("telefono", ""), consents="aviso" in form)
    with wiring().database.transaction() as writing:
        found = writing.get(Appointment, appointment_id)
        if found is None:
            raise NoSuchAppointment(appointment_id)
        country = place_of(writing).country
        visitors.name(writing, found, visitor, country=country, by=actor(), now=now())
    flash("Apuntado.")
    return redirect(url_for("admin.appointment", appointment_id=appointment_id), 303)


def _entry(reading: Session, appointment_id: int) -> Entry:
    """Raises NoSuchAppointment."""
    entry = entries_of(reading, [appointment_id]).get(appointment_id)
    if entry is None:
        raise NoSuchAppointment(appointment_id)
    return entry


def _start(reading: Session) -> datetime | None:
    """The time that was tapped, or written, or picked."""
    told, zone = request.values, place_of(reading).zone
    if "cuando" in told:
        return tapped(told["cuando"], zone)
    return moment_of(day_of(told.get("dia")), told.get("otra") or told.get("hora"), zone)


def _move_page(reading: Session, appointment_id: int, effects: Effects | None = None) -> str:
    entry = _entry(reading, appointment_id)
    zone = place_of(reading).zone
    kept = catalogue.read(reading)
    doing = {staff for service, staff in kept.done_by if service == entry.service_id}
    staff_id = request.values.get("con", type=int) or entry.staff_id
    start = _start(reading)
    day = day_of(request.values.get("dia")) or entry.start.date()
    if start is not None:
        day = start.astimezone(zone).date()
    if effects is None and start is not None and entry.is_open:
        row = reading.get_one(Appointment, appointment_id)
        effects = moving.consequences(reading, row, start, staff_id, now=now())
    return render_template(
        "admin/appointment_move.html",
        entry=entry,
        staff=[one for one in kept.staff if one.active and one.id in doing],
        staff_id=staff_id,
        asked=day,
        start=start.astimezone(zone) if start else None,
        free=_free(reading, entry, staff_id, day, day) if entry.is_open else [],
        other_days=_other_days(reading, entry, staff_id, day) if entry.is_open else [],
        effects=effects,
        now=now(),
        zone=zone,
    )


def _other_days(
    reading: Session, entry: Entry, staff_id: int, day: date
) -> list[tuple[date, list[datetime]]]:
    """The next days with room, each with the times nearest to the one it has now."""
    starts = _free(reading, entry, staff_id, day + timedelta(days=1), day + LOOK_AHEAD)
    days = [(on, list(times)) for on, times in groupby(starts, key=datetime.date)]
    return [
        (on, near.nearest(times, entry.start.replace(year=on.year, month=on.month, day=on.day), A_DAY))
        for on, times in days[:OTHER_DAYS]
    ]


def _free(reading: Session, entry: Entry, staff_id: int, first: date, last: date) -> list[datetime]:
    zone = place_of(reading).zone
    begin, end = utc(instant(first, 0, zone)), utc(instant(last, 24 * 60, zone))
    slots = free_slots(
        reading,
        service_id=entry.service_id,
        staff_id=staff_id,
        start=begin,
        end=end,
        now=now(),
        moving=(entry.id,),
        for_owner=True,
    )
    there = entry.start, entry.staff_id
    return [slot.start.astimezone(zone) for slot in slots if (slot.start, slot.staff_id) != there]


def sentence_of(error: Exception) -> str:
    return next((REFUSALS[kind] for kind in type(error).__mro__ if kind in REFUSALS), REFUSALS[AlreadyOver])


def _refused(error: Exception) -> Response | tuple[str, int]:
    if request.method == "GET":
        return render_template("admin/refused.html", sentence=sentence_of(error)), 404
    flash(sentence_of(error))
    return back()


for _kind in (InvalidTransition, UnknownPhone, Refused):
    blueprint.register_error_handler(_kind, _refused)
