"""Chats: the list by who waits, and one conversation with what can be done about it.

What changes by itself, on either page, is a part of it that is fetched anew.
"""

from datetime import datetime
from secrets import token_hex
from typing import Any

from flask import Response as Answer
from flask import abort, render_template, request, url_for
from flask_login import current_user
from sqlmodel import Session
from werkzeug.wrappers import Response

from booking_bot.services import catalogue
from booking_bot.services.chats import answering, canned, labels, listing, setting_aside, transcripts
from booking_bot.services.chats import thread as threads
from booking_bot.services.chats.listing import Place, Tab
from booking_bot.services.orders import finding
from booking_bot.services.place import place_of
from booking_bot.services.quotes import listing as quotes
from booking_bot.web.admin.blueprint import blueprint, now
from booking_bot.web.admin.live import fragment
from booking_bot.web.admin.roles import may_use, staff_too
from booking_bot.wiring import wiring

TABS = {
    Tab.WAITING: "Esperan",
    Tab.BOT: "Con el bot",
    Tab.SNOOZED: "Aplazadas",
    Tab.DONE: "Resueltas",
    Tab.ALL: "Todas",
}
CARD = "admin.customer"
ORDERS_SHOWN = 3
KINDS = {"txt": ("text/plain", transcripts.as_text), "json": ("application/json", transcripts.as_json)}


@blueprint.get("/conversaciones/")
@staff_too
def conversations() -> str:
    with wiring().database.reading() as session:
        shown = _list(session)
        return render_template(
            "admin/conversations.html",
            **shown,
            labels=labels.known(session),
            choosing=request.args.get("elegir", ""),
            presets=setting_aside.presets(shown["now"], shown["zone"]),
        )


@blueprint.get("/conversaciones/ahora")
@staff_too
def conversations_now() -> Response:
    with wiring().database.reading() as session:
        return fragment(render_template("admin/conversations_now.html", **_list(session)))


@blueprint.get("/conversaciones/<id:conversation_id>")
@staff_too
def conversation(conversation_id: int) -> str:
    return shown(conversation_id)


@blueprint.get("/conversaciones/<id:conversation_id>/ahora")
@staff_too
def conversation_now(conversation_id: int) -> Response:
    with wiring().database.reading() as session:
        return fragment(render_template("admin/conversation_now.html", **_talk(session, conversation_id)))


@blueprint.get("/conversaciones/<id:conversation_id>/<any(txt,json):kind>")
def export_conversation(conversation_id: int, kind: str) -> Answer:
    mimetype, write = KINDS[kind]
    with wiring().database.reading() as session:
        told = write(session, conversation_id, zone=place_of(session).zone)
    answer = Answer(told, mimetype=mimetype)
    answer.headers["Content-Disposition"] = f'attachment; filename="conversacion-{conversation_id}.{kind}"'
    return answer


def shown(conversation_id: int, *, text: str | None = None, fault: str = "") -> str:
    """The page of a conversation; with a text that was refused, and why."""
    with wiring().database.reading() as session:
        talk = _talk(session, conversation_id)
        replies = canned.listed(session)
        name = talk["talk"].person.name
        picked = next((one for one in replies if str(one.id) == request.args.get("guardada")), None)
        return render_template(
            "admin/conversation.html",
            **talk,
            orders=finding.newest_of(session, talk["talk"].customer.id, ORDERS_SHOWN),
            replies=[(one, canned.filled(one.text, name)) for one in replies],
            text=text if text is not None else canned.filled(picked.text, name) if picked else "",
            fault=fault,
            presets=setting_aside.presets(now(), talk["zone"]),
            card=url_for(CARD, customer_id=talk["talk"].customer.id) if _may_see(CARD) else None,
        )


def _list(session: Session) -> dict[str, Any]:
    at = now()
    waiting = listing.count_waiting(session, now=at)
    asked = request.args.get("ver", "")
    # Whoever comes to look and finds nobody waiting wants to see what there is.
    tab = Tab(asked) if asked in set(Tab) else Tab.WAITING if waiting else Tab.ALL
    label = request.args.get("etiqueta") or None
    after = _place(request.args.get("desde", ""))
    return {
        "page": listing.page(session, tab, now=at, after=after, label=label),
        "tab": tab,
        "tabs": TABS,
        "label": label,
        "first": after is None,
        "waiting": waiting,
        "now": at,
        "zone": place_of(session).zone,
    }


def _talk(session: Session, conversation_id: int) -> dict[str, Any]:
    at, zone = now(), place_of(session).zone
    talk = threads.read(
        session, conversation_id, zone=zone, now=at, until=_number(request.args.get("hasta", ""))
    )
    return {
        "talk": talk,
        "quotes": quotes.of_conversation(session, conversation_id, now=at),
        "currency": catalogue.read(session).business.currency,
        "token": token_hex(12),
        "longest": answering.LONGEST,
        "by_hand": _may_see("admin.sent_by_hand"),
        "may_export": _may_see("admin.export_conversation"),
        "now": at,
        "zone": zone,
    }


def _place(text: str) -> Place | None:
    """ "2026-11-23T09:00:00+00:00_12", as the link to the next page has it."""
    at, _, number = text.partition("_")
    try:
        found = Place(datetime.fromisoformat(at), int(number)) if text else None
    except ValueError:
        abort(404)
    if found is not None and (found.at.tzinfo is None or not 0 <= found.message_id < 2**31):
        abort(404)
    return found


def _number(text: str) -> int | None:
    """The id of a message; whatever is none is not told apart from one that does not exist."""
    return int(text) if text.isdecimal() and len(text) < 10 else None


def _may_see(endpoint: str) -> bool:
    return may_use(current_user.role, endpoint)
