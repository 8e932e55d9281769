"""Events as an iCalendar file (RFC 5545), with the zone's own rules in it for whoever does not know them."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

import icalendar

from booking_bot.services.calendars.events import Event
from booking_bot.services.calendars.zones import rules_of

PRODID = "-//booking_bot//Agenda//ES"
TTL = timedelta(minutes=15)
# Of the form in which they are written: raised with it, so that nobody keeps what was written before.
_FORM = "2"


def tag_of(events: Sequence[Event], name: str, zone: ZoneInfo) -> str:
    """The same for the same file; it costs a hundredth of writing it."""
    return sha256(repr((_FORM, name, zone.key, events)).encode()).hexdigest()[:32]


def written(events: Sequence[Event], zone: ZoneInfo, *, name: str = "", method: str = "") -> bytes:
    """With a `name` it is a calendar that can be subscribed to; `method` is a word of iTIP."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    if method:
        calendar.add("method", method)
    if name:
        calendar.add("name", name)
        calendar.add("x-wr-calname", name)
        calendar.add("x-wr-timezone", zone.key)
        calendar.add("refresh-interval", TTL, parameters={"VALUE": "DURATION"})
        calendar.add("x-published-ttl", "PT15M")
    if events:
        first, last = min(event.start for event in events).year, max(event.end for event in events).year
        calendar.add_component(icalendar.Timezone.from_ical(rules_of(zone, first - 1, last + 1)))
    for event in events:
        calendar.add_component(_component(event, zone))
    return bytes(calendar.to_ical())


def _component(event: Event, zone: ZoneInfo) -> icalendar.Event:
    made = icalendar.Event()
    made.add("uid", event.uid)
    made.add("sequence", event.sequence)
    made.add("dtstamp", _stamp(event.changed_at))
    made.add("last-modified", _stamp(event.changed_at))
    start, end = _clocked(event, zone)
    made.add("dtstart", start)
    made.add("dtend", end)
    made.add("status", event.status)
    made.add("transp", "TRANSPARENT" if event.status == "CANCELLED" else "OPAQUE")
    made.add("class", "PRIVATE")
    made.add("summary", event.summary)
    for field, value in (("description", event.description), ("location", event.place), ("url", event.url)):
        if value:
            made.add(field, value)
    return made


def _clocked(event: Event, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """By the shop's clock; in UTC in the hour that it shows twice, of which readers take the first."""
    edges = event.start.astimezone(zone), event.end.astimezone(zone)
    if any(edge.fold for edge in edges):
        return event.start.astimezone(UTC), event.end.astimezone(UTC)
    return edges


def _stamp(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)
