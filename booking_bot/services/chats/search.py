"""Words in all that was ever said or noted, and people by name or number: accents and case do not matter.

All the words must stand in one message, each perhaps as the beginning of a longer one. The databases keep
the index, each in its own way (migration 0008); what is found is the same.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col, select

from booking_bot.models import Conversation, Direction, Message, MessageKind, Note, row_id
from booking_bot.services.diary import visitors
from booking_bot.services.inbox import Person, people

PAGE = 30
MOST_NOTES = 20
LONGEST_QUERY, MOST_WORDS, LONGEST_WORD = 100, 8, 40
AROUND = 60  # so much of a text is shown on either side of what was found

# What parts words, as the index has it.
_PARTS = re.compile(r"[^\w]+|_+")
_WORD = re.compile(r"[^\W_]+")
_WHERE = {
    "sqlite": "{table}.id IN (SELECT rowid FROM {table}_search WHERE {table}_search MATCH :words)",
    "postgresql": "search_words({text}) @@ to_tsquery('pg_catalog.simple', :words)",
}
_TEXTS = {
    "message": "coalesce(body, '') || ' ' || coalesce(transcript, '')",
    "note": "coalesce(text, '')",
}


class Part(NamedTuple):
    """A piece of a passage; `found` is what was looked for."""

    text: str
    found: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """A message or a note with these words; `message_id` is None of a note."""

    conversation_id: int
    person: Person
    message_id: int | None
    out: bool
    at: datetime
    passage: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody whose name or number it is, and the conversation in which they wrote last."""

    person: Person
    conversation_id: int


@dataclass(frozen=True, slots=True)
class Found:
    """`before` leads to older messages; None where there are none."""

    lines: tuple[Line, ...]
    notes: tuple[Hit, ...]
    messages: tuple[Hit, ...]
    before: int | None

    @property
    def is_nothing(self) -> bool:
        return not (self.lines or self.notes or self.messages)


def find(session: Session, query: str, *, country: str, before: int | None = None) -> Found:
    """The newest first; `before` goes on with messages older than that one."""
    asked = query[:LONGEST_QUERY]
    words = words_of(asked)
    rows = _messages(session, words, before) if words else []
    notes = _notes(session, words) if words and before is None else []
    known = people(session, [customer for _, customer in (*rows, *notes)])
    return Found(
        lines=tuple(_lines(session, asked, country)) if before is None else (),
        notes=tuple(
            Hit(note.conversation_id, known[customer], None, False, note.at, passage(note.text, words))
            for note, customer in notes
        ),
        messages=tuple(_hit(message, known[customer], words) for message, customer in rows[:PAGE]),
        before=row_id(rows[PAGE - 1][0]) if len(rows) > PAGE else None,
    )


def words_of(text: str) -> list[str]:
    """What is looked for: small letters without accents, each word once."""
    found = [word[:LONGEST_WORD] for word in _PARTS.split(_plain(text)) if word]
    return list(dict.fromkeys(found))[:MOST_WORDS]


def passage(text: str, words: Sequence[str]) -> tuple[Part, ...]:
    """Where in it the words stand, in one line; its beginning where they do not, as in two columns."""
    text = " ".join(text.split())
    plain, places = _folded(text)
    spans = [
        (places[found.start()], places[found.start() + len(word)])
        for found in _WORD.finditer(plain)
        for word in [max((one for one in words if found[0].startswith(one)), key=len, default="")]
        if word
    ]
    first = spans[0][0] if spans else 0
    begin = max(first - AROUND, 0)
    end = min(first + 2 * AROUND, len(text))
    parts: list[Part] = [Part("…", False)] if begin else []
    at = begin
    for start, stop in spans:
        if stop > end:
            break
        parts += [Part(text[at:start], False), Part(text[start:stop], True)]
        at = stop
    parts.append(Part(text[at:end] + ("…" if end < len(text) else ""), False))
    return tuple(part for part in parts if part.text)


def _hit(message: Message, person: Person, words: Sequence[str]) -> Hit:
    told = " ".join(filter(None, (message.body, message.transcript)))
    out = message.direction is Direction.OUT
    return Hit(message.conversation_id, person, row_id(message), out, message.at, passage(told, words))


def _messages(session: Session, words: Sequence[str], before: int | None) -> Sequence[tuple[Message, int]]:
    statement = (
        select(Message, Conversation.customer_id)
        .join(Conversation, col(Conversation.id) == col(Message.conversation_id))
        .where(_holds(session, "message", words), col(Message.kind) != MessageKind.STAFF)
        .order_by(col(Message.id).desc())
        .limit(PAGE + 1)
    )
    if before is not None:
        statement = statement.where(col(Message.id) < before)
    return session.exec(statement).all()


def _notes(session: Session, words: Sequence[str]) -> Sequence[tuple[Note, int]]:
    return session.exec(
        select(Note, Conversation.customer_id)
        .join(Conversation, col(Conversation.id) == col(Note.conversation_id))
        .where(_holds(session, "note", words))
        .order_by(col(Note.id).desc())
        .limit(MOST_NOTES)
    ).all()


def _holds(session: Session, table: str, words: Sequence[str]) -> Any:
    """That all these words stand in a row of the table."""
    dialect = session.connection().dialect.name
    asked = " ".join(f'"{word}"*' for word in words)
    if dialect == "postgresql":
        asked = " & ".join(f"'{word}':*" for word in words)
    return sa.text(_WHERE[dialect].format(table=table, text=_TEXTS[table])).bindparams(words=asked)


def _lines(session: Session, text: str, country: str) -> list[Line]:
    candidates = visitors.find(session, text, country=country)
    rows = session.exec(
        select(Conversation.customer_id, Conversation.id)
        .where(col(Conversation.customer_id).in_([one.person.id for one in candidates]))
        .order_by(col(Conversation.last_inbound_at).nulls_first(), col(Conversation.id))
    ).all()
    newest = dict(rows)
    found = ((one.person, newest.get(one.person.id)) for one in candidates)
    return [Line(person, number) for person, number in found if number is not None]


def _plain(text: str) -> str:
    return _folded(text)[0]


def _folded(text: str) -> tuple[str, list[int]]:
    """The text as the index has it, and for each of its letters, and its end, the place it came from."""
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        for bare in unicodedata.normalize("NFD", letter).lower():
            if not unicodedata.combining(bare):
                letters.append(bare)
                places.append(place)
    return "".join(letters), [*places, len(text)]
