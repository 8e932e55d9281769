"""Agenda: any day or week, of everybody or of one member of staff, on the screen and on paper."""

from datetime import date, timedelta
from typing import Any

from flask import render_template, request
from sqlmodel import Session
from werkzeug.wrappers import Response

from booking_bot.services import catalogue
from booking_bot.services.agenda_day import Day, agenda_days
from booking_bot.services.place import place_of
from booking_bot.web.admin.blueprint import blueprint, now
from booking_bot.web.admin.live import fragment
from booking_bot.web.admin.moments import day_of, week_of
from booking_bot.web.admin.roles import staff_too
from booking_bot.web.admin.timeline import timeline
from booking_bot.web.admin.today import next_open
from booking_bot.wiring import wiring

_WEEK = timedelta(days=7)


@blueprint.get("/agenda/")
@staff_too
def agenda() -> str:
    with wiring().database.reading() as session:
        return render_template("admin/agenda.html", **_day(session))


@blueprint.get("/agenda/ahora")
@staff_too
def agenda_now() -> Response:
    with wiring().database.reading() as session:
        return fragment(render_template("admin/agenda_now.html", **_day(session)))


@blueprint.get("/agenda/semana")
@staff_too
def agenda_week() -> str:
    with wiring().database.reading() as session:
        shown = _asked(session)
        first = week_of(shown["asked"])
        days = agenda_days(session, first, first + timedelta(days=6), now=now())
        shown["days"] = [_of_staff(day, shown["staff_id"]) for day in days]
        shown["before"], shown["after"] = shown["asked"] - _WEEK, shown["asked"] + _WEEK
        return render_template("admin/agenda_week.html", **shown)


@blueprint.get("/agenda/imprimir")
@staff_too
def agenda_print() -> str:
    with wiring().database.reading() as session:
        return render_template("admin/agenda_print.html", **_day(session))


def _day(session: Session) -> dict[str, Any]:
    shown = _asked(session)
    asked: date = shown["asked"]
    day = _of_staff(agenda_days(session, asked, asked, now=now())[0], shown["staff_id"])
    return {
        **shown,
        "day": day,
        "timeline": timeline(day),
        "before": asked - timedelta(days=1),
        "after": asked + timedelta(days=1),
        "next_open": next_open(session, asked),
    }


def _asked(session: Session) -> dict[str, Any]:
    """Which day, and whose."""
    at = now()
    zone = place_of(session).zone
    kept = catalogue.read(session)
    staff = [one for one in kept.staff if one.active]
    asked = request.args.get("con", type=int)
    return {
        "asked": day_of(request.args.get("dia")) or at.astimezone(zone).date(),
        "staff": staff,
        "staff_id": asked if any(one.id == asked for one in staff) else None,
        "today": at.astimezone(zone).date(),
        "has_subject": bool(kept.business.subject),
        "now": at,
        "zone": zone,
    }


def _of_staff(day: Day, staff_id: int | None) -> Day:
    return day if staff_id is None else day.only(staff_id)
