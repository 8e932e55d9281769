"""`/media/…`: files that the shop sends, for the provider that was given the address."""

from flask import Flask, Response, abort

from booking_bot.channels.own_media import PATH, NotOpen, OwnMedia
from booking_bot.config import Settings
from booking_bot.services.shown_files import NoSuchFile, located
from booking_bot.web.files import answer_with
from booking_bot.wiring import wiring


def register(app: Flask) -> None:
    app.add_url_rule(f"{PATH}<token>", "media", media)


def addresses(settings: Settings) -> OwnMedia:
    return OwnMedia(settings.public_url or "", settings.secret_key.get_secret_value(), wiring().clock)


def media(token: str) -> Response:
    settings = wiring().settings
    try:
        number = addresses(settings).number(token)
        with wiring().database.reading() as session:
            path, file = located(session, number, settings.media_dir)
    except (NotOpen, NoSuchFile):
        abort(404)
    return answer_with(path, file)
