"""WhatsApp's 24 hours after a customer's last message, in which free text may be sent."""

from datetime import datetime, timedelta

LENGTH = timedelta(hours=24)
# What is queued just before the end would arrive after it.
MARGIN = timedelta(minutes=5)


def is_open(last_inbound_at: datetime | None, now: datetime) -> bool:
    return last_inbound_at is not None and now - last_inbound_at < LENGTH - MARGIN
