"""Who is meant in a path or a query: a phone, or WhatsApp's own id of a customer who shares none."""

import re

from booking_bot.domain.phones import NotAPhone, canonical
from booking_bot.models import IdentityKind
from booking_bot.web.api.inputs import NUL
from booking_bot.web.api.problems import wrong

Identity = tuple[IdentityKind, str]

# "ES.1234…", or "ES.ENT.1234…" of linked businesses; a phone has neither letters nor points.
_WHATSAPP_ID = re.compile(r"[A-Z]{2}\.[A-Za-z0-9.]{1,137}")
# A "+" that nobody escaped arrives as a space.
_LOST_PLUS = re.compile(r"^ ")


def parse_identity(text: str, country: str) -> Identity:
    """Raises NotAPhone. A phone may be written as in `country`."""
    if _WHATSAPP_ID.fullmatch(text):
        return IdentityKind.WHATSAPP_ID, text
    return IdentityKind.PHONE, parse_phone(text, country)


def parse_phone(text: str, country: str) -> str:
    """The canonical form. Raises NotAPhone."""
    if NUL in text:
        raise NotAPhone("no telephone number holds a NUL character")
    return canonical(_LOST_PLUS.sub("+", text), country)


def filter_by(phone: str | None, country: str) -> Identity | None:
    """The identity that the query `phone` asks for. Raises Problem."""
    if phone is None:
        return None
    try:
        return parse_identity(phone, country)
    except NotAPhone as error:
        raise wrong({"phone": str(error)}) from None
