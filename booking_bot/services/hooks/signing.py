"""What goes with a telling, so that the other side knows from whom it is, and that it is fresh."""

import hashlib
import hmac
from datetime import datetime

AGENT = "booking_bot"


def headers(event: str, event_id: str, body: str, secret: str, *, now: datetime) -> dict[str, str]:
    """The signature is over the time, a point and the body, so that none of them can be another's."""
    timestamp = str(int(now.timestamp()))
    return {
        "Content-Type": "application/json",
        "User-Agent": AGENT,
        "X-Booking-Event": event,
        "X-Booking-Id": event_id,
        "X-Booking-Timestamp": timestamp,
        "X-Booking-Signature": signature(timestamp, body, secret),
    }


def signature(timestamp: str, body: str, secret: str) -> str:
    signed = hmac.new(secret.encode(), f"{timestamp}.{body}".encode(), hashlib.sha256)
    return f"sha256={signed.hexdigest()}"
