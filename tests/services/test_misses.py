import threading
from datetime import timedelta

import pytest

from booking_bot.db import Database
from booking_bot.models import row_id
from booking_bot.services import misses
from tests.shop import NOW

LATER = NOW + timedelta(hours=1)


def miss(database: Database, *texts: str, name: str | None = None) -> None:
    for text in texts:
        with database.transaction() as session:
            misses.record(session, text, name=name, now=LATER)


def counted(database: Database) -> list[tuple[str, int]]:
    with database.reading() as session:
        return [(one.text, one.count) for one in misses.listed(session)]


def test_a_text_is_kept_once_with_how_often_it_came_most_frequent_first(database: Database) -> None:
    miss(database, "¿hacéis moldeado?", "alisado japonés", "Alisado   Japonés", "ALISADO\njaponés ")

    assert counted(database) == [("alisado japonés", 3), ("¿hacéis moldeado?", 1)]


def test_when_it_came_first_and_last_is_kept(database: Database) -> None:
    with database.transaction() as session:
        misses.record(session, "alisado japonés", name=None, now=NOW)
    miss(database, "alisado japonés")

    with database.reading() as session:
        (kept,) = misses.listed(session)
    assert (kept.first_at, kept.last_at) == (NOW, LATER)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("soy Ana  Gil 😂😂😂 llámame al 600 11 22 33", "soy [nombre] [nombre] 😂 llámame al [número]"),
        ("ANA: ana@example.com", "[nombre]: [correo]"),
        ("mañana con la banana", "mañana con la banana"),
        ("👍🏽 👍🏻👍", "👍"),
        ("¿qué?!!!! ...", "¿qué?! ."),
        ("ni\0dea\u200b", "nidea"),
        ("x" * 500, "x" * 200),
    ],
)
def test_nothing_of_it_tells_who_wrote_it(text: str, kept: str) -> None:
    assert misses.plain(text, "Ana Gil de la Ó") == kept


def test_what_is_nothing_is_not_kept(sqlite: Database) -> None:
    miss(sqlite, "", " \n\u200b")

    assert counted(sqlite) == []


def test_what_the_owner_has_seen_to_is_listed_no_more_until_it_comes_again(database: Database) -> None:
    miss(database, "alisado", "alisado", "moldeado")
    with database.transaction() as session:
        first = row_id(misses.listed(session)[0])
        done = [misses.settle(session, number, now=LATER) for number in (first, first, 999)]
    settled = counted(database)

    miss(database, "alisado")

    assert done == [True, False, False]
    assert settled == [("moldeado", 1)]
    assert sorted(counted(database)) == [("alisado", 1), ("moldeado", 1)]


def test_two_workers_that_miss_the_same_count_both(database: Database) -> None:
    both = threading.Barrier(2)

    def work() -> None:
        both.wait(5)
        miss(database, *["alisado japonés"] * 5)

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert counted(database) == [("alisado japonés", 10)]
