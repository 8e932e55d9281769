"""What WhatsApp offers beside the message itself, by Twilio's other products: contents, and the typing sign.

Neither may ever keep a message from going: each request has a short deadline of its own, and a failure
means plain text, or no sign.
"""

import json
import logging
import time
from threading import Lock, Thread

from twilio.rest import Client

from booking_bot.channels.base import ChannelError, OutcomeUnknown
from booking_bot.channels.twilio_content import Shape, Shelf

log = logging.getLogger(__name__)

CONTENT_URL = "https://content.twilio.com/v1/Content"
TYPING_URL = "https://messaging.twilio.com/v2/Indicators/Typing.json"
REST = 60.0  # seconds for which a Content API that does not answer is left alone


class Contents:
    """Makes the contents that are missing. Safe to share between threads: one makes, the others wait."""

    def __init__(self, client: Client, shelf: Shelf) -> None:
        self.client = client
        self.shelf = shelf
        self.making = Lock()
        self.rests_until = 0.0

    def prepare(self, shape: Shape) -> None:
        """Make the content of that shape where it is to be made."""
        if not self.shelf.is_wanted(shape.name):
            return
        with self.making:
            if time.monotonic() >= self.rests_until and self.shelf.is_wanted(shape.name):
                self._make(shape)

    def _make(self, shape: Shape) -> None:
        try:
            answer = self.client.request(
                "POST",
                CONTENT_URL,
                data=shape.definition(),
                headers={"Content-Type": "application/json"},
            )
            sid = json.loads(answer.text)["sid"]
        except ChannelError as error:
            if error.permanent:
                log.warning("the content %s was refused: %s", shape.name, error)
                self.shelf.refuse(shape.name, error.reason)
            else:
                self._rest(error)
        except (OutcomeUnknown, ValueError, TypeError, LookupError) as error:
            self._rest(error)
        else:
            log.info("the content %s is %s", shape.name, sid)
            self.shelf.keep(shape.name, str(sid))

    def _rest(self, error: Exception) -> None:
        log.warning("no content could be made, plain text goes meanwhile: %s", type(error).__name__)
        self.rests_until = time.monotonic() + REST


class TypingSign:
    """Shows a customer that their message is being answered; it also marks it as read."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.failed = False

    def show(self, message_sid: str) -> None:
        """Ask for it in a thread of its own and do not wait."""
        Thread(target=self._ask, args=(message_sid,), name="typing", daemon=True).start()

    def _ask(self, message_sid: str) -> None:
        try:
            self.client.request("POST", TYPING_URL, data={"messageId": message_sid, "channel": "whatsapp"})
        except (ChannelError, OutcomeUnknown) as error:
            if not self.failed:
                log.warning("the typing sign does not work, which does no harm: %s", error)
            self.failed = True
