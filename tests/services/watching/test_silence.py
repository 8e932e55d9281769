"""A number that carries nothing for weeks: the owner is told before WhatsApp locks it."""

from datetime import datetime, timedelta

from sqlmodel import select

from booking_bot.db import Database
from booking_bot.models import Attention, Conversation
from booking_bot.services.watching import silence
from booking_bot.services.ways import Ways, set_ways
from tests.services.team_shop import open_shop, wrote
from tests.shop import NOW

DAY = timedelta(days=1)


def shop_since(database: Database, last: datetime | None) -> None:
    """A shop to which somebody wrote then for the last time."""
    with database.transaction() as session:
        people = open_shop(session)
        if last:
            wrote(people.shop, "+34600111222", when=last)


def told(database: Database) -> list[tuple[str, bool]]:
    with database.reading() as session:
        return [(one.summary, one.resolved_at is not None) for one in session.exec(select(Attention))]


def test_the_owner_is_told_some_days_before_once(database: Database) -> None:
    shop_since(database, NOW)

    looks = [silence.look_after(database, now=NOW + days * DAY) for days in (24, 25, 26)]

    assert looks == [False, True, True]
    assert told(database) == [
        (
            "WhatsApp bloquea los números que pasan un mes callados. "
            "Escríbele desde tu móvil antes del miércoles 23 de diciembre.",
            False,
        )
    ]


def test_a_message_ends_it_and_another_silence_is_told_anew(sqlite: Database) -> None:
    shop_since(sqlite, NOW)
    silence.look_after(sqlite, now=NOW + 26 * DAY)
    with sqlite.transaction() as session:
        session.exec(select(Conversation)).one().last_inbound_at = NOW + 27 * DAY

    looks = [silence.look_after(sqlite, now=NOW + days * DAY) for days in (28, 53)]

    assert looks == [False, True]
    assert [over for _, over in told(sqlite)] == [True, False]


def test_a_number_that_never_carried_anything_counts_from_the_first_look(sqlite: Database) -> None:
    shop_since(sqlite, None)

    assert [silence.look_after(sqlite, now=NOW + days * DAY) for days in (0, 24, 25)] == [False, False, True]


def test_the_sandbox_and_a_shop_without_a_number_are_left_alone(sqlite: Database) -> None:
    shop_since(sqlite, NOW - 90 * DAY)

    for ways in (Ways(sandbox=True), Ways(whatsapp=False)):
        set_ways(sqlite, ways)
        assert not silence.look_after(sqlite, now=NOW)

    assert told(sqlite) == []
