"""One conversation as its page shows it: what was said and noted, day by day, and what can be done now."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from sqlmodel import Session

from booking_bot.models import Conversation, Customer, Holder, Message, Note, row_id
from booking_bot.services import activity
from booking_bot.services.chats import answering, labels, listing, notes
from booking_bot.services.chats.answering import Openness
from booking_bot.services.handovers import NoSuchConversation
from booking_bot.services.inbox import Bubble, Concern, Person, bubbles, concerns, people

PAGE = 60


@dataclass(frozen=True, slots=True)
class NoteShown:
    """`author` is a name, "" of whoever has no account any more."""

    id: int
    author: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Day:
    day: date
    entries: tuple[Bubble | NoteShown, ...]


@dataclass(frozen=True, slots=True)
class Talk:
    """`older` is the message with which the next page ends; `newest` whether this is the first page."""

    conversation: Conversation
    customer: Customer
    person: Person
    days: tuple[Day, ...]
    older: int | None
    newest: bool
    concerns: tuple[Concern, ...]
    labels: tuple[str, ...]
    known_labels: tuple[str, ...]
    openness: Openness
    closes_at: datetime | None

    @property
    def held(self) -> bool:
        return self.conversation.holder is Holder.PERSON


def read(
    session: Session, conversation_id: int, *, zone: ZoneInfo, now: datetime, until: int | None = None
) -> Talk:
    """A page of it, in a constant number of statements. Raises NoSuchConversation."""
    conversation = session.get(Conversation, conversation_id)
    if conversation is None:
        raise NoSuchConversation(conversation_id)
    last = session.get(Message, until) if until is not None else None
    if last is not None and last.conversation_id != conversation_id:
        last = None
    said = bubbles(session, conversation_id, until=last, limit=PAGE + 1)
    shown = said[-PAGE:]
    return Talk(
        conversation=conversation,
        customer=session.get_one(Customer, conversation.customer_id),
        person=people(session, [conversation.customer_id])[conversation.customer_id],
        days=_days([*shown, *_notes(session, conversation_id, said, shown, last)], zone),
        older=said[0].id if len(said) > PAGE else None,
        newest=last is None,
        concerns=tuple(concerns(session, conversation_id)),
        labels=listing.labels_of(session, [conversation_id]).get(conversation_id, ()),
        known_labels=tuple(labels.known(session)),
        openness=answering.openness(session, conversation, now=now),
        closes_at=listing.closes_at(conversation, now),
    )


def _notes(
    session: Session,
    conversation_id: int,
    said: list[Bubble],
    shown: list[Bubble],
    last: Message | None,
) -> list[NoteShown]:
    """Those of the time that this page shows."""
    since = shown[0].at if len(said) > len(shown) else None
    found = [
        note
        for note in notes.of(session, conversation_id)
        if (since is None or note.at >= since) and (last is None or note.at <= last.at)
    ]
    names = activity.names_of(session, {note.author for note in found})
    return [_shown(note, names) for note in found]


def _shown(note: Note, names: Mapping[str, str]) -> NoteShown:
    return NoteShown(row_id(note), names.get(note.author, ""), note.text, note.at)


def _days(entries: list[Bubble | NoteShown], zone: ZoneInfo) -> tuple[Day, ...]:
    # Stable: what was said at the same instant stays in its order.
    ordered = sorted(entries, key=lambda entry: entry.at)
    return tuple(
        Day(day, tuple(some))
        for day, some in groupby(ordered, key=lambda entry: entry.at.astimezone(zone).date())
    )
