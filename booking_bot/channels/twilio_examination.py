"""What is wrong with the details of an account, asked of Twilio before they are kept.

GET api.twilio.com/2010-04-01/Accounts/AC….json               {"status": "active", …}
GET messaging.twilio.com/v2/Channels/Senders?Channel=whatsapp
    {"senders": [{"sender_id": "whatsapp:+34…", "status": "ONLINE", "webhook": {"callback_url": …}}]}
"""

import json
from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import Any

from twilio.rest import Client

from booking_bot.channels.base import ChannelError, OutcomeUnknown
from booking_bot.channels.twilio_http import TwilioHttp
from booking_bot.channels.twilio_whatsapp import EXTRAS_DEADLINE
from booking_bot.config import Settings


class Trouble(StrEnum):
    NO_ANSWER = "no_answer"
    WRONG_KEYS = "wrong_keys"
    CLOSED = "closed"
    NO_SUCH_NUMBER = "no_such_number"
    NOT_ONLINE = "not_online"  # WhatsApp has not let the number in yet
    ELSEWHERE = "elsewhere"  # its messages go to another address than ours


# With these nothing would ever be sent.
FATAL = frozenset({Trouble.NO_ANSWER, Trouble.WRONG_KEYS, Trouble.CLOSED, Trouble.NO_SUCH_NUMBER})
WRONG_KEYS = frozenset({"20003", "20404", "20008"})  # unauthorized, no such account, keys for tests

Examine = Callable[[Settings], list[Trouble]]


def examine(settings: Settings) -> list[Trouble]:
    """All that is wrong with the account of these settings, in which Twilio is enabled."""
    client = Client(
        settings.twilio_account_sid,
        settings.twilio_auth_tokens[0],
        http_client=TwilioHttp(settings.twilio_host, deadline=EXTRAS_DEADLINE),
    )
    try:
        return list(_of_account(client, settings))
    finally:
        client.http_client.close()


def _of_account(client: Client, settings: Settings) -> Iterator[Trouble]:
    try:
        account = _told(
            client, f"https://api.twilio.com/2010-04-01/Accounts/{settings.twilio_account_sid}.json"
        )
    except (ChannelError, OutcomeUnknown) as error:
        wrong = isinstance(error, ChannelError) and error.code in WRONG_KEYS
        yield Trouble.WRONG_KEYS if wrong else Trouble.NO_ANSWER
        return
    if account.get("status", "active") != "active":
        yield Trouble.CLOSED
    elif not settings.twilio_is_sandbox:
        yield from _of_number(client, settings)


def _of_number(client: Client, settings: Settings) -> Iterator[Trouble]:
    try:
        told = _told(client, "https://messaging.twilio.com/v2/Channels/Senders?Channel=whatsapp&PageSize=100")
    except (ChannelError, OutcomeUnknown):
        return  # not every account may ask, and messages go all the same
    senders = [
        one for one in told.get("senders", []) if one.get("sender_id") == settings.twilio_whatsapp_from
    ]
    if not senders:
        yield Trouble.NO_SUCH_NUMBER
        return
    status, address = senders[0].get("status"), (senders[0].get("webhook") or {}).get("callback_url")
    if status and not str(status).startswith("ONLINE"):
        yield Trouble.NOT_ONLINE
    if address and address != f"{settings.public_url}/twilio/whatsapp":
        yield Trouble.ELSEWHERE


def _told(client: Client, url: str) -> dict[str, Any]:
    try:
        told = json.loads(client.request("GET", url).text)
    except ValueError:
        raise OutcomeUnknown("Twilio answered no JSON") from None
    return told if isinstance(told, dict) else {}
