import itertools
from datetime import timedelta

import pytest
from sqlmodel import select

from booking_bot.channels.base import Receipt
from booking_bot.db import Database
from booking_bot.models import Delivery, Message, Outbox
from booking_bot.services import receipts
from booking_bot.services.dispatch import Claimed
from tests.services.sending import NOW, accept, attentions, claim, fence, lose, queue, seconds, statuses


def report(database: Database, *news: Receipt) -> list[bool]:
    heard = []
    for receipt in news:
        with database.transaction() as session:
            heard.append(receipts.record(session, receipt, NOW))
    return heard


def sent(database: Database, sid: str = "SM1") -> Claimed:
    """A message that the provider accepted under this id."""
    queue(database, "Hola")
    (taken,) = claim(database)
    accept(database, taken, sid)
    return taken


def reset(database: Database) -> None:
    with database.transaction() as session:
        row = session.exec(select(Outbox)).one()
        row.status, row.error_code, row.error = Delivery.ACCEPTED, None, None


def test_the_order_of_receipts_does_not_matter(sqlite: Database) -> None:
    sent(sqlite)
    ends = set()
    for order in itertools.permutations(["queued", "sent", "delivered", "read"]):
        reset(sqlite)
        report(sqlite, *[Receipt("SM1", status) for status in order])
        ends.add(statuses(sqlite)["Hola"])

    assert ends == {Delivery.READ}


def test_a_failure_stays_one_and_a_delivery_outweighs_it(sqlite: Database) -> None:
    sent(sqlite)
    ends = []
    for others in (["failed", "sent"], ["undelivered", "sent", "queued"], ["failed", "delivered"]):
        for order in itertools.permutations(others):
            reset(sqlite)
            report(sqlite, *[Receipt("SM1", status) for status in order])
            ends.append(statuses(sqlite)["Hola"])

    assert ends == [Delivery.FAILED] * 2 + [Delivery.UNDELIVERED] * 6 + [Delivery.DELIVERED] * 2


def test_a_receipt_that_comes_twice_is_news_once(database: Database) -> None:
    sent(database)

    heard = report(database, *[Receipt("SM1", "delivered")] * 3)

    assert heard == [True, False, False]


def test_a_failure_says_why_and_asks_for_attention_once(database: Database) -> None:
    sent(database)
    failure = Receipt("SM1", "failed", error_code="63014", error="El cliente ha bloqueado al negocio.")

    report(database, failure, failure)

    with database.reading() as session:
        row = session.exec(select(Outbox)).one()
    assert (row.status, row.error_code, row.error) == (
        Delivery.FAILED, "63014", "El cliente ha bloqueado al negocio.",
    )  # fmt: skip
    assert attentions(database) == ["El cliente ha bloqueado al negocio."]


def test_a_receipt_may_come_before_the_answer(database: Database) -> None:
    queue(database, "Hola")
    (taken,) = claim(database)
    fence(database, taken)

    report(database, Receipt("SM1", "delivered", marker=taken.outbound.marker))
    accept(database, taken, "SM1")

    assert statuses(database) == {"Hola": Delivery.DELIVERED}


def test_a_receipt_settles_what_was_cut_off(database: Database) -> None:
    queue(database, "Hola")
    (taken,) = claim(database)
    lose(database, taken)

    report(database, Receipt("SM1", "sent", marker=taken.outbound.marker))

    with database.reading() as session:
        assert session.exec(select(Message.provider_sid)).all() == ["SM1"]
    assert statuses(database) == {"Hola": Delivery.SENT}
    assert claim(database, NOW + timedelta(days=1)) == []


def test_a_receipt_keeps_what_waits_for_another_attempt_from_going_again(database: Database) -> None:
    queue(database, "Hola")
    (taken,) = claim(database)
    with database.transaction() as session:
        row = session.exec(select(Outbox)).one()
        row.status, row.lease_until = Delivery.QUEUED, NOW + seconds(30)

    report(database, Receipt("SM1", "sent", marker=taken.outbound.marker))

    assert claim(database, NOW + timedelta(days=1)) == []


def test_the_marker_of_another_database_is_not_ours(database: Database) -> None:
    queue(database, "Hola")
    (taken,) = claim(database)
    number = taken.outbound.marker.partition("-")[0]
    strange = [f"{number}-1", number, "", "-", "x-1", f"{number}-{'f' * 40}", "9" * 30 + "-1", "²-1"]

    heard = report(database, *[Receipt("SM1", "sent", marker=marker) for marker in strange])

    assert heard == [False] * len(strange)
    assert statuses(database) == {"Hola": Delivery.SENDING}


def test_a_second_id_under_one_marker_changes_nothing(database: Database) -> None:
    taken = sent(database)

    heard = report(database, Receipt("SM2", "delivered", marker=taken.outbound.marker))

    assert heard == [False]
    assert statuses(database) == {"Hola": Delivery.ACCEPTED}


@pytest.mark.parametrize(
    "receipt", [Receipt("SM9", "delivered"), Receipt("SM1", "received"), Receipt("SM1", "")]
)
def test_strange_news_is_no_news(database: Database, receipt: Receipt) -> None:
    sent(database)

    assert report(database, receipt) == [False]
    assert statuses(database) == {"Hola": Delivery.ACCEPTED}
