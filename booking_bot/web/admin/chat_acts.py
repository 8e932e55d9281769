"""What people do in a conversation: take it, answer, note, label, put aside, give it back."""

from collections.abc import Callable
from datetime import datetime
from math import ceil
from secrets import token_hex

from flask import flash, redirect, request, url_for
from sqlmodel import Session
from werkzeug.wrappers import Response

from booking_bot.models import Message
from booking_bot.services import handovers, media_files, outbox
from booking_bot.services.chats import answering, enclosing, labels, notes, setting_aside
from booking_bot.services.chats.answering import NoFilesNow, NothingToSend, TooLong
from booking_bot.services.chats.enclosing import Enclosure, NotTaken, TooHeavy
from booking_bot.services.notify import Dropped
from booking_bot.services.place import place_of
from booking_bot.web.admin import quotes
from booking_bot.web.admin.blueprint import actor, back, blueprint, now
from booking_bot.web.admin.conversations import shown
from booking_bot.web.admin.roles import staff_too
from booking_bot.web.admin.uploads import takes_files
from booking_bot.web.words import moment
from booking_bot.wiring import wiring

BEGIN = "/conversaciones/<id:conversation_id>"
EMPTY = "Escribe algo antes de enviar."
TOO_LONG = "El mensaje tiene {length} caracteres y WhatsApp admite {longest}: acórtalo o envíalo en dos."
NO_FILES = "Ahora no le llegan archivos: WhatsApp los admite hasta 24 horas después de su último mensaje."
NOT_TAKEN = "Ese archivo no se puede enviar por WhatsApp. Valen fotos (JPEG o PNG) y documentos PDF."
A_STICKER = "Una imagen WebP llegaría como pegatina. Guárdala como JPEG o PNG y envíala otra vez."
TOO_HEAVY = "El archivo pesa {size} MB y WhatsApp admite {most}. Envía uno más pequeño."
NOT_NOW = "Ese texto ya no se puede enviar. Mira arriba cómo puedes escribirle ahora."
BY_HAND = "Preparado: ábrelo en WhatsApp con el botón del mensaje y envíalo tú."
LATER = "Ese momento ya ha pasado. Elige otro."
TOO_MANY = "Una conversación puede tener hasta 8 etiquetas: quita alguna antes."


@blueprint.post(f"{BEGIN}/persona")
@staff_too
def take(conversation_id: int) -> Response:
    with wiring().database.transaction() as session:
        handovers.take(session, conversation_id, by=actor(), now=now())
    flash("La llevas tú: el bot no escribe hasta que se la devuelvas.")
    return back()


@blueprint.post(f"{BEGIN}/bot")
@staff_too
def give_back(conversation_id: int) -> Response:
    with wiring().database.transaction() as session:
        handovers.give_back(session, conversation_id, by=actor(), now=now())
    flash("Devuelta al bot: contestará al próximo mensaje.")
    return back()


