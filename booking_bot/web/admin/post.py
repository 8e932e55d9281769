"""Letters that hold a link to come in by: handed to the mail server at once, and kept nowhere.

In the outbox, and in every backup of it, such a link would be a key that lies about.
"""

import logging
import secrets
from threading import Thread

from flask import request

from booking_bot.channels.base import Channel, ChannelError, Outbound, OutcomeUnknown
from booking_bot.models import ChannelName
from booking_bot.wiring import Wiring, wiring

log = logging.getLogger(__name__)


def can_write() -> bool:
    return ChannelName.EMAIL in wiring().channels


def base() -> str:
    """The address below which links of this server lie."""
    return wiring().settings.public_url or request.host_url.rstrip("/")


def send(recipient: str, subject: str, body: str) -> None:
    """Without waiting for the server; what it does not take is asked for again."""
    channel = wiring().channels[ChannelName.EMAIL]
    Thread(target=hand_over, args=(channel, recipient, subject, body)).start()


def channel_of(parts: Wiring) -> Channel | None:
    return parts.channels.get(ChannelName.EMAIL)


def hand_over(channel: Channel, recipient: str, subject: str, body: str) -> None:
    letter = Outbound(
        recipient=recipient, body=body, subject=subject, marker=f"account-{secrets.token_hex(8)}"
    )
    try:
        channel.prepare(letter)
        channel.send(letter)
    except (ChannelError, OutcomeUnknown) as failure:
        log.warning("a letter with a link was not sent: %s", failure)
