"""Messages whose sending was cut off, on both kinds of database: none is lost, none goes twice."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import select

from booking_bot.channels.base import Sighting
from booking_bot.db import Database
from booking_bot.models import Delivery, Message, MessageKind
from booking_bot.services import settling
from tests.services.sending import (
    GRACE,
    LEASE,
    NOW,
    accept,
    attentions,
    bodies,
    claim,
    fence,
    look,
    lose,
    queue,
    seconds,
    statuses,
)


def sids(database: Database) -> list[str | None]:
    with database.reading() as session:
        return list(session.exec(select(Message.provider_sid).order_by(Message.body)).all())


def looks(database: Database, start: datetime, length: float) -> list[int]:
    """When the provider is asked, second by second, while it shows nothing."""
    asked = []
    for second in range(int(length) + 1):
        if look(database, start + seconds(second)):
            asked.append(second)
    return asked


def test_what_the_provider_shows_was_accepted(database: Database) -> None:
    queue(database, "Hola")
    (taken,) = claim(database)
    lose(database, taken)

    found = look(database, NOW + seconds(1), Sighting("SM1", NOW))

    assert found == [Delivery.ACCEPTED]
    assert sids(database) == ["SM1"]
    assert claim(database, NOW + timedelta(days=1)) == []


def test_what_shows_nowhere_goes_again_after_the_grace_and_not_before(database: Database) -> None:
    queue(database, "Hola")
    (taken,) = claim(database)
    lose(database, taken)

    asked = looks(database, NOW, GRACE.total_seconds())

    assert asked == [1, 3, 10, 30, 50, 70, 90]
    assert statuses(database) == {"Hola": Delivery.QUEUED}
    assert bodies(claim(database, NOW + GRACE + seconds(2))) == ["Hola"]


def test_one_look_is_not_enough_however_late(database: Database) -> None:
    queue(database, "Hola")
    (taken,) = claim(database)
    lose(database, taken)

    first = look(database, NOW + timedelta(hours=1))
    second = look(database, NOW + timedelta(hours=2))

    assert (first, second) == ([Delivery.UNKNOWN], [Delivery.QUEUED])


def test_a_worker_that_died_leaves_a_message_that_is_looked_for(database: Database) -> None:
    queue(database, "Hola")
    claim(database)

    before = look(database, NOW + LEASE)
    after = look(database, NOW + LEASE + seconds(1))

    assert (before, after) == ([], [Delivery.UNKNOWN])
    assert claim(database, NOW + LEASE + seconds(2)) == []


def test_a_worker_that_died_after_sending_has_its_message_found(database: Database) -> None:
    queue(database, "Hola")
    (taken,) = claim(database)
    fence(database, taken, NOW + seconds(5))

    found = look(database, NOW + LEASE + seconds(6), Sighting("SM1", NOW + seconds(5)))

    assert found == [Delivery.ACCEPTED]


def test_the_next_to_the_same_person_waits_until_it_is_settled(database: Database) -> None:
    queue(database, "1")
    queue(database, "2", now=NOW + seconds(1))
    queue(database, "otra", to="whatsapp:+34600333444", now=NOW + seconds(1))
    (taken,) = claim(database)
    lose(database, taken)

    meanwhile = claim(database, NOW + seconds(1))
    look(database, NOW + seconds(1), Sighting("SM1", NOW))
    afterwards = claim(database, NOW + seconds(2))

    assert bodies(meanwhile) == ["otra"]
    assert bodies(afterwards) == ["2"]


def test_messages_that_we_know_are_not_taken_for_the_missing_one(database: Database) -> None:
    queue(database, "1")
    (first,) = claim(database)
    accept(database, first, "SM1")
    queue(database, "2", now=NOW + seconds(1))
    (second,) = claim(database, NOW + seconds(1))
    lose(database, second, NOW + seconds(1))

    found = look(database, NOW + seconds(2), Sighting("SM1", NOW))

    assert found == [Delivery.UNKNOWN]
    assert sids(database) == ["SM1", None]


def test_messages_from_before_are_not_taken_for_it_either(database: Database) -> None:
    queue(database, "Hola")
    (taken,) = claim(database)
    lose(database, taken)

    found = look(database, NOW + seconds(1), Sighting("SM0", NOW - settling.CLOCK_SKEW - seconds(1)))

    assert found == [Delivery.UNKNOWN]


def test_an_answer_that_comes_after_the_lease_still_counts(database: Database) -> None:
    queue(database, "Hola")
    (taken,) = claim(database)
    look(database, NOW + LEASE + seconds(1))

    accept(database, taken, "SM1")

    assert statuses(database) == {"Hola": Delivery.ACCEPTED}
    assert look(database, NOW + timedelta(hours=1)) == []


@pytest.mark.parametrize("kind", [MessageKind.SURVEY, MessageKind.WAITLIST])
def test_an_offer_is_rather_lost_than_sent_twice(database: Database, kind: MessageKind) -> None:
    queue(database, "¿Qué tal fue?", kind=kind)
    (taken,) = claim(database)
    lose(database, taken)

    looks(database, NOW, GRACE.total_seconds())

    assert statuses(database) == {"¿Qué tal fue?": Delivery.FAILED}
    assert attentions(database) == [settling.UNCONFIRMED]


def test_two_workers_do_not_look_for_the_same_message(database: Database) -> None:
    queue(database, "Hola")
    (taken,) = claim(database)
    lose(database, taken)

    with database.transaction() as session:
        first = settling.to_look_for(session, NOW + seconds(1), limit=10)
    with database.transaction() as session:
        second = settling.to_look_for(session, NOW + seconds(1), limit=10)

    assert ([one.id for one in first], second) == ([taken.id], [])


def test_who_looked_before_another_attempt_decides_nothing(database: Database) -> None:
    queue(database, "Hola")
    (taken,) = claim(database)
    lose(database, taken)
    with database.transaction() as session:
        (old,) = settling.to_look_for(session, NOW + seconds(1), limit=10)
    looks(database, NOW + seconds(30), GRACE.total_seconds())
    (again,) = claim(database, NOW + seconds(200))
    lose(database, again, NOW + seconds(200))

    with database.transaction() as session:
        decided = settling.settle(session, old, [], NOW + timedelta(hours=1), grace=GRACE)

    assert decided is None
    assert statuses(database) == {"Hola": Delivery.UNKNOWN}
