"""No entendido: what the bot did not understand, and teaching it. The owner's alone."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from booking_bot.services import misses, teaching
from booking_bot.services.teaching import Kind, NoSuchMiss, NotTaught
from booking_bot.web.admin.blueprint import actor, blueprint, now
from booking_bot.wiring import wiring

GROUPS = {
    Kind.SERVICE: "Un servicio",
    Kind.STAFF: "Alguien del equipo",
    Kind.QUESTION: "Una pregunta frecuente",
}
_MASKS = ("[nombre]", "[número]", "[correo]")


@blueprint.get("/no-entendido/")
def not_understood() -> str:
    with wiring().database.reading() as session:
        return render_template("admin/not_understood.html", misses=misses.listed(session), now=now())


@blueprint.get("/no-entendido/<id:miss_id>")
def miss(miss_id: int) -> str:
    return _page(miss_id)


@blueprint.post("/no-entendido/<id:miss_id>")
def teach(miss_id: int) -> Response | tuple[str, int]:
    words, meant = request.form.get("palabras", ""), request.form.get("sentido", "")
    kind, _, name = meant.partition(":")
    try:
        with wiring().database.transaction() as session:
            text = teaching.of(session, miss_id).text
            meaning = teaching.teach(session, miss_id, words, kind, name, by=actor(), now=now())
    except NotTaught as refusal:
        return _page(miss_id, words, meant, str(refusal)), 422
    flash(f"Aprendido. El bot ya entiende «{text}»: es «{meaning.name}».")
    return redirect(url_for("admin.not_understood"), 303)


@blueprint.post("/no-entendido/<id:miss_id>/ignorar")
def ignore_miss(miss_id: int) -> Response:
    with wiring().database.transaction() as session:
        teaching.ignore(session, miss_id, by=actor(), now=now())
    flash("Quitado de la lista. Si vuelve a pasar, volverá a salir.")
    return redirect(url_for("admin.not_understood"), 303)


@blueprint.errorhandler(NoSuchMiss)
def no_miss(_error: NoSuchMiss) -> tuple[str, int]:
    return render_template("admin/refused.html", sentence="Eso ya no está en la lista."), 404


def _page(miss_id: int, words: str | None = None, meant: str = "", fault: str = "") -> str:
    with wiring().database.reading() as session:
        one = teaching.of(session, miss_id)
        known = teaching.meanings(session)
    groups = [
        (title, [meaning for meaning in known if meaning.kind is kind]) for kind, title in GROUPS.items()
    ]
    return render_template(
        "admin/teach.html",
        miss=one,
        groups=[(title, group) for title, group in groups if group],
        words=_suggested(one.text) if words is None else words,
        meant=meant,
        fault=fault,
        longest=teaching.LONGEST,
    )


def _suggested(text: str) -> str:
    """The text itself where it is short enough, without what stands for names and numbers."""
    for mask in _MASKS:
        text = text.replace(mask, " ")
    plain = " ".join(text.strip(" ¿?¡!.,").split())
    return plain if len(plain) <= teaching.LONGEST else ""
