"""WhatsApp by Twilio's Messages resource."""

import json
import logging
from datetime import datetime
from typing import Any, Self

from twilio.base import values
from twilio.base.exceptions import TwilioException
from twilio.rest import Client

from booking_bot.channels.base import ChannelError, Outbound, OutcomeUnknown, Sighting
from booking_bot.channels.numbered import with_numbers
from booking_bot.channels.twilio_codes import explain
from booking_bot.channels.twilio_http import TwilioHttp
from booking_bot.config import Settings

log = logging.getLogger(__name__)

LONGEST_BODY = 1600
NEWEST = 20  # messages looked through when one is missing; more than ever go to one person within minutes


class TwilioWhatsApp:
    """Sends from one WhatsApp number. Safe to share between threads."""

    def __init__(self, client: Client, *, sender: str, status_url: str) -> None:
        self.client = client
        self.sender = sender
        self.status_url = status_url

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        """The channel of settings in which Twilio is enabled."""
        http = TwilioHttp(settings.twilio_host, deadline=settings.delivery_deadline)
        client = Client(settings.twilio_account_sid, settings.twilio_auth_tokens[0], http_client=http)
        return cls(
            client,
            sender=str(settings.twilio_whatsapp_from),
            status_url=f"{settings.public_url}/twilio/status",
        )

    def close(self) -> None:
        """Let go of the connections that are kept open."""
        self.client.http_client.close()

    def send(self, outbound: Outbound) -> str:
        """Create the message and return its SID. One body is one message: too long a one is refused."""
        body = with_numbers(outbound.body, outbound.options)
        if len(body) > LONGEST_BODY:
            raise ChannelError(
                f"the text is longer than {LONGEST_BODY} characters",
                permanent=True,
                code="21617",
                explanation=explain("21617"),
            )
        media = [one["url"] for one in outbound.media]
        try:
            sid = self.client.messages.create(
                to=outbound.recipient,
                from_=self.sender,
                body=body or values.unset,
                media_url=media or values.unset,
                status_callback=f"{self.status_url}?o={outbound.marker}",
            ).sid
        except (json.JSONDecodeError, TwilioException, TypeError, AttributeError) as error:
            raise OutcomeUnknown(f"Twilio's answer cannot be read: {type(error).__name__}") from None
        if not isinstance(sid, str) or not sid:
            raise OutcomeUnknown("Twilio's answer names no message")
        log.info("outbox %s is message %s", outbound.marker, sid)
        return sid

    def find(self, recipient: str, since: datetime) -> list[Sighting]:
        """Our messages to `recipient`, by date_created: date_sent is empty while they are queued."""
        try:
            newest: list[Any] = self.client.messages.list(to=recipient, from_=self.sender, limit=NEWEST)
            seen = [Sighting(sid=one.sid, created_at=one.date_created) for one in newest]
            return sorted((one for one in seen if one.created_at >= since), key=lambda one: one.created_at)
        except (json.JSONDecodeError, TwilioException, TypeError, AttributeError, KeyError) as error:
            raise OutcomeUnknown(f"Twilio's list cannot be read: {type(error).__name__}") from None
