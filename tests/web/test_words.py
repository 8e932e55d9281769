from datetime import timedelta

import pytest

from booking_bot.dialogue.desk import Note, Reason
from booking_bot.domain.appointments import Status
from booking_bot.models import AttentionKind, Delivery, MediaStatus, OfferStatus
from booking_bot.services.inbox import Person
from booking_bot.web import words
from tests.shop import MADRID, NOW, at


def test_everything_that_may_be_shown_has_its_words() -> None:
    assert set(words.STATUS) == set(Status)
    assert set(words.DELIVERY) == set(Delivery)
    assert set(words.FILE_STATUS) == set(MediaStatus)
    assert set(words.CONCERN) == set(AttentionKind)
    assert set(words.OFFER) == set(OfferStatus)
    assert {*Reason, *Note} <= set(words.REASON)


@pytest.mark.parametrize(
    ("minutes", "text"),
    [
        (0, "ahora mismo"),
        (12, "hace 12 min"),
        (119, "hace 1 h"),
        (24 * 60, "hace 1 día"),
        (3 * 24 * 60, "hace 3 días"),
    ],
)
def test_how_long_ago_is_said_roughly(minutes: int, text: str) -> None:
    assert words.since(NOW - timedelta(minutes=minutes), NOW) == text


@pytest.mark.parametrize(
    ("when", "text"),
    [
        ("2026-11-23 09:05", "9:05"),
        ("2026-11-22 23:59", "ayer 23:59"),
        ("2026-11-03 09:05", "3 nov 9:05"),
        ("2025-12-31 09:05", "31 dic 2025 9:05"),
    ],
)
def test_a_moment_names_its_day_where_that_is_not_today(when: str, text: str) -> None:
    assert words.moment(at(when), NOW, MADRID) == text


@pytest.mark.parametrize(("minutes", "text"), [(0, ""), (45, "45 min"), (120, "2 h"), (90, "1 h 30 min")])
def test_lengths_are_written_in_hours_and_minutes(minutes: int, text: str) -> None:
    assert words.duration(timedelta(minutes=minutes)) == text


@pytest.mark.parametrize(
    ("person", "text"),
    [
        (Person(1, "Marta", "+34600111222"), "Marta"),
        (Person(1, None, "+34600111222"), "+34 600 11 12 22"),
        (Person(1, None, "no number"), "no number"),
        (Person(1, None, None), "Cliente sin nombre"),
    ],
)
def test_a_customer_is_called_by_what_is_known(person: Person, text: str) -> None:
    assert words.who(person) == text
