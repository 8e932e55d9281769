"""Programas: which of the owner's other programs may come in by the API, and which are told what happens."""

import json
from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from sqlmodel import Session
from werkzeug.wrappers import Response
from wtforms import SelectField, SelectMultipleField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, Length

from booking_bot.models import ChannelName
from booking_bot.services import tokens
from booking_bot.services.hooks import subscribing
from booking_bot.services.hooks.events import APPOINTMENTS, EVENTS
from booking_bot.services.hooks.subscribing import (
    LONGEST_NAME,
    NoSuchSubscription,
    NoSuchTelling,
    NothingToTell,
    WrongAddress,
)
from booking_bot.services.place import place_of
from booking_bot.services.tokens import NoSuchToken
from booking_bot.web.admin import once
from booking_bot.web.admin import program_words as words
from booking_bot.web.admin.blueprint import actor, blueprint, now
from booking_bot.wiring import wiring

MADE = "program"  # shown once: whose, what it is, and the secret itself


class TokenForm(FlaskForm):  # type: ignore[misc]
    name = StringField(
        "Nombre del programa", validators=[DataRequired(words.NO_NAME), Length(max=LONGEST_NAME)]
    )
    may = SelectField("Puede", choices=[SelectChoice(key, label) for key, (label, _) in words.MAY.items()])


class HookForm(FlaskForm):  # type: ignore[misc]
    name = StringField("Nombre del programa", validators=[Length(max=LONGEST_NAME)])
    url = StringField("Dirección a la que avisar")
    events = SelectMultipleField("De qué", choices=[SelectChoice(one, words.EVENT[one]) for one in EVENTS])


@blueprint.get("/api/")
def programs() -> str:
    return _page(TokenForm(formdata=None), HookForm(formdata=None, events=APPOINTMENTS))


@blueprint.post("/api/claves")
def add_token() -> str | Response | tuple[str, int]:
    form = TokenForm()
    if not form.validate():
        return _page(form, HookForm(formdata=None, events=APPOINTMENTS)), 422
    _, scopes = words.MAY[form.may.data]
    name = " ".join(form.name.data.split())
    with wiring().database.transaction() as writing:
        token = tokens.add(writing, name, scopes=scopes, by=actor(), now=now())
    _show_once(name, "token", token)
    return redirect(url_for("admin.programs"), 303)


@blueprint.post("/api/claves/<id:token_id>/quitar")
def revoke_token(token_id: int) -> Response:
    try:
        with wiring().database.transaction() as writing:
            tokens.revoke(writing, token_id, by=actor(), now=now())
    except NoSuchToken:
        pass  # a second tap
    flash("Hecho: ese programa ya no puede entrar.")
    return redirect(url_for("admin.programs"), 303)


@blueprint.post("/api/avisos")
def add_subscription() -> str | Response | tuple[str, int]:
    form = HookForm()
    made: list[int] = []

    def add(session: Session) -> None:
        row, secret = subscribing.add(
            session,
            form.name.data or "",
            form.url.data or "",
            form.events.data or (),
            secret_key=wiring().settings.secret_key.get_secret_value(),
            private=_private(),
            by=actor(),
            now=now(),
        )
        made.append(row.id or 0)
        _show_once(row.name, "secret", secret)

    if not _tried(form, add):
        return _page(TokenForm(formdata=None), form), 422
    return redirect(url_for("admin.one_subscription", subscription_id=made[0]), 303)


@blueprint.route("/api/avisos/<id:subscription_id>", methods=["GET", "POST"])
def one_subscription(subscription_id: int) -> str | Response | tuple[str, int]:
    with wiring().database.reading() as reading:
        row = subscribing.find(reading, subscription_id)
        tellings = subscribing.tellings(reading, subscription_id)
        zone = place_of(reading).zone
    form = HookForm(obj=row)
    status = 200
    if request.method == "POST":
        if _tried(form, lambda session: _change(session, subscription_id, form)):
            flash("Guardado.")
            return redirect(url_for("admin.one_subscription", subscription_id=subscription_id), 303)
        status = 422
    page = render_template(
        "admin/program.html",
        row=row,
        form=form,
        tellings=tellings,
        made=_made(),
        words=words,
        now=now(),
        zone=zone,
    )
    return page, status


@blueprint.post("/api/avisos/<id:subscription_id>/prueba")
def test_subscription(subscription_id: int) -> Response:
    with wiring().database.transaction() as writing:
        subscribing.try_out(writing, subscription_id, place_of(writing).zone, now=now())
    flash("Prueba enviada. Abajo verás en unos segundos si ha llegado.")
    return redirect(url_for("admin.one_subscription", subscription_id=subscription_id), 303)


@blueprint.post("/api/avisos/<id:subscription_id>/activar")
def resume_subscription(subscription_id: int) -> Response:
    with wiring().database.transaction() as writing:
        subscribing.resume(writing, subscription_id, by=actor(), now=now())
    flash("Activado: desde ahora se le avisa otra vez.")
    return redirect(url_for("admin.one_subscription", subscription_id=subscription_id), 303)


@blueprint.post("/api/avisos/<id:subscription_id>/quitar")
def remove_subscription(subscription_id: int) -> Response:
    with wiring().database.transaction() as writing:
        subscribing.remove(writing, subscription_id, by=actor(), now=now())
    flash("Quitado: ya no se le avisa de nada.")
    return redirect(url_for("admin.programs"), 303)


@blueprint.post("/api/avisos/enviados/<id:telling_id>/otra-vez")
def send_again(telling_id: int) -> Response:
    with wiring().database.transaction() as writing:
        subscription_id = subscribing.again(writing, telling_id, by=actor(), now=now())
    flash("Se envía otra vez.")
    return redirect(url_for("admin.one_subscription", subscription_id=subscription_id), 303)


@blueprint.errorhandler(NoSuchSubscription)
@blueprint.errorhandler(NoSuchTelling)
def no_program(_error: Exception) -> tuple[str, int]:
    return render_template("admin/refused.html", sentence="Eso ya no existe."), 404


def _page(token_form: TokenForm, hook_form: HookForm) -> str:
    with wiring().database.reading() as reading:
        return render_template(
            "admin/programs.html",
            tokens=tokens.listed(reading),
            subscriptions=subscribing.listed(reading),
            token_form=token_form,
            hook_form=hook_form,
            made=_made(),
            words=words,
            now=now(),
        )


def _change(session: Session, subscription_id: int, form: HookForm) -> None:
    subscribing.change(
        session,
        subscription_id,
        form.name.data or "",
        form.url.data or "",
        form.events.data or (),
        private=_private(),
        by=actor(),
        now=now(),
    )


def _tried(form: HookForm, act: Callable[[Session], None]) -> bool:
    """Whether it was done; else what is wrong stands at its field."""
    if not form.validate():
        return False
    try:
        with wiring().database.transaction() as writing:
            act(writing)
    except WrongAddress:
        form.url.errors = [words.WRONG_ADDRESS]
    except NothingToTell:
        form.events.errors = [words.NO_EVENT]
    else:
        return True
    return False


def _private() -> bool:
    """In the demo, which listens on this machine alone, a program of this machine may be told."""
    return ChannelName.SIMULATOR in wiring().channels


def _show_once(name: str, kind: str, secret: str) -> None:
    once.keep(MADE, json.dumps({"name": name, "kind": kind, "secret": secret}))


def _made() -> dict[str, str] | None:
    kept = once.take(MADE)
    return dict(json.loads(kept)) if kept else None
