"""WhatsApp: how far the shop is on the road to it, the account at Twilio, and what hangs in the window."""

import re
import secrets
from typing import Any
from urllib.parse import quote

import segno
from flask import flash, redirect, render_template, url_for
from flask_login import current_user
from flask_wtf import FlaskForm
from sqlmodel import Session, select
from werkzeug.wrappers import Response
from wtforms import PasswordField, StringField, TelField
from wtforms.validators import InputRequired, Regexp

from booking_bot.channels.base import ChannelError, Outbound, OutcomeUnknown
from booking_bot.channels.twilio_examination import FATAL
from booking_bot.config import SANDBOX
from booking_bot.connection import with_keys
from booking_bot.domain import phones
from booking_bot.models import Business, ChannelName, User
from booking_bot.services import heartbeat, road, sandbox, twilio_keys
from booking_bot.services.place import NoBusiness, place_of
from booking_bot.services.road import Stage
from booking_bot.services.twilio_keys import Keys
from booking_bot.web.admin.blueprint import actor, blueprint, now
from booking_bot.web.admin.whatsapp_words import STAGES, TEST, TROUBLE
from booking_bot.wiring import wiring

FIRST_WORDS = "Hola, quiero pedir {word}"


class KeysForm(FlaskForm):  # type: ignore[misc]
    account = StringField(
        "Account SID",
        filters=[lambda text: (text or "").strip()],
        validators=[Regexp(r"^AC[0-9a-fA-F]{32}$", message="Empieza por AC y sigue con 32 letras y cifras.")],
    )
    token = PasswordField(
        "Auth Token",
        filters=[lambda text: (text or "").strip()],
        validators=[
            InputRequired("Cópialo de la consola de Twilio."),
            Regexp(r"^\S+$", message="No lleva espacios."),
        ],
    )
    sender = TelField("Número de WhatsApp")


class TestForm(FlaskForm):  # type: ignore[misc]
    phone = TelField("Tu móvil")


@blueprint.get("/whatsapp/")
def whatsapp() -> str:
    return _page(KeysForm(formdata=None))


@blueprint.post("/whatsapp/")
def connect_whatsapp() -> str | Response:
    """Ask Twilio whether the details are right, and only then keep them."""
    form, parts = KeysForm(), wiring()
    if parts.connected_by_environment or not parts.settings.public_url:
        return redirect(url_for("admin.whatsapp"), 303)
    valid = form.validate_on_submit()
    sender = _sender(form.sender.data or "")
    if sender is None:
        form.sender.errors = ["Escribe el número entero, como +34 600 111 222."]
    if not valid or sender is None:
        return _page(form)
    keys = Keys(form.account.data, form.token.data, sender)
    found = parts.examine(with_keys(parts.settings, keys)) if parts.examine else []
    if FATAL.intersection(found):
        return _page(form, fault=TROUBLE[found[0]])
    with parts.database.transaction() as writing:
        secret = parts.settings.secret_key.get_secret_value()
        twilio_keys.keep(writing, keys, secret_key=secret, by=actor(), now=now())
    parts.refresh(at_once=True)
    parts.wake()
    for one in found:
        flash(TROUBLE[one])
    flash("Conectado con Twilio. Ahora dile adónde mandar los mensajes: es el paso siguiente.")
    return redirect(url_for("admin.whatsapp"), 303)


@blueprint.post("/whatsapp/quitar")
def disconnect_whatsapp() -> Response:
    parts = wiring()
    with parts.database.transaction() as writing:
        twilio_keys.forget(writing, by=actor(), now=now())
    parts.refresh(at_once=True)
    flash("Hecho: el bot ya no usa esa cuenta. Lo que haya que decir te espera en «Por enviar».")
    return redirect(url_for("admin.whatsapp"), 303)


@blueprint.post("/whatsapp/prueba")
def send_test() -> Response:
    """A message to the owner's own phone, at once: whoever tries wants to see it now, not in the queue."""
    form, channel = TestForm(), wiring().channels.get(ChannelName.WHATSAPP)
    with wiring().database.reading() as reading:
        country = place_of(reading).country
    try:
        phone = phones.canonical(form.phone.data or "", country)
    except ValueError:
        flash("Ese teléfono no existe. Mira si falta una cifra.")
        return redirect(url_for("admin.whatsapp"), 303)
    if channel is not None:
        letter = Outbound(recipient=f"whatsapp:{phone}", body=TEST, marker=f"test-{secrets.token_hex(8)}")
        try:
            channel.send(letter)
        except ChannelError as refused:
            flash(f"No ha salido. {refused.explanation}")
        except OutcomeUnknown:
            flash("Twilio no contesta. Prueba otra vez dentro de un minuto.")
        else:
            flash(
                "Enviado: mira tu WhatsApp. Si no llega en un minuto, escribe antes «Hola» desde ese móvil, "
                "porque WhatsApp solo deja contestar a quien ha escrito en las últimas 24 horas."
            )
    return redirect(url_for("admin.whatsapp"), 303)


@blueprint.get("/whatsapp/cartel")
def poster() -> str:
    """For the shop window, on half a sheet."""
    with wiring().database.reading() as reading:
        business = _business(reading)
        window = _window(business)
    return render_template("admin/poster.html", business=business, window=window)


def _page(form: KeysForm, fault: str = "") -> str:
    parts, at = wiring(), now()
    with parts.database.reading() as reading:
        business = _business(reading)
        way = road.road(reading)
        base = parts.settings.public_url
        return render_template(
            "admin/whatsapp.html",
            road=way,
            stages=[(one, STAGES[one]) for one in Stage],
            told=STAGES[way.stage],
            Stage=Stage,
            form=form,
            fault=fault,
            test=TestForm(
                formdata=None,
                phone=reading.exec(select(User.phone).where(User.id == current_user.id)).first(),
            ),
            fixed=parts.connected_by_environment,
            base=base,
            entered=twilio_keys.stamp(reading),
            account=parts.settings.twilio_account_sid,
            sender=(parts.settings.twilio_whatsapp_from or "").removeprefix("whatsapp:"),
            at_work=bool(heartbeat.machines(reading, at)),
            ending=sandbox.ending(reading, at) if way.stage is Stage.SANDBOX else [],
            sandbox_number=SANDBOX.removeprefix("whatsapp:"),
            window=_window(business),
            now=at,
            zone=place_of(reading).zone,
        )


def _sender(text: str) -> str | None:
    """In the form that Twilio wants; None where it is no number."""
    bare = re.sub(r"[\s().-]", "", text.removeprefix("whatsapp:"))
    try:
        return f"whatsapp:{phones.canonical(bare)}"
    except ValueError:
        return None


def _business(session: Session) -> Business:
    found = session.exec(select(Business)).first()
    if found is None:
        raise NoBusiness
    return found


def _window(business: Business) -> dict[str, Any] | None:
    """What leads customers to the chat: the number that is connected, else the shop's own telephone."""
    settings = wiring().settings
    own = settings.twilio_whatsapp_from if settings.twilio_whatsapp_from != SANDBOX else None
    number = (own or business.phone or "").removeprefix("whatsapp:")
    if not number:
        return None
    words = FIRST_WORDS.format(word=business.appointment_word)
    link = f"https://wa.me/{number.removeprefix('+')}?text={quote(words)}"
    drawing = segno.make(link, micro=False, error="m")
    word = business.appointment_word
    return {
        "number": number,
        "link": link,
        "words": words,
        "picture": drawing.svg_data_uri(scale=5, light="white"),
        "button": f'<a href="{link}" target="_blank" rel="noopener">Pide {word} por WhatsApp</a>',
    }
