"""The agenda as a feed: what whoever has subscribed to it holds after each change."""

from datetime import UTC, datetime, timedelta
from typing import Any

import icalendar
import pytest
import sqlalchemy as sa
import vobject  # type: ignore[import-untyped]
from sqlmodel import Session

from booking_bot.db import Database
from booking_bot.models import Source
from booking_bot.services import bookings
from booking_bot.services.calendars import events, writing
from booking_bot.services.calendars.events import Event
from booking_bot.services.calendars.uids import known, uid_of
from tests.shop import MADRID, NOW, Shop, at, every_day

MINUTE = timedelta(minutes=1)


def read(text: bytes) -> list[Any]:
    """The events of a file, for one reader."""
    return icalendar.Calendar.from_ical(text).walk("VEVENT")


class Client:
    """A calendar that has subscribed: of each event it keeps what has the highest number (RFC 5546)."""

    def __init__(self) -> None:
        self.held: dict[str, tuple[int, str, datetime]] = {}

    def fetch(self, session: Session, now: datetime) -> None:
        text = writing.written(events.of_staff(session, None, now=now, base=None), MADRID, name="Agenda")
        for event in read(text):
            number = int(event["SEQUENCE"])
            kept = self.held.get(str(event["UID"]))
            if kept is None or number >= kept[0]:
                self.held[str(event["UID"])] = (number, str(event["STATUS"]), event["DTSTART"].dt)

    @property
    def only(self) -> tuple[int, str, datetime]:
        (one,) = self.held.values()
        return one


def fed(session: Session, staff_id: int | None = None, now: datetime = NOW) -> list[events.Event]:
    return events.of_staff(session, staff_id, now=now, base="https://bot.example.com")


def test_whoever_subscribed_follows_a_booking_a_move_and_a_cancellation(database: Database) -> None:
    client = Client()
    with database.transaction() as session:
        shop = Shop(session)
        lucia = shop.staff()
        cut = shop.service(by=[lucia], approval=True)
        number = shop.book(cut, "2026-11-24 10:00", lucia, requested=True).id or 0
        client.fetch(session, NOW)
        asked = client.only
        bookings.accept(session, number, by="owner:1", now=NOW + MINUTE)
        client.fetch(session, NOW + MINUTE)
        booked = client.only
        bookings.reschedule(session, number, start=at("2026-11-25 17:00"), by="owner:1", now=NOW + 2 * MINUTE)
        client.fetch(session, NOW + 2 * MINUTE)
        moved = client.only
        bookings.cancel(session, number, by="owner:1", now=NOW + 3 * MINUTE)
        client.fetch(session, NOW + 3 * MINUTE)
        late = fed(session, now=NOW + timedelta(days=15))

    assert [asked, booked, moved, client.only] == [
        (1, "TENTATIVE", at("2026-11-24 10:00")),
        (2, "CONFIRMED", at("2026-11-24 10:00")),
        (3, "CONFIRMED", at("2026-11-25 17:00")),
        (4, "CANCELLED", at("2026-11-25 17:00")),
    ]
    assert late == []


