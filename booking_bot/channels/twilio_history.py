"""Messages that came in, from Twilio's list of them.

The list knows less than the webhook that was lost: neither names, nor WhatsApp's own ids beside a number,
nor which button was pressed. A tap is known by its text, as if it had been typed.
"""

import logging
from datetime import datetime
from typing import Any

from twilio.base.exceptions import TwilioException
from twilio.rest import Client

from booking_bot.channels import twilio_forms
from booking_bot.channels.base import Inbound, OutcomeUnknown
from booking_bot.config import TWILIO_API

log = logging.getLogger(__name__)

MOST = 1000
RECOVERED = "Recovered"  # stands among what the webhook would have told
KINDS = frozenset({"image", "audio", "video"})


class TwilioHistory:
    """Implements `channels.history.History` for one number of ours. Safe to share between threads."""

    def __init__(self, client: Client, *, to: str) -> None:
        self.client = client
        self.to = to

    def since(self, moment: datetime) -> list[Inbound]:
        try:
            newest: list[Any] = self.client.messages.list(to=self.to, date_sent_after=moment, limit=MOST)
            came = [self._inbound(one) for one in newest if one.direction == "inbound" and _at(one) >= moment]
        except (TwilioException, TypeError, AttributeError, KeyError, ValueError) as error:
            raise OutcomeUnknown(f"Twilio's list cannot be read: {type(error).__name__}") from None
        if len(newest) == MOST:
            log.warning("Twilio lists more than %s messages; the oldest of them are not looked at", MOST)
        return sorted(came, key=lambda one: one.at)

    def _inbound(self, message: Any) -> Inbound:
        form = {"MessageSid": message.sid, "From": message.from_, "To": message.to}
        form["Body"] = message.body or ""
        count = int(message.num_media or 0)
        files = self.client.messages(message.sid).media.list(limit=count) if count else []
        for number, file in enumerate(files):
            form[f"MediaUrl{number}"] = TWILIO_API + file.uri.removesuffix(".json")
            form[f"MediaContentType{number}"] = file.content_type
        if files:
            kind = str(files[0].content_type).partition("/")[0]
            form["MessageType"] = kind if kind in KINDS else "document"
        form |= {"NumMedia": str(len(files)), RECOVERED: "true"}
        return twilio_forms.message({name: [value] for name, value in form.items()}, now=_at(message))


def _at(message: Any) -> datetime:
    at: datetime = message.date_sent or message.date_created
    return at
