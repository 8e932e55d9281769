"""What the owner wants said while nobody is there: as the bot hands over, and to whoever a person holds."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from booking_bot.db import Database
from booking_bot.dialogue.desk import Reason
from booking_bot.models import Business, Conversation, Holder, Message, MessageKind, row_id
from booking_bot.services import away, turns
from booking_bot.services.front_desk import FrontDesk
from booking_bot.services.house import own_texts
from tests.services.chats.people import by_hand, talk
from tests.shop import NOW, Shop, at

NIGHT = at("2026-11-23 22:00")
WEEK = {day: ["10:00-14:00"] for day in ("mon", "tue", "wed", "thu", "fri")}


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.transaction() as session:
        Shop(session)
        session.exec(select(Business)).one().hours = WEEK
        yield session


def held(session: Session, *, since: datetime = NOW) -> Conversation:
    """Rosa has been with a person since the morning, and writes at night."""
    rosa = talk(session, "Rosa", 1, minutes=12 * 60)
    rosa.holder, rosa.held_at = Holder.PERSON, since
    session.flush()
    return rosa


def said(session: Session) -> list[tuple[str, str]]:
    rows = session.exec(select(Message).where(Message.direction == "out").order_by(col(Message.id)))
    return [(one.kind, one.body) for one in rows]


def test_who_writes_to_a_person_at_night_is_told_once_until_the_shop_opens(session: Session) -> None:
    own_texts.keep(session, "away", "Hola {nombre}, te contestamos el {abre}.", now=NOW)
    rosa = held(session)

    for minutes in (0, 5):
        away.tell(session, rosa, now=NIGHT + timedelta(minutes=minutes))
    first = said(session)
    rosa.last_inbound_at = NIGHT + timedelta(days=1)
    away.tell(session, rosa, now=NIGHT + timedelta(days=1))

    told = "Hola Rosa, te contestamos el martes 24 de noviembre a las 10:00."
    assert first == [(MessageKind.NOTICE, told)]
    assert len(said(session)) == 2
    assert rosa.holder is Holder.PERSON


def test_nothing_is_said_while_it_is_open_without_own_words_or_where_somebody_is_at_it(
    session: Session,
) -> None:
    rosa = held(session)
    away.tell(session, rosa, now=NIGHT)
    own_texts.keep(session, "away", "No estamos", now=NOW)

    away.tell(session, rosa, now=at("2026-11-23 11:00"))
    rosa.held_at = NIGHT - timedelta(hours=1)  # handed over, and told so, after closing
    away.tell(session, rosa, now=NIGHT)
    rosa.held_at = NOW
    by_hand(session, rosa, "Dime", NIGHT - timedelta(minutes=5))
    away.tell(session, rosa, now=NIGHT)
    rosa.holder = Holder.BOT
    away.tell(session, rosa, now=NIGHT)

    assert [body for kind, body in said(session) if kind == MessageKind.NOTICE] == []


def test_a_turn_of_a_person_says_it(session: Session) -> None:
    own_texts.keep(session, "away", "Ahora no estamos", now=NOW)
    rosa = held(session)
    rosa.turn_due_at = NIGHT
    for message in session.exec(select(Message)):
        message.answered_at = None
    session.flush()

    turns.run(session, row_id(rosa), now=NIGHT)

    assert said(session) == [(MessageKind.NOTICE, "Ahora no estamos")]


@pytest.mark.parametrize(("now", "own"), [(at("2026-11-23 11:00"), "abierto"), (NIGHT, "cerrado")])
def test_handing_over_brings_the_owners_words_for_that_hour(
    session: Session, now: datetime, own: str
) -> None:
    own_texts.keep(session, "handover", "abierto", now=NOW)
    own_texts.keep(session, "away", "cerrado", now=NOW)
    rosa = talk(session, "Rosa", 1)

    given = FrontDesk(session, rosa, now=now).hand_over(Reason.ASKED_FOR, "")

    assert given.own == own
