"""What is to be found at Twilio's end: the account, our own webhook as seen from outside, the number."""

from collections.abc import Iterator

import requests
from twilio.request_validator import RequestValidator

from booking_bot.channels import signature
from booking_bot.cli.findings import Answer, Ask, Finding
from booking_bot.config import Settings

REFUSALS = frozenset({requests.codes.unauthorized, requests.codes.forbidden, requests.codes.not_found})


def findings(settings: Settings, ask: Ask) -> Iterator[Finding]:
    if not settings.twilio_enabled:
        words = "not set up, messages wait for the owner's tap; TWILIO_ACCOUNT_SID and the others connect it"
        yield Finding("Twilio", words, fault=False)
        return
    account = _credentials(settings, ask)
    yield account
    webhook = _webhook(settings, ask)
    yield webhook
    if not webhook.fault:
        yield _signature(settings, ask)
    if not account.fault:
        yield from _sender(settings, ask)


def _credentials(settings: Settings, ask: Ask) -> Finding:
    base = settings.twilio_host("api")
    answer = _at_twilio(settings, ask, f"{base}/2010-04-01/Accounts/{settings.twilio_account_sid}.json")
    if answer is None:
        return Finding("Twilio", f"no answer from {base}: check the network and TWILIO_API_URL")
    if answer.status == requests.codes.ok:
        state = answer.told.get("status", "active")
        if state != "active":
            return Finding("Twilio", f"the account is {state}: see to it in Twilio's console")
        return Finding("Twilio", "account and token are right", fault=False)
    if answer.status in REFUSALS:
        words = "it refuses TWILIO_ACCOUNT_SID with the first TWILIO_AUTH_TOKEN: copy both from its console"
        return Finding("Twilio", words)
    return Finding("Twilio", f"it answered {answer.status} instead of showing the account: try again later")


def _webhook(settings: Settings, ask: Ask) -> Finding:
    """Whether our own webhook answers at PUBLIC_URL: it refuses what Twilio did not sign."""
    address = address_of(settings)
    try:
        status = ask("POST", address).status
    except OSError:
        words = f"no answer from {address}: start the server, and check PUBLIC_URL and what leads there"
        return Finding("webhook", words)
    if status != requests.codes.forbidden:
        words = f"{address} answered {status}, not the 403 of this program: check where PUBLIC_URL leads"
        return Finding("webhook", words)
    return Finding("webhook", f"it answers at {address}", fault=False)


def _signature(settings: Settings, ask: Ask) -> Finding:
    """Whether the server takes what our token signs: a receipt of no message, which it passes over."""
    address, form = f"{settings.public_url}/twilio/status", {"AccountSid": str(settings.twilio_account_sid)}
    signed = RequestValidator(settings.twilio_auth_tokens[0]).compute_signature(address, form)
    try:
        status = ask("POST", address, form=form, headers={signature.HEADER: signed}).status
    except OSError:
        return Finding("signature", f"no answer from {address}: try again")
    if status == requests.codes.ok:
        return Finding("signature", "what the token signs is taken", fault=False)
    words = (
        f"{address} answered {status} to what the token signs: start the server anew with these settings, "
        "and check that PUBLIC_URL is the address it is reached at, without a rewritten path"
    )
    return Finding("signature", words)


def _sender(settings: Settings, ask: Ask) -> Iterator[Finding]:
    """Where Twilio sends what comes in, as far as it tells."""
    wanted, number = address_of(settings), settings.twilio_whatsapp_from
    by_hand = Finding("number", f"its messages are to go to {wanted}: see Twilio's console", fault=False)
    url = f"{settings.twilio_host('messaging')}/v2/Channels/Senders?Channel=whatsapp&PageSize=100"
    answer = None if settings.twilio_is_sandbox else _at_twilio(settings, ask, url)
    if answer is None or answer.status != requests.codes.ok:
        yield by_hand  # the sandbox is set up in the console alone
        return
    senders = [one for one in answer.told.get("senders", []) if one.get("sender_id") == number]
    if not senders:
        yield Finding("number", "the account has no such sender: check TWILIO_WHATSAPP_FROM")
        return
    state, told = senders[0].get("status"), (senders[0].get("webhook") or {}).get("callback_url")
    if state and not str(state).startswith("ONLINE"):
        yield Finding("number", f"it is {state} and not ONLINE: see to it in Twilio's console")
    if not told:
        yield by_hand
    elif told != wanted:
        yield Finding("number", f"its messages go to {told}: have Twilio's console send them to {wanted}")
    else:
        yield Finding("number", "its messages come to this program", fault=False)


def address_of(settings: Settings) -> str:
    return f"{settings.public_url}/twilio/whatsapp"


def _at_twilio(settings: Settings, ask: Ask, url: str) -> Answer | None:
    try:
        return ask("GET", url, auth=(str(settings.twilio_account_sid), settings.twilio_auth_tokens[0]))
    except OSError:
        return None
