"""`/privacidad`: what is kept of customers, for whoever follows the link of the first message."""

from flask import Flask, abort, redirect, render_template
from werkzeug.wrappers import Response

from booking_bot.config import Settings
from booking_bot.services.place import NoBusiness
from booking_bot.services.privacy_notice import notice
from booking_bot.web import pages
from booking_bot.wiring import wiring


def register(app: Flask) -> None:
    pages.prepare(app)
    app.add_url_rule("/privacidad", "privacy", privacy)


def privacy() -> str | Response:
    settings = wiring().settings
    with wiring().database.reading() as session:
        try:
            told = notice(session)
        except NoBusiness:
            abort(404)
    if told.url:
        return redirect(told.url)
    return render_template("privacy.html", told=told, days=settings.retention_days, hearing=hearing(settings))


def hearing(settings: Settings) -> bool:
    """Whether what they say or write leaves the house to be understood."""
    return settings.voice_url is not None or settings.reader_url is not None
