"""When something cannot be done, the page says so in a sentence."""

from flask import current_app, flash, redirect, render_template, url_for
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError, NotFound
from werkzeug.wrappers import Response

from booking_bot.services.handovers import NoSuchAttention, NoSuchConversation
from booking_bot.services.place import NoBusiness
from booking_bot.services.shown_files import NoSuchFile
from booking_bot.web.admin.blueprint import back, blueprint
from booking_bot.web.admin.roles import may_use, staff_too

SENTENCES = {
    400: "No hemos entendido lo que pide esta página. Vuelve a Hoy y prueba otra vez.",
    403: "Esta página es solo para quien lleva el negocio. Pídeselo si te hace falta.",
    404: "Esta página no existe, o ya no.",
    413: "Eso es demasiado grande.",
}


@blueprint.route("/<path:unknown>", methods=["GET", "POST", "PUT", "PATCH", "DELETE"])
@staff_too
def unknown(unknown: str) -> Response:
    raise NotFound


@blueprint.errorhandler(HTTPException)
def refused(error: HTTPException) -> tuple[str, int]:
    code = error.code or 500
    sentence = SENTENCES.get(code, "Algo ha fallado. Vuelve a probar dentro de un momento.")
    return render_template("admin/refused.html", sentence=sentence), code


@blueprint.errorhandler(InternalServerError)
def failed(_error: InternalServerError) -> tuple[str, int]:
    # Not by `render_template`, which looks up who is signed in: the database may be what failed.
    return current_app.jinja_env.get_template("admin/failed.html").render(), 500


@blueprint.errorhandler(CSRFError)
def stale(_error: CSRFError) -> tuple[str, int]:
    sentence = "Esta página llevaba demasiado tiempo abierta. Vuelve a cargarla y prueba otra vez."
    return render_template("admin/refused.html", sentence=sentence), 400


@blueprint.errorhandler(NoBusiness)
def no_business(_error: NoBusiness) -> str | Response:
    """The owner is led to where it is made; staff can only wait for that."""
    if may_use(current_user.role, "admin.first_run"):
        return redirect(url_for("admin.first_run"), 303)
    return render_template("admin/no_business.html")


@blueprint.errorhandler(NoSuchConversation)
def no_conversation(_error: NoSuchConversation) -> tuple[str, int]:
    return render_template("admin/refused.html", sentence="Esa conversación no existe."), 404


@blueprint.errorhandler(NoSuchFile)
def no_file(_error: NoSuchFile) -> tuple[str, int]:
    return render_template("admin/refused.html", sentence="Ese archivo no está."), 404


@blueprint.errorhandler(NoSuchAttention)
def no_attention(_error: NoSuchAttention) -> Response:
    flash("Ese aviso ya no está.")
    return back()
