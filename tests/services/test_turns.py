"""From a stored message to a stored reply, with everything real between them."""

from datetime import datetime, timedelta
from itertools import count

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from booking_bot.channels.base import Inbound
from booking_bot.db import Database
from booking_bot.models import (
    Appointment,
    Attention,
    AttentionKind,
    ChannelName,
    Conversation,
    Customer,
    Direction,
    Holder,
    Message,
    Outbox,
)
from booking_bot.services import handovers, inbound, turns
from tests.shop import NOW, Shop, at

ANA = "whatsapp:+34600111222"
LATER = NOW + timedelta(seconds=20)
_sids = count(1)


@pytest.fixture
def salon(database: Database) -> Database:
    with database.transaction() as session:
        shop = Shop(session)
        shop.service("Corte", minutes=30, by=[shop.staff("Lucía")], price_cents=1600, aliases=["cortarme"])
    return database


def write(database: Database, body: str, *, now: datetime = NOW) -> None:
    with database.transaction() as session:
        inbound.receive(
            session,
            Inbound(
                sid=f"SM{next(_sids)}",
                address=ANA,
                phone="+34600111222",
                profile_name="Ana",
                at=now,
                body=body,
            ),
            now,
        )


def replies(database: Database) -> list[str]:
    with database.reading() as session:
        return list(
            session.exec(
                select(Message.body).where(Message.direction == Direction.OUT).order_by(col(Message.id))
            )
        )


def say(database: Database, body: str, *, now: datetime = NOW) -> str:
    """What is answered to that, once the customer has stopped typing."""
    write(database, body, now=now)
    turns.run_due(database, now=now + timedelta(seconds=20))
    return replies(database)[-1]


def fail_until_told(database: Database, *, now: datetime = LATER) -> None:
    """No turn ends well until a person is told."""
    with database.engine.begin() as connection:
        connection.execute(sa.text("UPDATE business SET timezone = 'Nowhere/Land'"))
    for _ in range(turns.FAILURES_UNTIL_A_PERSON_IS_TOLD):
        turns.run_due(database, now=now)
        now += timedelta(minutes=10)


def test_an_appointment_is_booked_in_two_turns(salon: Database) -> None:
    proposal = say(salon, "kiero cortarme el pelo mañana a las 11")
    receipt = say(salon, "si")

    with salon.reading() as session:
        (appointment,) = session.exec(select(Appointment)).all()
    assert "martes 24 de noviembre a las 11:00" in proposal
    assert "martes 24 de noviembre a las 11:00" in receipt
    assert appointment.starts_at == at("2026-11-24 11:00")


def test_a_burst_gets_one_reply(salon: Database) -> None:
    for text in ("hola", "quería cita", "mañana", "a las 11"):
        write(salon, text)

    ran = turns.run_due(salon, now=LATER)

    assert ran == 1
    assert len(replies(salon)) == 1


def test_a_turn_waits_until_the_customer_has_stopped_typing(salon: Database) -> None:
    write(salon, "hola")

    ran = turns.run_due(salon, now=NOW + timedelta(milliseconds=100))

    assert ran == 0
    assert replies(salon) == []


def test_a_turn_that_ran_does_not_run_again(salon: Database) -> None:
    write(salon, "hola")

    turns.run_due(salon, now=LATER)
    turns.run_due(salon, now=LATER)

    assert len(replies(salon)) == 1


def test_tomorrow_is_the_customers_not_the_hour_of_the_answer(salon: Database) -> None:
    late = at("2026-11-23 23:58")
    write(salon, "quiero cortarme mañana a las 10", now=late)

    turns.run_due(salon, now=late + timedelta(minutes=3))

    assert "martes 24 de noviembre a las 10:00" in replies(salon)[0]


def test_the_bot_is_mute_while_a_person_holds_the_conversation(salon: Database) -> None:
    say(salon, "quiero hablar con una persona")
    before = replies(salon)

    write(salon, "¿mañana a las 5?")
    turns.run_due(salon, now=LATER)

    with salon.reading() as session:
        conversation = session.exec(select(Conversation)).one()
    assert conversation.holder is Holder.PERSON
    assert conversation.unread > 0
    assert replies(salon) == before


def test_who_is_blocked_is_heard_and_not_answered(salon: Database) -> None:
    write(salon, "hola")
    with salon.transaction() as session:
        session.exec(select(Customer)).one().blocked = True

    write(salon, "quiero cortarme mañana a las 11")
    turns.run_due(salon, now=LATER)

    with salon.reading() as session:
        heard = session.exec(select(Message.answered_at)).all()
    assert list(heard) == [LATER, LATER]
    assert replies(salon) == []


