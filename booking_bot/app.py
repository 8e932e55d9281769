"""The composition root: builds the parts from settings and wires the web application."""

import logging
from datetime import timedelta
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, abort, request
from werkzeug.exceptions import SecurityError
from werkzeug.wsgi import get_host

from booking_bot.channels.calendars import WebCalendars
from booking_bot.channels.language_model import ChatEndpoint
from booking_bot.channels.transcription.base import Transcriber
from booking_bot.channels.transcription.faster_whisper import FasterWhisper
from booking_bot.channels.transcription.openai_endpoint import OpenAiEndpoint
from booking_bot.channels.twilio_examination import examine
from booking_bot.config import Settings, SettingsError, load_settings, misspelt
from booking_bot.connection import Connection, connect
from booking_bot.db import Database
from booking_bot.language.second_reading import ModelReader, Reader
from booking_bot.services import wakes
from booking_bot.services.disks import file_of, network_disk
from booking_bot.web import admin, api, calendars, health, hooks, media, privacy, simulator, webhooks
from booking_bot.web.sessions import Sessions
from booking_bot.wiring import Wiring

log = logging.getLogger(__name__)

# Whose work needs the way to Twilio that is in use now.
FOLLOWING = ("/admin/", "/twilio/", "/api/", "/metrics")
OPEN_TO_ANY_HOST = frozenset({"/healthz", "/readyz"})  # load balancers ask by address
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
}


def build(settings: Settings) -> Wiring:
    """The parts that a process works with, made from its settings."""
    logging.basicConfig(level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    _report_errors(settings)
    for name, meant in misspelt():
        log.warning("%s is no setting and has no effect: %s may be meant", name, meant)
    parts = Wiring(
        settings=settings,
        database=Database(settings.database_url),
        connected_by_environment=settings.twilio_enabled,
        fixed=frozenset(name for name in ("twilio_sms_from", "smtp_url") if getattr(settings, name)),
    )
    parts.transcriber = _transcriber(settings)
    connect(parts)
    parts.refresh = Connection(parts).refresh
    parts.examine = examine
    parts.calendars = WebCalendars()
    if (file := file_of(parts.database)) and (kind := network_disk(file)):
        raise SettingsError(f"DATABASE_URL wants a local disk for SQLite, not one over the network ({kind})")
    if settings.engine == "procrastinate":
        wakes.carry(parts.database)
    parts.reader = _reader(settings)
    return parts


def _transcriber(settings: Settings) -> Transcriber | None:
    if settings.voice_model_dir is not None:
        return FasterWhisper(settings.voice_model_dir)
    if settings.voice_url is not None:
        key = settings.voice_key.get_secret_value() if settings.voice_key else None
        return OpenAiEndpoint(settings.voice_url, key=key, model=settings.voice_model)
    return None


def _reader(settings: Settings) -> Reader | None:
    if settings.reader_url is None or settings.reader_model is None:
        return None
    key = settings.reader_key.get_secret_value() if settings.reader_key else None
    return ModelReader(ChatEndpoint(settings.reader_url, key=key, model=settings.reader_model).ask)


def _report_errors(settings: Settings) -> None:
    """Send exceptions to Sentry where it is set up, with nothing in them that a customer said or is."""
    if settings.sentry_dsn is None:
        return
    sentry = import_module("sentry_sdk")  # the extra `sentry`; without it these settings were refused
    sentry.init(
        dsn=settings.sentry_dsn.get_secret_value(),
        send_default_pii=False,
        include_local_variables=False,
        max_request_body_size="never",
        max_breadcrumbs=0,  # requests to Twilio among them, whose addresses name who is written to
        before_send=_without_request,
    )


def _without_request(event: dict[str, Any], _hint: dict[str, Any]) -> dict[str, Any]:
    """Addresses of the API hold numbers, and headers hold tokens."""
    return {name: value for name, value in event.items() if name != "request"}


def create_app(settings: Settings | None = None, parts: Wiring | None = None, *, demo: bool = False) -> Flask:
    """The web application over `parts`, or over what is built from the settings or the environment.

    `demo` adds the simulator. Raises SettingsError.
    """
    parts = parts or build(settings or load_settings())
    settings = parts.settings
    app = Flask(__name__, static_folder="web/static", template_folder="web/templates")
    https = bool(settings.public_url and settings.public_url.startswith("https:"))
    app.config.update(
        SECRET_KEY=settings.secret_key.get_secret_value(),
        MAX_CONTENT_LENGTH=1024 * 1024,
        MAX_FORM_MEMORY_SIZE=256 * 1024,
        MAX_FORM_PARTS=500,
        SESSION_COOKIE_NAME="__Host-booking" if https else "booking",
        SESSION_COOKIE_SECURE=https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=timedelta(days=14),
        SEND_FILE_MAX_AGE_DEFAULT=timedelta(days=1),
        BOOTSTRAP_SERVE_LOCAL=True,
    )
    app.session_interface = Sessions()
    parts.attach(app)
    _trust_hosts(app, settings)
    _send_headers(app, https=https)
    _follow_connection(app, parts)
    app.register_blueprint(health.blueprint)
    app.register_blueprint(webhooks.blueprint)
    app.register_blueprint(hooks.blueprint)
    privacy.register(app)
    calendars.register(app)
    media.register(app)
    api.register(app)
    admin.register(app)
    if demo:
        simulator.register(app)
    return app


def _trust_hosts(app: Flask, settings: Settings) -> None:
    """Refuse requests for hosts that are not ours with 400; links and cookies depend on the name."""
    public = urlsplit(settings.public_url or "").hostname  # in small letters
    trusted = [host for host in (public, "localhost", "127.0.0.1") if host]

    @app.before_request
    def refuse_strangers() -> None:
        if request.path in OPEN_TO_ANY_HOST:
            return
        try:
            get_host({**request.environ, "HTTP_HOST": request.environ.get("HTTP_HOST", "").lower()}, trusted)
        except SecurityError:
            abort(400, "This host name is not served here: set PUBLIC_URL to the address in use.")


def _follow_connection(app: Flask, parts: Wiring) -> None:
    @app.before_request
    def follow() -> None:
        if request.path.startswith(FOLLOWING):
            parts.refresh()


def _send_headers(app: Flask, *, https: bool) -> None:
    @app.after_request
    def add(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if https:
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        if request.endpoint != "static" and not (request.endpoint or "").endswith(".static"):
            if response.cache_control.public:  # what Flask says of every file that a view hands out
                del response.headers["Cache-Control"]
            response.headers.setdefault("Cache-Control", "no-store")
        return response
