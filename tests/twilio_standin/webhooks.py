"""What Twilio posts to an app, and posting it signed."""

from collections.abc import Callable
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

import requests

from tests.twilio_standin.account import Account

# Posts a form to a public address with these headers and gives the HTTP status.
Post = Callable[[str, dict[str, str], dict[str, str]], int]

SETTINGS = "X-Twilio-Webhooks-Signature-Settings"
ANA = "whatsapp:+34600111222"


def new_sid() -> str:
    return f"SM{uuid4().hex}"


def text_form(account: Account, body: str, **others: str) -> dict[str, str]:
    """An inbound WhatsApp text; `others` add to it or stand in for what it has."""
    sid = new_sid()
    form = {
        "MessageSid": sid, "SmsSid": sid, "SmsMessageSid": sid, "AccountSid": account.sid,
        "From": ANA, "To": account.sender, "Body": body, "NumMedia": "0",
        "NumSegments": "1", "SmsStatus": "received", "ApiVersion": "2010-04-01", "ReferralNumMedia": "0",
        "ProfileName": "Ana", "WaId": "34600111222", "MessageType": "text",
        "ExternalUserId": "whatsapp:ES.1349876543210987",
        "ChannelMetadata": '{"type":"whatsapp","data":{"context":{"ProfileName":"Ana"}}}',
    }  # fmt: skip
    return {**form, **others}


def sms_form(account: Account, person: str, body: str, **others: str) -> dict[str, str]:
    """An inbound SMS. Twilio adds OptOutType where the body alone is one of its words."""
    sid = new_sid()
    form = {
        "MessageSid": sid, "SmsSid": sid, "SmsMessageSid": sid, "AccountSid": account.sid,
        "From": person, "To": account.sms, "Body": body, "NumMedia": "0", "NumSegments": "1",
        "SmsStatus": "received", "ApiVersion": "2010-04-01", "FromCountry": "ES", "ToCountry": "ES",
    }  # fmt: skip
    return {**form, **others}


def status_form(account: Account, sid: str, status: str, **others: str) -> dict[str, str]:
    form = {
        "MessageSid": sid, "SmsSid": sid, "MessageStatus": status, "SmsStatus": status,
        "AccountSid": account.sid, "From": account.sender, "To": "whatsapp:+34600111222",
        "ChannelToAddress": "+3460011XXXX", "ChannelPrefix": "whatsapp", "ApiVersion": "2010-04-01",
        "EventType": status.upper(), "StructuredMessage": "false",
    }  # fmt: skip
    return {**form, **others}


def headers(account: Account, url: str, form: dict[str, str]) -> dict[str, str]:
    return {
        "X-Twilio-Signature": account.sign(url, form),
        "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
        "User-Agent": "TwilioProxy/1.1",
        **({SETTINGS: "key=webhooks_sharedkey_1,algorithm=HMAC_SHA256"} if account.shared_key else {}),
    }


def post_signed(account: Account, post: Post, url: str, form: dict[str, str]) -> int:
    """Post a form as Twilio does, signed over the public address."""
    return post(url, form, headers(account, url, form))


def over_http(app: str) -> Post:
    """Posts to where the app really listens, whatever its public address is; 502 where it does not."""

    def post(url: str, form: dict[str, str], sent: dict[str, str]) -> int:
        parts = urlsplit(url)
        target = app + parts.path + (f"?{parts.query}" if parts.query else "")
        try:
            return requests.post(target, data=urlencode(form), headers=sent, timeout=15).status_code
        except requests.RequestException:
            return 502

    return post
