"""Mi cuenta: one's own name, password and devices, whoever one is."""

from flask import flash, make_response, redirect, render_template, url_for
from flask_login import current_user
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import PasswordField, StringField, TelField
from wtforms.validators import InputRequired, Length

from booking_bot.models import User
from booking_bot.services import accounts, attempts, invitations, passwords, users
from booking_bot.services.attempts import Attempt, TooManyAttempts
from booking_bot.services.users import CannotAdd
from booking_bot.web.admin import access, devices
from booking_bot.web.admin.account_words import ROLE
from booking_bot.web.admin.blueprint import actor, blueprint
from booking_bot.web.admin.links import LONGEST_NAME, PasswordForm, point_out
from booking_bot.web.admin.roles import staff_too
from booking_bot.wiring import utc_now, wiring

WRONG = "Esa no es tu contraseña de ahora."


class SelfForm(FlaskForm):  # type: ignore[misc]
    name = StringField("Nombre", validators=[Length(max=LONGEST_NAME)])
    phone = TelField("Teléfono")


class ChangeForm(PasswordForm):
    old = PasswordField("Contraseña de ahora", validators=[InputRequired("Escribe la de ahora.")])


@blueprint.route("/cuenta/", methods=["GET", "POST"])
@staff_too
def my_account() -> str | Response:
    with wiring().database.reading() as reading:
        account = accounts.find(reading, current_user.id)
    form = SelfForm(name=account.name, phone=account.phone)
    if form.validate_on_submit():
        try:
            with wiring().database.transaction() as writing:
                accounts.describe(
                    writing,
                    account.id,
                    name=form.name.data,
                    phone=form.phone.data,
                    by=actor(),
                    now=utc_now(),
                )
        except CannotAdd as refused:
            point_out(form, refused)
        else:
            flash("Guardado.")
            return redirect(url_for("admin.my_account"), 303)
    return render_template("admin/my_account.html", account=account, form=form, ROLE=ROLE)


@blueprint.route("/cuenta/clave", methods=["GET", "POST"])
@staff_too
def change_password() -> str | Response:
    form = ChangeForm()
    if not form.validate_on_submit():
        return render_template("admin/change_password.html", form=form)
    try:
        account = confirmed(form.old.data)
        if account is None:
            form.old.errors = [WRONG]
            return make_response(render_template("admin/change_password.html", form=form), 401)
        hashed = users.hash_of(form.password.data, account.email, account.name or "")
    except TooManyAttempts as refusal:
        return access.too_many(refusal, "admin/change_password.html", form=form)
    except CannotAdd as refused:
        point_out(form, refused)
        return render_template("admin/change_password.html", form=form)
    with wiring().database.transaction() as writing:
        account = writing.get_one(User, current_user.id)
        invitations.set_password(writing, account, hashed, by=actor(), now=utc_now())
        writing.refresh(account)
    flash("Contraseña cambiada. En los demás dispositivos hay que volver a entrar.")
    return access.enter(account, url_for("admin.my_account"))


@blueprint.post("/cuenta/sesiones")
@staff_too
def end_other_sessions() -> Response:
    """Everywhere but here."""
    with wiring().database.transaction() as writing:
        accounts.end_sessions(writing, current_user.id, by=actor(), now=utc_now())
        account = writing.get_one(User, current_user.id, populate_existing=True)
    flash("Hecho: solo sigues dentro en este dispositivo.")
    return access.enter(account, url_for("admin.my_account"))


def confirmed(password: str) -> User | None:
    """Whoever is signed in, if that is their password; guessing here counts as at the door.

    Raises TooManyAttempts.
    """
    address = devices.origin(current_user.email)
    with wiring().database.transaction() as writing:
        attempts.count(writing, Attempt.PASSWORD, current_user.email, address, now=utc_now())
        account = writing.get_one(User, current_user.id)
    if not passwords.fits(account.password_hash, password):
        return None
    with wiring().database.transaction() as writing:
        attempts.forget(writing, account.email, address)
    return account
