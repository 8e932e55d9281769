"""Phones that exist in the browser only, and the forms that Twilio would post for them.

Sending needs nothing: what is sent stands in the tables, where the simulator's page reads it.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from secrets import token_hex

from booking_bot.channels.base import Outbound, Receipt, Sighting
from booking_bot.channels.twilio_forms import Form

SHOP = "whatsapp:+14155238886"
ACCOUNT = "AC" + "0" * 32


class Simulator:
    """Implements `channels.base.Channel`; every message is accepted."""

    def prepare(self, _outbound: Outbound) -> None:
        return None

    def send(self, _outbound: Outbound) -> str:
        return new_sid()

    def find(self, _recipient: str, _since: datetime) -> list[Sighting]:
        return []

    def status(self, _sid: str) -> Receipt | None:
        return None  # the page of the simulated phone posts every receipt itself

    def typing(self, _message_sid: str) -> None:
        return None  # the simulated phone sees by itself that a turn is due


def new_sid() -> str:
    return "SM" + token_hex(16)


def address_of(phone: str) -> str:
    return f"whatsapp:{phone}"


def message_form(
    phone: str,
    name: str,
    body: str,
    *,
    button: str | None = None,
    quoted: str | None = None,
    file: tuple[str, str] | None = None,
) -> Form:
    """The form of a text, or of the pressed `button` with that title; `quoted` is the sid it answers.

    `file` is the address and the type of a photo, a voice note or a paper that comes with it.
    """
    sid = new_sid()
    form = {
        "MessageSid": sid,
        "SmsSid": sid,
        "SmsMessageSid": sid,
        "AccountSid": ACCOUNT,
        "ApiVersion": "2010-04-01",
        "From": address_of(phone),
        "To": SHOP,
        "WaId": phone.removeprefix("+"),
        "ProfileName": name,
        "MessageType": "interactive" if button else "text",
        "Body": body,
        "NumMedia": "0",
        "NumSegments": "1",
        "ReferralNumMedia": "0",
        "SmsStatus": "received",
        "ChannelMetadata": json.dumps(
            {
                "type": "whatsapp",
                "data": {"context": {"ProfileName": name, "WaId": phone.removeprefix("+")}},
            }
        ),
    }
    if button:
        form |= {"ButtonText": body, "ButtonPayload": button}
    if file:
        url, kind = file
        group = kind.partition("/")[0]
        form |= {
            "MessageType": group if group in ("image", "audio", "video") else "document",
            "NumMedia": "1",
            "MediaUrl0": url,
            "MediaContentType0": kind,
        }
    if quoted:
        form |= {"OriginalRepliedMessageSid": quoted, "OriginalRepliedMessageSender": SHOP}
    return _listed(form)


def receipt_form(sid: str, phone: str, status: str) -> Form:
    """The form that tells that a message of ours is "delivered" or "read"."""
    return _listed(
        {
            "MessageSid": sid,
            "SmsSid": sid,
            "MessageStatus": status,
            "SmsStatus": status,
            "EventType": status.upper(),
            "ChannelPrefix": "whatsapp",
            "AccountSid": ACCOUNT,
            "ApiVersion": "2010-04-01",
            "From": SHOP,
            "To": address_of(phone),
        }
    )


def _listed(form: Mapping[str, str]) -> Form:
    return {key: [value] for key, value in form.items()}
