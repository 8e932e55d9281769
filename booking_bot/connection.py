"""The way to Twilio that a process works with, and how it takes another without being started anew.

The environment's wins. Without it the details that the owner entered in the page are used: the process
that keeps them takes them at once, and every other sees within seconds that their stamp has changed.
"""

import logging
from collections.abc import Callable
from datetime import datetime
from threading import Lock
from time import monotonic

from pydantic import SecretStr
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from booking_bot.channels.base import Channel
from booking_bot.channels.history import History
from booking_bot.channels.media import MediaSource
from booking_bot.channels.twilio_account import TwilioPurse
from booking_bot.channels.twilio_history import TwilioHistory
from booking_bot.channels.twilio_media import TwilioMedia
from booking_bot.channels.twilio_sms import TwilioSms
from booking_bot.channels.twilio_templates import TwilioTemplates
from booking_bot.channels.twilio_whatsapp import TwilioWhatsApp
from booking_bot.config import Settings
from booking_bot.models import ChannelName
from booking_bot.services import twilio_keys
from booking_bot.services.contents import ContentShelf
from booking_bot.services.secrets import Unreadable
from booking_bot.services.twilio_keys import Keys
from booking_bot.services.ways import Ways, set_ways
from booking_bot.wiring import Wiring

log = logging.getLogger(__name__)

LOOK_EVERY = 2.0  # seconds
OVER_TWILIO = (ChannelName.WHATSAPP, ChannelName.SMS)


class Connection:
    """Follows what was entered in the page, for the process of `parts`. Any thread may call it."""

    def __init__(self, parts: Wiring, clock: Callable[[], float] = monotonic) -> None:
        self.parts = parts
        self.given = parts.settings
        self.clock = clock
        self.seen: datetime | None = None
        self.look_at = 0.0
        self.lock = Lock()

    def refresh(self, *, at_once: bool = False) -> None:
        """Take what is new, if it is time to look."""
        if self.given.twilio_enabled or not self.given.public_url:
            return
        if not at_once and self.clock() < self.look_at:
            return
        with self.lock:
            self.look_at = self.clock() + LOOK_EVERY
            try:
                self._look()
            except DBAPIError as failure:  # what is there goes on
                log.warning("the details of the account cannot be looked up: %s", type(failure).__name__)

    def _look(self) -> None:
        with self.parts.database.reading() as session:
            stamp = twilio_keys.stamp(session)
            if stamp == self.seen:
                return
            settings = as_entered(self.given, session)
        self.seen = stamp
        self.parts.settings = settings
        connect(self.parts)
        log.info("the connection with Twilio is %s", "there" if settings.twilio_enabled else "gone")


def as_entered(settings: Settings, session: Session) -> Settings:
    """The settings with what was entered in the page, where the environment does not say it."""
    if settings.twilio_enabled or not settings.public_url:
        return settings
    try:
        keys = twilio_keys.read(session, secret_key=settings.secret_key.get_secret_value())
    except Unreadable:
        log.warning("the details of the account were kept under another SECRET_KEY: enter them again")
        return settings
    return with_keys(settings, keys) if keys else settings


def with_keys(settings: Settings, keys: Keys) -> Settings:
    """The settings as they would be with these details in the environment."""
    return settings.model_copy(
        update={
            "twilio_account_sid": keys.account,
            "twilio_auth_token": SecretStr(keys.token),
            "twilio_whatsapp_from": keys.sender,
        }
    )


def connect(parts: Wiring) -> None:
    """Give `parts` the channels of its settings, and all that goes with them; what they lack goes away."""
    settings = parts.settings
    channels: dict[ChannelName, Channel] = {}
    history: dict[ChannelName, History] = {}
    media: dict[ChannelName, MediaSource] = {}
    parts.registrar = parts.purse = None
    if settings.twilio_enabled:
        shelf = ContentShelf(parts.database, str(settings.twilio_account_sid), parts.clock)
        whatsapp = TwilioWhatsApp.from_settings(settings, shelf)
        channels[ChannelName.WHATSAPP] = whatsapp
        if not settings.twilio_is_sandbox:
            parts.registrar = TwilioTemplates(whatsapp.client)
        parts.purse = TwilioPurse(whatsapp.client)
        history[ChannelName.WHATSAPP] = TwilioHistory(whatsapp.client, to=whatsapp.sender)
        media[ChannelName.WHATSAPP] = media[ChannelName.SMS] = TwilioMedia.from_settings(settings)
        if settings.twilio_sms_from is not None:
            sms = TwilioSms.from_settings(settings)
            channels[ChannelName.SMS] = sms
            history[ChannelName.SMS] = TwilioHistory(sms.client, to=settings.twilio_sms_from)
    for name in OVER_TWILIO:  # the sender of this process holds on to the very dictionary
        if name in channels:
            parts.channels[name] = channels[name]
        else:
            parts.channels.pop(name, None)
    parts.history = history
    parts.media = {**{name: one for name, one in parts.media.items() if name not in OVER_TWILIO}, **media}
    set_ways(parts.database, _ways(parts))


def _ways(parts: Wiring) -> Ways:
    return Ways(
        whatsapp=ChannelName.WHATSAPP in parts.channels,
        sms=ChannelName.SMS in parts.channels,
        mail=ChannelName.EMAIL in parts.channels,
        account=parts.settings.twilio_account_sid or "",
        sandbox=parts.settings.twilio_is_sandbox,
        pages=parts.settings.public_url or "",
    )
