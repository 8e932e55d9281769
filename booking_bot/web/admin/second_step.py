"""The second step of one's own sign-in: turned on with a code, off with the password."""

import segno
from flask import flash, make_response, redirect, render_template, url_for
from flask_login import current_user
from flask_wtf import FlaskForm
from sqlmodel import select
from werkzeug.wrappers import Response
from wtforms import PasswordField
from wtforms.validators import InputRequired

from booking_bot.models import Business
from booking_bot.services import accounts, second_factor
from booking_bot.services.attempts import TooManyAttempts
from booking_bot.services.second_factor import WrongCode
from booking_bot.web.admin import access, my_account, once
from booking_bot.web.admin.blueprint import actor, blueprint
from booking_bot.web.admin.roles import staff_too
from booking_bot.wiring import utc_now, wiring

SECRET, CODES = "new_factor", "codes"
PROGRAM = "Recepción"


class OffForm(FlaskForm):  # type: ignore[misc]
    password = PasswordField("Tu contraseña", validators=[InputRequired("Escribe tu contraseña.")])


@blueprint.route("/cuenta/segundo-paso", methods=["GET", "POST"])
@staff_too
def second_step() -> str | Response:
    """Show what the app is to read, and ask for its first code."""
    with wiring().database.reading() as reading:
        account = accounts.find(reading, current_user.id)
        shop = reading.exec(select(Business.name)).first()
    if account.second_factor:
        codes = (once.take(CODES) or "").split()
        return render_template("admin/second_step_on.html", codes=codes, form=OffForm())
    form = access.CodeForm()
    secret = once.look(SECRET) or second_factor.new_secret()
    once.keep(SECRET, secret)
    fault = None
    if form.validate_on_submit():
        try:
            _turn_on(secret, form.code.data)
        except WrongCode:
            fault = "Ese código no es el de ahora. Espera al siguiente y prueba otra vez."
        else:
            once.take(SECRET)
            flash("Activado: al entrar te pediremos también un código.")
            return redirect(url_for("admin.second_step"), 303)
    text = second_factor.address(secret, email=account.email, shop=shop or PROGRAM)
    page = render_template(
        "admin/second_step.html",
        form=form,
        fault=fault,
        link=text,
        picture=segno.make(text, micro=False).svg_data_uri(scale=5, light="white"),
        secret=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
    )
    return make_response(page, 401 if fault else 200)


def _turn_on(secret: str, code: str) -> None:
    key = wiring().settings.secret_key.get_secret_value()
    with wiring().database.transaction() as writing:
        codes = second_factor.turn_on(
            writing, current_user.id, secret, code, secret_key=key, by=actor(), now=utc_now()
        )
    once.keep(CODES, " ".join(codes))


@blueprint.post("/cuenta/segundo-paso/quitar")
@staff_too
def turn_off_second_step() -> str | Response:
    form = OffForm()
    if not form.validate_on_submit():
        return render_template("admin/second_step_on.html", codes=[], form=form)
    try:
        account = my_account.confirmed(form.password.data)
    except TooManyAttempts as refusal:
        return access.too_many(refusal, "admin/second_step_on.html", codes=[], form=form)
    if account is None:
        form.password.errors = [my_account.WRONG]
        return make_response(render_template("admin/second_step_on.html", codes=[], form=form), 401)
    with wiring().database.transaction() as writing:
        second_factor.turn_off(writing, current_user.id, by=actor(), now=utc_now())
    flash("Quitado: entras solo con la contraseña.")
    return redirect(url_for("admin.my_account"), 303)
