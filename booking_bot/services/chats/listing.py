"""The list of conversations: who waits for a person, since when, and what was said last.

waiting   a person holds them, or a case is open; those who wait stand first, the longest wait first
bot       the bot answers
snoozed   out of the way until a time, or until they write
done      a person said that nothing is left to do, and they have not written since
all       the newest first, as all but the first
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select

from booking_bot.domain import service_window
from booking_bot.domain.patience import ANSWER_WITHIN, after_open
from booking_bot.models import (
    Attention,
    ChannelName,
    Conversation,
    ConversationLabel,
    Customer,
    Direction,
    Holder,
    Message,
    MessageKind,
    row_id,
)
from booking_bot.services import promises
from booking_bot.services.handovers import SETTLED_BY_GIVING_BACK
from booking_bot.services.inbox import Person, people

PAGE = 40
MOST_WAITING = 200
# What a person says, and what the bot answers: neither leaves a message without an answer.
ANSWERS = (MessageKind.MANUAL, MessageKind.REPLY)


class Tab(StrEnum):
    WAITING = "esperan"
    BOT = "bot"
    SNOOZED = "aplazadas"
    DONE = "resueltas"
    ALL = "todas"


class Place(NamedTuple):
    """Where a page of the list ends: what comes after it is older."""

    at: datetime
    message_id: int


@dataclass(frozen=True, slots=True)
class Chat:
    """A conversation as the list shows it.

    `waiting_since` is None where nobody waits for a person; `late`: longer than was promised. `closes_at` is
    when WhatsApp's 24 hours end, None where they are over or do not matter.
    """

    id: int
    channel: ChannelName
    person: Person
    held: bool
    unread: int
    waiting_since: datetime | None
    late: bool
    closes_at: datetime | None
    snoozed_until: datetime | None
    done: bool
    blocked: bool
    personal: bool
    labels: tuple[str, ...]
    last_id: int
    last_kind: str
    last_body: str
    last_at: datetime
    last_out: bool


@dataclass(frozen=True, slots=True)
class Page:
    """`after` leads to the next one; None where this is the last."""

    chats: tuple[Chat, ...]
    after: Place | None


def page(
    session: Session, tab: Tab, *, now: datetime, after: Place | None = None, label: str | None = None
) -> Page:
    """A part of the list, in a constant number of statements."""
    last = aliased(Message)
    statement = select(Conversation.id, last.id).join(last, col(last.id) == _newest()).where(_in(tab, now))
    if label is not None:
        labelled = select(ConversationLabel.conversation_id).where(col(ConversationLabel.label) == label)
        statement = statement.where(col(Conversation.id).in_(labelled))
    newest_first = (col(last.at).desc(), col(last.id).desc())
    if tab is Tab.WAITING:
        longest_first = sa.asc(_waiting_since()).nulls_last()
        statement = statement.order_by(longest_first, *newest_first).limit(MOST_WAITING)
    else:
        statement = statement.order_by(*newest_first).limit(PAGE + 1)
        if after is not None:
            same = sa.and_(col(last.at) == after.at, col(last.id) < after.message_id)
            statement = statement.where(sa.or_(col(last.at) < after.at, same))
    # What is told of each is looked up for those alone that are shown.
    found = session.exec(statement).all()
    shown = found if tab is Tab.WAITING else found[:PAGE]
    chats = tuple(_chats(session, [number for _, number in shown if number is not None], now))
    end = Place(chats[-1].last_at, chats[-1].last_id) if len(found) > len(shown) else None
    return Page(chats, end)


def count_waiting(session: Session, *, now: datetime) -> int:
    """How many wait for a person's answer."""
    return session.exec(
        select(func.count())
        .select_from(Conversation)
        .where(_in(Tab.WAITING, now), _waiting_since().is_not(None))
    ).one()


def is_aside(now: datetime) -> sa.ColumnElement[bool]:
    """Of a conversation: out of everybody's way by now."""
    return sa.func.coalesce(col(Conversation.snoozed_until) > now, sa.false())


def _in(tab: Tab, now: datetime) -> sa.ColumnElement[bool]:
    aside, done = is_aside(now), col(Conversation.resolved_at).is_not(None)
    mine = sa.or_(col(Conversation.holder) == Holder.PERSON, col(Conversation.id).in_(_with_a_case()))
    within: Mapping[Tab, Sequence[sa.ColumnElement[bool]]] = {
        Tab.WAITING: (~done, ~aside, mine),
        Tab.BOT: (~done, ~aside, ~mine),
        Tab.SNOOZED: (~done, aside),
        Tab.DONE: (done,),
        Tab.ALL: (),
    }
    return sa.and_(sa.true(), *within[tab])


def _newest() -> sa.ScalarSelect[Any]:
    """The last thing said in it; what the shop tells its own people is no part of any talk."""
    said = aliased(Message)
    return (
        select(said.id)
        .where(col(said.conversation_id) == col(Conversation.id), col(said.kind) != MessageKind.STAFF)
        .order_by(col(said.at).desc(), col(said.id).desc())
        .limit(1)
        .correlate(Conversation)
        .scalar_subquery()
    )


