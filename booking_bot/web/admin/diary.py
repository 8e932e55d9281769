"""Pegar tu agenda de papel: its lines as they would stand, the doubtful ones first. The owner's alone."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from booking_bot.models import ImportKind
from booking_bot.services.moving_in import keeping, saving
from booking_bot.services.moving_in.entries import FIELDS, Entry, Read
from booking_bot.services.moving_in.saving import Saved
from booking_bot.services.moving_in.saying import asked_of, why
from booking_bot.web.admin.blueprint import actor, blueprint, now
from booking_bot.web.admin.uploads import takes_files
from booking_bot.wiring import wiring

EMPTY = "Pega o escribe al menos una línea."
TOO_LONG = "Es demasiado de una vez: pégala por partes."
NAMES: Mapping[str, str] = {
    "day": "dia",
    "time": "hora",
    "services": "servicio",
    "staff": "con",
    "name": "nombre",
    "phone": "telefono",
}


@blueprint.get("/importar/agenda")
def new_diary() -> str:
    return render_template("admin/diary_new.html", fault="", text="")


@blueprint.post("/importar/agenda")
@takes_files(4 * keeping.LONGEST_DIARY)
def bring_diary() -> Answer | tuple[str, int]:
    text = request.form.get("agenda", "").strip()
    if not text or len(text) > keeping.LONGEST_DIARY:
        fault = TOO_LONG if text else EMPTY
        return render_template("admin/diary_new.html", fault=fault, text=text), 422
    with wiring().database.transaction() as session:
        number = keeping.bring(session, ImportKind.DIARY, text, by=actor(), now=now())
    return redirect(url_for("admin.one_diary", import_id=number), 303)


@blueprint.get("/importar/agenda/<id:import_id>")
def one_diary(import_id: int) -> str:
    with wiring().database.reading() as session:
        found = saving.look(session, import_id, now=now())
    opened = request.args.get("linea", type=int)
    waiting = [one for one in found.entries if one.waits]
    ready = [one for one in found.entries if one.is_certain]
    return render_template(
        "admin/diary.html",
        number=import_id,
        found=found,
        waiting=waiting,
        ready=ready,
        days=_by_day(ready),
        there=[one for one in found.entries if one.there],
        opened=opened,
        why=why,
        asked_of=asked_of,
        FIELDS=FIELDS,
        shown=shown,
        now=now(),
        zone=found.zone,
    )


@blueprint.post("/importar/agenda/<id:import_id>/apuntar")
@takes_files(4 * keeping.LONGEST_DIARY)
def save_diary(import_id: int) -> Answer:
    with wiring().database.reading() as session:
        before = saving.look(session, import_id, now=now())
    told = corrections(before)
    meant = frozenset(request.form.getlist("apuntar", type=int))
    as_shown = {number: _said(number) for number in meant if f"visto-{number}" in request.form}
    saved = saving.save(
        wiring().database,
        import_id,
        meant | told.keys(),
        corrections=as_shown | told,
        seen={number: request.form.get(f"visto-{number}", "") for number in meant},
        opt_in=request.form.get("permiso") == "si",
        now=now(),
    )
    flash(said(saved))
    if saved.left:
        return redirect(url_for("admin.one_diary", import_id=import_id), 303)
    with wiring().database.transaction() as session:  # nothing waits, so nothing of it is kept
        keeping.end(session, import_id, ImportKind.DIARY, by=actor(), now=now())
    first = min((one.start for one in before.entries if one.start), default=now())
    return redirect(url_for("admin.agenda", dia=first.astimezone(before.zone).date().isoformat()), 303)


@blueprint.post("/importar/agenda/<id:import_id>/terminar")
def end_diary(import_id: int) -> Answer:
    with wiring().database.transaction() as session:
        row = keeping.end(session, import_id, ImportKind.DIARY, by=actor(), now=now())
    flash(
        "Hecho. El texto ya no se guarda; las citas apuntadas se quedan."
        if row.made
        else "Descartada: no se ha apuntado nada."
    )
    return redirect(url_for("admin.agenda"), 303)


def corrections(found: Read) -> dict[int, dict[str, str]]:
    """Lines of which something was changed in the form, with all that stands there now."""
    open_lines = {one.number: shown(one) for one in found.entries if f"visto-{one.number}" in request.form}
    return {number: told for number, was in open_lines.items() if (told := _said(number)) != was}


def shown(entry: Entry) -> dict[str, str]:
    """What its fields hold."""
    return {
        "day": entry.day.isoformat() if entry.day else "",
        "time": f"{entry.clock:%H:%M}" if entry.clock else "",
        "services": "+".join(str(one.id) for one in entry.services),
        "staff": str(entry.staff.id) if entry.staff else "",
        "name": entry.name,
        "phone": entry.phone or next((one.words for one in entry.waits if one.code == "phone"), ""),
    }


def said(saved: Saved) -> str:
    """What became of the lines, in a sentence each."""
    made = (
        "Ninguna cita nueva."
        if not saved.made
        else ("Apuntada una cita." if saved.made == 1 else f"Apuntadas {saved.made} citas.")
    )
    same = "" if not saved.same else " Una ya estaba." if saved.same == 1 else f" {saved.same} ya estaban."
    left = (
        ""
        if not saved.left
        else (" Queda una línea por mirar." if saved.left == 1 else f" Quedan {saved.left} líneas por mirar.")
    )
    return made + same + left


def _said(number: int) -> dict[str, str]:
    """What a line's fields say now."""
    told = {field: request.form.get(f"{NAMES[field]}-{number}", "").strip() for field in FIELDS}
    several = filter(None, request.form.getlist(f"{NAMES['services']}-{number}"))
    return told | {"services": "+".join(several)}


def _by_day(entries: Sequence[Entry]) -> list[tuple[date, list[Entry]]]:
    dated = [one for one in entries if one.start is not None]
    dated.sort(key=lambda one: (one.start, one.number))
    return [(day, list(some)) for day, some in groupby(dated, key=lambda one: one.day or date.min)]
