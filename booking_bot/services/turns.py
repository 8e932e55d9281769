"""The turn: all messages of a conversation that wait, and their one answer.

It runs in one transaction that holds the conversation's row, so two workers never answer the same
messages. If anything fails, nothing of it happened: the messages stay unanswered and are tried again.
Whoever locks that row does so by `key_share`: rows that name it may still be written meanwhile, since
they come from transactions that hold the agenda, for which this one may wait.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from booking_bot.db import Database
from booking_bot.dialogue.machine import turn
from booking_bot.dialogue.state import State
from booking_bot.dialogue.talk import Heard, OpenQuestion, Option, Turn
from booking_bot.language import understand
from booking_bot.models import (
    Attention,
    AttentionKind,
    Business,
    Conversation,
    Customer,
    Message,
    MessageKind,
    row_id,
)
from booking_bot.services import (
    away,
    catalogue,
    floods,
    hearing,
    misses,
    occupancies,
    open_questions,
    outbox,
    rows,
    staff_chat,
    team,
)
from booking_bot.services.business_file import vocabulary_of
from booking_bot.services.front_desk import FrontDesk
from booking_bot.services.owner_chat import chat as owner_chat
from booking_bot.services.second_looks import Look, Looks, Unclear, is_worth_it
from booking_bot.services.understanding import Understanding

log = logging.getLogger(__name__)

BATCH = 50
FAILURES_UNTIL_A_PERSON_IS_TOLD = 5
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=5), timedelta(minutes=5)

# Made once: to make such a statement takes longer than to run it, and every turn runs them.
_CONVERSATIONS = rows.table(Conversation).c
_DUE = (
    sa.select(_CONVERSATIONS.id)
    .where(_CONVERSATIONS.turn_due_at <= sa.bindparam("now"))
    .order_by(_CONVERSATIONS.turn_due_at)
    .limit(BATCH)
)
_CONVERSATION: Any = (
    select(
        Conversation,
        Customer,
        open_questions.pending(sa.bindparam("now", type_=sa.DateTime(timezone=True))),
        floods.LATELY,
    )
    .add_columns(occupancies.HELD, sa.select(catalogue.STAMP).scalar_subquery(), team.WRITES)
    .join(Customer)
    .where(col(Conversation.id) == sa.bindparam("id"), col(Conversation.turn_due_at) <= sa.bindparam("now"))
    .with_for_update(skip_locked=True, key_share=True, of=Conversation)
)
_MESSAGES = rows.table(Message)
_ANSWERED = sa.update(_MESSAGES).where(_MESSAGES.c.id.in_(sa.bindparam("ids", expanding=True)))


def warm_up(database: Database, *, now: datetime) -> None:
    """Compile the shop's words before the first customer has to wait for it; nothing without a shop."""
    with database.reading() as session:
        if session.exec(select(Business.id)).first() is not None:
            understand("hola", now.replace(tzinfo=None), vocabulary_of(session))


def run_due(database: Database, *, now: datetime, looks: Looks | None = None) -> int:
    """Answer every conversation whose messages have waited long enough; how many that were.

    One that fails is put off and does not keep the others waiting; nor does one that is looked at again.
    """
    with database.glance() as connection:
        due = connection.scalars(_DUE, {"now": now}).all()
    ran = 0
    for conversation_id in due:
        try:
            ran += _run_one(database, conversation_id, now=now, looks=looks)
        except Exception:
            log.exception("the turn of conversation %s failed", conversation_id)
            with database.transaction() as session:
                put_off(session, conversation_id, now=now)
    return ran


def _run_one(database: Database, conversation_id: int, *, now: datetime, looks: Looks | None) -> bool:
    if looks and looks.is_under_way(conversation_id):
        return False
    look = looks.take(conversation_id) if looks else None
    may_look = looks is not None and look is None
    try:
        with database.transaction() as session:
            return run(session, conversation_id, now=now, look=look, may_look=may_look)
    except Unclear as unclear:
        if looks and looks.begin(conversation_id, unclear.question):
            return False
    with database.transaction() as session:
        return run(session, conversation_id, now=now)


