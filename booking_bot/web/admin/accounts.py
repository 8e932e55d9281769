"""Cuentas: who may come in, who is invited, and what becomes of those who leave. The owner's alone."""

import json
from collections.abc import Callable
from urllib.parse import quote

from flask import abort, flash, redirect, render_template, url_for
from flask_login import current_user
from flask_wtf import FlaskForm
from sqlmodel import Session
from werkzeug.wrappers import Response
from wtforms import EmailField, SelectField
from wtforms.fields import SelectChoice

from booking_bot.models import Role
from booking_bot.services import accounts, invitations, page_links, second_factor
from booking_bot.services.accounts import LastOwner, NoSuchAccount, NoSuchStaff
from booking_bot.services.users import CannotAdd
from booking_bot.web.admin import once, post
from booking_bot.web.admin.account_words import ROLE
from booking_bot.web.admin.blueprint import actor, blueprint
from booking_bot.web.admin.links import point_out
from booking_bot.wiring import utc_now, wiring

LINK = "link"  # shown once: what it is for, and where it leads
NOBODY = ""
INVITED = (
    "Te invito a llevar las citas conmigo. Abre este enlace para crear tu cuenta; vale una semana:\n{link}"
)
CHOOSE_ANOTHER = "Con este enlace eliges otra contraseña; vale una hora:\n{link}"
LAST_OWNER = "Es la única cuenta que lleva el negocio: antes tiene que llevarlo otra."


class RightsForm(FlaskForm):  # type: ignore[misc]
    """What they may, and whose day is theirs."""

    role = SelectField(
        "Puede",
        choices=[
            SelectChoice(Role.STAFF.value, "Ver la agenda y los mensajes"),
            SelectChoice(Role.OWNER.value, "Todo"),
        ],
    )
    staff = SelectField("Su agenda es la de")

    def offer(self, session: Session) -> None:
        people = [SelectChoice(str(number), name) for number, name in accounts.staff_to_choose(session)]
        self.staff.choices = [SelectChoice(NOBODY, "Nadie en especial"), *people]

    @property
    def staff_id(self) -> int | None:
        return int(self.staff.data) if self.staff.data else None


class InvitationForm(RightsForm):
    email = EmailField("Su correo (si quieres)")


@blueprint.route("/cuentas/", methods=["GET", "POST"])
def all_accounts() -> str | Response:
    form, now = InvitationForm(), utc_now()
    with wiring().database.reading() as reading:
        form.offer(reading)
        found = accounts.everybody(reading)
        invited = invitations.pending(reading, now=now)
    if form.validate_on_submit() and _invite(form):
        return redirect(url_for("admin.all_accounts"), 303)
    staff = {one.value: one.label for one in form.staff.choices}
    return render_template(
        "admin/accounts.html",
        accounts=found,
        invited=[(one, staff.get(str(one.staff_id), "")) for one in invited],
        form=form,
        link=_link_made(),
        by_mail=post.can_write(),
        ROLE=ROLE,
        now=now,
    )


def _invite(form: InvitationForm) -> bool:
    email = form.email.data or None
    try:
        with wiring().database.transaction() as writing:
            token = invitations.for_account(
                writing,
                Role(form.role.data),
                by=actor(),
                now=utc_now(),
                staff_id=form.staff_id,
                email=email,
            )
    except CannotAdd as refused:
        point_out(form, refused)
        return False
    _show_link(INVITED, page_links.join(post.base(), token), email)
    return True


@blueprint.post("/cuentas/invitaciones/<id:invitation_id>/quitar")
def withdraw_invitation(invitation_id: int) -> Response:
    with wiring().database.transaction() as writing:
        invitations.withdraw(writing, invitation_id, by=actor(), now=utc_now())
    flash("Hecho, ese enlace ya no vale.")
    return redirect(url_for("admin.all_accounts"), 303)


@blueprint.route("/cuentas/<id:account_id>", methods=["GET", "POST"])
def one_account(account_id: int) -> str | Response:
    with wiring().database.reading() as reading:
        account = accounts.find(reading, account_id)
        form = RightsForm(role=account.role.value, staff=str(account.staff_id or NOBODY))
        form.offer(reading)
    if form.validate_on_submit():
        role, staff_id = Role(form.role.data), form.staff_id
        return _do(
            account_id,
            lambda session: accounts.change(
                session, account_id, role=role, staff_id=staff_id, by=actor(), now=utc_now()
            ),
            "Guardado.",
        )
    return render_template("admin/account.html", account=account, form=form, ROLE=ROLE)


@blueprint.post("/cuentas/<id:account_id>/cerrar")
def close_account(account_id: int) -> Response:
    return _do(
        account_id,
        lambda session: accounts.close(session, account_id, by=actor(), now=utc_now()),
        "Cuenta cerrada: ya no puede entrar. La puedes volver a abrir cuando quieras.",
    )


@blueprint.post("/cuentas/<id:account_id>/abrir")
def open_account(account_id: int) -> Response:
    return _do(
        account_id,
        lambda session: accounts.open_again(session, account_id, by=actor(), now=utc_now()),
        "Cuenta abierta: puede volver a entrar con su contraseña.",
    )


@blueprint.post("/cuentas/<id:account_id>/salir")
def end_account_sessions(account_id: int) -> Response:
    return _do(
        account_id,
        lambda session: accounts.end_sessions(session, account_id, by=actor(), now=utc_now()),
        "Hecho: tiene que volver a entrar en todos sus dispositivos.",
    )


@blueprint.post("/cuentas/<id:account_id>/sin-codigo")
def forget_second_factor(account_id: int) -> Response:
    """For whoever lost telephone and recovery codes both; one's own is turned off in one's own account."""
    if account_id == current_user.id:
        abort(404)
    return _do(
        account_id,
        lambda session: second_factor.turn_off(session, account_id, by=actor(), now=utc_now()),
        "Hecho: vuelve a entrar solo con la contraseña.",
    )


@blueprint.post("/cuentas/<id:account_id>/enlace")
def password_link(account_id: int) -> Response:
    with wiring().database.transaction() as writing:
        account = accounts.find(writing, account_id)
        token = invitations.for_password(writing, account_id, by=actor(), now=utc_now())
    _show_link(CHOOSE_ANOTHER, page_links.choose_password(post.base(), token), account.email)
    return redirect(url_for("admin.all_accounts"), 303)


@blueprint.errorhandler(NoSuchAccount)
def no_account(_error: NoSuchAccount) -> tuple[str, int]:
    return render_template("admin/refused.html", sentence="Esa cuenta no existe."), 404


def _do(account_id: int, act: Callable[[Session], None], done: str) -> Response:
    try:
        with wiring().database.transaction() as writing:
            act(writing)
    except LastOwner:
        flash(LAST_OWNER)
    except NoSuchStaff:
        flash("Esa persona ya no está en el personal.")
    else:
        flash(done)
    return redirect(url_for("admin.one_account", account_id=account_id), 303)


def _show_link(text: str, link: str, email: str | None) -> None:
    """Keep it for the next page, and send it where there is a way."""
    told = text.format(link=link)
    if email and post.can_write():
        post.send(email, told.partition(".")[0], told)
        flash(f"Enviado a {email}.")
    once.keep(LINK, json.dumps({"link": link, "chat": f"https://wa.me/?text={quote(told)}"}))


def _link_made() -> dict[str, str] | None:
    kept = once.take(LINK)
    return dict(json.loads(kept)) if kept else None
