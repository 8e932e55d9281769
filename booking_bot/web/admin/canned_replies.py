"""Respuestas guardadas: what the shop writes again and again. The owner's alone to change."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from booking_bot.services.chats import canned
from booking_bot.services.chats.canned import NoSuchReply, Refused
from booking_bot.web.admin.blueprint import actor, blueprint, now
from booking_bot.wiring import wiring


@blueprint.get("/respuestas/")
def canned_replies() -> str:
    return _page()


@blueprint.post("/respuestas/")
def add_canned_reply() -> Response | tuple[str, int]:
    return _save(None, "Respuesta guardada.")


@blueprint.get("/respuestas/<id:reply_id>")
def canned_reply(reply_id: int) -> str:
    return _page(reply_id)


@blueprint.post("/respuestas/<id:reply_id>")
def change_canned_reply(reply_id: int) -> Response | tuple[str, int]:
    return _save(reply_id, "Respuesta cambiada.")


@blueprint.post("/respuestas/<id:reply_id>/borrar")
def remove_canned_reply(reply_id: int) -> Response:
    with wiring().database.transaction() as session:
        canned.remove(session, reply_id, by=actor(), now=now())
    flash("Respuesta borrada.")
    return redirect(url_for("admin.canned_replies"), 303)


@blueprint.errorhandler(NoSuchReply)
def no_reply(_error: NoSuchReply) -> tuple[str, int]:
    return render_template("admin/refused.html", sentence="Esa respuesta guardada no existe."), 404


def _save(reply_id: int | None, done: str) -> Response | tuple[str, int]:
    told = request.form.get("atajo", ""), request.form.get("texto", "")
    try:
        with wiring().database.transaction() as session:
            canned.save(session, *told, reply_id=reply_id, by=actor(), now=now())
    except Refused as refusal:
        return _page(reply_id, told, str(refusal)), 422
    flash(done)
    return redirect(url_for("admin.canned_replies"), 303)


def _page(reply_id: int | None = None, told: tuple[str, str] | None = None, fault: str = "") -> str:
    with wiring().database.reading() as session:
        edited = canned.one(session, reply_id) if reply_id is not None else None
        shortcut, text = told or ((edited.shortcut, edited.text) if edited else ("", ""))
        return render_template(
            "admin/canned_replies.html",
            replies=canned.listed(session),
            edited=edited,
            shortcut=shortcut,
            text=text,
            fault=fault,
            longest=canned.LONGEST,
            longest_shortcut=canned.LONGEST_SHORTCUT,
        )
