"""Links that work once: to make an account, or to choose a new password.

Only the hash of what stands in a link is kept, as of tokens. A link ends by itself, and when it was used.
"""

import secrets
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from booking_bot.models import Invitation, InvitationPurpose, Role, User, row_id
from booking_bot.services import audit, sign_in, users
from booking_bot.services.tokens import hash_of

LASTS = {
    InvitationPurpose.FIRST_OWNER: timedelta(hours=48),
    InvitationPurpose.ACCOUNT: timedelta(days=7),
    InvitationPurpose.PASSWORD: timedelta(hours=1),
}

# Any number will do: on PostgreSQL it lets one first owner be made at a time.
FIRST = 8_214_003


class NoSuchLink(Exception):
    """There is none, or it was used, or its time is over: nobody is told which."""


def for_first_owner(session: Session, *, now: datetime) -> str | None:
    """What stands in the link of whoever comes first; None where there is an account already."""
    return None if users.is_anybody(session) else _made(session, InvitationPurpose.FIRST_OWNER, now=now)


def for_account(
    session: Session,
    role: Role,
    *,
    by: str,
    now: datetime,
    staff_id: int | None = None,
    email: str | None = None,
) -> str:
    """That of somebody who is to have an account. Raises CannotAdd where the address is none or taken."""
    email = users.checked(session, email) if email else None
    token = _made(session, InvitationPurpose.ACCOUNT, now=now, role=role, staff_id=staff_id, email=email)
    audit.record(session, by, "account.invited", staff_id or 0, now=now, role=role.value)
    return token


def for_password(session: Session, account_id: int, *, by: str, now: datetime) -> str:
    """That of an account whose password is forgotten; older ones of it end."""
    end_links(session, account_id)
    audit.record(session, by, "account.link_made", account_id, now=now)
    return _made(session, InvitationPurpose.PASSWORD, now=now, account_id=account_id)


def find(session: Session, token: str, *, now: datetime) -> Invitation:
    """Raises NoSuchLink."""
    found = session.exec(
        select(Invitation).where(
            col(Invitation.token_hash) == hash_of(token),
            col(Invitation.used_at).is_(None),
            col(Invitation.expires_at) > now,
        )
    ).first()
    if found is None or (found.purpose is InvitationPurpose.FIRST_OWNER and users.is_anybody(session)):
        raise NoSuchLink
    return found


def pending(session: Session, *, now: datetime) -> list[Invitation]:
    """Who was invited and has not come yet."""
    return list(
        session.exec(
            select(Invitation)
            .where(
                col(Invitation.purpose) == InvitationPurpose.ACCOUNT,
                col(Invitation.used_at).is_(None),
                col(Invitation.expires_at) > now,
            )
            .order_by(col(Invitation.id))
        )
    )


def withdraw(session: Session, invitation_id: int, *, by: str, now: datetime) -> None:
    """Let the link lead nowhere."""
    gone = session.exec(
        sa.delete(Invitation).where(
            col(Invitation.id) == invitation_id,
            col(Invitation.purpose) == InvitationPurpose.ACCOUNT,
            col(Invitation.used_at).is_(None),
        )
    )
    if gone.rowcount:
        audit.record(session, by, "account.invitation_withdrawn", invitation_id, now=now)


def join(
    session: Session,
    token: str,
    *,
    email: str,
    password_hash: str,
    name: str | None,
    phone: str | None,
    now: datetime,
) -> User:
    """Make the account of a link, which is used up. Raises NoSuchLink or CannotAdd, and changes nothing."""
    if session.get_bind().dialect.name == "postgresql":
        session.connection().execute(sa.select(sa.func.pg_advisory_xact_lock(FIRST)))
    link = find(session, token, now=now)
    if link.purpose is InvitationPurpose.PASSWORD:
        raise NoSuchLink
    canonical = users.phone_of(session, phone) if phone else None
    user = users.make(
        session,
        email,
        password_hash,
        role=link.role,
        name=name,
        phone=canonical,
        staff_id=link.staff_id,
        now=now,
    )
    _use(session, link, now)
    audit.record(session, f"{user.role.value}:{user.id}", "account.joined", row_id(user), now=now)
    return user


def account_of(session: Session, token: str, *, now: datetime) -> User:
    """Whose password that link is for. Raises NoSuchLink."""
    link = find(session, token, now=now)
    account = session.get(User, link.account_id) if link.account_id else None
    if account is None or not account.active:
        raise NoSuchLink
    return account


def choose_password(session: Session, token: str, password_hash: str, *, now: datetime) -> User:
    """Set the new password by a link, which is used up; every session of the account ends."""
    account = account_of(session, token, now=now)
    _use(session, find(session, token, now=now), now)
    set_password(session, account, password_hash, by=f"{account.role.value}:{account.id}", now=now)
    return account


def set_password(session: Session, account: User, password_hash: str, *, by: str, now: datetime) -> None:
    """Whoever was in by the old one is out, and links for another lead nowhere."""
    account.password_hash = password_hash
    session.flush()
    sign_in.end_sessions(session, row_id(account))
    end_links(session, row_id(account))
    audit.record(session, by, "account.password_changed", row_id(account), now=now)


def end_links(session: Session, account_id: int) -> None:
    session.exec(
        sa.delete(Invitation).where(
            col(Invitation.account_id) == account_id, col(Invitation.used_at).is_(None)
        )
    )


def _made(
    session: Session,
    purpose: InvitationPurpose,
    *,
    now: datetime,
    role: Role = Role.OWNER,
    staff_id: int | None = None,
    email: str | None = None,
    account_id: int | None = None,
) -> str:
    token = secrets.token_urlsafe(32)
    session.add(
        Invitation(
            purpose=purpose,
            token_hash=hash_of(token),
            account_id=account_id,
            email=email,
            role=role,
            staff_id=staff_id,
            created_at=now,
            expires_at=now + LASTS[purpose],
        )
    )
    session.flush()
    return token


def _use(session: Session, link: Invitation, now: datetime) -> None:
    """Raises NoSuchLink where somebody else uses it at this moment."""
    taken = session.exec(
        sa.update(Invitation)
        .where(col(Invitation.id) == link.id, col(Invitation.used_at).is_(None))
        .values(used_at=now)
        .execution_options(synchronize_session=False)
    )
    if taken.rowcount != 1:
        raise NoSuchLink
