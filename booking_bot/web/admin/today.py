"""Hoy: a few numbers, what needs a person, and the day."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user
from sqlmodel import Session
from werkzeug.wrappers import Response

from booking_bot.domain.appointments import Status
from booking_bot.models import ChannelName
from booking_bot.services import catalogue, hand_messages, handovers, inbox
from booking_bot.services.agenda_day import Day, Entry, agenda_day
from booking_bot.services.agenda_entries import entries_of
from booking_bot.services.call_list import calls_to_come
from booking_bot.services.month import this_month
from booking_bot.services.notify import CHATS
from booking_bot.services.opening import opening_between
from booking_bot.services.orders import finding
from booking_bot.services.place import place_of
from booking_bot.services.road import stage_of
from booking_bot.services.to_fetch import to_fetch
from booking_bot.web.admin import bad_day
from booking_bot.web.admin.blueprint import actor, back, blueprint, now
from booking_bot.web.admin.live import fragment
from booking_bot.web.admin.moments import day_of
from booking_bot.web.admin.roles import may_use, staff_too
from booking_bot.web.admin.stages import due_taps
from booking_bot.web.admin.timeline import timeline
from booking_bot.web.admin.whatsapp_words import STAGES
from booking_bot.wiring import wiring

LOOK_AHEAD = timedelta(days=30)
# Who has not said by then that they come may be worth a call.
CONFIRM_BY = timedelta(hours=3)
DUE_SHOWN = 6
# Who is not there by then is late, and who they come to may go on with somebody else.
LATE_AFTER = timedelta(minutes=10)


@blueprint.get("/")
@staff_too
def today() -> str | Response:
    asked = day_of(request.args.get("dia"))
    if asked is not None:
        return redirect(url_for("admin.agenda", dia=asked.isoformat()))
    with wiring().database.reading() as session:
        return render_template(
            "admin/today.html",
            **_shown(session),
            month=this_month(session, now=now()),
            orders_open=finding.under_way(session),
        )


@blueprint.get("/hoy/ahora")
@staff_too
def today_now() -> Response:
    """What of Hoy changes by itself."""
    with wiring().database.reading() as session:
        return fragment(render_template("admin/today_now.html", **_shown(session)))


@blueprint.post("/avisos/<id:attention_id>/hecho")
@staff_too
def resolve(attention_id: int) -> Response:
    with wiring().database.transaction() as session:
        handovers.resolve(session, attention_id, by=actor(), now=now())
    flash("Hecho, ya no sale en Hoy.")
    return back()


def next_open(session: Session, day: date) -> date:
    """The first day after this one on which the shop opens; the very next where none is near."""
    tomorrow = day + timedelta(days=1)
    near = opening_between(session, tomorrow, day + LOOK_AHEAD)
    return next((opening.day for opening in near if opening.spans), tomorrow)


def _shown(session: Session) -> dict[str, Any]:
    at = now()
    zone = place_of(session).zone
    day = agenda_day(session, at.astimezone(zone).date(), now=at)
    concerns = inbox.concerns(session, now=at)
    return {
        "day": day,
        "timeline": timeline(day),
        "next_open": next_open(session, day.day),
        "due": _due(day, at),
        "unconfirmed": _unconfirmed(day, at),
        "late": _late(day, at),
        "to_fetch": to_fetch(session, now=at),
        "concerns": concerns,
        "asked": entries_of(session, {one.appointment_id for one in concerns if one.appointment_id}),
        "calls_to_come": calls_to_come(session, now=at, until=_midnight(at, zone)),
        "taken": inbox.taken(session, now=at),
        "waiting": inbox.waiting(session),
        "by_hand": hand_messages.count(session, at).due if may_use(current_user.role, "admin.by_hand") else 0,
        "bad_days": bad_day.titled(session),
        "has_subject": bool(catalogue.read(session).business.subject),
        "connected": any(name in wiring().channels for name in CHATS),
        "road": STAGES[stage_of(session)] if ChannelName.WHATSAPP in wiring().channels else None,
        "may_connect": may_use(current_user.role, "admin.whatsapp"),
        "now": at,
        "zone": zone,
    }


def _midnight(at: datetime, zone: ZoneInfo) -> datetime:
    """When today ends."""
    return datetime.combine(at.astimezone(zone).date() + timedelta(days=1), time(), zone)


def _due(day: Day, at: datetime) -> list[Entry]:
    """Those with something to tap, the nearest ones."""
    waiting = [entry for entry in day.entries if due_taps(entry, at)]
    nearest = sorted(waiting, key=lambda entry: abs(entry.start - at))[:DUE_SHOWN]
    return sorted(nearest, key=lambda entry: entry.start)


def _late(day: Day, at: datetime) -> list[Entry]:
    """Who should be there by now; nobody where the shop does not note who arrives."""
    if not any(entry.arrived_at for entry in day.entries):
        return []
    return [
        entry
        for entry in day.entries
        if entry.is_firm and entry.arrived_at is None and entry.start + LATE_AFTER <= at < entry.end
    ]


def _unconfirmed(day: Day, at: datetime) -> list[Entry]:
    """Who comes soon and has not said so."""
    return [
        entry
        for entry in day.entries
        if entry.status is Status.BOOKED and entry.arrived_at is None and at < entry.start <= at + CONFIRM_BY
    ]
