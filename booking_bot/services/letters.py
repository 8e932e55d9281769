"""Many messages at once, by the same rules as one of `services/notify.py`, in a few statements."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col, select

from booking_bot.domain.questions import QuestionKind
from booking_bot.models import (
    Conversation,
    Customer,
    Delivery,
    Direction,
    Message,
    MessageKind,
    OpenQuestion,
    Outbox,
    row_id,
)
from booking_bot.services import notify, rows, wakes
from booking_bot.services.foreseen import foreseen
from booking_bot.services.notify import Decided, Question
from booking_bot.services.templates.texts import TemplateText


@dataclass(frozen=True, slots=True)
class Letter:
    """As the arguments of `notify.send`."""

    conversation: Conversation
    kind: MessageKind
    text: str
    dedupe_key: str
    options: Sequence[Mapping[str, str]] = ()
    template: TemplateText | None = None
    urgent: bool = False
    not_after: datetime | None = None
    question: Question | None = None


class Sent(NamedTuple):
    """`reason` is why it does not go, in Spanish, if it does not."""

    message_id: int
    reason: str | None


def send_all(session: Session, letters: Sequence[Letter], *, now: datetime) -> list[Sent]:
    """Have each sent, once a key; what became of each, in their order."""
    if not letters:
        return []
    session.flush()
    sent = _known(session, letters)
    fresh = [one for one in letters if one.dedupe_key not in sent]
    decided = _decided(session, fresh, now=now)
    lines = [
        row_id(notify.answered_on(session, one.conversation, told.envelope, now=now))
        for one, told in zip(fresh, decided, strict=True)
    ]
    messages = _messages(session, fresh, decided, lines, now=now)
    _ask(session, fresh, decided, lines, messages, now=now)
    for letter, told, message in zip(fresh, decided, messages, strict=True):
        sent[letter.dedupe_key] = Sent(message, told.reason)
    return [sent[one.dedupe_key] for one in letters]


def _known(session: Session, letters: Sequence[Letter]) -> dict[str, Sent]:
    """What was sent under these keys before."""
    found = session.exec(
        select(Outbox).where(col(Outbox.dedupe_key).in_([one.dedupe_key for one in letters]))
    )
    return {
        row.dedupe_key or "": Sent(row.message_id, row.error if row.status is Delivery.CANCELLED else None)
        for row in found
    }


def _decided(session: Session, letters: Sequence[Letter], *, now: datetime) -> list[Decided]:
    customers = [one.conversation.customer_id for one in letters]
    # Kept at hand, or each would be read by itself.
    people = session.exec(select(Customer).where(col(Customer.id).in_(customers))).all()
    with foreseen(session, {row_id(one) for one in people}):
        return [
            notify.decide(
                session,
                one.conversation,
                one.kind,
                now,
                text=one.text,
                options=one.options,
                template=one.template,
                urgent=one.urgent,
                not_after=one.not_after,
            )
            for one in letters
        ]


def _messages(
    session: Session,
    letters: Sequence[Letter],
    decided: Sequence[Decided],
    lines: Sequence[int],
    *,
    now: datetime,
) -> list[int]:
    """Their ids; each waits to be sent, or is kept with the reason."""
    messages = rows.insert_all(
        session,
        Message,
        [
            {
                "conversation_id": line,
                "direction": Direction.OUT,
                "kind": one.kind,
                "body": told.body,
                "options": [dict(option) for option in told.options],
                "at": now,
            }
            for one, told, line in zip(letters, decided, lines, strict=True)
        ],
    )
    rows.insert_all(
        session,
        Outbox,
        [
            {
                "message_id": message,
                "dedupe_key": one.dedupe_key,
                "channel": told.envelope.channel,
                "recipient": told.envelope.recipient,
                "content_sid": told.envelope.content_sid,
                "content_variables": told.envelope.content_variables,
                "template": told.envelope.template,
                "short": told.envelope.short,
                "as_template": told.envelope.as_template,
                "urgent": told.envelope.urgent,
                "status": Delivery.CANCELLED if told.reason else Delivery.QUEUED,
                "error": told.reason,
                "send_at": told.at,
                "not_after": one.not_after,
                "created_at": now,
            }
            for one, told, message in zip(letters, decided, messages, strict=True)
        ],
    )
    if any(told.reason is None and told.at <= now for told in decided):
        wakes.ask(session)
    return messages


def _ask(
    session: Session,
    letters: Sequence[Letter],
    decided: Sequence[Decided],
    lines: Sequence[int],
    messages: Sequence[int],
    *,
    now: datetime,
) -> None:
    """Open the questions that they ask; older ones about the same are closed."""
    asked = []
    objects: dict[QuestionKind, list[int]] = defaultdict(list)
    for letter, told, line, message in zip(letters, decided, lines, messages, strict=True):
        if letter.question is None or told.reason:
            continue
        kind, object_id, revision, expires_at = letter.question
        objects[kind].append(object_id)
        asked.append(
            {
                "conversation_id": line,
                "kind": kind,
                "object_id": object_id,
                "revision": revision,
                "message_id": message,
                "asked_at": told.at,
                "expires_at": expires_at,
            }
        )
    for kind, numbers in objects.items():
        session.exec(
            sa.update(OpenQuestion)
            .where(
                col(OpenQuestion.kind) == kind,
                col(OpenQuestion.object_id).in_(numbers),
                col(OpenQuestion.answered_at).is_(None),
            )
            .values(answered_at=now)
            .execution_options(synchronize_session=False)
        )
    rows.insert_all(session, OpenQuestion, asked)
