"""Signing in by password, and by a code where the account asks for one.

with database.transaction() as session:
    account = begin(session, email, address, now=now)     # counts the attempt before it is made
if not fits(account, password): …                         # slow on purpose, outside any transaction
with database.transaction() as session:
    succeed(session, account, address)                    # where there is no second factor
    pass_code(session, account, address, code, …)         # where there is one
"""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from booking_bot.models import User, row_id
from booking_bot.services import attempts, passwords, second_factor
from booking_bot.services.attempts import Attempt, normalised


def begin(session: Session, email: str, address: str, *, now: datetime) -> User | None:
    """Count an attempt from an address and find its account, if there is one that may sign in.

    Raises TooManyAttempts.
    """
    attempts.count(session, Attempt.PASSWORD, email, address, now=now)
    return session.exec(select(User).where(col(User.email) == normalised(email), col(User.active))).first()


def fits(account: User | None, password: str) -> bool:
    """Whether this is the account's password; as slow without an account as with one."""
    return passwords.fits(account.password_hash if account else None, password)


def succeed(session: Session, account: User, address: str, *, renewed_hash: str | None = None) -> None:
    """Forget the attempts of this account from this address; keep a stronger hash where one was made."""
    attempts.forget(session, account.email, address)
    if renewed_hash:
        kept = col(User.password_hash) == account.password_hash  # not one that was chosen meanwhile
        session.exec(
            sa.update(User).where(col(User.id) == account.id, kept).values(password_hash=renewed_hash)
        )


def count_code(session: Session, account: User, address: str, *, now: datetime) -> None:
    """Count an attempt at a code, in a transaction of its own. Raises TooManyAttempts."""
    attempts.count(session, Attempt.CODE, account.email, address, now=now)


def pass_code(
    session: Session, account: User, address: str, code: str, *, secret_key: str, now: datetime
) -> bool:
    """Whether it is the account's code of now, or one of its recovery codes; neither is right twice."""
    right = second_factor.use(session, row_id(account), code, secret_key=secret_key, now=now)
    if right:
        attempts.forget(session, account.email, address)
    return right


def find(session: Session, account_id: int, session_epoch: int) -> User | None:
    """The account of a session, unless it was closed or all its sessions were ended since."""
    account = session.get(User, account_id)
    return account if account and account.active and account.session_epoch == session_epoch else None


def end_sessions(session: Session, account_id: int) -> None:
    """Sign the account out everywhere."""
    session.exec(
        sa.update(User).where(col(User.id) == account_id).values(session_epoch=col(User.session_epoch) + 1)
    )