def test_a_turn_that_fails_leaves_nothing_and_is_tried_again(salon: Database) -> None:
    write(salon, "quiero cortarme mañana a las 11")
    with salon.engine.begin() as connection:  # nobody can be answered without the shop's facts
        connection.execute(sa.text("UPDATE business SET timezone = 'Nowhere/Land'"))
    turns.run_due(salon, now=LATER)
    silent = replies(salon)
    with salon.engine.begin() as connection:
        connection.execute(sa.text("UPDATE business SET timezone = 'Europe/Madrid'"))

    turns.run_due(salon, now=LATER + timedelta(minutes=1))

    assert silent == []
    assert len(replies(salon)) == 1


def test_a_person_is_told_of_a_turn_that_always_fails_and_others_are_answered(salon: Database) -> None:
    write(salon, "hola")

    fail_until_told(salon)

    with salon.reading() as session:
        kinds = session.exec(select(Attention.kind)).all()
        waiting = session.exec(select(Message).where(col(Message.answered_at).is_(None))).all()
        due = session.exec(select(Conversation.turn_due_at)).one()
    assert kinds == [AttentionKind.UNANSWERED]
    assert [message.body for message in waiting] == ["hola"]
    assert due is None


def test_what_a_person_has_seen_to_does_not_fail_the_next_turn(salon: Database) -> None:
    write(salon, "hola")
    fail_until_told(salon)
    with salon.transaction() as session:
        concern = session.exec(select(col(Attention.id))).one()
        handovers.resolve(session, concern or 0, by="owner:1", now=LATER + timedelta(hours=1))
    again = LATER + timedelta(hours=2)

    write(salon, "¿cuánto cuesta un corte?", now=again)

    with salon.reading() as session:
        waiting = session.exec(select(Message.body).where(col(Message.answered_at).is_(None))).all()
    assert waiting == ["¿cuánto cuesta un corte?"]


def test_giving_back_settles_what_the_bot_gave_up(salon: Database) -> None:
    write(salon, "hola")
    fail_until_told(salon)

    with salon.transaction() as session:
        handovers.give_back(session, 1, by="owner:1", now=LATER + timedelta(hours=1))

    with salon.reading() as session:
        assert session.exec(select(Message.body).where(col(Message.answered_at).is_(None))).all() == []


def test_what_fails_day_after_day_is_one_concern(salon: Database) -> None:
    write(salon, "hola")
    fail_until_told(salon)
    write(salon, "hola?", now=LATER + timedelta(hours=2))
    fail_until_told(salon, now=LATER + timedelta(hours=3))

    with salon.reading() as session:
        assert session.exec(select(Attention.kind)).all() == [AttentionKind.UNANSWERED]


def test_what_comes_while_a_failure_is_noted_is_answered_all_the_same(salon: Database) -> None:
    write(salon, "hola")
    with salon.transaction() as session:
        session.exec(select(Conversation)).one().turn_failures = turns.FAILURES_UNTIL_A_PERSON_IS_TOLD - 1
    write(salon, "quería cita", now=LATER)

    with salon.transaction() as session:
        turns.put_off(session, 1, now=LATER - timedelta(seconds=1))  # of a turn that began before it came
    turns.run_due(salon, now=LATER + timedelta(seconds=10))

    assert len(replies(salon)) == 1


def test_a_reply_goes_out_on_the_line_it_came_by(salon: Database) -> None:
    say(salon, "hola")

    with salon.reading() as session:
        row = session.exec(select(Outbox)).one()
    assert (row.channel, row.recipient) == (ChannelName.WHATSAPP, ANA)


def test_a_turn_costs_few_statements_however_much_was_said_before(salon: Database) -> None:
    statements: list[str] = []

    def counted(body: str) -> int:
        write(salon, body)
        statements.clear()
        turns.run_due(salon, now=LATER)
        return len(statements)

    @sa.event.listens_for(salon.engine, "before_cursor_execute")
    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    first = counted("¿cuánto cuesta un corte?")
    for _ in range(15):
        say(salon, "¿cuánto cuesta un corte?")
        say(salon, "hola")
    last = counted("¿cuánto cuesta un corte?")

    assert last <= first
    assert first <= 25


def test_getting_ready_says_nothing_and_minds_no_missing_shop(database: Database) -> None:
    turns.warm_up(database, now=NOW)
    with database.transaction() as session:
        shop = Shop(session)
        shop.service("Corte", minutes=30, by=[shop.staff("Lucía")])

    turns.warm_up(database, now=NOW)

    assert replies(database) == []
