"""What passes quickly would pass the longer way too; and quickly means in one statement."""

from collections.abc import Callable
from datetime import timedelta

from sqlmodel import Session, col, select

from booking_bot.channels.base import Receipt
from booking_bot.db import Database
from booking_bot.models import (
    ChannelName,
    Conversation,
    Customer,
    Delivery,
    Holder,
    Message,
    MessageKind,
    Outbox,
)
from booking_bot.services import circuit, fair_weather, last_look, receipts
from booking_bot.services.dispatch import Claimed
from tests.agenda.test_statements import counted
from tests.services.sending import LEASE, NOW, accept, claim, fence, queue, seconds, statuses

Change = Callable[[Session, Outbox, Message, Conversation, Customer], object]


def change(**values: object) -> Change:
    """These values, wherever there is such a column."""

    def changed(_session: Session, *rows: Outbox | Message | Conversation | Customer) -> None:
        for name, value in values.items():
            for row in rows:
                if name in type(row).model_fields:
                    setattr(row, name, value)

    return changed


AGAINST = {
    "nothing": change(),
    "a pause that is over": change(paused_until=NOW),
    "written by a person": change(kind=MessageKind.MANUAL, holder=Holder.PERSON),
    "for the staff": change(kind=MessageKind.STAFF),
    "by SMS": change(channel=ChannelName.SMS, last_inbound_at=None),
    "blocked": change(blocked=True),
    "held by a person": change(holder=Holder.PERSON),
    "paused": change(paused_until=NOW + seconds(1)),
    "the 24 hours are over": change(last_inbound_at=NOW - timedelta(hours=23, minutes=55)),
    "never wrote": change(last_inbound_at=None),
    "unreachable": change(unreachable_at=NOW),
    "a template": change(as_template=True),
    "too late": change(not_after=NOW - seconds(1)),
}
PASSING = ("nothing", "a pause that is over", "written by a person", "for the staff", "by SMS")


def stood_against(database: Database, number: int, obstacle: Change) -> Claimed:
    """A reply that was claimed before that came about."""
    queue(database, f"{number}", to=f"whatsapp:+3460000{number:04}")
    (claimed,) = claim(database)
    with database.transaction() as session:
        row = session.get_one(Outbox, claimed.id)
        message = session.get_one(Message, row.message_id)
        line = session.get_one(Conversation, message.conversation_id)
        obstacle(session, row, message, line, session.get_one(Customer, line.customer_id))
    return claimed


def test_only_what_nothing_stands_against_passes_in_one_statement(database: Database) -> None:
    passed, unhindered = [], []

    for number, (name, obstacle) in enumerate(AGAINST.items()):
        claimed = stood_against(database, number, obstacle)
        with database.reading() as session:
            row = session.get_one(Outbox, claimed.id)
            if last_look.other(session, row, claimed.outbound, NOW) is None:
                unhindered.append(name)
        with database.transaction() as session:
            if fair_weather.let_through(session, claimed.id, claimed.token, NOW, lease=LEASE):
                passed.append(name)

    assert passed == [*PASSING]
    assert set(passed) <= set(unhindered)


def test_a_notice_takes_the_longer_way(sqlite: Database) -> None:
    queue(sqlite, "Te esperamos", kind=MessageKind.REMINDER)
    (claimed,) = claim(sqlite)

    with sqlite.transaction() as session:
        passed = fair_weather.let_through(session, claimed.id, claimed.token, NOW, lease=LEASE)

    assert passed is False
    assert fence(sqlite, claimed) is True


def test_another_workers_token_passes_nothing(sqlite: Database) -> None:
    queue(sqlite, "Hola")
    (claimed,) = claim(sqlite)

    with sqlite.transaction() as session:
        done = [
            fair_weather.let_through(session, claimed.id, "another", NOW, lease=LEASE),
            fair_weather.accept(session, claimed.id, "another", "SM1"),
        ]

    assert done == [False, False]
    assert statuses(sqlite) == {"Hola": Delivery.SENDING}


def test_a_reply_is_let_through_accepted_and_delivered_in_four_statements(database: Database) -> None:
    queue(database, "Hola")
    (claimed,) = claim(database)

    with counted(database) as statements:
        fence(database, claimed)
        accept(database, claimed, "SM1")
        with database.transaction() as session:
            receipts.record(session, Receipt("SM1", "delivered"), NOW)

    assert [one.split()[:2] for one in statements] == [
        ["UPDATE", "outbox"],
        ["UPDATE", "outbox"],
        ["UPDATE", "message"],
        ["UPDATE", "outbox"],
    ]
    assert statuses(database) == {"Hola": Delivery.DELIVERED}


def test_an_id_that_the_row_or_another_has_is_not_noted_quickly(sqlite: Database) -> None:
    queue(sqlite, "uno")
    queue(sqlite, "dos", to="whatsapp:+34600333444")
    one, two = claim(sqlite)
    accept(sqlite, one, "SM1")

    with sqlite.transaction() as session:
        others = fair_weather.accept(session, two.id, two.token, "SM1")
        session.get_one(Message, 2).provider_sid = "SM0"
        session.flush()
        second = fair_weather.accept(session, two.id, two.token, "SM2")

    assert (others, second) == (False, False)


def test_news_of_what_failed_is_urgent_or_tells_that_an_account_is_mended_takes_the_longer_way(
    database: Database,
) -> None:
    bodies = ("bien", "falló", "urge", "parado")
    for number, body in enumerate(bodies):
        queue(database, body, to=f"whatsapp:+3460000000{number}")
    for claimed in claim(database):
        accept(database, claimed, f"SM{claimed.id}")
    with database.transaction() as session:
        _, failed, urgent, halted = session.exec(select(Outbox).order_by(col(Outbox.id))).all()
        failed.status = Delivery.FAILED
        urgent.urgent = True
        halted.channel = ChannelName.SMS
        circuit.trip(session, ChannelName.SMS, "La cuenta está cerrada.", NOW, by_receipt=True)

    with database.transaction() as session:
        quickly = [
            fair_weather.arrive(session, f"SM{number}", Delivery.DELIVERED) is not None
            for number in range(1, 5)
        ]
    with database.transaction() as session:
        told = [receipts.record(session, Receipt(f"SM{number}", "delivered"), NOW) for number in range(1, 5)]
        still_halted = circuit.room(session, ChannelName.SMS, NOW)

    assert quickly == [True, False, False, False]
    assert told == [False, True, True, True]
    assert still_halted is None


def test_what_is_no_news_changes_nothing(sqlite: Database) -> None:
    queue(sqlite, "Hola")
    (claimed,) = claim(sqlite)
    accept(sqlite, claimed, "SM1")

    with sqlite.transaction() as session:
        news = [
            fair_weather.arrive(session, "SM1", status) is not None
            for status in (Delivery.READ, Delivery.READ, Delivery.DELIVERED, Delivery.SENT)
        ]

    assert news == [True, False, False, False]
    assert statuses(sqlite) == {"Hola": Delivery.READ}
