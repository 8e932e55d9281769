"""Several conversations chosen from the list: resolved, put off or labelled together."""

from collections.abc import Callable

from flask import flash, redirect, request, url_for
from sqlmodel import Session
from werkzeug.wrappers import Response

from booking_bot.services.chats import labels, setting_aside
from booking_bot.services.chats.several import each
from booking_bot.services.place import place_of
from booking_bot.web.admin.blueprint import actor, back, blueprint, now
from booking_bot.web.admin.roles import staff_too
from booking_bot.wiring import wiring

NONE = "No has marcado ninguna conversación."
Act = Callable[[int], object]


@blueprint.post("/conversaciones/varias")
@staff_too
def change_several() -> Response:
    chosen = [int(one) for one in request.form.getlist("cual") if one.isdecimal() and len(one) < 10]
    label = " ".join(request.form.get("etiqueta", "").split())
    what = request.form.get("que", "")
    if not chosen or (what == "etiquetar" and not label):
        flash("Escribe la etiqueta." if chosen else NONE)
        return back()
    with wiring().database.transaction() as session:
        act, words = _act(session, what, label)
        done = each(chosen, act)
    flash(
        f"{done} {'conversación' if done == 1 else 'conversaciones'} {words if done == 1 else words + 's'}."
    )
    return redirect(url_for("admin.conversations"), 303)


def _act(session: Session, what: str, label: str) -> tuple[Act, str]:
    """What is done to each, and the word for one that it was done to."""
    at, by = now(), actor()
    if what == "resolver":
        return lambda number: setting_aside.resolve(session, number, by=by, now=at), "resuelta"
    if what == "etiquetar":
        return lambda number: labels.add(session, number, label, by=by, now=at), "etiquetada"
    zone = place_of(session).zone
    return lambda number: setting_aside.snooze(session, number, what, zone=zone, by=by, now=at), "aplazada"
