"""`/simulator/`: the page, the fragment it polls, and what its buttons post."""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import cast

from flask import Blueprint, Response, abort, json, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from booking_bot.channels.media import LARGEST
from booking_bot.channels.simulated_media import SimulatedMedia
from booking_bot.channels.simulator import message_form, receipt_form
from booking_bot.clock import MovableClock
from booking_bot.models import ChannelName
from booking_bot.services.demo import CAST, Character
from booking_bot.services.place import place_of
from booking_bot.services.shown_files import NoSuchFile, located
from booking_bot.web import webhooks
from booking_bot.web.csrf import refuse_other_sites
from booking_bot.web.files import answer_with
from booking_bot.web.simulator.fragment import fragment
from booking_bot.wiring import wiring

blueprint = Blueprint("simulator", __name__, url_prefix="/simulator")
# No token: these phones hold no power, and signing in beside them would take theirs away.
blueprint.before_request(refuse_other_sites)

LONGEST_TEXT = 4096
LARGEST_FORM = LARGEST + 64 * 1024  # bytes; the rest of the form comes beside the file
MOVES = {"10m": timedelta(minutes=10), "1h": timedelta(hours=1), "1d": timedelta(days=1)}
TO_TOMORROW = "9"  # tomorrow at nine, by the shop's clock


@blueprint.get("/")
def phones() -> str:
    return render_template("simulator/phones.html", cast=CAST, moves=MOVES, tomorrow=TO_TOMORROW)


@blueprint.get("/state")
def state() -> Response:
    """What all phones show now, as JSON; 204 where the page already has that (`?has=` its mark)."""
    parts = wiring()
    with parts.database.reading() as session:
        shown = fragment(session, parts.clock())
    text = json.dumps(shown)
    mark = sha256(text.encode()).hexdigest()[:16]
    if request.args.get("has") == mark:
        return Response(status=204)
    return Response(json.dumps({"mark": mark, **shown}), mimetype="application/json")


@blueprint.post("/messages")
def send() -> AnyResponse:
    """A customer writes, presses the button `payload` whose title is the text, or sends a file."""
    request.max_content_length = LARGEST_FORM
    writer = _character()
    text = request.form.get("text", "")
    payload = request.form.get("payload") or None
    file = _file()
    if len(text) > LONGEST_TEXT or not (text or file):
        abort(400)
    form = message_form(
        writer.phone, writer.name, text, button=payload, quoted=request.form.get("quoted"), file=file
    )
    webhooks.accept(form, ChannelName.SIMULATOR)
    return redirect(url_for("simulator.phones"), 303)


def _file() -> tuple[str, str] | None:
    """The address and the type of the file that was posted, kept until it is fetched from there."""
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        return None
    phones = cast(SimulatedMedia, wiring().media[ChannelName.SIMULATOR])
    return phones.put(sent.read()), sent.mimetype


@blueprint.get("/files/<int:file_id>")
def file(file_id: int) -> Response:
    """What a phone sent, as that phone shows it."""
    parts = wiring()
    with parts.database.reading() as session:
        try:
            path, found = located(
                session, file_id, parts.settings.media_dir, channels=[ChannelName.SIMULATOR]
            )
        except NoSuchFile:
            abort(404)
    return answer_with(path, found)


@blueprint.post("/seen")
def seen() -> Response:
    """A phone got these messages (`sid`, several) and its owner read them."""
    reader = _character()
    for sid in request.form.getlist("sid"):
        for status in ("delivered", "read"):
            webhooks.note(receipt_form(sid, reader.phone, status), marker=None)
    return Response(status=204)


@blueprint.post("/clock")
def move_on() -> AnyResponse:
    clock = cast(MovableClock, wiring().clock)
    clock.move_to(_target(request.form.get("by", ""), clock()))
    wiring().wake()
    return redirect(url_for("simulator.phones"), 303)


def _target(move: str, now: datetime) -> datetime:
    if move in MOVES:
        return now + MOVES[move]
    if move != TO_TOMORROW:
        abort(400)
    with wiring().database.reading() as session:
        wall = now.astimezone(place_of(session).zone)
    return (wall + timedelta(days=1)).replace(hour=9, minute=0, second=0, microsecond=0)


def _character() -> Character:
    phone = request.form.get("phone")
    return next((one for one in CAST if one.phone == phone), None) or abort(404)
