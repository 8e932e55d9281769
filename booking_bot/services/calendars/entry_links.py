"""The link to the file of one visit: it names nobody, cannot be guessed, and is short enough for a chat."""

import hmac
from base64 import urlsafe_b64encode
from hashlib import sha256

from sqlmodel import Session

from booking_bot.services.ways import ways_of

_BYTES = 12  # of the signature: whoever guesses is kept waiting long before


class NoSuchEntry(Exception):
    """The link is none of ours, or what it leads to is long over."""


def link(session: Session, appointment_id: int) -> str:
    """Where the file is fetched; "" where customers reach no page of ours."""
    ways = ways_of(session)
    return f"{ways.pages}/cita/{token_of(appointment_id, ways.signing_key)}.ics" if ways.pages else ""


def token_of(appointment_id: int, secret_key: str) -> str:
    signature = hmac.digest(secret_key.encode(), f"calendar-entry:{appointment_id}".encode(), sha256)
    return f"{appointment_id}-{urlsafe_b64encode(signature[:_BYTES]).decode()}"


def number_in(token: str, secret_key: str) -> int:
    """The appointment that it is the link of. Raises NoSuchEntry."""
    number = token.partition("-")[0]
    if not (number.isascii() and number.isdecimal() and len(number) <= 9):
        raise NoSuchEntry
    if not hmac.compare_digest(token.encode(), token_of(int(number), secret_key).encode()):
        raise NoSuchEntry
    return int(number)
