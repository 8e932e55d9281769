"""Reading the staff's calendars in the background: every one once, and no trouble of one is another's."""

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread

from sqlmodel import col, select

from booking_bot.channels.calendars import Fetched, NoCalendar
from booking_bot.config import Settings
from booking_bot.db import Database
from booking_bot.jobs.calendars import read_due
from booking_bot.models import Absence, ExternalCalendar
from booking_bot.services.calendars import subscribed
from booking_bot.wiring import Wiring
from tests.services.calendars.ics import calendar, event
from tests.shop import NOW, Shop, at

KEY = "0123456789" * 4
FILE = calendar(event("20261124T100000", "20261124T110000"))


class Web:
    """What stands at each address, as what `answers` gives or raises; remembers what it was asked."""

    def __init__(self, **answers: Callable[[], Fetched]) -> None:
        self.answers = answers
        self.asked: list[tuple[str, str | None]] = []

    def fetch(self, url: str, etag: str | None = None) -> Fetched:
        self.asked.append((url, etag))
        return self.answers[url]()


def broken() -> Fetched:
    raise NoCalendar("No contesta nadie.")


def nonsense() -> Fetched:
    raise ZeroDivisionError


def wired(database: Database, web: Web, minutes: int = 0) -> Wiring:
    settings = Settings(_env_file=None, secret_key=KEY, database_url=database.url)
    return Wiring(settings, database, clock=lambda: NOW + timedelta(minutes=minutes), calendars=web)


def furnish(database: Database, *urls: str) -> None:
    with database.transaction() as session:
        lucia = Shop(session).staff()
        for url in urls:
            subscribed.add(session, lucia, url, url, secret_key=KEY, by="owner:1", now=NOW)


def told(database: Database) -> list[tuple[str, str | None]]:
    with database.reading() as session:
        rows = session.exec(select(ExternalCalendar).order_by(col(ExternalCalendar.id)))
        return [(row.name, row.error) for row in rows]


def test_each_is_read_and_what_is_wrong_with_one_is_no_others_trouble(sqlite: Database) -> None:
    furnish(sqlite, "broken", "nonsense", "page", "good")
    web = Web(
        broken=broken, nonsense=nonsense, page=lambda: Fetched(b"<html>"), good=lambda: Fetched(FILE, '"1"')
    )

    read = read_due(wired(sqlite, web)), read_due(wired(sqlite, web, minutes=1))

    assert read == (4, 0)
    assert [name for name, error in told(sqlite) if error] == ["broken", "page"]
    with sqlite.reading() as session:
        assert [row.starts_at for row in session.exec(select(Absence))] == [at("2026-11-24 10:00")]


def test_what_has_not_changed_stays_and_an_outage_ends(sqlite: Database) -> None:
    furnish(sqlite, "one")
    web = Web(one=lambda: Fetched(FILE, '"1"'))
    errors = []
    for minutes, answer in ((0, web.answers["one"]), (20, broken), (40, lambda: Fetched(None, '"1"'))):
        web.answers["one"] = answer
        read_due(wired(sqlite, web, minutes))
        errors += [error for _, error in told(sqlite)]

    assert errors == [None, "No contesta nadie.", None]
    assert web.asked == [("one", None), ("one", '"1"'), ("one", '"1"')]
    with sqlite.reading() as session:
        assert len(session.exec(select(Absence)).all()) == 1


def test_of_two_workers_at_once_each_calendar_is_read_by_one(on_postgres: Database) -> None:
    furnish(on_postgres, "one", "two", "three")
    web = Web(**dict.fromkeys(("one", "two", "three"), lambda: Fetched(FILE)))
    start = Barrier(2)

    def work() -> None:
        database = Database(on_postgres.url)
        start.wait()
        read_due(wired(database, web))
        database.dispose()

    workers = [Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert sorted(web.asked) == [("one", None), ("three", None), ("two", None)]
    with on_postgres.reading() as session:
        assert len(session.exec(select(Absence)).all()) == 3
