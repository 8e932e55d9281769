"""How often somebody may try what can be guessed.

An attempt counts before it is looked at, so that many at once cannot slip through. It counts for the pair of
account and address: a stranger elsewhere cannot lock an owner out. An address is a network's, or a browser's
that signed in before.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Session, col, func, select

from booking_bot.models import LoginFailure

WINDOW = timedelta(minutes=15)
PER_ACCOUNT_AND_ADDRESS = 10
PER_ADDRESS = 60
# From wherever they come: whoever tries codes knows the password already.
CODES_PER_ACCOUNT = 20
LINKS_PER_ACCOUNT = 3

# Any number will do: it keeps attempts one after another on PostgreSQL, so that each counts those before.
COUNTING = 8_214_002


class Attempt(StrEnum):
    """What is tried; a blank keeps it apart from the addresses that others are counted by."""

    PASSWORD = ""
    CODE = "code "
    LINK = "link "


class TooManyAttempts(Exception):
    """Nothing is looked at before `wait` has passed."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__(f"too many attempts, wait {wait}")
        self.wait = wait


def count(session: Session, attempt: Attempt, email: str, address: str, *, now: datetime) -> None:
    """Count one more. Raises TooManyAttempts, counting nothing, so that the wait has an end."""
    email = normalised(email)
    if session.get_bind().dialect.name == "postgresql":
        session.connection().execute(sa.select(sa.func.pg_advisory_xact_lock(COUNTING)))
    session.exec(sa.delete(LoginFailure).where(col(LoginFailure.at) <= now - WINDOW))
    for tries, mine in _limits(attempt, email, address):
        number, first = session.exec(select(func.count(), func.min(LoginFailure.at)).where(*mine)).one()
        if number >= tries:
            raise TooManyAttempts(first + WINDOW - now)
    session.add(LoginFailure(email=f"{attempt}{email}", address=address, at=now))


def forget(session: Session, email: str, address: str) -> None:
    """Whoever came in from there was no guesser."""
    session.exec(sa.delete(LoginFailure).where(*_of_both(normalised(email), address)))


def normalised(email: str) -> str:
    """In small letters and without blanks, which no address has."""
    return "".join(email.split()).lower()[:320]


def _limits(
    attempt: Attempt, email: str, address: str
) -> Sequence[tuple[int, Sequence[sa.ColumnElement[bool]]]]:
    own = (col(LoginFailure.email) == f"{attempt}{email}",)
    by_account = {
        Attempt.PASSWORD: (PER_ACCOUNT_AND_ADDRESS, _of_both(email, address)),
        Attempt.CODE: (CODES_PER_ACCOUNT, own),
        Attempt.LINK: (LINKS_PER_ACCOUNT, own),
    }[attempt]
    together = (PER_ACCOUNT_AND_ADDRESS, _of_both(email, address))
    return (
        by_account,
        *([together] if attempt is Attempt.CODE else []),
        (PER_ADDRESS, (col(LoginFailure.address) == address,)),
    )


def _of_both(email: str, address: str) -> Sequence[sa.ColumnElement[bool]]:
    """A guesser of codes has no more tries than one of passwords: they are counted as one."""
    keys = [f"{Attempt.PASSWORD}{email}", f"{Attempt.CODE}{email}"]
    return (col(LoginFailure.email).in_(keys), col(LoginFailure.address) == address)
