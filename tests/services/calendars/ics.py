"""Calendars to read, of as many lines as a test needs."""


def calendar(*events: str, head: str = "") -> bytes:
    """A file of these events, each told by its own lines; `head` are lines of the whole."""
    parts = [
        f"BEGIN:VEVENT\nUID:{number}@example.com\nDTSTAMP:20260101T000000Z\n{event.strip()}\nEND:VEVENT\n"
        if "UID:" not in event
        else f"BEGIN:VEVENT\nDTSTAMP:20260101T000000Z\n{event.strip()}\nEND:VEVENT\n"
        for number, event in enumerate(events)
    ]
    text = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//test//ES\n{head}{''.join(parts)}END:VCALENDAR\n"
    return text.replace("\n", "\r\n").encode()


def event(start: str, end: str, *more: str) -> str:
    """One in the zone of the shop: "20261124T100000"."""
    zone = "TZID=Europe/Madrid"
    return "\n".join((f"DTSTART;{zone}:{start}", f"DTEND;{zone}:{end}", *more))
