from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from booking_bot.db import Database
from booking_bot.dialogue.state import Pending, State
from booking_bot.models import (
    Attention,
    AttentionKind,
    Audit,
    Conversation,
    Direction,
    Holder,
    Message,
    row_id,
)
from booking_bot.services import handovers
from tests.shop import NOW, Shop

LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.transaction() as session:
        yield session


@pytest.fixture
def talk(session: Session) -> Conversation:
    """Carla has been misunderstood twice and was asked what she wants."""
    shop = Shop(session)
    conversation = session.get_one(Conversation, shop.conversation(shop.customer("Carla")))
    conversation.state = State(revision=7, pending=Pending.SERVICE, asked_in=7, misses=2).to_json()
    return conversation


def open_case(session: Session, talk: Conversation, summary: str = "Quiere un tinte.") -> Attention:
    return handovers.open_case(session, talk, reason="asked_for", summary=summary, now=NOW)


def deeds(session: Session) -> list[tuple[str, str]]:
    return [(row.actor, row.verb) for row in session.exec(select(Audit).order_by(col(Audit.id)))]


def test_a_case_makes_the_bot_mute_and_has_a_number(session: Session, talk: Conversation) -> None:
    case = open_case(session, talk)

    assert talk.holder is Holder.PERSON
    assert (case.kind, case.reason, case.summary) == (AttentionKind.HANDOVER, "asked_for", "Quiere un tinte.")
    assert row_id(case) > 0


def test_what_the_bot_answered_nobody_has_to_read(session: Session, talk: Conversation) -> None:
    for direction in (Direction.IN, Direction.OUT, Direction.IN, Direction.IN):
        session.add(Message(conversation_id=row_id(talk), direction=direction, kind="text", at=NOW))
        session.flush()
    talk.unread = 3

    open_case(session, talk)
    before = talk.unread
    talk.unread += 1  # she writes again
    open_case(session, talk)

    assert (before, talk.unread) == (2, 3)


def test_a_customer_who_asks_twice_keeps_their_number(session: Session, talk: Conversation) -> None:
    first = open_case(session, talk)
    second = open_case(session, talk, "Y una mecha.")
    third = open_case(session, talk, "Y una mecha.")

    assert first is second is third
    assert first.summary == "Quiere un tinte.\nY una mecha."
    assert deeds(session) == [("bot", "handed_over")]


def test_a_new_case_after_the_old_is_settled_has_a_new_number(session: Session, talk: Conversation) -> None:
    first = open_case(session, talk)
    handovers.give_back(session, row_id(talk), by="owner:1", now=LATER)

    assert open_case(session, talk).id != first.id


def test_giving_back_settles_the_case_and_forgets_what_was_asked(
    session: Session, talk: Conversation
) -> None:
    case = open_case(session, talk)

    handovers.give_back(session, row_id(talk), by="owner:1", now=LATER)

    session.refresh(case)
    assert (talk.holder, talk.unread) == (Holder.BOT, 0)
    assert case.resolved_at == LATER
    assert State.from_json(talk.state) == State(revision=7)


def test_giving_back_leaves_a_late_arrival_to_be_looked_at(session: Session, talk: Conversation) -> None:
    open_case(session, talk)
    late = Attention(kind=AttentionKind.LATE, conversation_id=row_id(talk), at=NOW)
    session.add(late)

    handovers.give_back(session, row_id(talk), by="owner:1", now=LATER)

    session.refresh(late)
    assert late.resolved_at is None


def test_a_click_that_comes_twice_is_one_deed(session: Session, talk: Conversation) -> None:
    for _ in range(2):
        handovers.take(session, row_id(talk), by="owner:1", now=NOW)
    for _ in range(2):
        handovers.give_back(session, row_id(talk), by="staff:2", now=LATER)

    assert deeds(session) == [("owner:1", "taken"), ("staff:2", "given_back")]


def test_giving_back_what_the_bot_has_keeps_its_question(session: Session, talk: Conversation) -> None:
    before = talk.state

    handovers.give_back(session, row_id(talk), by="owner:1", now=LATER)

    assert talk.state == before


def test_it_is_known_since_when_a_person_holds_it(session: Session, talk: Conversation) -> None:
    handovers.take(session, row_id(talk), by="owner:1", now=NOW)
    handovers.take(session, row_id(talk), by="owner:1", now=LATER)
    held = talk.held_at
    handovers.give_back(session, row_id(talk), by="owner:1", now=LATER)

    assert (held, talk.held_at) == (NOW, None)


def test_what_was_promised_first_stays_promised(session: Session, talk: Conversation) -> None:
    for promised in (LATER, LATER + timedelta(hours=1)):
        case = handovers.open_case(
            session, talk, reason="asked_for", summary="", now=NOW, promised_at=promised
        )

    assert case.promised_at == LATER


def test_a_person_ends_a_pause_by_taking_over(session: Session, talk: Conversation) -> None:
    talk.paused_until = LATER

    taken = handovers.take(session, row_id(talk), by="owner:1", now=NOW)

    assert (taken.holder, taken.paused_until) == (Holder.PERSON, None)


def test_what_was_seen_to_is_settled_once(session: Session, talk: Conversation) -> None:
    case = open_case(session, talk)

    handovers.resolve(session, row_id(case), by="owner:1", now=NOW)
    handovers.resolve(session, row_id(case), by="owner:1", now=LATER)

    assert case.resolved_at == NOW
    assert deeds(session) == [("bot", "handed_over"), ("owner:1", "resolved")]


def test_what_does_not_exist_is_refused_by_name(session: Session) -> None:
    with pytest.raises(handovers.NoSuchConversation):
        handovers.take(session, 99, by="owner:1", now=NOW)
    with pytest.raises(handovers.NoSuchConversation):
        handovers.give_back(session, 99, by="owner:1", now=NOW)
    with pytest.raises(handovers.NoSuchAttention):
        handovers.resolve(session, 99, by="owner:1", now=NOW)
