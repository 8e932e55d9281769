"""The demo: an invented hairdresser's with a week of appointments, and phones to write to it from.

It keeps to a database of its own, `var/demo.db`, and never looks at DATABASE_URL or Twilio's settings.
"""

import secrets
from importlib.resources import files
from pathlib import Path

from sqlmodel import select

from booking_bot import app
from booking_bot.channels.simulator import Simulator
from booking_bot.clock import MovableClock
from booking_bot.config import Settings, load_settings
from booking_bot.models import ChannelName, User
from booking_bot.services import business_file, demo, users
from booking_bot.services.file_form.reading import parse
from booking_bot.services.schema import migrate
from booking_bot.wiring import Wiring, utc_now

DATABASE = Path("var/demo.db")
SHOP = "peluqueria.toml"
EMAIL = "demo@example.com"
PASSWORD = "demo-peluqueria"  # noqa: S105 - shown at every start; the demo listens on this machine alone
_UNSET = (
    "public_url", "twilio_account_sid", "twilio_auth_token", "twilio_whatsapp_from", "twilio_sms_from",
    "smtp_url",
)  # fmt: skip


def demo_settings(database: Path = DATABASE) -> Settings:
    """Settings for the demo, whatever the environment says of Twilio, of mail or of another database."""
    return load_settings(
        database_url=f"sqlite:///{database}",
        secret_key=secrets.token_urlsafe(48),
        log_level="WARNING",  # what is on the screen is the demo
        **dict.fromkeys(_UNSET),
    )


def furnish(settings: Settings) -> Wiring:
    """The parts of the demo, its database migrated and filled. Doing it again adds what a new day lacks."""
    parts = app.build(settings)
    migrate(parts.database)
    clock = MovableClock(utc_now)
    shop = parse(files(__name__).joinpath(SHOP).read_text(encoding="utf-8"), SHOP)
    with parts.database.transaction() as session:
        business_file.load(session, shop)
        if moved_to := demo.latest_moment(session):
            clock.move_to(moved_to)
        if session.exec(select(User.id).where(User.email == EMAIL)).first() is None:
            users.add(session, EMAIL, PASSWORD, now=clock())
        demo.seed(session, now=clock())
    parts.clock = clock
    parts.channels[ChannelName.SIMULATOR] = Simulator()
    return parts
