"""Plantillas: the texts that may open a conversation, and how far WhatsApp's approval of each is."""

from collections import Counter

from flask import abort, flash, render_template
from werkzeug.wrappers import Response

from booking_bot.channels.base import ChannelError, OutcomeUnknown
from booking_bot.models import TemplateStatus
from booking_bot.services import sandbox
from booking_bot.services.place import place_of
from booking_bot.services.templates import approvals
from booking_bot.services.templates.texts import example, names
from booking_bot.web.admin import template_words as words
from booking_bot.web.admin.blueprint import actor, back, blueprint, now
from booking_bot.wiring import wiring

NO_NUMBER = "Para enviar plantillas hace falta un número propio conectado por Twilio."
SENT = "WhatsApp suele decidir en minutos; como mucho, en dos días."


@blueprint.get("/plantillas/")
def message_templates() -> str:
    at, parts = now(), wiring()
    with parts.database.reading() as session:
        found = sorted(approvals.states(session), key=lambda one: -words.STATE[one.status].need)
        count = Counter(one.status for one in found)
        return render_template(
            "admin/templates.html",
            zone=place_of(session).zone,
            templates=[(one, words.STATE[one.status], example(one.wording)) for one in found],
            use=words.USE,
            reason=words.reason,
            instead=words.INSTEAD,
            by_hand=words.BY_HAND,
            ready=count[TemplateStatus.APPROVED],
            missing=count[TemplateStatus.UNSUBMITTED],
            may_submit=parts.registrar is not None,
            sandbox=parts.settings.twilio_is_sandbox,
            english=sandbox.shown(),
            ending=sandbox.ending(session, at) if parts.settings.twilio_is_sandbox else [],
            now=at,
        )


@blueprint.post("/plantillas/enviar")
def submit_templates() -> Response:
    parts = wiring()
    if parts.registrar is None:
        flash(NO_NUMBER)
        return back()
    try:
        number = approvals.submit_all(parts.database, parts.registrar, by=actor(), now=now())
    except (ChannelError, OutcomeUnknown) as error:
        flash(f"No se han podido enviar todas: {_why(error)} Vuelve a intentarlo.")
    else:
        flash(f"Enviadas {number}. {SENT}" if number else "No faltaba ninguna por enviar.")
    return back()


@blueprint.post("/plantillas/<template>/enviar")
def submit_template(template: str) -> Response:
    """One of them, for the first time or again."""
    parts = wiring()
    if template not in names():
        abort(404)
    if parts.registrar is None:
        flash(NO_NUMBER)
        return back()
    try:
        done = approvals.submit(parts.database, parts.registrar, template, by=actor(), now=now())
    except (ChannelError, OutcomeUnknown) as error:
        flash(f"No se ha podido enviar: {_why(error)} Vuelve a intentarlo.")
    else:
        flash(f"Enviada. {SENT}" if done else "Esa plantilla ya estaba enviada.")
    return back()


def _why(error: Exception) -> str:
    return error.explanation if isinstance(error, ChannelError) else "Twilio no contesta."