def test_each_member_has_their_own_and_all_have_one_with_names(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        shop = Shop(session)
        lucia, marcos = shop.staff("Lucía"), shop.staff("Marcos")
        cut = shop.service("Corte", by=[lucia, marcos])
        marta = shop.customer("Marta Gil", phone="+34600111222")
        shop.book(cut, "2026-11-24 10:00", lucia, customer=marta)
        shop.book(cut, "2026-11-24 11:00", marcos, customer=marta, beneficiary="Leo")

        told = {who: [one.summary for one in fed(session, who)] for who in (None, lucia, marcos)}

    assert told == {
        None: ["Corte · Marta Gil · Lucía", "Corte · Leo · Marcos"],
        lucia: ["Corte · Marta Gil"],
        marcos: ["Corte · Leo"],
    }


def test_what_is_long_past_is_left_out_and_what_is_far_ahead_is_not(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        shop = Shop(session)
        cut = shop.service(by=[shop.staff()])
        for start in ("2026-11-24 10:00", "2027-10-05 10:00"):
            shop.book(cut, start)

        starts = [one.start for one in fed(session, now=at("2026-12-25 10:00"))]

    assert starts == [at("2027-10-05 10:00")]


def test_the_file_tells_nothing_of_a_customer_but_the_name(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        shop = Shop(session)
        marta = shop.customer("Marta Gil", phone="+34600111222")
        shop.book(shop.service(by=[shop.staff()]), "2026-11-24 10:00", customer=marta, note="alergia")

        text = writing.written(fed(session), MADRID, name="Agenda").decode()

    assert "Marta Gil" in text
    assert [secret for secret in ("600111222", "alergia") if secret in text] == []


HOSTILE = 'Ana; "la rubia", \\n\r\nEND:VEVENT\nATTACH:x\u202etxt 😀 ' + "ñ" * 80


def test_any_name_stays_one_line_for_two_readers(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        shop = Shop(session)
        shop.book(
            shop.service("Corte", by=[shop.staff()]), "2026-11-24 10:00", customer=shop.customer(HOSTILE)
        )
        text = writing.written(fed(session), MADRID, name="Peluquería; Carmen")

    said = 'Corte · Ana; "la rubia", \\n END:VEVENT ATTACH:xtxt 😀 ' + "ñ" * 80 + " · Lucía"
    assert [str(one["SUMMARY"]) for one in read(text)] == [said]
    assert vobject.readOne(text.decode()).vevent.summary.value == said
    assert {len(line) <= 75 for line in text.split(b"\r\n")} == {True}


@pytest.mark.parametrize(
    ("day", "offset"), [("2027-03-27", 1), ("2027-03-28", 2), ("2026-10-24", 2), ("2026-10-25", 1)]
)
def test_the_wall_time_is_right_on_both_sides_of_the_change_for_two_readers(
    sqlite: Database, day: str, offset: int
) -> None:
    with sqlite.transaction() as session:
        shop = Shop(session, every_day("10:00-14:00"))
        shop.book(shop.service(by=[shop.staff()]), f"{day} 11:00", now=at("2026-10-01 10:00"))
        text = writing.written(fed(session, now=at("2026-10-01 10:00")), MADRID)

    starts: list[Any] = [
        read(text)[0]["DTSTART"].dt,
        vobject.readOne(text.decode()).vevent.dtstart.value,
    ]
    assert [(f"{one:%Y-%m-%d %H:%M}", one.utcoffset()) for one in starts] == [
        (f"{day} 11:00", timedelta(hours=offset))
    ] * 2
    assert [one.astimezone(UTC) for one in starts] == [at(f"{day} 11:00")] * 2


@pytest.mark.parametrize("start", ["2027-10-31 00:45", "2027-10-31 01:15"])
def test_the_hour_that_clocks_show_twice_is_the_right_one_of_both_for_two_readers(start: str) -> None:
    begun = datetime.fromisoformat(f"{start}+00:00")
    told = Event("a", 0, begun, begun + timedelta(minutes=30), "CONFIRMED", "Cena", "", NOW)

    text = writing.written([told], MADRID)

    read: Any = icalendar.Calendar.from_ical(text).walk("VEVENT")[0]
    other = vobject.readOne(text.decode()).vevent
    assert [
        (read["DTSTART"].dt, read["DTEND"].dt),
        (other.dtstart.value, other.dtend.value),
    ] == [(told.start, told.end)] * 2


def test_statements_do_not_grow_with_the_appointments(sqlite: Database) -> None:
    def statements(session: Session) -> int:
        seen: list[str] = []
        sa.event.listen(
            session.connection(), "before_cursor_execute", lambda _c, _k, text, *_rest: seen.append(text)
        )
        assert fed(session)
        return len(seen)

    with sqlite.transaction() as session:
        shop = Shop(session)
        cut = shop.service(by=[shop.staff()])
        shop.book(cut, "2026-11-24 10:00")
    with sqlite.reading() as session:
        fed(session)  # reads the catalogue, which is kept
        few = statements(session)
    with sqlite.transaction() as session:
        for hour in (11, 12, 13):
            bookings.book(
                session, customer_id=1, service_id=1, start=at(f"2026-11-24 {hour}:00"), by="owner:1",
                now=NOW, source=Source.OWNER,
            )  # fmt: skip
    with sqlite.reading() as session:
        assert statements(session) == few == 3


def test_a_uid_is_known_by_the_shop_whose_appointment_it_is_alone(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        shop = Shop(session)
        mine = shop.book(shop.service(by=[shop.staff()]), "2026-11-24 10:00")
        ours = uid_of(mine.id or 0, mine.created_at)
        anothers = uid_of(mine.id or 0, mine.created_at + timedelta(microseconds=1))

        assert known(session, [ours, anothers, "abc@google.com", ""]) == {ours}


def test_the_tag_changes_with_what_is_told_and_with_nothing_else(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        shop = Shop(session)
        cut = shop.service(by=[shop.staff()])
        number = shop.book(cut, "2026-11-24 10:00").id or 0
        first, again = (
            writing.tag_of(fed(session, now=NOW + each * MINUTE), "Agenda", MADRID) for each in (0, 5)
        )
        bookings.reschedule(session, number, start=at("2026-11-24 11:00"), by="owner:1", now=NOW + MINUTE)

        assert first == again != writing.tag_of(fed(session), "Agenda", MADRID)
