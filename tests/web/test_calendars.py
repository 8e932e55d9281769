"""What calendars fetch: the agenda by a secret address, and a customer's own visit by a signed one."""

from collections.abc import Callable
from datetime import datetime, timedelta

import icalendar
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, select

from booking_bot.db import Database
from booking_bot.models import Appointment, CalendarFeed, Resource
from booking_bot.services import bookings
from booking_bot.services.calendars import entry_links, feeds
from tests.shop import NOW, Shop, at
from tests.web.house import application

KEY = "0123456789" * 4
HOUR = timedelta(hours=1)


@pytest.fixture
def clock() -> list[datetime]:
    return [NOW]


@pytest.fixture
def app(sqlite: Database, clock: list[datetime]) -> Flask:
    with sqlite.transaction() as session:
        shop = Shop(session)
        lucia = shop.staff()
        cut = shop.service("Corte", by=[lucia], preparation="Ven con el pelo seco")
        marta = shop.customer("Marta Gil", phone="+34600111222")
        shop.business.address, shop.business.phone = "Calle Mayor, 3", "+34910000000"
        shop.book(cut, "2026-11-24 10:00", lucia, customer=marta)
    return application(sqlite, clock=lambda: clock[0])


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def made(database: Database, staff_id: int | None = None) -> tuple[int, str]:
    """The number of a new feed, and its path."""
    with database.transaction() as session:
        number = feeds.make(session, staff_id, secret_key=KEY, by="owner:1", now=NOW)
        token = next(one.token for one in feeds.listed(session, of=None, secret_key=KEY) if one.id == number)
    return number, f"/calendar/{token}.ics"


def change(database: Database, what: Callable[[Session], object]) -> None:
    with database.transaction() as session:
        what(session)


def summaries(text: bytes) -> list[str]:
    return [str(one["SUMMARY"]) for one in icalendar.Calendar.from_ical(text).walk("VEVENT")]


def test_the_agenda_is_read_by_its_address(client: FlaskClient, sqlite: Database) -> None:
    _, path = made(sqlite)

    answer = client.get(path)

    assert (answer.status_code, answer.content_type) == (200, "text/calendar; charset=utf-8")
    assert summaries(answer.data) == ["Corte · Marta Gil · Lucía"]
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert "Set-Cookie" not in answer.headers
    assert len(path) >= 43


def test_who_has_it_already_is_told_so_until_something_changes(client: FlaskClient, sqlite: Database) -> None:
    _, path = made(sqlite, 1)
    tag = client.get(path).headers["ETag"]

    same = client.get(path, headers={"If-None-Match": tag})
    change(sqlite, lambda session: bookings.cancel(session, 1, by="owner:1", now=NOW))
    changed = client.get(path, headers={"If-None-Match": tag})

    assert (same.status_code, same.data, same.headers["ETag"]) == (304, b"", tag)
    assert changed.status_code == 200
    assert b"STATUS:CANCELLED" in changed.data


