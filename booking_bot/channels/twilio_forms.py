"""The forms that Twilio posts to us, read into our own words.

Twilio adds parameters without notice, so whatever is not known here is kept in `raw` and otherwise
ignored. Values are not trusted to be well formed, only to be text.
"""

from collections.abc import Mapping
from datetime import datetime

from booking_bot.channels import twilio_codes
from booking_bot.channels.base import Inbound, Receipt

LONGEST_SID = 64
LONGEST_ADDRESS = 200  # Twilio: "whatsapp:" and a user id of at most 128 characters, with its country
MOST_MEDIA = 30
LONGEST_PLACE = 300

Form = Mapping[str, list[str]]


class Malformed(ValueError):
    """The form lacks what every message has."""


def message(form: Form, *, now: datetime) -> Inbound:
    """The message in an inbound webhook's form, received `now`. Raises Malformed."""
    first = _first_values(form)
    address = first.get("From", "").strip()
    sid = first.get("MessageSid", "")
    if not 0 < len(address) <= LONGEST_ADDRESS:
        raise Malformed("From is missing or too long")
    return Inbound(
        sid=_sid(sid),
        address=address,
        at=now,
        phone=_phone(address),
        whatsapp_id=_whatsapp_id(first, address),
        profile_name=first.get("ProfileName", "").strip()[:200] or None,
        body=first.get("Body", ""),
        kind=first.get("MessageType") or "text",
        media=_media(first),
        location=_location(first),
        # A list's choice has been seen under its own name too.
        payload=first.get("ButtonPayload") or first.get("ListId") or None,
        quoted_sid=first.get("OriginalRepliedMessageSid") or None,
        raw={key: values[0] if len(values) == 1 else values for key, values in form.items()},
    )


def receipt(form: Form, *, marker: str | None, content: str | None = None) -> Receipt:
    """The news in a status callback's form. Raises Malformed.

    `marker`, and `content` where it went out with one, are what the address of the callback carried.
    """
    first = _first_values(form)
    code = first.get("ErrorCode") or None
    status = first.get("MessageStatus", "").lower()
    return told(_sid(first.get("MessageSid", "")), status, code, marker=marker, content=content)


def told(
    sid: str, status: str, code: str | None, *, marker: str | None = None, content: str | None = None
) -> Receipt:
    """The same of a status and an error code, wherever Twilio tells them."""
    return Receipt(
        sid=sid,
        status=status,
        marker=marker,
        refused_content=content if code in twilio_codes.OF_CONTENT else None,
        error_code=code,
        error=twilio_codes.explain(code) if code else None,
        remedy=twilio_codes.look_up(code).policy.remedy,
    )


def _first_values(form: Form) -> dict[str, str]:
    return {key: values[0].replace("\0", "") for key, values in form.items() if values}


def _sid(sid: str) -> str:
    if not 0 < len(sid) <= LONGEST_SID:
        raise Malformed("MessageSid is missing or too long")
    return sid


def _phone(address: str) -> str | None:
    bare = address.removeprefix("whatsapp:")
    return bare if bare.startswith("+") else None


def _whatsapp_id(first: Mapping[str, str], address: str) -> str | None:
    """Their WhatsApp id, which stands in From too where they share no number."""
    given = first.get("ExternalUserId") or address
    bare = given.removeprefix("whatsapp:")
    return bare if bare and not bare.startswith("+") and len(bare) <= LONGEST_ADDRESS else None


def _media(first: Mapping[str, str]) -> list[dict[str, str]]:
    try:
        count = min(int(first.get("NumMedia") or 0), MOST_MEDIA)
    except ValueError:
        return []
    return [
        {"url": first[f"MediaUrl{number}"], "type": first.get(f"MediaContentType{number}", "")}
        for number in range(count)
        if first.get(f"MediaUrl{number}")
    ]


def _location(first: Mapping[str, str]) -> str | None:
    """A pin, "40.4203,-3.7058|Calle del Prado 3"; None where there is none, or no place on earth."""
    try:
        latitude, longitude = float(first.get("Latitude", "")), float(first.get("Longitude", ""))
    except ValueError:
        return None
    if not (abs(latitude) <= 90 and abs(longitude) <= 180):  # nor where either is no number
        return None
    name = ", ".join(filter(None, (first.get("Label", "").strip(), first.get("Address", "").strip())))
    return f"{latitude},{longitude}" + (f"|{name[:LONGEST_PLACE]}" if name else "")
