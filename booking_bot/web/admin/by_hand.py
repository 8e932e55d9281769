"""Mensajes por enviar: what the owner sends from their own phone, a tap each."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from flask import Response as Answer
from flask import flash, render_template, request
from sqlmodel import Session
from werkzeug.wrappers import Response

from booking_bot.services import hand_messages
from booking_bot.services.hand_messages import HandMessage
from booking_bot.services.place import place_of
from booking_bot.web.admin.blueprint import actor, back, blueprint, now
from booking_bot.wiring import wiring

LONGEST_REASON = 200
GONE = "Ese mensaje ya no espera."
NO_CONTENT = 204


@blueprint.get("/por-enviar/")
def by_hand() -> str:
    at = now()
    with wiring().database.reading() as session:
        zone = place_of(session).zone
        return render_template(
            "admin/by_hand.html",
            groups=_by_due_time(hand_messages.waiting(session, at), at, zone),
            sent=hand_messages.sent_lately(session, at),
            now=at,
            zone=zone,
        )


@blueprint.post("/por-enviar/<id:message_id>/enviado")
def sent_by_hand(message_id: int) -> Response:
    return _do(
        lambda session: hand_messages.note_sent(session, message_id, by=actor(), now=now()),
        "Anotado como enviado.",
    )


@blueprint.post("/por-enviar/<id:message_id>/no-lo-envie")
def not_sent_by_hand(message_id: int) -> Response:
    return _do(
        lambda session: hand_messages.take_back(session, message_id, by=actor(), now=now()),
        "Vuelve a estar por enviar.",
    )


@blueprint.post("/por-enviar/<id:message_id>/no-enviar")
def drop_by_hand(message_id: int) -> Response:
    why = " ".join(request.form.get("motivo", "").split())[:LONGEST_REASON]
    return _do(
        lambda session: hand_messages.drop(session, message_id, why, by=actor(), now=now()),
        "Hecho, no se enviará.",
    )


def _do(act: Callable[[Session], bool], done: str) -> Response:
    """Do it and say so; to a script, which stays on the page, without words."""
    with wiring().database.transaction() as session:
        found = act(session)
    if request.headers.get("X-Requested-With") == "fetch":
        return Answer(status=NO_CONTENT)
    flash(done if found else GONE)
    return back()


def _by_due_time(
    messages: Sequence[HandMessage], at: datetime, zone: ZoneInfo
) -> list[tuple[date | None, list[HandMessage]]]:
    """What is due, without a day, what is urgent before the rest; then by the day on which it will be."""
    due = sorted((one for one in messages if one.at <= at), key=lambda one: not one.urgent)
    later = groupby((one for one in messages if one.at > at), key=lambda one: one.at.astimezone(zone).date())
    days: list[tuple[date | None, list[HandMessage]]] = [(day, list(some)) for day, some in later]
    return [(None, due), *days] if due else days
