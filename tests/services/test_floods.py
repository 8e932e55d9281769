"""Sixty messages a minute from one line: one answer, then silence, and the owner sees it."""

import pytest
from sqlmodel import col, func, select

from booking_bot.channels.base import Inbound
from booking_bot.db import Database
from booking_bot.models import Attention, AttentionKind, Conversation, Direction, Message
from booking_bot.services import floods, inbound, turns
from tests.services.test_inbound import NOW, seconds
from tests.shop import Shop

FLOODER, ANA = "+34600999999", "+34600111222"


@pytest.fixture
def salon(database: Database) -> Database:
    with database.transaction() as session:
        shop = Shop(session)
        shop.service("Corte", by=[shop.staff("Lucía")], price_cents=1600)
    return database


def write(database: Database, phone: str, number: int, body: str, *, after: float = 0) -> None:
    """Without a body it is a photo."""
    now = NOW + seconds(after)
    media = [] if body else [{"url": "https://api.twilio.com/photo", "type": "image/jpeg"}]
    with database.transaction() as session:
        told = Inbound(
            sid=f"SM{phone}-{number}",
            address=f"whatsapp:{phone}",
            phone=phone,
            at=now,
            body=body,
            media=media,
        )
        inbound.receive(session, told, now)


def flood(database: Database, *, messages: int = 60, begins: float = 0) -> None:
    """A message a second with turns between, each of them something else."""
    for number in range(messages):
        at = begins + number
        write(database, FLOODER, int(begins) * 1000 + number, f"¿cuánto cuesta un corte? {number}", after=at)
        turns.run_due(database, now=NOW + seconds(at))
    turns.run_due(database, now=NOW + seconds(begins + messages + 10))


def replies(database: Database, phone: str) -> int:
    with database.reading() as session:
        return session.exec(
            select(func.count())
            .select_from(Message)
            .join(Conversation)
            .where(col(Message.direction) == Direction.OUT, col(Conversation.address) == f"whatsapp:{phone}")
        ).one()


def concerns(database: Database) -> list[tuple[str, str]]:
    with database.reading() as session:
        return list(session.exec(select(Attention.kind, Attention.reason)).all())


def test_a_flood_is_not_answered_one_by_one_and_the_owner_sees_it(salon: Database) -> None:
    flood(salon)

    assert replies(salon, FLOODER) == 1
    assert concerns(salon) == [(AttentionKind.NOTE, "flood")]


def test_others_are_answered_while_one_floods(salon: Database) -> None:
    for number in range(60):
        write(salon, FLOODER, number, f"zk{number}")
    write(salon, ANA, 0, "¿cuánto cuesta un corte?")

    turns.run_due(salon, now=NOW + seconds(15))

    assert (replies(salon, FLOODER), replies(salon, ANA)) == (1, 1)


def test_what_comes_all_at_once_is_answered_once_and_all_of_it_is_done(salon: Database) -> None:
    for number in range(floods.MOST + 10):
        write(salon, ANA, number, "")

    turns.run_due(salon, now=NOW + seconds(15))

    with salon.reading() as session:
        waiting = session.exec(select(Message).where(col(Message.answered_at).is_(None))).all()
    assert [one for one in waiting if one.direction is Direction.IN] == []
    assert replies(salon, ANA) == 1


def test_after_the_pause_the_bot_answers_again(salon: Database) -> None:
    flood(salon)
    before = replies(salon, FLOODER)
    later = 60 + floods.PAUSE.total_seconds()

    write(salon, FLOODER, 999, "¿cuánto cuesta un corte?", after=later)
    turns.run_due(salon, now=NOW + seconds(later + 5))

    assert replies(salon, FLOODER) == before + 1


def test_a_flood_that_goes_on_is_one_concern(salon: Database) -> None:
    flood(salon)
    flood(salon, begins=60 + floods.PAUSE.total_seconds())

    assert concerns(salon) == [(AttentionKind.NOTE, "flood")]


def test_who_writes_much_over_an_hour_is_no_flood(salon: Database) -> None:
    for number in range(floods.MOST + 4):
        write(salon, ANA, number, ("hola", "¿cuánto cuesta un corte?")[number % 2], after=90 * number)
        turns.run_due(salon, now=NOW + seconds(90 * number + 11))

    assert concerns(salon) == []
    assert replies(salon, ANA) == floods.MOST + 4
