"""Twilio's Messages resource, whatever the channel: one message made, and those of ours that it shows."""

import json
import logging
from datetime import datetime
from typing import Any

from twilio.base import values
from twilio.base.exceptions import TwilioException
from twilio.rest import Client

from booking_bot.channels import twilio_forms
from booking_bot.channels.base import (
    ChannelError,
    Outbound,
    OutcomeUnknown,
    Receipt,
    Sighting,
    UnreadableAnswer,
)
from booking_bot.channels.twilio_codes import explain

log = logging.getLogger(__name__)

LONGEST_BODY = 1600
NOT_KEPT = "20404"
NEWEST = 20  # messages looked through when one is missing; more than ever go to one person within minutes


class Messages:
    """The messages of one number of ours. Safe to share between threads."""

    def __init__(self, client: Client, *, sender: str, status_url: str) -> None:
        self.client = client
        self.sender = sender
        self.status_url = status_url

    def create_text(self, outbound: Outbound, text: str, **what: Any) -> str:
        """POST a message of words. One text is one message: too long a one is refused."""
        if len(text) > LONGEST_BODY:
            raise ChannelError(
                f"the text is longer than {LONGEST_BODY} characters",
                permanent=True,
                code="21617",
                explanation=explain("21617"),
            )
        return self.create(outbound, body=text or values.unset, **what)

    def create(self, outbound: Outbound, told: str = "", **what: Any) -> str:
        """POST the message and return its SID; `told` is what else its receipts shall carry."""
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

    def find(self, recipient: str, since: datetime) -> list[Sighting]:
        """Our messages to `recipient`, by date_created: date_sent is empty while they are queued."""
        try:
            newest: list[Any] = self.client.messages.list(to=recipient, from_=self.sender, limit=NEWEST)
            seen = [Sighting(sid=one.sid, created_at=one.date_created) for one in newest]
            return sorted((one for one in seen if one.created_at >= since), key=lambda one: one.created_at)
        except (json.JSONDecodeError, TwilioException, TypeError, AttributeError, KeyError) as error:
            raise OutcomeUnknown(f"Twilio's list cannot be read: {type(error).__name__}") from None

    def status(self, sid: str) -> Receipt | None:
        """What Twilio says of the message when asked; None of one that it does not keep any more."""
        try:
            told: Any = self.client.messages(sid).fetch()
            status, code = told.status, told.error_code
        except ChannelError as refused:
            if refused.code == NOT_KEPT:
                return None
            raise
        except (json.JSONDecodeError, TwilioException, TypeError, AttributeError, KeyError) as error:
            raise UnreadableAnswer(f"Twilio's answer cannot be read: {type(error).__name__}") from None
        if not isinstance(status, str):
            raise UnreadableAnswer("Twilio's answer tells no status")
        return twilio_forms.told(sid, status, None if code is None else str(code))
