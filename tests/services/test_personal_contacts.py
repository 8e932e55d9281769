"""People whom the bot leaves to the owner, with everything real from their message to the silence."""

import pytest
from sqlmodel import col, select

from booking_bot.db import Database
from booking_bot.models import (
    ConsentKind,
    ConsentSource,
    Conversation,
    Customer,
    Delivery,
    Message,
    MessageKind,
    Outbox,
)
from booking_bot.services import consents, last_look, personal_contacts, routes, turns
from booking_bot.services.inbox import Person
from booking_bot.services.notify import send
from tests.services.test_turns import LATER, replies, say, write
from tests.shop import NOW, Shop

NUMBER = "+34600111222"


@pytest.fixture
def salon(sqlite: Database) -> Database:
    with sqlite.transaction() as session:
        shop = Shop(session)
        shop.service("Corte", minutes=30, by=[shop.staff("Lucía")])
    return sqlite


def add(database: Database, text: str) -> personal_contacts.Added:
    with database.transaction() as session:
        return personal_contacts.add(session, text, country="ES", by="owner:1", now=NOW)


def test_who_is_on_the_list_before_they_write_gets_no_answer_and_is_seen(salon: Database) -> None:
    add(salon, "Mamá 600 111 222")

    write(salon, "quiero cortarme el pelo mañana")
    turns.run_due(salon, now=LATER)

    with salon.reading() as session:
        talk = session.exec(select(Conversation)).one()
        message = session.exec(select(Message)).one()
        assert session.get_one(Customer, talk.customer_id).name == "Mamá"
    assert replies(salon) == []
    assert (talk.turn_due_at, talk.unread, message.answered_at) == (None, 1, LATER)


def test_who_is_given_back_to_the_bot_is_answered_again(salon: Database) -> None:
    add(salon, NUMBER)
    with salon.transaction() as session:
        session.exec(select(Customer)).one().personal = False

    assert "ola" in say(salon, "hola")


def test_nothing_goes_out_to_them_by_itself_but_what_a_person_writes_does(salon: Database) -> None:
    say(salon, "hola")
    add(salon, NUMBER)

    kinds = (MessageKind.NOTICE, MessageKind.SURVEY, MessageKind.MANUAL)
    with salon.transaction() as session:
        line = session.exec(select(Conversation)).one()
        consents.record(
            session, line.customer_id, ConsentKind.OFFERS, granted=True, source=ConsentSource.OWNER, now=NOW
        )
        for kind in kinds:
            send(session, line, text="Hola", kind=kind, now=LATER)

    with salon.reading() as session:
        told = session.exec(
            select(Message.kind, Outbox.error)
            .join(Outbox, col(Outbox.message_id) == col(Message.id))
            .where(col(Message.kind).in_(kinds))
            .order_by(col(Message.id))
        ).all()
    assert told == [
        (MessageKind.NOTICE, routes.PERSONAL),
        (MessageKind.SURVEY, routes.PERSONAL),
        (MessageKind.MANUAL, None),
    ]


def test_what_was_still_queued_for_them_is_not_sent(salon: Database) -> None:
    say(salon, "hola")
    add(salon, NUMBER)

    with salon.transaction() as session:
        row = session.exec(select(Outbox)).one()
        ended = last_look.stopped(session, last_look.told(session, row), LATER)

    assert ended == {"status": Delivery.CANCELLED, "error": routes.PERSONAL}


def test_a_list_says_how_many_are_new_and_which_lines_hold_no_number(salon: Database) -> None:
    first = add(salon, "Luis 600111333\nTía Pepa\nLuis otra vez 600 111 333\n12 Pepe")
    again = add(salon, "600111333")

    assert (first.many, first.unread) == (1, ["Tía Pepa", "12 Pepe"])
    assert (again.many, again.unread) == (0, [])
    with salon.reading() as session:
        assert personal_contacts.listed(session) == [Person(1, "Luis", "+34600111333")]


def test_who_is_known_keeps_name_and_history(salon: Database) -> None:
    say(salon, "hola")

    add(salon, "Hermana 600111222")

    with salon.reading() as session:
        (known,) = session.exec(select(Customer)).all()
        assert (known.name, known.personal) == ("Ana", True)
