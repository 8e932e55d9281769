"""WhatsApp by Twilio's Messages resource."""

import json
import logging
from datetime import datetime, timedelta
from typing import Self

from twilio.base import values
from twilio.rest import Client

from booking_bot.channels.base import ChannelError, Outbound, Receipt, Sighting
from booking_bot.channels.numbered import with_numbers
from booking_bot.channels.own_media import OwnMedia
from booking_bot.channels.twilio_codes import OF_CONTENT
from booking_bot.channels.twilio_content import Shelf, card_of
from booking_bot.channels.twilio_extras import Contents, TypingSign
from booking_bot.channels.twilio_http import TwilioHttp
from booking_bot.channels.twilio_messages import Messages
from booking_bot.config import Settings

log = logging.getLogger(__name__)

EXTRAS_DEADLINE = timedelta(seconds=5)


class TwilioWhatsApp:
    """Sends from one WhatsApp number. Safe to share between threads.

    `client` speaks to the Messages resource; `extras` to Twilio's other products, with less patience.
    """

    def __init__(
        self, client: Client, extras: Client, shelf: Shelf, *, sender: str, status_url: str, media: OwnMedia
    ) -> None:
        self.client = client
        self.extras = extras
        self.shelf = shelf
        self.contents = Contents(extras, shelf)
        self.sign = TypingSign(extras)
        self.sender = sender
        self.media = media
        self.messages = Messages(client, sender=sender, status_url=status_url)

    @classmethod
    def from_settings(cls, settings: Settings, shelf: Shelf) -> Self:
        """The channel of settings in which Twilio is enabled."""
        deadline = settings.delivery_deadline
        client, extras = (
            Client(
                settings.twilio_account_sid,
                settings.twilio_auth_tokens[0],
                http_client=TwilioHttp(settings.twilio_host, deadline=longest),
            )
            for longest in (deadline, min(deadline, EXTRAS_DEADLINE))
        )
        return cls(
            client,
            extras,
            shelf,
            sender=str(settings.twilio_whatsapp_from),
            status_url=f"{settings.public_url}/twilio/status",
            media=OwnMedia(str(settings.public_url), settings.secret_key.get_secret_value()),
        )

    def close(self) -> None:
        """Let go of the connections that are kept open."""
        self.client.http_client.close()
        self.extras.http_client.close()

    def prepare(self, outbound: Outbound) -> None:
        """Have the content of its buttons made, where there is none yet."""
        card = None if outbound.content_sid else card_of(outbound)
        if card is not None:
            self.contents.prepare(card.shape)

    def send(self, outbound: Outbound) -> str:
        """Create the message and return its SID. One body is one message: too long a one is refused.

        Options go as buttons or as a list where their content is at hand; where Twilio refuses that at
        once, the same message goes as numbered text. If that is taken, the content was to blame.
        """
        if outbound.content_sid:
            return self._send_template(outbound, outbound.content_sid)
        card = card_of(outbound)
        content = self.shelf.sid_of(card.shape.name) if card else None
        if card is None or content is None:
            return self._send_text(outbound)
        try:
            return self.messages.create(
                outbound,
                f"&c={content}",
                content_sid=content,
                content_variables=json.dumps(card.variables, ensure_ascii=False),
            )
        except ChannelError as refused:
            if refused.code not in OF_CONTENT:
                raise
            log.warning("outbox %s goes as plain text: %s", outbound.marker, refused)
            sid = self._send_text(outbound)
            self.shelf.refuse(card.shape.name, refused.reason)
            return sid

    def _send_template(self, outbound: Outbound, content: str) -> str:
        return self.messages.create(
            outbound,
            content_sid=content,
            content_variables=json.dumps(dict(outbound.content_variables), ensure_ascii=False),
        )

    def _send_text(self, outbound: Outbound) -> str:
        media = [self.media.address(one["url"]) for one in outbound.media]
        return self.messages.create_text(
            outbound,
            with_numbers(outbound.body, outbound.options),
            media_url=media or values.unset,
            persistent_action=[f"geo:{outbound.location}"] if outbound.location else values.unset,
        )

    def typing(self, message_sid: str) -> None:
        self.sign.show(message_sid)

    def find(self, recipient: str, since: datetime) -> list[Sighting]:
        return self.messages.find(recipient, since)

    def status(self, sid: str) -> Receipt | None:
        return self.messages.status(sid)
