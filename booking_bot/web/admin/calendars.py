"""Calendarios: the agenda in the calendar of whoever works here, and their own calendars in the agenda.

Staff see and make what is theirs; the owner what is anybody's.
"""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import segno
from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user
from flask_wtf import FlaskForm
from sqlmodel import Session
from werkzeug.wrappers import Response
from wtforms import SelectField, StringField, URLField
from wtforms.validators import InputRequired, Length

from booking_bot.channels.calendars import NoCalendar, https
from booking_bot.domain.spans import united
from booking_bot.domain.walltime import utc
from booking_bot.models import Role
from booking_bot.services import catalogue
from booking_bot.services.calendars import feeds, reading, refreshing, subscribed
from booking_bot.services.calendars.feeds import Feed, NoSuchFeed, TooManyFeeds
from booking_bot.services.calendars.reading import Contents, Unreadable
from booking_bot.services.calendars.refreshing import Window
from booking_bot.services.calendars.subscribed import NoSuchCalendar, TooManyCalendars
from booking_bot.services.place import place_of
from booking_bot.web.admin.blueprint import actor, blueprint, now
from booking_bot.web.admin.roles import staff_too
from booking_bot.wiring import wiring

EVERYBODY = ""
SHOWN = 8
_HIT = {
    True: "Ojo: una cita ya dada cae en esas horas. Sigue en pie; está más abajo.",
    False: "Ojo: {many} citas ya dadas caen en esas horas. Siguen en pie; están más abajo.",
}
_DAY = timedelta(days=1)
_TOO_MANY = "Hay demasiados. Quita antes alguno que ya no se use."


class CalendarForm(FlaskForm):  # type: ignore[misc]
    staff = SelectField("De quién es")
    name = StringField(
        "Qué nombre le pones",
        validators=[InputRequired("Ponle un nombre."), Length(max=subscribed.LONGEST_NAME)],
    )
    url = URLField(
        "Su dirección",
        filters=[lambda text: https(text or "")],
        validators=[
            InputRequired("Pega aquí la dirección del calendario."),
            Length(max=subscribed.LONGEST_URL, message="Es demasiado larga para ser la de un calendario."),
        ],
    )


@blueprint.get("/calendarios/")
@staff_too
def calendars() -> str:
    with wiring().database.reading() as session:
        zone, of = place_of(session).zone, _theirs()
        return render_template(
            "admin/calendars.html",
            feeds=feeds.listed(session, of=of, secret_key=_key()),
            calendars=subscribed.listed(session, of=of, now=now()),
            overlaps=subscribed.overlapping(session, of=of, now=now()),
            staff=_staff(session),
            everybody=_is_owner(),
            now=now(),
            zone=zone,
        )


@blueprint.post("/calendarios/")
@staff_too
def make_feed() -> Response:
    chosen = request.form.get("con", EVERYBODY)
    with wiring().database.transaction() as session:
        known = {str(number): number for number, _ in _staff(session)}
        staff_id = known.get(chosen)
        if staff_id is None and not (_is_owner() and chosen == EVERYBODY):
            return redirect(url_for("admin.calendars"), 303)
        try:
            made = feeds.make(session, staff_id, secret_key=_key(), by=actor(), now=now())
        except TooManyFeeds:
            flash(_TOO_MANY)
            return redirect(url_for("admin.calendars"), 303)
    return redirect(url_for("admin.calendar_feed", feed_id=made), 303)


@blueprint.get("/calendarios/direcciones/<id:feed_id>")
@staff_too
def calendar_feed(feed_id: int) -> str:
    with wiring().database.reading() as session:
        found = feeds.listed(session, of=_theirs(), secret_key=_key())
    feed = next((one for one in found if one.id == feed_id), None)
    if feed is None:
        raise NoSuchFeed(feed_id)
    return render_template(
        "admin/calendar_feed.html", feed=feed, public=_is_public(), now=now(), **_ways(feed)
    )


@blueprint.post("/calendarios/direcciones/<id:feed_id>/quitar")
@staff_too
def revoke_feed(feed_id: int) -> Response:
    with wiring().database.transaction() as session:
        feeds.revoke(session, feed_id, of=_theirs(), by=actor(), now=now())
    flash("Quitada: con esa dirección ya no se ve nada.")
    return redirect(url_for("admin.calendars"), 303)


