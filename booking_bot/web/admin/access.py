"""The door: sign-in, sign-out, and who may come in.

A session names its account and the account's epoch; raising the epoch ends all its sessions on the
server, whatever cookies are still about. Signing out does that. A session also ends by itself, some
days after it was last used and two weeks after its sign-in.

Where an account asks for a code beside the password, the session of whoever knew the password says so
and nothing else: it opens no page but the one that takes the code.
"""

from datetime import datetime, timedelta
from math import ceil
from typing import Any

from flask import abort, flash, make_response, redirect, render_template, request, session, url_for
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import EmailField, PasswordField, StringField
from wtforms.validators import InputRequired

from booking_bot.models import Role, User, row_id
from booking_bot.services import passwords, users
from booking_bot.services import sign_in as signing
from booking_bot.services.attempts import TooManyAttempts
from booking_bot.web.admin import devices
from booking_bot.web.admin.blueprint import blueprint, safe_path
from booking_bot.web.admin.roles import may_use, staff_too
from booking_bot.web.admin.uploads import make_room
from booking_bot.web.csrf import refuse_forgeries
from booking_bot.wiring import utc_now, wiring

IDLE = timedelta(days=4)  # a long weekend
LONGEST = timedelta(days=14)
HALFWAY = timedelta(minutes=10)  # for the code, once the password was right
# For those who are not signed in, each guarded by what it asks for.
OPEN_ENDPOINTS = frozenset(
    {"admin.sign_in", "admin.sign_in_code", "admin.forgotten", "admin.join", "admin.choose_password"}
)
ASKED = "asked"  # of a session: whose code is awaited, and since when

manager = LoginManager()
# Flask-Login's own protection looks at the network address, which changes on a phone in the street.
manager.session_protection = None


class Account(UserMixin):  # type: ignore[misc]
    """Whoever is signed in; `staff_id` is whose day is theirs."""

    def __init__(self, user: User) -> None:
        self.id = row_id(user)
        self.email = user.email
        self.name = user.name or user.email
        self.role: Role = user.role
        self.staff_id = user.staff_id
        self.epoch = user.session_epoch

    def get_id(self) -> str:
        return f"{self.id}:{self.epoch}"


class SignInForm(FlaskForm):  # type: ignore[misc]
    email = EmailField("Correo", validators=[InputRequired("Escribe tu correo.")])
    password = PasswordField("Contraseña", validators=[InputRequired("Escribe tu contraseña.")])


class CodeForm(FlaskForm):  # type: ignore[misc]
    code = StringField("Código", validators=[InputRequired("Escribe el código.")])


@manager.user_loader  # type: ignore[untyped-decorator]
def load(session_id: str) -> Account | None:
    if _expired(utc_now()):
        return None
    user = _account_of(session_id)
    return Account(user) if user else None


def _account_of(session_id: str) -> User | None:
    account_id, _, epoch = session_id.partition(":")
    with wiring().database.reading() as reading:
        return signing.find(reading, int(account_id), int(epoch))


def _expired(now: datetime) -> bool:
    try:
        since, used = (datetime.fromisoformat(session[key]) for key in ("since", "used"))
    except (KeyError, ValueError):
        return True
    return now >= since + LONGEST or now >= used + IDLE


@blueprint.before_request
def require_account() -> Response | None:
    """Send strangers to the sign-in, keep staff out of what is the owner's, and note that the session is in
    use."""
    if request.endpoint in OPEN_ENDPOINTS:
        return None
    if not current_user.is_authenticated:
        wanted = request.full_path.rstrip("?") if request.method == "GET" else None
        return redirect(url_for("admin.sign_in", next=safe_path(wanted)))
    session["used"] = utc_now().isoformat()
    if not may_use(current_user.role, request.endpoint or ""):
        abort(403)
    return None


# Whoever is nobody was sent away before a large form is read.
blueprint.before_request(make_room)
blueprint.before_request(refuse_forgeries)