def run(
    session: Session,
    conversation_id: int,
    *,
    now: datetime,
    look: Look | None = None,
    may_look: bool = False,
) -> bool:
    """Answer what waits in this conversation. False where nothing does, or another worker is at it.

    `look` is what a second look at it found. With `may_look` Unclear is raised where one is wanted.
    """
    told = {"id": conversation_id, "now": now, "since": now - floods.WITHIN}
    row = session.exec(_CONVERSATION, params=told).first()
    if row is None:
        return False
    conversation, customer, was_asked, lately, holds, stamp, of_the_shop = row
    messages = hearing.waiting(session, conversation_id)
    said = told_staff = None
    if messages and not customer.blocked:
        heard, held = messages, outbox.is_mute(conversation, now)
        may_order = of_the_shop  # also while a person has their talk as customers
        if not held and lately >= floods.MOST:
            held = floods.was_answered(session, conversation, now)
            may_order = may_order and not held
            floods.pause(session, conversation, now)
            heard = messages[-floods.MOST :]
        asked, quoted = open_questions.Known(), [one.quoted_sid for one in heard if one.quoted_sid]
        if was_asked or quoted:
            asked = open_questions.known(session, conversation_id, quoted, now)
        desk = FrontDesk(session, conversation, now=now, stamp=stamp, holds=holds)
        understanding = Understanding(desk, heard, look)
        came = hearing.heard(session, heard, asked.quoted)
        if may_order:
            told_staff = _of_the_shop(session, conversation, came, understanding, now)
        if told_staff is not None:
            said = told_staff
        elif not customer.personal:  # theirs is the owner's to answer
            said = _said(
                conversation, came, asked.open, desk, understanding, held=held, now=now, knows_us=of_the_shop
            )
            if of_the_shop:
                said = owner_chat.helped(said, State.from_json(conversation.state), came, understanding)
        if may_look and said and said.missed and is_worth_it(said.missed):
            raise Unclear(understanding.question(said.missed))
        if said and said.answered:
            open_questions.answered(session, said.answered, now)
    _note(session, conversation, said, now)
    if messages and (said is None or said.reply is None):
        away.tell(session, conversation, now=now)
    if messages:
        session.connection().execute(_ANSWERED, {"ids": [one.id for one in messages], "answered_at": now})
    if said and said.reply is not None:
        outbox.answer(
            session,
            conversation,
            body=said.reply,
            now=now,
            options=[_told(option) for option in said.options],
            location=said.location,
            kind=MessageKind.STAFF if told_staff is not None else None,
        )
    if said and said.missed:
        misses.record(session, said.missed.text, name=customer.name, now=now)
    return True


def _of_the_shop(
    session: Session,
    conversation: Conversation,
    came: Sequence[Heard],
    understanding: Understanding,
    now: datetime,
) -> Turn | None:
    done = owner_chat.answer(session, conversation, came, understanding, now=now)
    if done is not None:
        return done
    told = staff_chat.answer(session, conversation, came, understanding, now=now)
    return None if told is None else Turn(told, (), State.from_json(conversation.state))


def _note(session: Session, conversation: Conversation, said: Turn | None, now: datetime) -> None:
    """What is remembered, and that nothing waits any more."""
    noted: dict[str, Any] = {"turn_due_at": None, "turn_failures": 0}
    if said:
        noted["state"] = said.state.to_json()
        noted["introduced_at"] = now if said.introduces else conversation.introduced_at
    rows.update(session, conversation, **noted)


def _told(option: Option) -> dict[str, str]:
    told = {"id": option.payload, "title": option.title}
    return {**told, "description": option.description} if option.description else told


def _said(
    conversation: Conversation,
    messages: Sequence[Heard],
    asked: Sequence[OpenQuestion],
    desk: FrontDesk,
    understanding: Understanding,
    *,
    held: bool,
    now: datetime,
    knows_us: bool,
) -> Turn:
    return turn(
        messages,
        State.from_json(conversation.state),
        desk,
        understanding,
        now=now,
        held=held,
        asked=asked,
        introduced=knows_us or conversation.introduced_at is not None,
    )


def put_off(session: Session, conversation_id: int, *, now: datetime) -> None:
    """Try the turn that was due `now` again later, each time after a longer wait; in the end tell a person.

    Nothing where it is due no more: another worker answered, or more came and waits for its own turn.
    """
    conversation = session.exec(
        select(Conversation)
        .where(col(Conversation.id) == conversation_id, col(Conversation.turn_due_at) <= now)
        .with_for_update(key_share=True)
    ).first()
    if conversation is None:
        return
    conversation.turn_failures += 1
    if conversation.turn_failures < FAILURES_UNTIL_A_PERSON_IS_TOLD:
        wait = min(FIRST_WAIT * 4 ** (conversation.turn_failures - 1), LONGEST_WAIT)
        conversation.turn_due_at = now + wait
        return
    conversation.turn_due_at = None
    conversation.turn_failures = 0
    conversation.unread += 1
    _tell_a_person(session, conversation, now=now)


def _tell_a_person(session: Session, conversation: Conversation, *, now: datetime) -> None:
    told = session.exec(
        select(Attention.id).where(
            col(Attention.conversation_id) == conversation.id,
            col(Attention.kind) == AttentionKind.UNANSWERED,
            col(Attention.resolved_at).is_(None),
        )
    ).first()
    if told is None:
        session.add(
            Attention(
                kind=AttentionKind.UNANSWERED,
                conversation_id=row_id(conversation),
                reason="turn_failed",
                at=now,
            )
        )
