"""Who comes by a link: to make an account, or to choose a new password; and how such a link is asked for."""

from flask import flash, make_response, redirect, render_template, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import EmailField, PasswordField, StringField, TelField
from wtforms.validators import EqualTo, InputRequired, Length

from booking_bot.services import invitations, users
from booking_bot.services.invitations import NoSuchLink
from booking_bot.services.users import CannotAdd
from booking_bot.web.admin import access, devices, forgotten_links, post
from booking_bot.web.admin.account_words import FAULTS
from booking_bot.web.admin.blueprint import blueprint
from booking_bot.wiring import utc_now, wiring

LONGEST_NAME = 80
_ASKED = "Si hay una cuenta con ese correo, te llega enseguida un enlace para elegir otra contraseña."


class PasswordForm(FlaskForm):  # type: ignore[misc]
    password = PasswordField("Contraseña nueva", validators=[InputRequired("Escribe una contraseña.")])
    again = PasswordField(
        "Otra vez la contraseña", validators=[EqualTo("password", "Las dos contraseñas no son iguales.")]
    )


class JoinForm(PasswordForm):
    name = StringField(
        "Tu nombre", validators=[InputRequired("Escribe tu nombre."), Length(max=LONGEST_NAME)]
    )
    email = EmailField("Correo", validators=[InputRequired("Escribe tu correo.")])
    phone = TelField("Teléfono (si quieres)")


class ForgottenForm(FlaskForm):  # type: ignore[misc]
    email = EmailField("Correo", validators=[InputRequired("Escribe tu correo.")])


@blueprint.route("/alta/<token>", methods=["GET", "POST"])
def join(token: str) -> str | Response:
    """Make the account that the link is for, and come in."""
    now = utc_now()
    with wiring().database.reading() as reading:
        try:
            link = invitations.find(reading, token, now=now)
        except NoSuchLink:
            return _no_link()
        if link.account_id is not None:
            return redirect(url_for("admin.choose_password", token=token))
    form = JoinForm(email=link.email)
    if form.validate_on_submit():
        try:
            hashed = users.hash_of(form.password.data, form.email.data, form.name.data)
            with wiring().database.transaction() as writing:
                made = invitations.join(
                    writing,
                    token,
                    email=form.email.data,
                    password_hash=hashed,
                    name=" ".join(form.name.data.split()),
                    phone=form.phone.data,
                    now=now,
                )
        except NoSuchLink:
            return _no_link()
        except CannotAdd as refused:
            point_out(form, refused)
        else:
            flash("Ya tienes tu cuenta.")
            return access.enter(made, url_for("admin.today"))
    return render_template("admin/join.html", form=form, role=link.role)


@blueprint.route("/clave/<token>", methods=["GET", "POST"])
def choose_password(token: str) -> str | Response:
    now = utc_now()
    try:
        with wiring().database.reading() as reading:
            account = invitations.account_of(reading, token, now=now)
        form = PasswordForm()
        if form.validate_on_submit():
            hashed = users.hash_of(form.password.data, account.email, account.name or "")
            with wiring().database.transaction() as writing:
                invitations.choose_password(writing, token, hashed, now=now)
            flash("Contraseña cambiada. Entra con ella.")
            return redirect(url_for("admin.sign_in"), 303)
    except NoSuchLink:
        return _no_link()
    except CannotAdd as refused:
        point_out(form, refused)
    return render_template("admin/choose_password.html", form=form, email=account.email)


@blueprint.route("/clave/", methods=["GET", "POST"])
def forgotten() -> str | Response:
    """The answer is the same, and takes as long, whether there is such an account or not."""
    form = ForgottenForm()
    if post.can_write() and form.validate_on_submit():
        forgotten_links.ask(form.email.data, devices.origin(form.email.data), now=utc_now())
        flash(_ASKED)
        return redirect(url_for("admin.sign_in"), 303)
    return render_template("admin/forgotten.html", form=form, by_mail=post.can_write())


def point_out(form: FlaskForm, refused: CannotAdd) -> None:
    """Write beside the field what is wrong with it."""
    name, sentence = FAULTS[refused.fault]
    form[name].errors = [sentence]


def _no_link() -> Response:
    sentence = "Este enlace ya no vale: se ha usado o ha caducado. Pide otro."
    return make_response(render_template("admin/refused.html", sentence=sentence), 404)
