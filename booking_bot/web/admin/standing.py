"""Standing appointments: agreed on, one day of them left out or moved, changed, ended."""

from dataclasses import replace
from datetime import date, time

from flask import abort, flash, redirect, render_template, request, url_for
from sqlmodel import Session
from werkzeug.wrappers import Response

from booking_bot.domain.refusals import NoSuchAppointment, SlotTaken
from booking_bot.models import Appointment, row_id
from booking_bot.services import catalogue
from booking_bot.services.customer_book.card import find
from booking_bot.services.diary.near import near
from booking_bot.services.inbox import people
from booking_bot.services.place import place_of
from booking_bot.services.standing import changing, foreseeing, one_day, reading, starting
from booking_bot.services.standing.changing import Anew
from booking_bot.services.standing.one_day import NotItsDay
from booking_bot.services.standing.reading import Series
from booking_bot.services.standing.terms import LONGEST_WEEKS, HasEnded, NoSuchStanding, Terms
from booking_bot.web.admin.blueprint import actor, blueprint, now
from booking_bot.web.admin.moments import day_of, moment_of, tapped
from booking_bot.web.admin.roles import staff_too
from booking_bot.wiring import wiring

OFTEN = (1, 2, 3, 4, 5, 6, 8)
DAYS = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábados", "domingos")
MANY_NEAR = 6
TAKEN = "Esa hora se acaba de ocupar. Elige otra."
MISSING = "Elige el servicio, con quién, el día y la hora."
BACKWARDS = "El último día no puede ser antes del primero."
FAULTS: dict[type[Exception], str] = {
    NoSuchStanding: "Esa cita fija no existe.",
    HasEnded: "Esa cita fija ya ha terminado.",
    NotItsDay: "Ese día no le toca.",
}


@blueprint.app_template_filter()
def every(weeks: int) -> str:
    return "cada semana" if weeks == 1 else f"cada {weeks} semanas"


@blueprint.app_template_filter()
def rhythm(terms: Terms) -> str:
    """ "cada 2 semanas, los martes a las 17:00"."""
    return f"{every(terms.every_weeks)}, los {DAYS[terms.first_day.weekday()]} a las {terms.clock}"


@blueprint.get("/fijas/nueva")
@staff_too
def new_standing() -> str | Response:
    with wiring().database.reading() as session:
        return _already(session) or _new_page(session)


@blueprint.post("/fijas/nueva")
@staff_too
def agree_on_standing() -> str | Response | tuple[str, int]:
    first = request.form.get("cita", type=int)
    with wiring().database.transaction() as writing:
        if already := _already(writing):
            return already
        terms = _terms(writing)
        if terms is None:
            return _new_page(writing, fault=MISSING), 422
        if terms.last_day is not None and terms.last_day < terms.first_day:
            return _new_page(writing, fault=BACKWARDS), 422
        made = starting.start(
            writing, terms, first=first, tell="avisar" in request.form, by=actor(), now=now()
        )
        number = row_id(made)
    flash("Apuntada: las citas de las próximas semanas ya están en la agenda.")
    wiring().wake()
    return redirect(url_for("admin.standing", standing_id=number), 303)


@blueprint.get("/fijas/<id:standing_id>")
@staff_too
def standing(standing_id: int) -> str:
    with wiring().database.reading() as session:
        series = reading.read(session, standing_id, now=now())
        kept = catalogue.read(session)
        doing = {staff for service, staff in kept.done_by if service == series.terms.service_id}
        return render_template(
            "admin/standing.html",
            series=series,
            staff=[one for one in kept.staff if one.active and one.id in doing],
            often=_often(series.terms.every_weeks),
            **_clock(session),
        )


