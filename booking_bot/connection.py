"""The way to Twilio that a process works with, and how it takes another without being started anew.

The environment's wins. Without it the details that the owner entered in the page are used, and so for the
ways beside it, SMS and mail: the process that keeps them takes them at once, and every other sees within
seconds that something has changed.
"""

import logging
from collections.abc import Callable, Mapping
from threading import Lock
from time import monotonic

from pydantic import SecretStr
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from booking_bot.channels.base import Channel
from booking_bot.channels.email import Mail
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
from booking_bot.services import other_ways, twilio_keys
from booking_bot.services.contents import ContentShelf
from booking_bot.services.secrets import Unreadable
from booking_bot.services.twilio_keys import Keys
from booking_bot.services.ways import Ways, set_ways
from booking_bot.wiring import Wiring

log = logging.getLogger(__name__)

LOOK_EVERY = 2.0  # seconds
OVER_TWILIO = (ChannelName.WHATSAPP, ChannelName.SMS)
MADE_HERE = (*OVER_TWILIO, ChannelName.EMAIL)
NOTHING: other_ways.Mark = (None, 0)


class Connection:
    """Follows what was entered in the page, for the process of `parts`. Any thread may call it."""

    def __init__(self, parts: Wiring, clock: Callable[[], float] = monotonic) -> None:
        self.parts = parts
        self.given = parts.settings
        self.clock = clock
        self.seen = NOTHING
        self.look_at = 0.0
        self.lock = Lock()

    def refresh(self, *, at_once: bool = False) -> None:
        """Take what is new, if it is time to look."""
        given = self.given
        if given.twilio_enabled and given.twilio_sms_from and given.smtp_url:
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
            mark = other_ways.mark(session)
            if mark == self.seen:
                return
            settings = as_entered(self.given, session)
        self.seen = mark
        self.parts.settings = settings
        connect(self.parts)
        log.info("the connection with Twilio is %s", "there" if settings.twilio_enabled else "gone")


def as_entered(settings: Settings, session: Session) -> Settings:
    """The settings with what was entered in the page, where the environment does not say it."""
    secret_key = settings.secret_key.get_secret_value()
    try:
        if settings.public_url and not settings.twilio_enabled:
            keys = twilio_keys.read(session, secret_key=secret_key)
            settings = with_keys(settings, keys) if keys else settings
        return _with_other_ways(settings, other_ways.read(session, secret_key=secret_key))
    except Unreadable:
        log.warning("the details of the account were kept under another SECRET_KEY: enter them again")
        return settings


def _with_other_ways(settings: Settings, told: Mapping[str, str]) -> Settings:
    entered: dict[str, object] = {}
    if settings.twilio_sms_from is None and settings.twilio_enabled and other_ways.SMS in told:
        entered["twilio_sms_from"] = told[other_ways.SMS]
    if settings.smtp_url is None and {other_ways.SMTP, other_ways.SENDER} <= told.keys():
        entered["smtp_url"] = SecretStr(told[other_ways.SMTP])
        entered["mail_from"] = told[other_ways.SENDER]
    return settings.model_copy(update=entered) if entered else settings


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
    if settings.smtp_url is not None:
        channels[ChannelName.EMAIL] = Mail.from_settings(settings)
    for name in MADE_HERE:  # the sender of this process holds on to the very dictionary
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
        signing_key=parts.settings.secret_key.get_secret_value(),
    )
