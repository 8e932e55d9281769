"""The contents that the provider keeps for us: which there are, and which it does not take.

A content is refused when it is made, when a message names it, or afterwards by a receipt. Plain text goes
instead, and after a day it is tried anew: what was refused may have been the fault of one message.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from booking_bot.db import Database
from booking_bot.models import Content, Conversation, Message, MessageKind, Outbox, row_id
from booking_bot.services import outbox

log = logging.getLogger(__name__)

TRIED_AGAIN_AFTER = timedelta(days=1)
# WhatsApp takes free text for 24 hours; what is on its way must arrive within them.
WINDOW = timedelta(hours=23, minutes=55)
CAME_AFTER_ALL = "El mensaje con botones llegó después de todo."
AS_TEXT = "WhatsApp no mostró los botones: el mensaje salió otra vez como texto."


class ContentShelf:
    """The contents of one account, in the tables. Every call is a transaction of its own."""

    def __init__(self, database: Database, account: str, clock: Callable[[], datetime]) -> None:
        self.database = database
        self.account = account
        self.clock = clock

    def sid_of(self, shape: str) -> str | None:
        with self.database.reading() as session:
            found = self._row(session, shape)
            return found.sid if found else None

    def is_wanted(self, shape: str) -> bool:
        with self.database.reading() as session:
            return self._may_be_made(self._row(session, shape))

    def keep(self, shape: str, sid: str) -> None:
        """The first one stays: another process may have made the same in the same instant."""
        try:
            with self.database.transaction() as session:
                row = self._row(session, shape)
                if row is None:
                    session.add(Content(account=self.account, shape=shape, sid=sid, at=self.clock()))
                elif row.sid is None:
                    row.sid, row.error, row.at = sid, None, self.clock()
        except IntegrityError:
            log.info("the content %s was made twice; the other one stays", shape)

    def refuse(self, shape: str, error: str) -> None:
        try:
            with self.database.transaction() as session:
                row = self._row(session, shape)
                if row is None:
                    row = Content(account=self.account, shape=shape, at=self.clock())
                    session.add(row)
                row.sid, row.error, row.at = None, error, self.clock()
        except IntegrityError:
            log.info("the content %s was refused to another process too", shape)

    def _may_be_made(self, row: Content | None) -> bool:
        return row is None or (row.sid is None and self.clock() - row.at >= TRIED_AGAIN_AFTER)

    def _row(self, session: Session, shape: str) -> Content | None:
        known = select(Content).where(col(Content.account) == self.account, col(Content.shape) == shape)
        return session.exec(known).first()


def refuse(session: Session, sid: str, error: str, *, now: datetime) -> None:
    """Note that the provider did not deliver what was sent with this content."""
    session.exec(
        sa.update(Content)
        .where(col(Content.sid) == sid)
        .values(sid=None, error=error, at=now)
        .execution_options(synchronize_session=False)
    )


def send_as_text(session: Session, row: Outbox, *, now: datetime) -> bool:
    """Queue the words of a row that failed once more, to go without its content.

    Once, however often the failure is told. False where text would not go either: the customer's last
    message is too old, or a person took over.
    """
    message = session.get_one(Message, row.message_id)
    conversation = session.get_one(Conversation, message.conversation_id)
    last = conversation.last_inbound_at
    if last is None or now - last > WINDOW or outbox.is_mute(conversation, now):
        return False
    instead = outbox.queue(
        session,
        conversation,
        body=message.body,
        kind=MessageKind(message.kind),
        now=now,
        options=message.options,
        dedupe_key=_key(row),
        not_after=row.not_after,
    )
    session.flush()
    told = {"follows_id": row_id(row), "urgent": row.urgent, "short": row.short}
    outbox.update(session, col(Outbox.message_id) == row_id(instead), **told)
    return True


def withdraw_text(session: Session, row: Outbox) -> None:
    """The row was delivered after all: its words need not go once more, if they have not gone yet."""
    outbox.cancel(session, _key(row), reason=CAME_AFTER_ALL)


def _key(row: Outbox) -> str:
    return f"text:{row_id(row)}"