@blueprint.route("/calendarios/nuevo", methods=["GET", "POST"])
@staff_too
def new_calendar() -> str | Response | tuple[str, int]:
    """First what is in it is shown, and only then it is kept."""
    form = CalendarForm()
    with wiring().database.reading() as session:
        form.staff.choices = [(str(number), name) for number, name in _staff(session)]
        if not form.validate_on_submit():
            return _new(form), 422 if form.is_submitted() else 200
        staff_id = int(form.staff.data)
        seen = refreshing.window(session, staff_id, now())
    try:
        contents, etag = _fetched(form.url.data, seen)
    except (NoCalendar, Unreadable) as refusal:
        form.url.errors = [refusal.explanation]
        return _new(form), 422
    if "guardar" not in request.form:
        return _new(form, found=_told(contents, seen.zone), events=contents.events)
    try:
        with wiring().database.transaction() as session:
            made = subscribed.add(
                session, staff_id, form.url.data, form.name.data, secret_key=_key(), by=actor(), now=now()
            )
            refreshing.keep(session, made.id or 0, contents, seen, etag=etag, now=now())
            session.flush()
            hit = len(subscribed.overlapping(session, of=staff_id, now=now()))
    except TooManyCalendars:
        flash(_TOO_MANY)
    else:
        flash("Añadido: a esas horas el bot ya no da citas. Se mira otra vez cada cuarto de hora.")
        if hit:
            flash(_HIT[hit == 1].format(many=hit))
    return redirect(url_for("admin.calendars"), 303)


@blueprint.post("/calendarios/<id:calendar_id>/quitar")
@staff_too
def remove_calendar(calendar_id: int) -> Response:
    with wiring().database.transaction() as session:
        subscribed.remove(session, calendar_id, of=_theirs(), by=actor(), now=now())
    flash("Quitado: las horas que ocupaba vuelven a estar libres.")
    return redirect(url_for("admin.calendars"), 303)


@blueprint.errorhandler(NoSuchFeed)
@blueprint.errorhandler(NoSuchCalendar)
def no_calendar(_error: Exception) -> tuple[str, int]:
    return render_template("admin/refused.html", sentence="Ese calendario ya no está."), 404


def _is_owner() -> bool:
    return bool(current_user.role is Role.OWNER)


def _theirs() -> int | None:
    """Whose calendars these are: None is anybody's. Staff who are nobody of the agenda have none."""
    return None if _is_owner() else current_user.staff_id or 0


def _staff(session: Session) -> list[tuple[int, str]]:
    """For whom one may be added."""
    of = _theirs()
    return [
        (one.id, one.name)
        for one in catalogue.read(session).staff
        if one.active and one.id and of in (None, one.id)
    ]


def _key() -> str:
    return wiring().settings.secret_key.get_secret_value()


def _is_public() -> bool:
    return wiring().settings.public_url is not None


def _ways(feed: Feed) -> dict[str, Any]:
    base = wiring().settings.public_url or request.host_url.rstrip("/")
    if not feed.token:
        return {"address": ""}
    address = f"{base}{url_for('calendars.feed', token=feed.token)}"
    webcal = f"webcal:{address.partition(':')[2]}"
    return {
        "address": address,
        "webcal": webcal,
        "picture": segno.make(webcal, micro=False, error="l").svg_data_uri(scale=5, light="white"),
    }


def _fetched(url: str, seen: Window) -> tuple[Contents, str | None]:
    """Raises NoCalendar or Unreadable."""
    source = wiring().calendars
    if source is None:
        raise NoCalendar("Este programa no puede leer calendarios de fuera.")
    fetched = source.fetch(url)
    contents = reading.read(
        fetched.body or b"", first=seen.first, last=seen.last, zone=seen.zone, owners=seen.owners
    )
    return contents, fetched.etag


def _told(contents: Contents, zone: ZoneInfo) -> list[dict[str, datetime | date]]:
    """The next busy times; of whole days with the `last` of them."""
    coming = [span for span in united(one.span for one in contents.busy) if span[1] > now().timestamp()]
    told = []
    for span in coming[:SHOWN]:
        start, end = (utc(edge).astimezone(zone) for edge in span)
        days = {"last": end.date() - _DAY} if start.time() == end.time() == time() else {}
        told.append({"start": start, "end": end, **days})
    return told


def _new(form: CalendarForm, **shown: Any) -> str:
    return render_template("admin/calendar_new.html", form=form, now=now(), **shown)
