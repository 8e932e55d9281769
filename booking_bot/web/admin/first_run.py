"""The first run: four short pages from a new account to a shop that can be booked at. The owner's alone.

Each page is kept as it is sent, and any of them may be gone back to until the last one opens the shop.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import RadioField, SelectField, StringField, TelField
from wtforms.fields import SelectChoice
from wtforms.validators import AnyOf, DataRequired, InputRequired, Length, ValidationError

from booking_bot.domain import phones
from booking_bot.services.file_form.faults import BusinessFileError
from booking_bot.services.first_run import building, draft
from booking_bot.services.first_run.building import AlreadyOpen
from booking_bot.services.first_run.draft import Line, Plan
from booking_bot.services.first_run.places import SPOTS
from booking_bot.services.first_run.trades import TRADES
from booking_bot.web.admin import first_run_forms as forms
from booking_bot.web.admin.blueprint import actor, blueprint, now
from booking_bot.web.admin.first_run_forms import Wrong
from booking_bot.wiring import wiring

STEPS = (
    ("admin.first_run", "Tu negocio"),
    ("admin.first_run_hours", "Horario"),
    ("admin.first_run_services", "Servicios"),
    ("admin.first_run_staff", "Personal"),
)
SPOT_CHOICES = [
    SelectChoice(key, spot.name, optgroup="España" if spot.country == "ES" else "Otros países")
    for key, spot in SPOTS.items()
]
STAFF_LINES = 4
DOES_NOT_HOLD = "Algo de lo que has puesto no cuadra. Repasa el horario y los servicios, y prueba otra vez."

Shown = str | Response


class ShopForm(FlaskForm):  # type: ignore[misc]
    trade = RadioField(
        "¿A qué te dedicas?",
        choices=[SelectChoice(*one) for one in TRADES.items()],
        validators=[InputRequired("Elige a qué te dedicas; «Otro» también vale.")],
    )
    name = StringField(
        "¿Cómo se llama tu negocio?",
        validators=[DataRequired("Escribe el nombre del negocio."), Length(max=forms.LONGEST_TEXT)],
    )
    spot = SelectField("¿Dónde está?", validators=[AnyOf(SPOTS, "Elige dónde está.")], validate_choice=False)
    address = StringField("Dirección (si quieres)", validators=[Length(max=200)])
    phone = TelField("Teléfono (si quieres)")

    def validate_phone(self, field: TelField) -> None:
        if field.data and self.spot.data in SPOTS:
            try:
                phones.canonical(field.data, SPOTS[self.spot.data].country)
            except ValueError:
                raise ValidationError("Ese teléfono no existe. Mira si falta una cifra.") from None


def _before_there_is_a_shop(at_least: int) -> Callable[[Callable[[Plan], Shown]], Callable[[], Shown]]:
    """For a page of the first run: where the pages before it lack something, those come first."""

    def around(view: Callable[[Plan], Shown]) -> Callable[[], Shown]:
        @wraps(view)
        def shown() -> Shown:
            with wiring().database.reading() as reading:
                if building.is_open(reading):
                    return render_template("admin/first_run_done.html")
                plan = draft.read(reading)
            return view(plan) if at_least == 0 or plan.name else redirect(url_for("admin.first_run"))

        return shown

    return around


@blueprint.route("/empezar/", methods=["GET", "POST"])
@_before_there_is_a_shop(0)
def first_run(plan: Plan) -> Shown:
    form = ShopForm(obj=plan)
    form.spot.choices = [SelectChoice("", "Elige…"), *SPOT_CHOICES]
    if form.validate_on_submit():
        told: dict[str, Any] = {
            name: " ".join((form[name].data or "").split())
            for name in ("trade", "name", "spot", "phone", "address")
        }
        if told["trade"] != plan.trade:
            told |= {"hours": None, "services": None}
        return _keep(plan, told, "admin.first_run_hours")
    return _page("first_run", 0, form=form)


@blueprint.route("/empezar/horario", methods=["GET", "POST"])
@_before_there_is_a_shop(1)
def first_run_hours(plan: Plan) -> Shown:
    week, closed, holidays, fault = forms.week_of(plan), [str(one) for one in plan.closed], plan.holidays, ""
    if request.method == "POST":
        holidays = "festivos" in request.form
        try:
            told = {"hours": forms.read_week(request.form), "closed": forms.read_closed(request.form)}
            return _keep(plan, {**told, "holidays": holidays}, "admin.first_run_services")
        except Wrong as wrong:
            fault, week, closed = str(wrong), forms.typed_week(request.form), request.form.getlist("cerrado")
    closed = [*closed, *[""] * forms.MOST_CLOSED][: forms.MOST_CLOSED]
    return _page("first_run_hours", 1, week=week, closed=closed, holidays=holidays, fault=fault, now=now())


@blueprint.route("/empezar/servicios", methods=["GET", "POST"])
@_before_there_is_a_shop(1)
def first_run_services(plan: Plan) -> Shown:
    lines, fault = plan.lines(), ""
    if request.method == "POST":
        lines = forms.typed_lines(request.form)
        if "mas" in request.form:
            return _keep(plan, {"services": lines}, "admin.first_run_services")
        try:
            told = forms.read_lines(request.form, plan.spot)
            return _keep(plan, {"services": told}, "admin.first_run_staff")
        except Wrong as wrong:
            fault = str(wrong)
    room = min(forms.OWN_LINES, forms.MOST_LINES - len(lines))
    empty = [Line(name="", minutes=0) for _ in range(room)]
    return _page("first_run_services", 2, lines=[*lines, *empty], given=len(lines), fault=fault)


@blueprint.route("/empezar/personal", methods=["GET", "POST"])
@_before_there_is_a_shop(1)
def first_run_staff(plan: Plan) -> Shown:
    names, fault = plan.staff or [(current_user.name or "").partition(" ")[0]], ""
    if request.method == "POST":
        names = request.form.getlist("nombre")[: forms.MOST_STAFF]
        try:
            return _open(plan.model_copy(update={"staff": forms.read_staff(request.form)}))
        except Wrong as wrong:
            fault = str(wrong)
    names = [*names, *[""] * max(1, STAFF_LINES - len(names))][: forms.MOST_STAFF]
    return _page("first_run_staff", 3, names=names, fault=fault)


@blueprint.get("/empezar/listo")
def first_run_done() -> Shown:
    with wiring().database.reading() as reading:
        if not building.is_open(reading):
            return redirect(url_for("admin.first_run"))
    return render_template("admin/first_run_done.html")


def _keep(plan: Plan, told: dict[str, Any], onward: str) -> Response:
    with wiring().database.transaction() as writing:
        draft.keep(writing, plan.model_copy(update=told), now=now())
    return redirect(url_for(onward), 303)


def _open(plan: Plan) -> Response:
    try:
        with wiring().database.transaction() as writing:
            draft.keep(writing, plan, now=now())
            building.open_shop(writing, by=actor(), now=now())
    except AlreadyOpen:
        return redirect(url_for("admin.first_run_done"), 303)
    except BusinessFileError:
        with wiring().database.transaction() as writing:
            draft.keep(writing, plan, now=now())
        flash(DOES_NOT_HOLD)
        return redirect(url_for("admin.first_run_hours"), 303)
    wiring().wake()
    return redirect(url_for("admin.first_run_done"), 303)


def _page(name: str, step: int, **shown: Any) -> str:
    return render_template(f"admin/{name}.html", steps=STEPS, step=step, **shown)
