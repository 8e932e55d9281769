"""Tiendas: which shops tell of their orders, how it is with them, and what their words mean."""

import json

from flask import abort, flash, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import BooleanField, PasswordField, StringField

from booking_bot.domain.orders import OrderStatus
from booking_bot.models import ConnectionKind, ShopConnection, row_id
from booking_bot.services.place import place_of
from booking_bot.services.shops import connections
from booking_bot.services.shops.connections import CannotConnect, NoSuchConnection
from booking_bot.web import hooks
from booking_bot.web.admin import once, post
from booking_bot.web.admin.blueprint import actor, blueprint, now
from booking_bot.web.admin.connection_words import (
    ALSO_ASKED,
    EXAMPLE,
    FAULTS,
    KINDS,
    NO_STATUS,
    STATUS,
    WORDS,
    health,
)
from booking_bot.wiring import wiring

ONCE = "shop_connection"  # shown once: whose, and what
USUAL, NOTHING = "", "-"  # of a word: as it always is, and no state of ours


class ConnectionForm(FlaskForm):  # type: ignore[misc]
    name = StringField("Nombre")
    url = StringField("Dirección de la tienda")
    key = PasswordField("Clave")
    opt_in = BooleanField("Quien compra acepta que le avises de su pedido por WhatsApp")


class SecretForm(FlaskForm):  # type: ignore[misc]
    secret = PasswordField("Clave")


@blueprint.get("/conexiones/")
def shop_connections() -> str:
    at = now()
    with wiring().database.reading() as reading:
        rows = connections.listing(reading)
        faults = connections.faults(reading)
    listed = [
        (one, KINDS[one.kind], health(one, _secret_key(), at), faults.get(row_id(one), 0)) for one in rows
    ]
    return render_template("admin/shop_connections.html", listed=listed, kinds=KINDS)


@blueprint.route("/conexiones/nueva/<system>", methods=["GET", "POST"])
def new_connection(system: str) -> str | Response:
    if system not in set(ConnectionKind):
        abort(404)
    meant = ConnectionKind(system)
    form = ConnectionForm(name=KINDS[meant].title)
    if form.validate_on_submit():
        try:
            with wiring().database.transaction() as writing:
                row, secret = connections.add(
                    writing,
                    meant,
                    form.name.data or "",
                    secret_key=_secret_key(),
                    by=actor(),
                    now=now(),
                    url=form.url.data or "",
                    key=form.key.data or "",
                    opt_in=form.opt_in.data,
                )
        except CannotConnect as refused:
            _point_out(form, refused)
        else:
            _show(row, secret)
            wiring().wake()
            return redirect(url_for("admin.one_connection", connection_id=row.id), 303)
    needs_key = meant is ConnectionKind.PRESTASHOP
    return render_template(
        "admin/shop_connection_new.html", form=form, words=KINDS[meant], needs_key=needs_key
    )


@blueprint.route("/conexiones/<id:connection_id>", methods=["GET", "POST"])
def one_connection(connection_id: int) -> str | Response:
    at = now()
    with wiring().database.reading() as reading:
        row = connections.find(reading, connection_id)
        events = connections.events_of(reading, connection_id)
        zone = place_of(reading).zone
    form = ConnectionForm(name=row.name, url=row.url, opt_in=row.opt_in)
    if form.validate_on_submit() and _describe(form, connection_id):
        flash("Guardado.")
        return redirect(url_for("admin.one_connection", connection_id=connection_id), 303)
    path = hooks.path_of(row.kind, connection_id)
    return render_template(
        "admin/shop_connection.html",
        row=row,
        words=KINDS[row.kind],
        asked=row.kind in connections.ASKED,
        also=row.kind in ALSO_ASKED,
        health=health(row, _secret_key(), at),
        address=f"{post.base()}{path}" if path else None,
        example=EXAMPLE,
        public=bool(wiring().settings.public_url),
        secret=_shown(connection_id),
        form=form,
        secret_form=SecretForm(formdata=None),
        events=events,
        now=at,
        zone=zone,
    )


def _describe(form: ConnectionForm, connection_id: int) -> bool:
    try:
        with wiring().database.transaction() as writing:
            connections.describe(
                writing,
                connection_id,
                name=form.name.data or "",
                opt_in=form.opt_in.data,
                url=form.url.data or "",
                key=form.key.data or "",
                secret_key=_secret_key(),
                by=actor(),
                now=now(),
            )
    except CannotConnect as refused:
        _point_out(form, refused)
        return False
    return True


