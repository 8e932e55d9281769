from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from booking_bot.db import Database
from booking_bot.dialogue.desk import Reason
from booking_bot.dialogue.state import Pending, State
from booking_bot.models import (
    Attention,
    Conversation,
    Delivery,
    Direction,
    Holder,
    Message,
    MessageKind,
    Outbox,
    row_id,
)
from booking_bot.services import dispatch, handover_watch, handovers, outbox
from booking_bot.services.front_desk import FrontDesk
from tests.shop import NOW, Shop, at, clock

EXCUSE = "No nos olvidamos de ti (caso {case}). Perdona la espera; te contestará una persona en cuanto pueda."


@pytest.fixture
def talk(database: Database) -> Conversation:
    """Carla, who has just written."""
    with database.transaction() as session:
        shop = Shop(session)
        shop.service("Corte", by=[shop.staff()])
        talk = session.get_one(Conversation, shop.conversation(shop.customer("Carla")))
        talk.state = State(revision=7, pending=Pending.SERVICE, asked_in=7).to_json()
        says(session, talk, NOW)
    return talk


def says(session: Session, talk: Conversation, now: datetime) -> None:
    session.add(
        Message(conversation_id=row_id(talk), direction=Direction.IN, kind="text", body="¿Hola?", at=now)
    )
    session.get_one(Conversation, row_id(talk)).last_inbound_at = now
    session.flush()


def answers(session: Session, talk: Conversation, now: datetime) -> Message:
    own = session.get_one(Conversation, row_id(talk))
    return outbox.queue(session, own, body="Dime, Carla.", kind=MessageKind.MANUAL, now=now)


def ask_for_a_person(database: Database, talk: Conversation, now: datetime = NOW) -> int:
    with database.transaction() as session:
        desk = FrontDesk(session, session.get_one(Conversation, row_id(talk)), now=now)
        return int(desk.hand_over(Reason.ASKED_FOR, "Quiere un tinte.").case)


def told(database: Database) -> list[str]:
    with database.reading() as session:
        return list(
            session.exec(
                select(Message.body).where(col(Message.kind) == MessageKind.NOTICE).order_by(col(Message.id))
            )
        )


def ticks(database: Database, first: str, last: str) -> list[str]:
    """The times of the day at which something was done, by a tick every ten minutes."""
    now, until, done = at(f"2026-11-23 {first}"), at(f"2026-11-23 {last}"), []
    while now <= until:
        if handover_watch.run_due(database, now=now):
            done.append(clock(now))
        now += timedelta(minutes=10)
    return done


def test_who_waits_for_half_an_hour_is_told_once_and_the_owner_reminded(
    database: Database, talk: Conversation
) -> None:
    case = ask_for_a_person(database, talk)

    alerts = ticks(database, "10:00", "13:50")

    assert alerts == ["10:30", "11:00", "11:30", "12:30"]
    assert told(database) == [EXCUSE.format(case=case)]
    with database.reading() as session:
        kept = session.get_one(Attention, case)
    assert (clock(kept.excused_at or NOW), clock(kept.alerted_at or NOW)) == ("10:30", "12:30")


def test_out_of_hours_the_clock_runs_from_the_opening(database: Database, talk: Conversation) -> None:
    ask_for_a_person(database, talk, at("2026-11-23 15:00"))

    assert ticks(database, "15:00", "17:30") == ["17:30"]


def test_nobody_is_reminded_while_the_shop_is_closed(database: Database, talk: Conversation) -> None:
    ask_for_a_person(database, talk, at("2026-11-23 13:20"))

    assert ticks(database, "13:20", "17:30") == ["13:50", "17:00"]


def test_who_was_answered_waits_no_more_until_they_write_again(
    database: Database, talk: Conversation
) -> None:
    ask_for_a_person(database, talk)
    with database.transaction() as session:
        answers(session, talk, at("2026-11-23 10:20"))
    quiet = ticks(database, "10:20", "11:50")
    with database.transaction() as session:
        says(session, talk, at("2026-11-23 12:00"))

    assert quiet == []
    assert ticks(database, "12:00", "12:40") == ["12:30"]


def test_an_answer_that_did_not_get_there_is_none(database: Database, talk: Conversation) -> None:
    ask_for_a_person(database, talk)
    with database.transaction() as session:
        message = answers(session, talk, at("2026-11-23 10:20"))
        row = session.exec(select(Outbox).where(col(Outbox.message_id) == message.id)).one()
        row.status = Delivery.FAILED

    assert ticks(database, "10:20", "10:40") == ["10:30"]


def test_whoever_wrote_a_day_ago_is_not_written_to(database: Database, talk: Conversation) -> None:
    ask_for_a_person(database, talk)
    with database.transaction() as session:
        session.get_one(Conversation, row_id(talk)).last_inbound_at = NOW - timedelta(hours=24)

    assert ticks(database, "10:00", "10:40") == ["10:30"]
    assert told(database) == []


def test_two_workers_say_it_once(database: Database, talk: Conversation) -> None:
    case = ask_for_a_person(database, talk)
    late = at("2026-11-23 10:30")

    for _ in range(2):
        with database.transaction() as session:
            handover_watch.hurry(session, case, now=late)

    assert len(told(database)) == 1


def test_a_talk_in_which_nothing_waits_is_the_bots_again_after_half_a_day(
    database: Database, talk: Conversation
) -> None:
    with database.transaction() as session:
        handovers.take(session, row_id(talk), by="owner:1", now=NOW)
        answers(session, talk, NOW)

    early = handover_watch.run_due(database, now=NOW + timedelta(hours=11, minutes=59))
    late = handover_watch.run_due(database, now=NOW + timedelta(hours=12))

    with database.reading() as session:
        own = session.get_one(Conversation, row_id(talk))
    assert (early, late, own.holder) == (0, 1, Holder.BOT)
    assert State.from_json(own.state) == State(revision=7)  # and asks nothing old


@pytest.mark.parametrize("waits", ["a case", "a message", "nothing for so long"])
def test_a_talk_in_which_something_waits_stays_with_the_person(
    database: Database, talk: Conversation, waits: str
) -> None:
    with database.transaction() as session:
        handovers.take(session, row_id(talk), by="owner:1", now=NOW)
        answers(session, talk, NOW)
        if waits == "a message":
            says(session, talk, NOW)
        elif waits == "nothing for so long":
            answers(session, talk, NOW + timedelta(hours=1))
    if waits == "a case":
        ask_for_a_person(database, talk)

    handover_watch.run_due(database, now=NOW + timedelta(hours=12))

    with database.reading() as session:
        assert session.get_one(Conversation, row_id(talk)).holder is Holder.PERSON


def test_what_the_bot_was_composing_is_dropped_when_a_person_answers(
    database: Database, talk: Conversation
) -> None:
    with database.transaction() as session:
        own = session.get_one(Conversation, row_id(talk))
        outbox.queue(session, own, body="¿Para qué día?", kind=MessageKind.REPLY, now=NOW)
        handovers.take(session, row_id(talk), by="owner:1", now=NOW)
        answers(session, talk, NOW + timedelta(seconds=1))

    went = []
    for _ in range(2):
        later = NOW + timedelta(seconds=2)
        with database.transaction() as session:
            claimed = dispatch.claim(session, later, limit=1, lease=timedelta(seconds=60))
        with database.transaction() as session:
            went += [
                one.outbound.body
                for one in claimed
                if dispatch.fence(session, one, later, lease=timedelta(seconds=60))
            ]

    assert went == ["Dime, Carla."]