@pytest.mark.parametrize(
    "path",
    ["/calendar/x.ics", "/calendar/.ics", f"/calendar/{'A' * 43}.ics", "/cita/1-x.ics", "/cita/1-ñ.ics"],
)
def test_what_is_unknown_is_a_404(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_revoked_address_and_that_of_who_has_left_are_unknown(
    client: FlaskClient, sqlite: Database
) -> None:
    (number, revoked), (_, left) = made(sqlite), made(sqlite, 1)

    change(sqlite, lambda session: feeds.revoke(session, number, of=None, by="owner:1", now=NOW))
    change(sqlite, lambda session: setattr(session.get_one(Resource, 1), "active", False))

    assert [client.get(path).status_code for path in (revoked, left)] == [404, 404]


def test_that_it_is_read_is_noted_once_an_hour(
    client: FlaskClient, sqlite: Database, clock: list[datetime]
) -> None:
    _, path = made(sqlite)
    noted = []
    for moment in (NOW, NOW + HOUR / 2, NOW + HOUR):
        clock[0] = moment
        client.get(path)
        with sqlite.reading() as session:
            noted.append(session.exec(select(CalendarFeed.read_at)).one())

    assert noted == [NOW, NOW, NOW + HOUR]


def test_nobody_asks_too_often_and_one_address_is_not_anothers_trouble(
    client: FlaskClient, sqlite: Database
) -> None:
    (_, one), (_, other) = made(sqlite), made(sqlite)

    guesses = [client.get(f"/calendar/{number}.ics").status_code for number in range(31)]
    reads = [client.get(one).status_code for _ in range(31)]

    assert (guesses[29:], reads[29:]) == ([404, 429], [200, 429])
    assert client.get(other).status_code == 200


def test_the_database_alone_shows_no_address(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        Shop(session)
    _, path = made(sqlite)
    token = path.removeprefix("/calendar/").removesuffix(".ics")

    with sqlite.reading() as session:
        row = session.exec(select(CalendarFeed)).one()
        unknown = feeds.listed(session, of=None, secret_key="x" * 40)

    assert token not in f"{row.token} {row.token_hash}"
    assert [one.token for one in unknown] == [""]


def link(number: int = 1, key: str = KEY) -> str:
    return f"/cita/{entry_links.token_of(number, key)}.ics"


def test_a_customer_puts_their_visit_into_their_own_calendar(client: FlaskClient) -> None:
    answer = client.get(link())

    (event,) = icalendar.Calendar.from_ical(answer.data).walk("VEVENT")
    assert answer.status_code == 200
    assert {name: str(event[name]) for name in ("SUMMARY", "LOCATION", "DESCRIPTION", "STATUS")} == {
        "SUMMARY": "Corte · Peluquería Carmen",
        "LOCATION": "Calle Mayor, 3",
        "DESCRIPTION": "Lucía\nVen con el pelo seco\n+34910000000",
        "STATUS": "CONFIRMED",
    }
    assert "Marta" not in answer.text


def test_the_same_link_tells_what_became_of_it_under_the_same_name(
    client: FlaskClient, sqlite: Database
) -> None:
    told = []
    for what in (
        None,
        lambda session: bookings.reschedule(session, 1, start=at("2026-11-25 10:00"), by="owner:1", now=NOW),
        lambda session: bookings.cancel(session, 1, by="owner:1", now=NOW),
    ):
        if what:
            change(sqlite, what)
        (event,) = icalendar.Calendar.from_ical(client.get(link()).data).walk("VEVENT")
        told.append([str(event[name]) for name in ("UID", "STATUS")] + [event["SEQUENCE"]])

    uid = told[0][0]
    assert told == [[uid, "CONFIRMED", 1], [uid, "CONFIRMED", 2], [uid, "CANCELLED", 3]]


def test_all_parts_of_a_visit_come_together_and_nobody_elses(client: FlaskClient, sqlite: Database) -> None:
    with sqlite.transaction() as session:
        first = session.get_one(Appointment, 1)
        first.visit = "v"
        for start, visit in (("2026-11-24 10:30", "v"), ("2026-11-24 12:00", None)):
            bookings.book(
                session, customer_id=1, service_id=1, start=at(start), visit=visit, source=first.source,
                by="bot", now=NOW,
            )  # fmt: skip

    events = icalendar.Calendar.from_ical(client.get(link()).data).walk("VEVENT")

    assert [one["DTSTART"].dt for one in events] == [at("2026-11-24 10:00"), at("2026-11-24 10:30")]  # type: ignore[union-attr]


def test_a_link_is_nobodys_who_has_not_the_key_and_ends_a_month_after(
    client: FlaskClient, clock: list[datetime]
) -> None:
    wrong = [client.get(path).status_code for path in (link(key="x" * 40), link(2), link()[:-5] + "x.ics")]
    clock[0] = at("2026-12-24 10:31")

    assert (wrong, client.get(link()).status_code) == ([404, 404, 404], 404)
