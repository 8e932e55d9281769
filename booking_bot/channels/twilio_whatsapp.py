"""WhatsApp by Twilio's Messages resource."""

import json
import logging
from datetime import datetime, timedelta
from typing import Any, Self

from twilio.base import values
from twilio.base.exceptions import TwilioException
from twilio.rest import Client

from booking_bot.channels.base import ChannelError, Outbound, OutcomeUnknown, Sighting
from booking_bot.channels.numbered import with_numbers
from booking_bot.channels.twilio_codes import OF_CONTENT, explain
from booking_bot.channels.twilio_content import Shelf, card_of
from booking_bot.channels.twilio_extras import Contents, TypingSign
from booking_bot.channels.twilio_http import TwilioHttp
from booking_bot.config import Settings

log = logging.getLogger(__name__)

LONGEST_BODY = 1600
EXTRAS_DEADLINE = timedelta(seconds=5)
NEWEST = 20  # messages looked through when one is missing; more than ever go to one person within minutes


class TwilioWhatsApp:
    """Sends from one WhatsApp number. Safe to share between threads.

    `client` speaks to the Messages resource; `extras` to Twilio's other products, with less patience.
    """

    def __init__(self, client: Client, extras: Client, shelf: Shelf, *, sender: str, status_url: str) -> None:
        self.client = client
        self.extras = extras
        self.shelf = shelf
        self.contents = Contents(extras, shelf)
        self.sign = TypingSign(extras)
        self.sender = sender
        self.status_url = status_url

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
            return self._create(
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
        return self._create(
            outbound,
            content_sid=content,
            content_variables=json.dumps(dict(outbound.content_variables), ensure_ascii=False),
        )

    def _send_text(self, outbound: Outbound) -> str:
        body = with_numbers(outbound.body, outbound.options)
        if len(body) > LONGEST_BODY:
            raise ChannelError(
                f"the text is longer than {LONGEST_BODY} characters",
                permanent=True,
                code="21617",
                explanation=explain("21617"),
            )
        media = [one["url"] for one in outbound.media]
        return self._create(
            outbound,
            body=body or values.unset,
            media_url=media or values.unset,
            persistent_action=[f"geo:{outbound.location}"] if outbound.location else values.unset,
        )

    def _create(self, outbound: Outbound, told: str = "", **what: Any) -> str:
        """POST the message; `told` is what else its receipts shall carry."""
        try:
            sid = self.client.messages.create(
                to=outbound.recipient,
                from_=self.sender,
                status_callback=f"{self.status_url}?o={outbound.marker}{told}",
                **what,
            ).sid
        except (json.JSONDecodeError, TwilioException, TypeError, AttributeError) as error:
            raise OutcomeUnknown(f"Twilio's answer cannot be read: {type(error).__name__}") from None
        if not isinstance(sid, str) or not sid:
            raise OutcomeUnknown("Twilio's answer names no message")
        log.info("outbox %s is message %s", outbound.marker, sid)
        return sid

    def typing(self, message_sid: str) -> None:
        self.sign.show(message_sid)

    def find(self, recipient: str, since: datetime) -> list[Sighting]:
        """Our messages to `recipient`, by date_created: date_sent is empty while they are queued."""
        try:
            newest: list[Any] = self.client.messages.list(to=recipient, from_=self.sender, limit=NEWEST)
            seen = [Sighting(sid=one.sid, created_at=one.date_created) for one in newest]
            return sorted((one for one in seen if one.created_at >= since), key=lambda one: one.created_at)
        except (json.JSONDecodeError, TwilioException, TypeError, AttributeError, KeyError) as error:
            raise OutcomeUnknown(f"Twilio's list cannot be read: {type(error).__name__}") from None