@blueprint.post(f"{BEGIN}/mensajes")
@staff_too
@takes_files(max(enclosing.LARGEST.values()) + 4 * enclosing.MB)  # a little too much is refused in words
def write_message(conversation_id: int) -> str | Response | tuple[str, int]:
    text = request.form.get("texto", "")
    try:
        file = _file()
        if file is None and "mensaje" not in request.form:
            asking = quotes.asks_first(conversation_id, text, _token())
            if asking is not None:
                return asking
        return _sent(
            conversation_id,
            lambda session, at, token: answering.write(
                session, conversation_id, text, file=file, token=token, by=actor(), now=at
            ),
        )
    except NothingToSend:
        fault = EMPTY
    except TooLong as error:
        fault = TOO_LONG.format(length=error.length, longest=answering.LONGEST)
    except NoFilesNow:
        fault = NO_FILES
    except NotTaken as error:
        fault = A_STICKER if error.type == "image/webp" else NOT_TAKEN
    except TooHeavy as error:
        fault = TOO_HEAVY.format(size=ceil(error.size / enclosing.MB), most=error.most // enclosing.MB)
    return shown(conversation_id, text=text, fault=fault), 422


def _file() -> Enclosure | None:
    """What the form brings, kept. Raises NotTaken or TooHeavy."""
    brought = request.files.get("archivo")
    data = brought.read() if brought is not None and brought.filename else b""
    if not data:
        return None
    kind = enclosing.checked(data)
    return Enclosure(kind, len(data), media_files.store(wiring().settings.media_dir, data))


@blueprint.post(f"{BEGIN}/pedir-respuesta")
@staff_too
def ask_to_write(conversation_id: int) -> Response:
    try:
        return _sent(
            conversation_id,
            lambda session, at, token: answering.ask_to_write(
                session, conversation_id, token=token, by=actor(), now=at
            ),
        )
    except NothingToSend:
        flash(NOT_NOW)
        return _to(conversation_id)


@blueprint.post(f"{BEGIN}/aplazar")
@staff_too
def snooze(conversation_id: int) -> Response:
    at = now()
    with wiring().database.transaction() as session:
        zone = place_of(session).zone
        chosen = setting_aside.snooze(
            session, conversation_id, request.form.get("cuando", ""), zone=zone, by=actor(), now=at
        )
    flash(f"Aplazada: vuelve el {moment(chosen.until, at, zone)}, o cuando escriba." if chosen else LATER)
    return redirect(url_for("admin.conversations"), 303) if chosen else _to(conversation_id)


@blueprint.post(f"{BEGIN}/resuelta")
@staff_too
def resolve_conversation(conversation_id: int) -> Response:
    with wiring().database.transaction() as session:
        setting_aside.resolve(session, conversation_id, by=actor(), now=now())
    flash("Resuelta. Si vuelve a escribir, contesta el bot.")
    return redirect(url_for("admin.conversations"), 303)


@blueprint.post(f"{BEGIN}/reabrir")
@staff_too
def reopen_conversation(conversation_id: int) -> Response:
    return _done(conversation_id, setting_aside.show_again, "Vuelve a estar en la lista.")


@blueprint.post(f"{BEGIN}/notas")
@staff_too
def add_note(conversation_id: int) -> Response:
    text = request.form.get("nota", "")
    with wiring().database.transaction() as session:
        made = notes.add(session, conversation_id, text, by=actor(), now=now())
    flash("Nota guardada: solo la ves tú y tu equipo." if made else "La nota está vacía.")
    return _to(conversation_id)


@blueprint.post(f"{BEGIN}/notas/<id:note_id>/borrar")
@staff_too
def remove_note(conversation_id: int, note_id: int) -> Response:
    with wiring().database.transaction() as session:
        notes.remove(session, conversation_id, note_id, by=actor(), now=now())
    flash("Nota borrada.")
    return _to(conversation_id)


@blueprint.post(f"{BEGIN}/etiquetas")
@staff_too
def add_label(conversation_id: int) -> Response:
    text = request.form.get("etiqueta", "")
    try:
        with wiring().database.transaction() as session:
            label = labels.add(session, conversation_id, text, by=actor(), now=now())
    except labels.TooMany:
        flash(TOO_MANY)
    else:
        flash(f"Etiqueta puesta: {label}." if label else "Escribe la etiqueta.")
    return _to(conversation_id)


@blueprint.post(f"{BEGIN}/etiquetas/quitar")
@staff_too
def remove_label(conversation_id: int) -> Response:
    label = request.form.get("etiqueta", "")
    with wiring().database.transaction() as session:
        labels.remove(session, conversation_id, label, by=actor(), now=now())
    flash("Etiqueta quitada.")
    return _to(conversation_id)


def _sent(conversation_id: int, send: Callable[[Session, datetime, str], Message | Dropped]) -> Response:
    """Send it, say what becomes of it, and go back to the end of the conversation."""
    token = _token()
    with wiring().database.transaction() as session:
        sent = send(session, now(), token)
        by_hand = not isinstance(sent, Dropped) and outbox.waits_for_a_hand(session, sent)
    if isinstance(sent, Dropped):
        flash(f"No se ha enviado: {sent.reason}")
    elif by_hand:
        flash(BY_HAND)
    wiring().wake()
    return _to(conversation_id)


def _token() -> str:
    return request.form.get("vez", "")[:40] or token_hex(12)


def _done(conversation_id: int, act: Callable[..., object], words: str) -> Response:
    with wiring().database.transaction() as session:
        act(session, conversation_id, by=actor(), now=now())
    flash(words)
    return _to(conversation_id)


def _to(conversation_id: int) -> Response:
    """To the end of the conversation, where the last message stands."""
    return redirect(url_for("admin.conversation", conversation_id=conversation_id, _anchor="final"), 303)
