"""Signing in by password, slowed down for whoever guesses.

    with database.transaction() as session:
        account = begin(session, email, address, now=now)     # counts the attempt before it is made
    if not fits(account, password): …                         # slow on purpose, outside any transaction
    with database.transaction() as session:
        succeed(session, account, address)

An attempt counts before its password is looked at, so that many at once cannot slip through. It
counts for the pair of account and address: a stranger elsewhere cannot lock an owner out. An address is
a network's, or a browser's that signed in before.
"""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, func, select
from werkzeug.security import check_password_hash

from booking_bot.models import LoginFailure, User

WINDOW = timedelta(minutes=15)
TRIES_PER_ACCOUNT_AND_ADDRESS = 10
TRIES_PER_ADDRESS = 60
LONGEST_PASSWORD = 1024

# Any number will do: it keeps attempts one after another on PostgreSQL, so that each counts those before.
COUNTING = 8_214_002

# What is compared where there is no such account, so that its absence takes the same time. No password fits.
_NOBODYS_HASH = "scrypt:32768:8:1$nobodysaccount00$" + "0" * 128


class TooManyAttempts(Exception):
    """No password is looked at before `wait` has passed."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__(f"too many attempts, wait {wait}")
        self.wait = wait


def begin(session: Session, email: str, address: str, *, now: datetime) -> User | None:
    """Count an attempt from a network address and find its account, if there is one.

    Raises TooManyAttempts, counting nothing, so that the wait has an end.
    """
    email = normalised(email)
    if session.get_bind().dialect.name == "postgresql":
        session.connection().execute(sa.select(sa.func.pg_advisory_xact_lock(COUNTING)))
    session.exec(sa.delete(LoginFailure).where(col(LoginFailure.at) <= now - WINDOW))
    for tries, mine in (
        (
            TRIES_PER_ACCOUNT_AND_ADDRESS,
            (col(LoginFailure.email) == email, col(LoginFailure.address) == address),
        ),
        (TRIES_PER_ADDRESS, (col(LoginFailure.address) == address,)),
    ):
        count, first = session.exec(select(func.count(), func.min(LoginFailure.at)).where(*mine)).one()
        if count >= tries:
            raise TooManyAttempts(first + WINDOW - now)
    session.add(LoginFailure(email=email, address=address, at=now))
    return session.exec(select(User).where(col(User.email) == email)).first()


def fits(account: User | None, password: str) -> bool:
    """Whether this is the account's password; as slow without an account as with one."""
    right = check_password_hash(
        account.password_hash if account else _NOBODYS_HASH, password[:LONGEST_PASSWORD]
    )
    return right and account is not None and len(password) <= LONGEST_PASSWORD


def succeed(session: Session, account: User, address: str) -> None:
    """Forget the attempts of this account from this address."""
    session.exec(
        sa.delete(LoginFailure).where(
            col(LoginFailure.email) == account.email, col(LoginFailure.address) == address
        )
    )


def find(session: Session, account_id: int, session_epoch: int) -> User | None:
    """The account of a session, unless all its sessions were ended since."""
    account = session.get(User, account_id)
    return account if account and account.session_epoch == session_epoch else None


def end_sessions(session: Session, account_id: int) -> None:
    """Sign the account out everywhere."""
    session.exec(
        sa.update(User).where(col(User.id) == account_id).values(session_epoch=col(User.session_epoch) + 1)
    )


def normalised(email: str) -> str:
    return email.strip().lower()[:320]
