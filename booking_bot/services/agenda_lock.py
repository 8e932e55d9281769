"""One writer of the agenda at a time.

SQLite has one writer in any case, from BEGIN IMMEDIATE on. PostgreSQL takes one advisory lock for
the whole agenda: a lock a day would have to be ordered for moves and has a hole at midnight, and
a shop's agenda is written a few times a minute. What was read after `take` still holds when it is
written; the guard of the database stays the last word.
"""

import sqlalchemy as sa
from sqlmodel import Session

# The first number is this program's, the second what is locked: 0 is the agenda.
_AGENDA = sa.text("SELECT pg_advisory_xact_lock(7, 0)")


def take(session: Session) -> None:
    """Wait until no other transaction writes the agenda; held until this one ends."""
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(_AGENDA)
