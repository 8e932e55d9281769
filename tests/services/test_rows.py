from sqlmodel import Session, col, select

from booking_bot.db import Database
from booking_bot.models import ChannelName, Conversation, Customer, Direction, Holder, Message, row_id
from booking_bot.services import rows
from tests.agenda.test_statements import counted
from tests.shop import NOW


def conversation_of(session: Session) -> Conversation:
    customer = Customer(name="Ana", created_at=NOW)
    session.add(customer)
    session.flush()
    conversation = Conversation(
        customer_id=row_id(customer),
        channel=ChannelName.WHATSAPP,
        address="whatsapp:+34600111222",
        created_at=NOW,
    )
    session.add(conversation)
    session.flush()
    return conversation


def test_a_row_that_is_inserted_has_an_id_and_what_it_was_not_told(database: Database) -> None:
    with database.transaction() as session:
        told = {"direction": Direction.IN, "kind": "text", "at": NOW}
        line = row_id(conversation_of(session))
        first = rows.insert(session, Message, conversation_id=line, **told)
        second = rows.insert(session, Message, conversation_id=line, body="hola", **told)

    with database.reading() as session:
        stored = [session.get_one(Message, number) for number in (first, second)]
    assert [(one.body, one.media, one.at, one.answered_at) for one in stored] == [
        ("", [], NOW, None),
        ("hola", [], NOW, None),
    ]


def test_what_is_updated_is_so_in_the_table_and_in_the_session_and_written_once(database: Database) -> None:
    with database.transaction() as session:
        conversation = conversation_of(session)
        conversation.holder = Holder.PERSON
        with counted(database) as statements:
            rows.update(session, conversation, state="{}", last_inbound_at=NOW)
            in_the_table = (
                session.connection()
                .execute(
                    select(Conversation.state, Conversation.holder).where(
                        col(Conversation.id) == row_id(conversation)
                    )
                )
                .one()
            )
            in_the_session = conversation.state, conversation.last_inbound_at
            session.flush()

    assert tuple(in_the_table) == ("{}", Holder.BOT)
    assert in_the_session == ("{}", NOW)
    assert [one.split()[0] for one in statements] == ["UPDATE", "SELECT", "UPDATE"]
    assert "state" not in statements[-1].partition("WHERE")[0]
