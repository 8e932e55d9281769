"""The door: sign-in, sign-out, and who may come in.

A session names its account and the account's epoch; raising the epoch ends all its sessions on the
server, whatever cookies are still about. Signing out does that. A session also ends by itself, some
days after it was last used and two weeks after its sign-in.
"""

from datetime import datetime, timedelta
from math import ceil

from flask import abort, flash, make_response, redirect, render_template, request, session, url_for
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import EmailField, PasswordField
from wtforms.validators import InputRequired

from booking_bot.models import Role, User, row_id
from booking_bot.services import sign_in as signing
from booking_bot.services.sign_in import TooManyAttempts
from booking_bot.web.admin import devices
from booking_bot.web.admin.blueprint import blueprint, safe_path
from booking_bot.web.admin.roles import may_use, staff_too
from booking_bot.web.csrf import refuse_forgeries
from booking_bot.wiring import utc_now, wiring

IDLE = timedelta(days=4)  # a long weekend
LONGEST = timedelta(days=14)
OPEN_ENDPOINTS = frozenset({"admin.sign_in"})

manager = LoginManager()
# Flask-Login's own protection looks at the network address, which changes on a phone in the street.
manager.session_protection = None


class Account(UserMixin):  # type: ignore[misc]
    """Whoever is signed in."""

    def __init__(self, user: User) -> None:
        self.id = row_id(user)
        self.email = user.email
        self.role: Role = user.role
        self.epoch = user.session_epoch

    def get_id(self) -> str:
        return f"{self.id}:{self.epoch}"


class SignInForm(FlaskForm):  # type: ignore[misc]
    email = EmailField("Correo", validators=[InputRequired("Escribe tu correo.")])
    password = PasswordField("Contraseña", validators=[InputRequired("Escribe tu contraseña.")])


@manager.user_loader  # type: ignore[untyped-decorator]
def load(session_id: str) -> Account | None:
    if _expired(utc_now()):
        return None
    account_id, _, epoch = session_id.partition(":")
    with wiring().database.reading() as reading:
        user = signing.find(reading, int(account_id), int(epoch))
        return Account(user) if user else None


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


blueprint.before_request(refuse_forgeries)


@blueprint.route("/entrar", methods=["GET", "POST"])
def sign_in() -> str | Response:
    target = safe_path(request.args.get("next")) or url_for("admin.today")
    if current_user.is_authenticated:
        return redirect(target)
    form = SignInForm()
    if not form.validate_on_submit():
        return render_template("admin/sign_in.html", form=form)
    try:
        account = _checked(form.email.data, form.password.data)
    except TooManyAttempts as refusal:
        minutes = ceil(refusal.wait.total_seconds() / 60)
        fault = f"Demasiados intentos. Vuelve a probar dentro de {minutes} min."
        response = make_response(render_template("admin/sign_in.html", form=form, fault=fault), 429)
        response.headers["Retry-After"] = str(ceil(refusal.wait.total_seconds()))
        return response
    if account is None:
        fault = "El correo o la contraseña no son correctos."
        return make_response(render_template("admin/sign_in.html", form=form, fault=fault), 401)
    session.clear()
    session.permanent = True
    session["since"] = session["used"] = utc_now().isoformat()
    login_user(Account(account))
    answer = redirect(target, 303)
    devices.mark(answer, account.email)
    return answer


def _checked(email: str, password: str) -> User | None:
    address = devices.origin(email)
    with wiring().database.transaction() as writing:
        account = signing.begin(writing, email, address, now=utc_now())
    right = signing.fits(account, password)
    if account is None or not right:
        return None
    with wiring().database.transaction() as writing:
        signing.succeed(writing, account, address)
    return account


@blueprint.post("/salir")
@staff_too
def sign_out() -> Response:
    with wiring().database.transaction() as writing:
        signing.end_sessions(writing, current_user.id)
    logout_user()
    session.clear()
    flash("Has salido, aquí y en tus otros dispositivos.")
    return redirect(url_for("admin.sign_in"), 303)
