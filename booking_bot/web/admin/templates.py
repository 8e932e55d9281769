"""Plantillas: the texts that may open a conversation, and how far WhatsApp's approval of each is."""

from flask import flash, render_template
from werkzeug.wrappers import Response

from booking_bot.channels.base import ChannelError, OutcomeUnknown
from booking_bot.services import sandbox
from booking_bot.services.place import place_of
from booking_bot.services.templates import approvals
from booking_bot.services.templates.texts import example
from booking_bot.web.admin.blueprint import back, blueprint, now
from booking_bot.wiring import wiring


@blueprint.get("/plantillas/")
def message_templates() -> str:
    at, parts = now(), wiring()
    with parts.database.reading() as session:
        found = approvals.states(session)
        return render_template(
            "admin/templates.html",
            zone=place_of(session).zone,
            templates=[(one, example(one.wording)) for one in found],
            may_submit=parts.registrar is not None,
            sandbox=parts.settings.twilio_is_sandbox,
            ending=sandbox.ending(session, at) if parts.settings.twilio_is_sandbox else [],
            now=at,
        )


@blueprint.post("/plantillas/enviar")
def submit_templates() -> Response:
    parts = wiring()
    if parts.registrar is None:
        flash("Para enviar plantillas hace falta un número propio conectado por Twilio.")
        return back()
    try:
        number = approvals.submit_all(parts.database, parts.registrar, now=now())
    except (ChannelError, OutcomeUnknown) as error:
        why = error.explanation if isinstance(error, ChannelError) else "Twilio no contesta."
        flash(f"No se han podido enviar todas: {why} Vuelve a intentarlo.")
    else:
        flash(f"Enviadas {number}. WhatsApp suele decidir en minutos; como mucho, en dos días.")
    return back()
