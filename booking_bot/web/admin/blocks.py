"""Blocked time: an hour at the doctor's, a week at the sea."""

from collections.abc import Sequence
from datetime import datetime

from flask import flash, redirect, render_template, request, url_for
from sqlmodel import Session
from werkzeug.wrappers import Response

from booking_bot.domain.walltime import instant, utc
from booking_bot.services import catalogue
from booking_bot.services.agenda_entries import Entry
from booking_bot.services.diary import blocking
from booking_bot.services.diary.blocking import AppointmentsInside, NoLength, NoSuchBlock
from booking_bot.services.place import place_of
from booking_bot.web.admin.blueprint import actor, blueprint, now
from booking_bot.web.admin.moments import day_of, moment_of
from booking_bot.web.admin.roles import staff_too
from booking_bot.wiring import wiring

NO_LENGTH = "Revisa las horas: el final tiene que ir después del principio."


@blueprint.get("/agenda/bloquear")
@staff_too
def new_block() -> str:
    with wiring().database.reading() as reading:
        return _page(reading)


@blueprint.post("/agenda/bloquear")
@staff_too
def block_time() -> str | Response | tuple[str, int]:
    try:
        with wiring().database.transaction() as writing:
            staff, start, end = _wanted(writing)
            blocking.block(
                writing,
                staff,
                start,
                end,
                reason=request.form.get("motivo", ""),
                knowing="sabiendo" in request.form,
                by=actor(),
                now=now(),
            )
    except NoLength:
        with wiring().database.reading() as reading:
            return _page(reading, fault=NO_LENGTH), 422
    except AppointmentsInside as refusal:
        with wiring().database.reading() as reading:
            return _page(reading, inside=refusal.entries), 409
    flash("Bloqueado: el bot no da citas ahí.")
    return redirect(url_for("admin.agenda", dia=request.form.get("dia")), 303)


@blueprint.get("/agenda/bloqueos/<id:block_id>")
@staff_too
def block(block_id: int) -> str:
    with wiring().database.reading() as reading:
        return render_template("admin/block.html", block=blocking.find(reading, block_id), now=now())


@blueprint.post("/agenda/bloqueos/<id:block_id>/quitar")
@staff_too
def lift_block(block_id: int) -> Response:
    with wiring().database.transaction() as writing:
        day = blocking.find(writing, block_id).start.date()
        blocking.lift(writing, block_id, by=actor(), now=now())
    flash("Quitado: esas horas vuelven a estar libres.")
    return redirect(url_for("admin.agenda", dia=day.isoformat()), 303)


@blueprint.errorhandler(NoSuchBlock)
def no_block(_error: NoSuchBlock) -> tuple[str, int]:
    return render_template("admin/refused.html", sentence="Ese bloqueo ya no existe."), 404


def _wanted(reading: Session) -> tuple[list[int], datetime, datetime]:
    """Whom and from when to when; a whole day where that is ticked. Raises NoLength."""
    zone = place_of(reading).zone
    form = request.form
    staff = [one.id for one in catalogue.read(reading).staff if one.active and one.id]
    chosen = form.get("con", type=int)
    first = day_of(form.get("dia"))
    last = day_of(form.get("dia_fin")) or first
    if first is None or last is None:
        raise NoLength
    if "todo_el_dia" in form:
        start, end = utc(instant(first, 0, zone)), utc(instant(last, 24 * 60, zone))
    else:
        begin, stop = moment_of(first, form.get("hora"), zone), moment_of(last, form.get("hora_fin"), zone)
        if begin is None or stop is None:
            raise NoLength
        start, end = begin, stop
    return [chosen] if chosen in staff else staff, start, end


def _page(reading: Session, *, fault: str = "", inside: Sequence[Entry] = ()) -> str:
    zone = place_of(reading).zone
    return render_template(
        "admin/block_new.html",
        staff=[one for one in catalogue.read(reading).staff if one.active],
        asked=day_of(request.values.get("dia")) or now().astimezone(zone).date(),
        fault=fault,
        inside=inside,
        now=now(),
        zone=zone,
    )