def _with_a_case() -> Any:
    """The conversations that have an open case, told without looking at each."""
    return select(Attention.conversation_id).where(
        col(Attention.kind).in_(SETTLED_BY_GIVING_BACK),
        col(Attention.resolved_at).is_(None),
        col(Attention.conversation_id).is_not(None),
    )


def _case() -> Any:
    """Open cases of it that no person has answered."""
    answer = aliased(Message)
    answered = sa.exists().where(
        col(answer.conversation_id) == col(Attention.conversation_id),
        col(answer.kind) == MessageKind.MANUAL,
        col(answer.at) >= col(Attention.at),
    )
    return (
        select(Attention.at)
        .where(
            col(Attention.conversation_id) == col(Conversation.id),
            col(Attention.kind).in_(SETTLED_BY_GIVING_BACK),
            col(Attention.resolved_at).is_(None),
            ~answered,
        )
        .correlate(Conversation)
    )


def _waiting_since() -> Any:
    """Since the case was opened; else since the first message after our last answer."""
    opened = _case().with_only_columns(func.min(Attention.at)).scalar_subquery()
    asked = aliased(Message)
    answered = aliased(Message)
    last_answer = (
        select(func.coalesce(func.max(answered.id), 0))
        .where(
            col(answered.conversation_id) == col(Conversation.id),
            col(answered.direction) == Direction.OUT,
            col(answered.kind).in_(ANSWERS),
        )
        .correlate(Conversation)
        .scalar_subquery()
    )
    first = (
        select(func.min(asked.at))
        .where(
            col(asked.conversation_id) == col(Conversation.id),
            col(asked.direction) == Direction.IN,
            col(asked.id) > last_answer,
        )
        .correlate(Conversation)
        .scalar_subquery()
    )
    held = sa.case((col(Conversation.holder) == Holder.PERSON, first))
    return func.coalesce(opened, held)


def _promised() -> Any:
    return _case().with_only_columns(func.min(Attention.promised_at)).scalar_subquery()


def _chats(session: Session, newest: Sequence[int], now: datetime) -> list[Chat]:
    """The conversations in which these were the last words, in their order."""
    places = {number: place for place, number in enumerate(newest)}
    rows = sorted(
        session.exec(
            select(Conversation, Message, _waiting_since(), _promised())
            .join(Message, col(Message.conversation_id) == col(Conversation.id))
            .where(col(Message.id).in_(newest))
        ),
        key=lambda row: places[row_id(row[1])],
    )
    talks = [row[0] for row in rows]
    known = people(session, [talk.customer_id for talk in talks])
    labels = labels_of(session, [row_id(talk) for talk in talks])
    marks = _marks(session, [talk.customer_id for talk in talks])
    late = _late_among([(since, promised) for _, _, since, promised in rows], session, now)
    return [
        Chat(
            id=row_id(talk),
            channel=talk.channel,
            person=known[talk.customer_id],
            held=talk.holder is Holder.PERSON,
            unread=talk.unread,
            waiting_since=since,
            late=is_late,
            closes_at=closes_at(talk, now),
            snoozed_until=talk.snoozed_until if talk.snoozed_until and talk.snoozed_until > now else None,
            done=talk.resolved_at is not None,
            blocked=marks[talk.customer_id][0],
            personal=marks[talk.customer_id][1],
            labels=labels.get(row_id(talk), ()),
            last_id=row_id(last),
            last_kind=last.kind,
            last_body=last.body or last.transcript or "",
            last_at=last.at,
            last_out=last.direction is Direction.OUT,
        )
        for (talk, last, since, _), is_late in zip(rows, late, strict=True)
    ]


def labels_of(session: Session, conversations: Collection[int]) -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = defaultdict(tuple)
    rows = session.exec(
        select(ConversationLabel)
        .where(col(ConversationLabel.conversation_id).in_(conversations))
        .order_by(col(ConversationLabel.label))
    )
    for row in rows:
        found[row.conversation_id] += (row.label,)
    return found


def closes_at(conversation: Conversation, now: datetime) -> datetime | None:
    """Until when WhatsApp takes free text; None where it does not, or it is no WhatsApp."""
    last = conversation.last_inbound_at
    if conversation.channel is ChannelName.SMS or last is None or not service_window.is_open(last, now):
        return None
    return last + service_window.LENGTH - service_window.MARGIN


def _marks(session: Session, customers: Collection[int]) -> dict[int, tuple[bool, bool]]:
    rows = session.exec(
        select(Customer.id, Customer.blocked, Customer.personal).where(col(Customer.id).in_(customers))
    )
    return {number: (blocked, personal) for number, blocked, personal in rows if number is not None}


def _late_among(
    waits: Sequence[tuple[datetime | None, datetime | None]], session: Session, now: datetime
) -> list[bool]:
    """Which of them wait longer than they were promised, or else than the shop's patience allows."""
    begun = [since for since, _ in waits if since is not None]
    if not begun:
        return [False] * len(waits)
    spans = promises.open_spans(session, min(begun))

    def is_late(since: datetime | None, promised: datetime | None) -> bool:
        if since is None:
            return False
        due = promised or after_open((one for one in spans if one[1] > since), since, ANSWER_WITHIN)
        return due is not None and due <= now

    return [is_late(since, promised) for since, promised in waits]
