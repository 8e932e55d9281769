"""What Twilio posts to us: messages and receipts, signed.

Each answer is given at once: what came is stored, and the worker is nudged.
"""

import logging
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from hmac import compare_digest
from typing import TypeVar
from urllib.parse import quote, urlsplit

from flask import Blueprint, Response, abort, request
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from booking_bot.channels import signature, twilio_forms
from booking_bot.models import ChannelName
from booking_bot.services import inbound, receipts
from booking_bot.wiring import wiring

log = logging.getLogger(__name__)

blueprint = Blueprint("twilio", __name__, url_prefix="/twilio")

EMPTY_TWIML = '<?xml version="1.0" encoding="UTF-8"?><Response/>'
# Bytes; Twilio's own forms stay below a quarter of it, however long the text.
LONGEST_FORM = 128 * 1024
# Twilio tells everything once. People who write for the first time may do so in two messages at the same
# instant, and a database may be started anew between two statements.
ATTEMPTS = 3

View = Callable[[], Response]
Stored = TypeVar("Stored")


def signed(view: View) -> View:
    """Refuse with 403 what Twilio did not sign for our account; everything while Twilio is not set up."""

    @wraps(view)
    def checked() -> Response:
        settings = wiring().settings
        request.max_content_length = LONGEST_FORM
        form = request.form.to_dict(flat=False)
        if not settings.twilio_enabled or not signature.is_signed(
            request.headers.get(signature.HEADER, ""),
            url=str(settings.public_url).rstrip("/") + raw_target(),
            form=form,
            secrets=settings.twilio_auth_tokens,
            signature_settings=request.headers.get(signature.SETTINGS_HEADER, ""),
        ):
            log.warning("%s refused: no valid signature", request.path)
            abort(403)
        # The signature has no separators between keys and values; our own account must stand where it should.
        account = "".join(form.get("AccountSid", []))
        if not compare_digest(account.encode(), str(settings.twilio_account_sid).encode()):
            log.warning("%s refused: another account", request.path)
            abort(403)
        return view()

    return checked


def raw_target() -> str:
    """Path and query as they came, before any decoding: that is what was signed."""
    raw = request.environ.get("RAW_URI") or request.environ.get("REQUEST_URI")
    if not raw:
        query = request.query_string.decode("latin-1")
        return quote(request.path, safe="/:@!$&'()*+,;=~") + (f"?{query}" if query else "")
    if raw.startswith("/"):
        return str(raw)
    parts = urlsplit(raw)  # some proxies ask with the whole address
    return parts.path + (f"?{parts.query}" if parts.query else "")


def twiml() -> Response:
    return Response(EMPTY_TWIML, content_type="text/xml; charset=utf-8")


@blueprint.post("/whatsapp")
@signed
def whatsapp() -> Response:
    """A message that came by WhatsApp.

    The form of a text from somebody who shares their number, as it is after decoding:

        MessageSid=SM0123456789abcdef0123456789abcdef  SmsSid, SmsMessageSid: the same
        AccountSid=AC0123456789abcdef0123456789abcdef  ApiVersion=2010-04-01
        From=whatsapp:+34600111222  WaId=34600111222  ExternalUserId=whatsapp:ES.1349876543210987
        To=whatsapp:+14155238886  ProfileName=Ana  MessageType=text  Body=Hola, quería cita
        NumMedia=0  NumSegments=1  ReferralNumMedia=0  SmsStatus=received
        ChannelMetadata={"type":"whatsapp","data":{"context":{"ProfileName":"Ana","WaId":"34600111222"}}}

    Where no number is shared, From holds the ExternalUserId and there is no WaId. A pressed button adds
    MessageType=interactive, ButtonText and ButtonPayload, a line of a list ListTitle and ListId; an answer
    to a certain message adds OriginalRepliedMessageSid; files add MediaUrl0 and MediaContentType0, and so on.
    """
    return _receive(ChannelName.WHATSAPP)


@blueprint.post("/sms")
@signed
def sms() -> Response:
    """An answer to an SMS.

    MessageSid=SM0123456789abcdef0123456789abcdef  AccountSid=AC0123456789abcdef0123456789abcdef
    From=+34600111222  To=+34900111222  Body=Vale  NumMedia=0  NumSegments=1  SmsStatus=received
    FromCountry=ES  ToCountry=ES  ApiVersion=2010-04-01
    """
    return _receive(ChannelName.SMS)


@blueprint.post("/status")
@signed
def status() -> Response:
    """What became of a message of ours; `o` is the marker that we sent along with it, `c` its content.

        POST /twilio/status?o=17-63a1f0c2b4e80
        MessageSid=SM0123456789abcdef0123456789abcdef  MessageStatus=delivered  SmsStatus=delivered
        AccountSid=AC0123456789abcdef0123456789abcdef  EventType=DELIVERED  ChannelPrefix=whatsapp
        To=whatsapp:+34600111222  From=whatsapp:+14155238886  ChannelToAddress=+3460011XXXX

    A failure adds ErrorCode=63016 and ChannelStatusMessage.
    """
    note(request.form.to_dict(flat=False), marker=request.args.get("o"), content=request.args.get("c"))
    return twiml()


def _receive(channel: ChannelName) -> Response:
    accept(request.form.to_dict(flat=False), channel)
    return twiml()


def note(form: twilio_forms.Form, *, marker: str | None, content: str | None = None) -> None:
    """Store what a status callback's form tells."""
    parts = wiring()
    try:
        receipt = twilio_forms.receipt(form, marker=marker, content=content)
    except twilio_forms.Malformed as error:
        log.warning("a receipt was ignored: %s", error)
        return
    if _stored(lambda session: receipts.record(session, receipt, parts.clock())):
        parts.wake()


def accept(form: twilio_forms.Form, channel: ChannelName) -> None:
    """Store the message in an inbound webhook's form, once however often it comes."""
    parts = wiring()
    now = parts.clock()
    try:
        message = twilio_forms.message(form, now=now)
    except twilio_forms.Malformed as error:
        log.warning("a message was ignored: %s", error)
        return
    voice = parts.hears(channel)
    if _stored(lambda session: inbound.receive(session, message, now, channel=channel, voice=voice)):
        parts.wake()


def _stored(store: Callable[[Session], Stored]) -> Stored:
    """What `store` gives, in a transaction of its own; another where the database broke that one off."""
    for _ in range(ATTEMPTS - 1):
        with suppress(DBAPIError), wiring().database.transaction(pressing=True) as session:
            return store(session)
    with wiring().database.transaction(pressing=True) as session:
        return store(session)
