"""SMS by Twilio's Messages resource: plain text, paid for by the segment.

Twilio shuts out by itself whoever sends one of its English words alone (STOP, CANCEL, END, QUIT …), so no
text of ours asks for one of them.
"""

from datetime import datetime
from typing import Self

from twilio.rest import Client

from booking_bot.channels.base import Outbound, Receipt, Sighting
from booking_bot.channels.numbered import with_numbers
from booking_bot.channels.twilio_http import TwilioHttp
from booking_bot.channels.twilio_messages import Messages
from booking_bot.config import Settings
from booking_bot.domain import sms


class TwilioSms:
    """Implements `channels.base.Channel` for one number. Safe to share between threads."""

    def __init__(self, client: Client, *, sender: str, status_url: str) -> None:
        self.client = client
        self.messages = Messages(client, sender=sender, status_url=status_url)

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        """The channel of settings in which Twilio is enabled and TWILIO_SMS_FROM is set."""
        http = TwilioHttp(settings.twilio_host, deadline=settings.delivery_deadline)
        return cls(
            Client(settings.twilio_account_sid, settings.twilio_auth_tokens[0], http_client=http),
            sender=str(settings.twilio_sms_from),
            status_url=f"{settings.public_url}/twilio/status",
        )

    def close(self) -> None:
        """Let go of the connections that are kept open."""
        self.client.http_client.close()

    def prepare(self, _outbound: Outbound) -> None:
        return None

    def typing(self, _message_sid: str) -> None:
        return None

    def send(self, outbound: Outbound) -> str:
        """Create the message and return its SID; options are numbered below the text."""
        return self.messages.create_text(outbound, sms.fit(with_numbers(outbound.body, outbound.options)))

    def find(self, recipient: str, since: datetime) -> list[Sighting]:
        return self.messages.find(recipient, since)

    def status(self, sid: str) -> Receipt | None:
        return self.messages.status(sid)