@blueprint.get("/fijas/<id:standing_id>/<day>")
@staff_too
def standing_day(standing_id: int, day: str) -> str:
    """One of its days, and when else it could be."""
    with wiring().database.reading() as session:
        series, turn = _turn(session, standing_id, day)
        terms = series.terms
        wanted = moment_of(turn.day, terms.clock, place_of(session).zone)
        assert wanted is not None
        return render_template(
            "admin/standing_day.html",
            series=series,
            turn=turn,
            free=near(session, terms.service_id, terms.staff_id, wanted, now=now(), many=MANY_NEAR),
            **_clock(session),
        )


@blueprint.post("/fijas/<id:standing_id>/<day>/<any(no,si):word>")
@staff_too
def decide_day(standing_id: int, day: str, word: str) -> Response:
    """ "Ese día no", and "ese día sí"."""
    on = _day(day)
    try:
        with wiring().database.transaction() as writing:
            if word == "no":
                tell = "avisar" in request.form
                one_day.leave_out(writing, standing_id, on, tell=tell, by=actor(), now=now())
                flash("Quitado ese día. Los demás siguen igual.")
            else:
                one_day.put_back(writing, standing_id, on, by=actor(), now=now())
                flash("Vuelve a estar apuntado ese día.")
    except SlotTaken:
        flash("A esa hora no hay sitio. Elige otra.")
        return redirect(url_for("admin.standing_day", standing_id=standing_id, day=day), 303)
    wiring().wake()
    return redirect(url_for("admin.standing", standing_id=standing_id), 303)


@blueprint.post("/fijas/<id:standing_id>/<day>/poner")
@staff_too
def place_day(standing_id: int, day: str) -> Response:
    """That day's turn at the time that was tapped."""
    form = request.form
    try:
        with wiring().database.transaction() as writing:
            start = tapped(form.get("cuando"), place_of(writing).zone)
            if start is None:
                flash("Elige la hora.")
                return redirect(url_for("admin.standing_day", standing_id=standing_id, day=day), 303)
            tell = "avisar" in form
            one_day.place(writing, standing_id, _day(day), start, tell=tell, by=actor(), now=now())
    except SlotTaken:
        flash(TAKEN)
        return redirect(url_for("admin.standing_day", standing_id=standing_id, day=day), 303)
    flash("Apuntada a esa hora.")
    wiring().wake()
    return redirect(url_for("admin.standing", standing_id=standing_id), 303)


@blueprint.post("/fijas/<id:standing_id>/cambiar")
@staff_too
def change_standing(standing_id: int) -> Response:
    form = request.form
    first, clock = day_of(form.get("dia")), _wall(form.get("hora"))
    with wiring().database.transaction() as writing:
        terms = reading.read(writing, standing_id, now=now()).terms
        if first is None or clock is None:
            flash("Elige el día y la hora.")
            return redirect(url_for("admin.standing", standing_id=standing_id), 303)
        staff_id = form.get("con", type=int)
        able = {staff for service, staff in catalogue.read(writing).done_by if service == terms.service_id}
        anew = Anew(
            max(first, now().astimezone(place_of(writing).zone).date()),
            clock,
            staff_id if staff_id in able else terms.staff_id,
            _weeks(form.get("cada", type=int), terms.every_weeks),
        )
        fresh = changing.change(writing, standing_id, anew, tell="avisar" in form, by=actor(), now=now())
        number = row_id(fresh)
    flash("Cambiada desde ese día. Lo que ya se había movido o anulado a mano se queda como estaba.")
    wiring().wake()
    return redirect(url_for("admin.standing", standing_id=number), 303)


@blueprint.post("/fijas/<id:standing_id>/terminar")
@staff_too
def end_standing(standing_id: int) -> Response:
    with wiring().database.transaction() as writing:
        since = day_of(request.form.get("dia")) or now().astimezone(place_of(writing).zone).date()
        tell = request.form.get("avisar") == "si"
        gone = changing.end(writing, standing_id, since=since, tell=tell, by=actor(), now=now())
    many = (
        f" Se han anulado {len(gone)} citas." if len(gone) > 1 else " Se ha anulado 1 cita." if gone else ""
    )
    flash(f"Terminada.{many}")
    wiring().wake()
    return redirect(url_for("admin.standing", standing_id=standing_id), 303)