@blueprint.route("/entrar", methods=["GET", "POST"])
def sign_in() -> str | Response:
    target = safe_path(request.args.get("next")) or url_for("admin.today")
    if current_user.is_authenticated:
        return redirect(target)
    form = SignInForm()
    if not form.validate_on_submit():
        with wiring().database.reading() as reading:
            nobody = not users.is_anybody(reading)
        return render_template("admin/sign_in.html", form=form, nobody=nobody)
    address = devices.origin(form.email.data)
    try:
        account = _checked(form.email.data, form.password.data, address)
    except TooManyAttempts as refusal:
        return too_many(refusal, "admin/sign_in.html", form=form)
    if account is None:
        fault = "El correo o la contraseña no son correctos."
        return make_response(render_template("admin/sign_in.html", form=form, fault=fault), 401)
    if account.totp_secret is not None:
        session.clear()
        session[ASKED] = [Account(account).get_id(), utc_now().isoformat()]
        return redirect(url_for("admin.sign_in_code", next=safe_path(request.args.get("next"))), 303)
    _renew_and_forget(account, form.password.data, address)
    return enter(account, target)


@blueprint.route("/entrar/codigo", methods=["GET", "POST"])
def sign_in_code() -> str | Response:
    """The second step, for whoever knew the password a moment ago."""
    target = safe_path(request.args.get("next")) or url_for("admin.today")
    account = _halfway(utc_now())
    if account is None:
        return redirect(url_for("admin.sign_in", next=safe_path(request.args.get("next"))))
    form = CodeForm()
    if not form.validate_on_submit():
        return render_template("admin/sign_in_code.html", form=form)
    address, now = devices.origin(account.email), utc_now()
    try:
        with wiring().database.transaction() as writing:
            signing.count_code(writing, account, address, now=now)
    except TooManyAttempts as refusal:
        return too_many(refusal, "admin/sign_in_code.html", form=form)
    key = wiring().settings.secret_key.get_secret_value()
    with wiring().database.transaction() as writing:
        right = signing.pass_code(writing, account, address, form.code.data, secret_key=key, now=now)
    if not right:
        fault = "Ese código no es correcto, o ya se ha usado."
        return make_response(render_template("admin/sign_in_code.html", form=form, fault=fault), 401)
    return enter(account, target)


def enter(account: User, target: str) -> Response:
    """Begin a session of its own for the account, whatever session there was."""
    session.clear()
    session.permanent = True
    session["since"] = session["used"] = utc_now().isoformat()
    login_user(Account(account))
    answer = redirect(target, 303)
    devices.mark(answer, account.email)
    return answer


def too_many(refusal: TooManyAttempts, template: str, **shown: Any) -> Response:
    """The page again, with how long one has to wait."""
    minutes = ceil(refusal.wait.total_seconds() / 60)
    fault = f"Demasiados intentos. Vuelve a probar dentro de {minutes} min."
    response = make_response(render_template(template, fault=fault, **shown), 429)
    response.headers["Retry-After"] = str(ceil(refusal.wait.total_seconds()))
    return response


def _halfway(now: datetime) -> User | None:
    """The account whose password was right, and whose code is awaited."""
    try:
        session_id, asked_at = session[ASKED]
        if now >= datetime.fromisoformat(asked_at) + HALFWAY:
            return None
    except (KeyError, ValueError):
        return None
    return _account_of(session_id)


def _checked(email: str, password: str, address: str) -> User | None:
    with wiring().database.transaction() as writing:
        account = signing.begin(writing, email, address, now=utc_now())
    return account if signing.fits(account, password) else None


def _renew_and_forget(account: User, password: str, address: str) -> None:
    renewed = passwords.renewed(account.password_hash, password)
    with wiring().database.transaction() as writing:
        signing.succeed(writing, account, address, renewed_hash=renewed)


@blueprint.post("/salir")
@staff_too
def sign_out() -> Response:
    with wiring().database.transaction() as writing:
        signing.end_sessions(writing, current_user.id)
    logout_user()
    session.clear()
    flash("Has salido, aquí y en tus otros dispositivos.")
    return redirect(url_for("admin.sign_in"), 303)
