"""Conversations: the list, what was said in one, and who answers in it."""

from flask import flash, render_template, request
from werkzeug.wrappers import Response

from booking_bot.services import handovers, inbox
from booking_bot.services.place import place_of
from booking_bot.web.admin.blueprint import actor, back, blueprint, now
from booking_bot.web.admin.roles import staff_too
from booking_bot.wiring import wiring

TABS = {"persona": True, "bot": False}


@blueprint.get("/conversaciones/")
@staff_too
def conversations() -> str:
    tab = request.args.get("con", "")
    with wiring().database.reading() as session:
        return render_template(
            "admin/conversations.html",
            zone=place_of(session).zone,
            chats=inbox.chats(session, held=TABS.get(tab)),
            tab=tab if tab in TABS else "",
            now=now(),
        )


@blueprint.get("/conversaciones/<id:conversation_id>")
@staff_too
def conversation(conversation_id: int) -> str:
    with wiring().database.reading() as session:
        return render_template(
            "admin/conversation.html",
            zone=place_of(session).zone,
            thread=inbox.thread(session, conversation_id),
            now=now(),
        )


@blueprint.post("/conversaciones/<id:conversation_id>/persona")
@staff_too
def take(conversation_id: int) -> Response:
    with wiring().database.transaction() as session:
        handovers.take(session, conversation_id, by=actor(), now=now())
    flash("La llevas tú: el bot no escribe hasta que se la devuelvas.")
    return back()


@blueprint.post("/conversaciones/<id:conversation_id>/bot")
@staff_too
def give_back(conversation_id: int) -> Response:
    with wiring().database.transaction() as session:
        handovers.give_back(session, conversation_id, by=actor(), now=now())
    flash("Devuelta al bot: contestará al próximo mensaje.")
    return back()
