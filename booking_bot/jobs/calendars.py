"""Reads the staff's own calendars: claim, ask with no transaction open, keep what it says."""

from functools import partial

from booking_bot.channels.calendars import CalendarSource, NoCalendar
from booking_bot.jobs.ticks import guarded
from booking_bot.services.calendars import reading, refreshing
from booking_bot.services.calendars.reading import Unreadable
from booking_bot.services.calendars.refreshing import Claimed
from booking_bot.wiring import Wiring


def read_due(parts: Wiring) -> int:
    """Read those whose time has come; how many they were. What one of them does is no other's trouble."""
    now = parts.clock()
    with parts.database.reading() as session:
        if parts.calendars is None or not refreshing.is_any_due(session, now):
            return 0
    secret_key = parts.settings.secret_key.get_secret_value()
    with parts.database.transaction() as session:
        claimed = refreshing.claim(session, now, secret_key=secret_key)
    for one in claimed:
        guarded(partial(_read, parts, parts.calendars, one))
    return len(claimed)


def _read(parts: Wiring, source: CalendarSource, one: Claimed) -> None:
    database, now = parts.database, parts.clock()
    with database.reading() as session:
        seen = refreshing.window(session, one.staff_id, now)
    try:
        fetched = source.fetch(one.url, one.etag)
        contents = None
        if fetched.body is not None:
            contents = reading.read(
                fetched.body, first=seen.first, last=seen.last, zone=seen.zone, owners=seen.owners
            )
    except (NoCalendar, Unreadable) as refusal:
        with database.transaction() as session:
            refreshing.fail(session, one.id, refusal.explanation, now=now)
        return
    with database.transaction() as session:
        if contents is None:
            refreshing.keep_as_it_is(session, one.id, now=now)
        else:
            refreshing.keep(session, one.id, contents, seen, etag=fetched.etag, now=now)
