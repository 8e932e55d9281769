"""Talking to the bot without a customer: on a copy of the shop that is thrown away with the answer.

Nothing of it comes into the real tables: no customer, no appointment, no figure, no notice. The copy has
the shop's hours, services and staff, and an empty agenda. Each time all lines are said anew, so no
process has to remember a talk and any of them may answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlmodel import Session, col, select

from booking_bot.channels.base import Inbound
from booking_bot.db import Database
from booking_bot.models import Conversation, row_id
from booking_bot.services import business_file, inbound, schema, turns
from booking_bot.services.file_form.reading import parse
from booking_bot.services.inbox import bubbles

PHONE = "+34600000000"
MOST_LINES, LONGEST_LINE = 30, 500
BETWEEN = timedelta(seconds=30)  # two lines; by then the bot has answered the first
PATIENCE = timedelta(seconds=20)


@dataclass(frozen=True, slots=True)
class Said:
    text: str
    by_bot: bool
    options: tuple[str, ...] = ()


def copy_of(session: Session) -> str:
    """What a talk needs of the shop. Raises NoBusiness."""
    return business_file.dump(session)


def talk(shop: str, lines: Sequence[str], *, began: datetime) -> list[Said]:
    """What a customer who says these lines from `began` on hears from the shop of that file."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "preview.db"
        path.write_bytes(_empty())
        database = Database(f"sqlite:///{path}")
        try:
            return _talk(database, shop, lines, began)
        finally:
            database.dispose()


def _talk(database: Database, shop: str, lines: Sequence[str], began: datetime) -> list[Said]:
    with database.transaction() as session:
        business_file.load(session, parse(shop, calendars=False))
    for number, line in enumerate(lines[-MOST_LINES:]):
        at = began + number * BETWEEN
        message = Inbound(
            sid=f"preview-{number}", address=f"whatsapp:{PHONE}", at=at, phone=PHONE, body=line[:LONGEST_LINE]
        )
        with database.transaction() as session:
            inbound.receive(session, message, at)
        turns.run_due(database, now=at + PATIENCE)
    with database.reading() as session:
        talk = session.exec(select(Conversation).order_by(col(Conversation.id))).first()
        said = bubbles(session, row_id(talk)) if talk else []
        return [Said(one.body, one.out, tuple(option["title"] for option in one.options)) for one in said]


@cache
def _empty() -> bytes:
    """A database with the newest schema and nothing in it."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "empty.db"
        database = Database(f"sqlite:///{path}")
        schema.migrate(database)
        database.forget()  # all of it is in the one file then
        database.dispose()
        return path.read_bytes()