def _new_page(session: Session, *, fault: str = "") -> str:
    told = request.values
    first = told.get("cita", type=int)
    terms = _terms(session)
    if first is None and told.get("cliente", type=int) is None:
        abort(404)
    customer_id = terms.customer_id if terms else _customer(session)
    kept = catalogue.read(session)
    service_id = terms.service_id if terms else told.get("servicio", type=int)
    able = [staff for service, staff in kept.done_by if service_id in (None, service)]
    services = {row_id(one): one for one in kept.services}
    staff = {row_id(one): one for one in kept.staff}
    return render_template(
        "admin/standing_new.html",
        terms=terms,
        first=first,
        person=people(session, [customer_id])[customer_id],
        service=services.get(terms.service_id) if terms else None,
        member=staff.get(terms.staff_id) if terms else None,
        services=[one for one in kept.services if one.active],
        staff=[one for one in kept.staff if one.active and one.id in able],
        foreseen=foreseeing.foresee(session, terms, now=now(), already=first) if terms else [],
        often=_often(terms.every_weeks if terms else 1),
        fault=fault,
        **_clock(session),
    )


def _already(session: Session) -> Response | None:
    """To what its appointment is a turn of: a second tap agrees on nothing new."""
    appointment = session.get(Appointment, request.values.get("cita", type=int) or 0)
    if appointment is None or appointment.standing_id is None:
        return None
    return redirect(url_for("admin.standing", standing_id=appointment.standing_id), 303)


def _terms(session: Session) -> Terms | None:
    """What the form says; None as long as something is missing. Raises NoSuchAppointment."""
    told = request.values
    weeks, last = _weeks(told.get("cada", type=int), 1), day_of(told.get("hasta"))
    number = told.get("cita", type=int)
    if number is not None:
        appointment = session.get(Appointment, number)
        if appointment is None:
            raise NoSuchAppointment(number)
        return starting.of_appointment(appointment, weeks, place_of(session).zone, last_day=last)
    service, staff = told.get("servicio", type=int), told.get("con", type=int)
    first, clock = day_of(told.get("dia")), _wall(told.get("hora"))
    if (service, staff) not in catalogue.read(session).done_by or first is None or clock is None:
        return None
    if service is None or staff is None:
        return None
    return replace(Terms(_customer(session), service, staff, weeks, first, clock), last_day=last)


def _customer(session: Session) -> int:
    """Raises NoSuchCustomer."""
    return row_id(find(session, request.values.get("cliente", type=int) or 0))


def _turn(session: Session, standing_id: int, day: str) -> tuple[Series, reading.Turn]:
    """Raises NoSuchStanding or NotItsDay."""
    series, on = reading.read(session, standing_id, now=now()), _day(day)
    turn = next((one for one in series.days if one.day == on), None)
    if turn is None:
        raise NotItsDay
    return series, turn


def _day(text: str) -> date:
    return day_of(text) or abort(404)


def _wall(text: str | None) -> str | None:
    try:
        return f"{time.fromisoformat(text or ''):%H:%M}"
    except ValueError:
        return None


def _weeks(asked: int | None, usual: int) -> int:
    return asked if asked is not None and 0 < asked <= LONGEST_WEEKS else usual


def _often(now_every: int) -> list[int]:
    return sorted({*OFTEN, now_every})


def _clock(session: Session) -> dict[str, object]:
    return {"now": now(), "zone": place_of(session).zone}


def _fault(error: Exception) -> Response | tuple[str, int]:
    sentence = FAULTS[type(error)]
    if request.method == "GET" or isinstance(error, NoSuchStanding):
        return render_template("admin/refused.html", sentence=sentence), 404
    flash(sentence)
    return redirect(url_for("admin.standing", standing_id=(request.view_args or {})["standing_id"]), 303)


for _kind in FAULTS:
    blueprint.register_error_handler(_kind, _fault)
