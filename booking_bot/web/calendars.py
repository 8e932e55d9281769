"""Calendars that others fetch: `/calendar/TOKEN.ics` is the agenda, `/cita/TOKEN.ics` a customer's own visit.

Whoever knows an address may read it, so none can be guessed. An unknown one and one that was revoked are the
same 404; neither may be tried often, and one that is good only as often as calendars ask.
"""

from collections.abc import Sequence
from typing import NoReturn, cast

from flask import Blueprint, Flask, Response, abort, current_app, make_response, request
from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from werkzeug.exceptions import TooManyRequests

from booking_bot.services import catalogue
from booking_bot.services.calendars import entries, events, feeds, writing
from booking_bot.services.calendars.entry_links import NoSuchEntry
from booking_bot.services.calendars.events import Event
from booking_bot.services.calendars.feeds import NoSuchFeed
from booking_bot.services.place import NoBusiness, place_of
from booking_bot.wiring import wiring

# By address where it is known, by who asks where it is not.
OFTEN, STRANGERS = parse("30 per minute"), parse("30 per minute")
_EXTENSION = "booking_bot.calendar_meter"
MIMETYPE, PRIVATE = "text/calendar", "private, no-cache"

blueprint = Blueprint("calendars", __name__)


def register(app: Flask) -> None:
    app.extensions[_EXTENSION] = MovingWindowRateLimiter(MemoryStorage())
    app.register_blueprint(blueprint)


@blueprint.get("/calendar/<token>.ics")
def feed(token: str) -> Response:
    parts = wiring()
    now = parts.clock()
    with parts.database.reading() as reading:
        try:
            found = feeds.find(reading, token)
            _count(f"feed {found.id}")
            zone = place_of(reading).zone
            shop = catalogue.read(reading)
        except (NoSuchFeed, NoBusiness):
            _refuse()
        names = {one.id: one.name for one in shop.staff}
        name = " · ".join(filter(None, (shop.business.name, names.get(found.staff_id))))
        told = events.of_staff(reading, found.staff_id, now=now, base=parts.settings.public_url)
    if feeds.is_news(found, now):
        with parts.database.transaction() as session:
            feeds.note_read(session, found.id or 0, now)
    tag = writing.tag_of(told, name, zone)
    if request.if_none_match.contains_weak(tag):
        answer = make_response(b"", 304)
    else:
        answer = _file(writing.written(told, zone, name=name), "agenda.ics")
    answer.set_etag(tag, weak=True)
    answer.headers["Cache-Control"] = PRIVATE
    return answer


@blueprint.get("/cita/<token>.ics")
def entry(token: str) -> Response:
    parts = wiring()
    secret_key = parts.settings.secret_key.get_secret_value()
    with parts.database.reading() as reading:
        try:
            told: Sequence[Event] = entries.events(reading, token, secret_key=secret_key, now=parts.clock())
        except (NoSuchEntry, NoBusiness):
            _refuse()
        _count(f"entry {told[0].uid}")
        zone = place_of(reading).zone
    return _file(writing.written(told, zone, method="PUBLISH"), "cita.ics")


def _file(body: bytes, name: str) -> Response:
    answer = make_response(body)
    answer.mimetype = MIMETYPE
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    answer.headers["Cache-Control"] = PRIVATE
    return answer


def _refuse() -> NoReturn:
    if not _meter().hit(STRANGERS, request.remote_addr or "nobody"):
        raise TooManyRequests(retry_after=60)
    abort(404)


def _count(key: str) -> None:
    if not _meter().hit(OFTEN, key):
        raise TooManyRequests(retry_after=60)


def _meter() -> MovingWindowRateLimiter:
    return cast(MovingWindowRateLimiter, current_app.extensions[_EXTENSION])
