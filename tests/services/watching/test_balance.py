"""How long the balance lasts, and when the owner is warned that it does not."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import col, select

from booking_bot.channels.base import Balance, ChannelError, OutcomeUnknown
from booking_bot.db import Database
from booking_bot.models import Attention
from booking_bot.services.watching import balance
from tests.shop import NOW

DAY = timedelta(days=1)
HOURS = timedelta(hours=6)


class Purse:
    """Holds these amounts one after another; an exception among them is raised."""

    def __init__(self, *cents: int | Exception) -> None:
        self.cents = list(cents)

    def balance(self) -> Balance:
        told = self.cents.pop(0)
        if isinstance(told, Exception):
            raise told
        return Balance(told, "USD")


def ask(
    database: Database, *cents: int | Exception, every: timedelta = DAY, since: datetime = NOW
) -> list[bool]:
    purse = Purse(*cents)
    return [balance.look_after(database, purse, now=since + number * every) for number in range(len(cents))]


def warnings(database: Database) -> list[tuple[str, bool, bool]]:
    """What the owner reads, whether they were reminded of it, and whether it is over."""
    with database.reading() as session:
        return [
            (one.summary, one.alerted_at is not None, one.resolved_at is not None)
            for one in session.exec(select(Attention).order_by(col(Attention.id)))
        ]


def test_the_owner_is_warned_in_days_that_are_left(database: Database) -> None:
    ask(database, 2000, 1900, 1800, 1300)

    assert warnings(database) == [
        ("Quedan 13,00 USD: unos 6 días al ritmo de las últimas semanas. Recarga la cuenta.", False, False)
    ]


@pytest.mark.parametrize(
    ("readings", "told"),
    [
        ((3000, 2800, 2610), ("Quedan 28,00 USD: unos 14 días", False)),
        ((3000, 2800, 2000, 1000), ("Quedan 10,00 USD: unos 2 días", True)),
    ],
)
def test_the_owner_is_reminded_where_it_gets_worse_and_not_otherwise(
    sqlite: Database, readings: tuple[int, ...], told: tuple[str, bool]
) -> None:
    ask(sqlite, *readings)

    rest = " al ritmo de las últimas semanas. Recarga la cuenta."
    assert warnings(sqlite) == [(told[0] + rest, told[1], False)]


def test_what_is_paid_in_is_no_spending_and_ends_the_warning(sqlite: Database) -> None:
    ask(sqlite, 2000, 1000, 60_000)

    assert [over for _, _, over in warnings(sqlite)] == [True]
    with sqlite.reading() as session:
        left = balance.left(session)
    assert left is not None
    assert (left.cents, left.currency) == (60_000, "USD")
    assert left.days == pytest.approx(120.0)


def test_an_empty_account_is_told_at_once(sqlite: Database) -> None:
    ask(sqlite, 0)

    assert warnings(sqlite) == [
        ("Quedan 0,00 USD: ya no sale ningún mensaje. Recarga la cuenta de Twilio.", False, False)
    ]


def test_twilio_is_asked_a_few_times_a_day(sqlite: Database) -> None:
    assert ask(sqlite, 9, 9, 9, 9, every=timedelta(hours=3)) == [True, False, True, False]


@pytest.mark.parametrize("error", [OutcomeUnknown("no answer"), ChannelError("no", permanent=True)])
def test_where_twilio_tells_nothing_the_last_that_it_told_stays(sqlite: Database, error: Exception) -> None:
    assert ask(sqlite, 2000, error, 1900, every=HOURS) == [True, False, True]

    with sqlite.reading() as session:
        left = balance.left(session)
    assert left is not None
    assert (left.cents, left.days) == (1900, None)  # half a day tells nothing of the pace


def test_spending_of_long_ago_is_forgotten(sqlite: Database) -> None:
    ask(sqlite, 90_000, 10_000)
    ask(sqlite, 9_000, 8_900, since=NOW + 40 * DAY)

    with sqlite.reading() as session:
        left = balance.left(session)
    assert left is not None
    assert left.days == pytest.approx(89.0)
