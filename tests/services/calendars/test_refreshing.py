"""The staff's own calendars: what they say is busy is busy, and nothing opens a time by mistake."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from booking_bot.db import Database
from booking_bot.models import Absence, Attention, Business, ExternalCalendar, Resource, User, row_id
from booking_bot.services import business_file
from booking_bot.services.calendars import reading, refreshing, subscribed
from booking_bot.services.calendars.refreshing import EMPTIED, REASON, SEALED
from booking_bot.services.calendars.subscribed import NoSuchCalendar
from booking_bot.services.calendars.uids import uid_of
from booking_bot.services.diary import blocking
from booking_bot.services.diary.blocking import NoSuchBlock
from booking_bot.services.file_form.reading import parse
from tests.services.calendars.ics import calendar, event
from tests.shop import NOW, Shop, at

KEY = "0123456789" * 4
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
TEN = event("20261124T100000", "20261124T110000")
NOON = event("20261124T120000", "20261124T130000")


def subscribe(session: Session, staff_id: int, now: datetime = NOW) -> int:
    made = subscribed.add(
        session, staff_id, "https://example.com/a.ics", "Casa", secret_key=KEY, by="owner:1", now=now
    )
    return row_id(made)


def says(session: Session, number: int, *events: str, now: datetime = NOW) -> None:
    """It was read, and these stand in it."""
    seen = refreshing.window(session, session.get_one(ExternalCalendar, number).staff_id, now)
    contents = reading.read(calendar(*events), first=seen.first, last=seen.last, zone=seen.zone)
    refreshing.keep(session, number, contents, seen, etag='"1"', now=now)


def blocked(session: Session) -> list[tuple[int, datetime, datetime]]:
    session.flush()
    rows = session.exec(select(Absence).order_by(col(Absence.starts_at)))
    return [(row_id(row), row.starts_at, row.ends_at) for row in rows]


def test_busy_times_are_no_free_starts_and_the_bot_keeps_off_them(database: Database) -> None:
    with database.transaction() as session:
        shop = Shop(session)
        lucia = shop.staff()
        cut = shop.service(minutes=60, by=[lucia])
        number = subscribe(session, lucia)
        before = shop.starts(cut, "2026-11-24")
        says(session, number, TEN, NOON)
        after = shop.starts(cut, "2026-11-24")
        reasons = session.exec(select(Absence.reason)).all()

    assert before[:3] == ["10:00", "10:15", "10:30"]
    assert after == [
        "11:00",
        "13:00",
        "17:00",
        "17:15",
        "17:30",
        "17:45",
        *[f"18:{m:02}" for m in (0, 15, 30, 45)],
        "19:00",
    ]
    assert reasons == [REASON, REASON]


def test_what_stays_keeps_its_row_what_went_goes_and_what_touches_is_one(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        shop = Shop(session)
        number = subscribe(session, shop.staff())
        says(session, number, TEN, NOON)
        first = blocked(session)
        says(
            session,
            number,
            TEN,
            event("20261125T100000", "20261125T110000"),
            event("20261125T103000", "20261125T113000"),
        )
        second = blocked(session)

    assert second[0] == first[0]
    assert [one[1:] for one in second] == [
        (at("2026-11-24 10:00"), at("2026-11-24 11:00")), (at("2026-11-25 10:00"), at("2026-11-25 11:30")),
    ]  # fmt: skip


def test_what_is_past_stays_as_it_was(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        shop = Shop(session)
        number = subscribe(session, shop.staff())
        says(session, number, TEN, event("20261210T100000", "20261210T110000"))
        says(session, number, event("20261210T100000", "20261210T110000"), now=NOW + 9 * DAY)

        assert [one[1] for one in blocked(session)] == [at("2026-11-24 10:00"), at("2026-12-10 10:00")]


def test_own_appointments_that_come_back_in_a_calendar_block_nothing(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        shop = Shop(session)
        lucia = shop.staff()
        mine = shop.book(shop.service(by=[lucia]), "2026-11-24 10:00", lucia)
        number = subscribe(session, lucia)
        own, anothers = (uid_of(row_id(mine), mine.created_at + each * MINUTE) for each in (0, 1))

        # As it was before it was moved: a calendar that fetches once a day still holds it there.
        says(session, number, f"{NOON}\nUID:{own}", f"{TEN}\nUID:{anothers}")

        assert [one[1] for one in blocked(session)] == [at("2026-11-24 10:00")]


def test_nothing_becomes_free_while_it_cannot_be_read(database: Database) -> None:
    with database.transaction() as session:
        shop = Shop(session)
        number = subscribe(session, shop.staff())
        says(session, number, TEN)
        before = blocked(session)
        for hour in (1, 2, 3):
            refreshing.fail(session, number, "No contesta nadie.", now=NOW + hour * HOUR)
        (shown,) = subscribed.listed(session, of=None, now=NOW)

        assert blocked(session) == before
    assert (shown.error, shown.failing_since, shown.read_at, shown.busy) == (
        "No contesta nadie.", NOW + HOUR, NOW, 1,
    )  # fmt: skip


def test_a_calendar_that_is_suddenly_empty_is_believed_after_a_day(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        shop = Shop(session)
        number = subscribe(session, shop.staff())
        says(session, number, event("20261224T100000", "20261224T110000"))
        kept = []
        for hours in (1, 24, 26):
            says(session, number, now=NOW + hours * HOUR)
            kept.append((len(blocked(session)), session.get_one(ExternalCalendar, number).error))

    assert kept == [(1, EMPTIED), (1, EMPTIED), (0, None)]


def test_a_calendar_that_comes_back_empty_from_a_long_outage_is_not_believed_at_once(
    sqlite: Database,
) -> None:
    with sqlite.transaction() as session:
        shop = Shop(session)
        number = subscribe(session, shop.staff())
        says(session, number, event("20261224T100000", "20261224T110000"))
        refreshing.fail(session, number, "No contesta.", now=NOW + HOUR)
        kept = []
        for hours in (49, 72, 74):
            says(session, number, now=NOW + hours * HOUR)
            kept.append((len(blocked(session)), session.get_one(ExternalCalendar, number).error))

    assert kept == [(1, EMPTIED), (1, EMPTIED), (0, None)]


def test_one_that_has_lost_only_its_last_busy_time_is_believed_at_once(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        shop = Shop(session)
        number = subscribe(session, shop.staff())
        says(session, number, TEN)
        says(session, number, f"{TEN}\nTRANSP:TRANSPARENT")

        assert blocked(session) == []


def open_concerns(session: Session) -> list[str]:
    session.flush()
    return list(session.exec(select(Attention.summary).where(col(Attention.resolved_at).is_(None))))


def test_the_owner_hears_of_an_outage_of_hours_once_and_it_ends_by_itself(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        shop = Shop(session)
        number = subscribe(session, shop.staff())
        told = []
        for hours in (0, 5, 6, 7):
            refreshing.fail(session, number, "No contesta nadie.", now=NOW + hours * HOUR)
            told.append(open_concerns(session))
        first = session.exec(select(Attention)).one()
        first.resolved_at = NOW + 8 * HOUR  # seen
        refreshing.fail(session, number, "No contesta nadie.", now=NOW + 9 * HOUR)
        after_seen = open_concerns(session)
        first.resolved_at = None
        says(session, number, TEN, now=NOW + 10 * HOUR)
        mended = open_concerns(session)
        refreshing.fail(session, number, "No contesta nadie.", now=NOW + 11 * HOUR)
        refreshing.fail(session, number, "No contesta nadie.", now=NOW + 18 * HOUR)
        anew = open_concerns(session)

    assert told == [[], [], *[["Lucía, «Casa»: desde el lunes 23 de noviembre a las 10:00"]] * 2]
    assert (after_seen, mended) == ([], [])
    assert anew == ["Lucía, «Casa»: desde el lunes 23 de noviembre a las 21:00"]


def test_each_is_taken_up_once_a_quarter_of_an_hour_or_so_by_one_worker(database: Database) -> None:
    with database.transaction() as session:
        shop = Shop(session)
        numbers = [subscribe(session, shop.staff(name)) for name in ("Lucía", "Marcos")]
    with database.transaction() as session:
        first = refreshing.claim(session, NOW, secret_key=KEY)
    with database.transaction() as session:
        second = refreshing.claim(session, NOW + MINUTE, secret_key=KEY)
    with database.transaction() as session:
        early = refreshing.claim(session, NOW + 12 * MINUTE, secret_key=KEY)
        late = refreshing.claim(session, NOW + 18 * MINUTE, secret_key=KEY)

    assert [one.id for one in first] == numbers
    assert [one.url for one in first] == ["https://example.com/a.ics"] * 2
    assert (second, early, [one.id for one in late]) == ([], [], numbers)


def test_one_that_another_worker_took_meanwhile_is_left_to_it(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        shop = Shop(session)
        number = subscribe(session, shop.staff())
        assert refreshing._take(session, number, None, NOW, KEY) is not None
        assert refreshing._take(session, number, None, NOW, KEY) is None


def test_the_tag_is_asked_with_until_the_days_ahead_have_to_be_read_anew(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        shop = Shop(session)
        number = subscribe(session, shop.staff())
        says(session, number, TEN)
        tags = []
        for hours in (1, 11, 13):
            (claimed,) = refreshing.claim(session, NOW + hours * HOUR, secret_key=KEY)
            refreshing.keep_as_it_is(session, number, now=NOW + hours * HOUR)
            tags.append(claimed.etag)

    assert tags == ['"1"', '"1"', None]


def test_who_does_not_work_here_any_more_is_asked_for_no_calendar(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        shop = Shop(session)
        lucia = shop.staff()
        subscribe(session, lucia)
        session.get_one(Resource, lucia).active = False
        session.flush()

        assert not refreshing.is_any_due(session, NOW)


def test_with_another_secret_key_it_says_what_to_do(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        shop = Shop(session)
        number = subscribe(session, shop.staff())

        assert refreshing.claim(session, NOW, secret_key="x" * 40) == []
        assert session.get_one(ExternalCalendar, number).error == SEALED


def test_a_calendar_that_was_removed_while_it_was_asked_blocks_nothing(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        shop = Shop(session)
        lucia = shop.staff()
        number = subscribe(session, lucia)
        says(session, number, TEN)
        seen = refreshing.window(session, lucia, NOW)
        contents = reading.read(calendar(TEN), first=seen.first, last=seen.last, zone=seen.zone)
        subscribed.remove(session, number, of=None, by="owner:1", now=NOW)
        refreshing.keep(session, number, contents, seen, etag=None, now=NOW)
        refreshing.fail(session, number, "x", now=NOW)

        assert (blocked(session), subscribed.listed(session, of=None, now=NOW)) == ([], [])


def test_nobody_takes_away_the_calendar_of_another(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        shop = Shop(session)
        lucia, marcos = shop.staff("Lucía"), shop.staff("Marcos")
        number = subscribe(session, lucia)

        with pytest.raises(NoSuchCalendar):
            subscribed.remove(session, number, of=marcos, by="staff:2", now=NOW)


def test_appointments_in_its_times_are_named_and_left_alone(database: Database) -> None:
    with database.transaction() as session:
        shop = Shop(session)
        lucia, marcos = shop.staff("Lucía"), shop.staff("Marcos")
        cut = shop.service(by=[lucia, marcos])
        hit = shop.book(cut, "2026-11-24 10:30", lucia)
        shop.book(cut, "2026-11-24 11:00", lucia)
        shop.book(cut, "2026-11-24 10:30", marcos)
        says(session, subscribe(session, lucia), TEN)

        found = {who: subscribed.overlapping(session, of=who, now=NOW) for who in (None, lucia, marcos)}

        assert {who: [one.id for one in entries] for who, entries in found.items()} == {
            None: [hit.id], lucia: [hit.id], marcos: [],
        }  # fmt: skip
        assert (hit.status, hit.revision) == ("booked", 1)


def test_a_block_of_a_calendar_cannot_be_lifted_by_hand(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        shop = Shop(session)
        says(session, subscribe(session, shop.staff()), TEN)
        (row,) = blocked(session)

        assert blocking.find(session, row[0]).by_calendar
        with pytest.raises(NoSuchBlock):
            blocking.lift(session, row[0], by="owner:1", now=NOW)


def test_the_business_file_neither_holds_nor_deletes_what_a_calendar_says(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        shop = Shop(session)
        lucia = shop.staff("Ana")
        shop.service(by=[lucia])
        shop.away(lucia, "2026-12-01 10:00", "2026-12-01 12:00")
        says(session, subscribe(session, lucia), TEN)
        text = business_file.dump(session)
        business_file.load(session, parse(text))

        assert "2026-11-24" not in text
        assert [one[1] for one in blocked(session)] == [at("2026-11-24 10:00"), at("2026-12-01 10:00")]


def test_who_declined_is_known_by_the_address_of_their_account(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        shop = Shop(session, horizon_days=30)
        lucia = shop.staff()
        session.add(User(email="lucia@example.com", password_hash="x", staff_id=lucia, created_at=NOW))
        session.flush()

        seen = refreshing.window(session, lucia, NOW)

        assert (seen.first, seen.last, seen.zone.key, list(seen.owners)) == (
            NOW - DAY, NOW + 37 * DAY, session.exec(select(Business.timezone)).one(), ["lucia@example.com"],
        )  # fmt: skip