@blueprint.post("/conexiones/<id:connection_id>/secreto")
def renew_connection_secret(connection_id: int) -> Response:
    given = (SecretForm().secret.data or "").strip()
    with wiring().database.transaction() as writing:
        row = connections.find(writing, connection_id)
        if KINDS[row.kind].given and not given:
            flash("Pega la clave que enseña la tienda.")
            return redirect(url_for("admin.one_connection", connection_id=connection_id), 303)
        secret = connections.renew_secret(
            writing, connection_id, secret_key=_secret_key(), by=actor(), now=now(), secret=given
        )
    if given:
        flash("Guardada. Desde ahora solo vale lo que venga firmado con ella.")
    else:
        _show(row, secret)
        flash("Hecho: el secreto de antes ya no vale. Pon el nuevo en la tienda.")
    return redirect(url_for("admin.one_connection", connection_id=connection_id), 303)


@blueprint.post("/conexiones/<id:connection_id>/pausa")
def pause_connection(connection_id: int) -> Response:
    with wiring().database.transaction() as writing:
        connections.pause(writing, connection_id, by=actor(), now=now())
    flash("En pausa: lo que llegue se guarda, y no se avisa a nadie.")
    return redirect(url_for("admin.one_connection", connection_id=connection_id), 303)


@blueprint.post("/conexiones/<id:connection_id>/seguir")
def resume_connection(connection_id: int) -> Response:
    with wiring().database.transaction() as writing:
        connections.resume(writing, connection_id, by=actor(), now=now())
    flash("En marcha: de lo que llegue desde ahora se avisa a los clientes.")
    return redirect(url_for("admin.one_connection", connection_id=connection_id), 303)


@blueprint.route("/conexiones/<id:connection_id>/estados", methods=["GET", "POST"])
def connection_states(connection_id: int) -> str | Response:
    with wiring().database.reading() as reading:
        row = connections.find(reading, connection_id)
        states = connections.states_of(reading, row)
    if request.method == "POST":
        chosen = {one.word: request.form.get(f"estado:{one.word}", _chosen(row, one)) for one in states}
        own = {
            word: "" if status == NOTHING else status for word, status in chosen.items() if status != USUAL
        }
        with wiring().database.transaction() as writing:
            connections.set_states(writing, connection_id, own, by=actor(), now=now())
        flash("Guardado. Vale para lo que llegue desde ahora.")
        return redirect(url_for("admin.one_connection", connection_id=connection_id), 303)
    called = WORDS.get(row.kind, {})
    return render_template(
        "admin/shop_connection_states.html",
        row=row,
        words=KINDS[row.kind],
        states=[
            (one, called.get(one.word, ""), _chosen(row, one), _usual(one))
            for one in states
            if one.seen or one.word in {*called, *row.states}
        ],
        choices=[(NOTHING, NO_STATUS), *((status.value, STATUS[status]) for status in OrderStatus)],
    )


@blueprint.errorhandler(NoSuchConnection)
def no_connection(_error: NoSuchConnection) -> tuple[str, int]:
    return render_template("admin/refused.html", sentence="Esa tienda no existe."), 404


def _chosen(row: ShopConnection, one: connections.State) -> str:
    """What the owner says it is."""
    return (row.states[one.word] or NOTHING) if one.word in row.states else USUAL


def _usual(one: connections.State) -> str:
    """What it is where the owner says nothing."""
    return STATUS[OrderStatus(one.usual)] if one.usual else NO_STATUS


def _secret_key() -> str:
    return wiring().settings.secret_key.get_secret_value()


def _show(row: ShopConnection, secret: str) -> None:
    """On the next page, once; a shop that makes its own, or signs nothing, needs none of ours."""
    if hooks.path_of(row.kind, row_id(row)) and not KINDS[row.kind].given:
        once.keep(ONCE, json.dumps({"id": row.id, "secret": secret}))


def _shown(connection_id: int) -> str | None:
    kept = json.loads(once.take(ONCE) or "{}")
    return str(kept["secret"]) if kept.get("id") == connection_id else None


def _point_out(form: ConnectionForm, refused: CannotConnect) -> None:
    getattr(form, refused.field).errors = [FAULTS[refused.field]]
