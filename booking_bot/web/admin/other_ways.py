"""SMS and mail: where what matters goes when WhatsApp does not reach somebody, and mail for the owner."""

import re
import secrets
from urllib.parse import urlsplit

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user
from flask_wtf import FlaskForm
from sqlmodel import select
from werkzeug.wrappers import Response
from wtforms import EmailField, IntegerField, PasswordField, SelectField, StringField, TelField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, NumberRange, Optional, Regexp

from booking_bot.channels.base import ChannelError, Outbound, OutcomeUnknown
from booking_bot.domain import phones
from booking_bot.models import ChannelName, User
from booking_bot.services import other_ways
from booking_bot.services.other_ways import BY_MAIL, BY_SMS, SENDER, SMS, SMTP
from booking_bot.services.place import place_of
from booking_bot.web.admin.blueprint import actor, blueprint, now
from booking_bot.wiring import wiring

TEST = "Prueba de tu recepción: si lees esto, funciona."
SUBJECT = "Prueba de tu recepción"
STARTTLS, TLS = "starttls", "tls"
NO_NUMBER = "Escribe el número entero, como +34 600 111 222."
FULL_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?")


class SmsForm(FlaskForm):  # type: ignore[misc]
    number = TelField("Número que envía los SMS")


class MailForm(FlaskForm):  # type: ignore[misc]
    host = StringField(
        "Servidor de correo saliente",
        filters=[lambda text: (text or "").strip()],
        validators=[
            InputRequired("Lo dice tu proveedor de correo, como smtp.example.com."),
            Regexp(rf"^{FULL_HOST.pattern}$", message="Solo el nombre, como smtp.example.com."),
        ],
    )
    security = SelectField(
        "Cifrado",
        choices=[SelectChoice(STARTTLS, "STARTTLS (puerto 587)"), SelectChoice(TLS, "TLS (puerto 465)")],
        default=STARTTLS,
    )
    port = IntegerField(
        "Puerto, si es otro", validators=[Optional(), NumberRange(1, 65535, "Es un número hasta 65535.")]
    )
    user = StringField("Usuario", filters=[lambda text: (text or "").strip()])
    password = PasswordField("Contraseña")
    sender = EmailField(
        "Remite de los correos",
        filters=[lambda text: (text or "").strip()],
        validators=[
            Regexp(r"^[^@\s]+@[^@\s]+\.[^@\s]+$", message="Escribe un correo, como citas@example.com.")
        ],
    )


@blueprint.get("/sms-y-correo/")
def other_channels() -> str:
    return _page(SmsForm(formdata=None), MailForm(formdata=None))


@blueprint.post("/sms-y-correo/sms")
def enter_sms() -> Response | tuple[str, int]:
    form, parts = SmsForm(), wiring()
    number = _number(form.number.data or "")
    if number is None:
        form.number.errors = [NO_NUMBER]
        return _page(form, MailForm(formdata=None)), 422
    if "twilio_sms_from" not in parts.fixed:
        _keep(BY_SMS, {SMS: number})
        flash("Guardado. Mándate una prueba para ver que llega.")
    return _back()


@blueprint.post("/sms-y-correo/correo")
def enter_mail() -> Response | tuple[str, int]:
    form, parts = MailForm(), wiring()
    if not form.validate_on_submit():
        return _page(SmsForm(formdata=None), form), 422
    if "smtp_url" not in parts.fixed:
        encrypted = form.security.data == TLS
        url = other_ways.smtp_url(
            form.host.data,
            form.port.data or (465 if encrypted else 587),
            form.user.data,
            form.password.data or "",
            encrypted=encrypted,
        )
        _keep(BY_MAIL, {SMTP: url, SENDER: form.sender.data})
        flash("Guardado. Mándate una prueba para ver que llega.")
    return _back()


@blueprint.post("/sms-y-correo/<any(sms,mail):way>/quitar")
def remove_way(way: str) -> Response:
    parts = wiring()
    with parts.database.transaction() as writing:
        other_ways.forget(writing, way, by=actor(), now=now())
    parts.refresh(at_once=True)
    flash("Quitado.")
    return _back()


@blueprint.post("/sms-y-correo/<any(sms,mail):way>/prueba")
def try_way(way: str) -> Response:
    """To whoever looks, at once: they want to see it now, not in the queue."""
    name = ChannelName.SMS if way == BY_SMS else ChannelName.EMAIL
    channel, to = wiring().channels.get(name), _recipient(way)
    if channel is None or to is None:
        flash("Escribe a qué teléfono." if way == BY_SMS else "Ahora no hay correo saliente.")
        return _back()
    letter = Outbound(
        recipient=to,
        body=TEST,
        subject=SUBJECT if way == BY_MAIL else "",
        marker=f"test-{secrets.token_hex(8)}",
    )
    try:
        channel.send(letter)
    except ChannelError as refused:
        flash(f"No ha salido. {refused.explanation}")
    except OutcomeUnknown:
        flash("No contestan. Prueba otra vez dentro de un minuto.")
    else:
        flash("Enviado: míralo en tu móvil." if way == BY_SMS else f"Enviado a {to}.")
    return _back()


def _recipient(way: str) -> str | None:
    if way == BY_MAIL:
        return str(current_user.email)
    with wiring().database.reading() as reading:
        country = place_of(reading).country
    try:
        return phones.canonical(request.form.get("telefono", ""), country)
    except ValueError:
        return None


def _keep(way: str, values: dict[str, str]) -> None:
    parts = wiring()
    with parts.database.transaction() as writing:
        secret = parts.settings.secret_key.get_secret_value()
        other_ways.keep(writing, way, values, secret_key=secret, by=actor(), now=now())
    parts.refresh(at_once=True)
    parts.wake()


def _number(text: str) -> str | None:
    try:
        return phones.canonical(re.sub(r"[\s().-]", "", text))
    except ValueError:
        return None


def _back() -> Response:
    return redirect(url_for("admin.other_channels"), 303)


def _page(sms: SmsForm, mail: MailForm) -> str:
    parts = wiring()
    settings = parts.settings
    with parts.database.reading() as reading:
        return render_template(
            "admin/other_ways.html",
            sms=sms,
            mail=mail,
            fixed=parts.fixed,
            entered=other_ways.entered(reading),
            has_account=settings.twilio_enabled,
            sms_from=settings.twilio_sms_from,
            host=urlsplit(settings.smtp_url.get_secret_value()).hostname if settings.smtp_url else None,
            mail_from=settings.mail_from,
            phone=reading.exec(select(User.phone).where(User.id == current_user.id)).first() or "",
        )
