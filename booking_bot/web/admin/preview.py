"""Probar el bot: the owner writes as a customer would, and nothing of it is real."""

from contextlib import suppress
from datetime import datetime, timedelta

from flask import flash, redirect, render_template, request, url_for
from sqlmodel import select
from werkzeug.wrappers import Response

from booking_bot.models import Business
from booking_bot.services import preview
from booking_bot.services.file_form.faults import BusinessFileError
from booking_bot.services.place import NoBusiness
from booking_bot.web.admin.blueprint import blueprint, now
from booking_bot.wiring import wiring

LONGEST_TALK = timedelta(hours=1)  # then it begins anew: the hours that were offered are old
TO_BEGIN = (
    "Hola, quiero pedir {word}",
    "¿Cuánto cuesta?",
    "¿Tenéis algo mañana por la tarde?",
    "¿Qué horario tenéis?",
)
LACKING = "Al negocio le falta algo para poder probarlo: al menos un servicio y una persona que lo haga."


@blueprint.route("/probar/", methods=["GET", "POST"])
def preview_chat() -> str | Response:
    """The talk so far is in the form, so that it stands nowhere else."""
    at = now()
    began, lines = _talk_so_far(at)
    with wiring().database.reading() as reading:
        word = reading.exec(select(Business.appointment_word)).first()
        if word is None:
            raise NoBusiness
        shop = preview.copy_of(reading)
    if len(lines) > preview.MOST_LINES:
        flash("Esa prueba ya era larga: empieza otra.")
        return redirect(url_for("admin.preview_chat"), 303)
    try:
        said = preview.talk(shop, lines, began=began) if lines else []
    except BusinessFileError:
        flash(LACKING)
        return redirect(url_for("admin.settings"), 303)
    return render_template(
        "admin/preview.html",
        said=said,
        lines=lines,
        began=began,
        to_begin=[text.format(word=word) for text in TO_BEGIN],
    )


def _talk_so_far(at: datetime) -> tuple[datetime, list[str]]:
    if request.method != "POST":
        return at, []
    began: datetime = at
    before: list[str] = []
    with suppress(ValueError):
        told = datetime.fromisoformat(request.form.get("desde", ""))
        if told.tzinfo and at - LONGEST_TALK < told <= at:
            began, before = told, request.form.getlist("dicho")
    line = (request.form.get("toque") or request.form.get("texto", "")).strip()
    return began, [*before, line] if line else before
