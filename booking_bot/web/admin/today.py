"""Hoy: the day's agenda, a few numbers, and what needs a person."""

from datetime import date, timedelta

from flask import abort, flash, render_template, request
from sqlmodel import Session
from werkzeug.wrappers import Response

from booking_bot.services import handovers, inbox
from booking_bot.services.agenda_day import agenda_day, entries_of
from booking_bot.services.month import this_month
from booking_bot.services.opening import opening_between
from booking_bot.services.place import place_of
from booking_bot.web.admin.blueprint import actor, back, blueprint, now
from booking_bot.web.admin.roles import staff_too
from booking_bot.wiring import wiring

YEARS = range(2000, 2101)
LOOK_AHEAD = timedelta(days=30)


@blueprint.get("/")
@staff_too
def today() -> str:
    at = now()
    with wiring().database.reading() as session:
        zone = place_of(session).zone
        day = _asked_day() or at.astimezone(zone).date()
        concerns = inbox.concerns(session)
        return render_template(
            "admin/today.html",
            day=agenda_day(session, day, now=at),
            before=day - timedelta(days=1),
            after=day + timedelta(days=1),
            next_open=_next_open(session, day),
            concerns=concerns,
            asked=entries_of(session, {one.appointment_id for one in concerns if one.appointment_id}),
            taken=inbox.taken(session),
            waiting=inbox.waiting(session),
            month=this_month(session, now=at),
            connected=bool(wiring().channels),
            now=at,
            zone=zone,
        )


def _next_open(session: Session, day: date) -> date:
    """The first day after this one on which the shop opens; the very next where none is near."""
    tomorrow = day + timedelta(days=1)
    near = opening_between(session, tomorrow, day + LOOK_AHEAD)
    return next((opening.day for opening in near if opening.spans), tomorrow)


def _asked_day() -> date | None:
    text = request.args.get("dia")
    if text is None:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        abort(404)
    if day.year not in YEARS:
        abort(404)
    return day


@blueprint.post("/avisos/<id:attention_id>/hecho")
@staff_too
def resolve(attention_id: int) -> Response:
    with wiring().database.transaction() as session:
        handovers.resolve(session, attention_id, by=actor(), now=now())
    flash("Hecho, ya no sale en Hoy.")
    return back()
