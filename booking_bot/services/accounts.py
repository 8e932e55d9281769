"""The accounts of a shop: who they are, what they may, and how one ends. One owner is always left."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from booking_bot.models import Resource, ResourceKind, Role, User, row_id
from booking_bot.services import audit, invitations, sign_in, users


class NoSuchAccount(Exception):
    """There is no account with this id."""


class LastOwner(Exception):
    """Nobody would be left who may do everything."""


class NoSuchStaff(Exception):
    """Nobody of the staff has this id."""


@dataclass(frozen=True, slots=True)
class Account:
    id: int
    email: str
    name: str
    phone: str
    role: Role
    staff_id: int | None
    staff: str  # whose day is theirs, by name
    active: bool
    second_factor: bool


def everybody(session: Session) -> list[Account]:
    """All accounts, closed ones last."""
    rows = session.exec(
        select(User, Resource.name)
        .join(Resource, col(Resource.id) == col(User.staff_id), isouter=True)
        .order_by(col(User.active).desc(), col(User.role), col(User.id))
    )
    return [_shown(user, staff) for user, staff in rows]


def find(session: Session, account_id: int) -> Account:
    """Raises NoSuchAccount."""
    user = _user(session, account_id)
    staff = session.get(Resource, user.staff_id) if user.staff_id else None
    return _shown(user, staff.name if staff else None)


def staff_to_choose(session: Session) -> Sequence[tuple[int, str]]:
    """Those whose day an account may be of."""
    return session.exec(
        select(Resource.id, Resource.name)
        .where(col(Resource.kind) == ResourceKind.STAFF, col(Resource.active))
        .order_by(col(Resource.position), col(Resource.id))
    ).all()  # type: ignore[return-value]  # rows that are kept have an id


def change(
    session: Session, account_id: int, *, role: Role, staff_id: int | None, by: str, now: datetime
) -> None:
    """Set what they may and whose day is theirs. Raises NoSuchAccount, NoSuchStaff or LastOwner."""
    user = _user(session, account_id)
    if staff_id is not None and staff_id not in {one for one, _ in staff_to_choose(session)}:
        raise NoSuchStaff
    if (user.role, user.staff_id) == (role, staff_id):
        return
    if role is not Role.OWNER:
        _leave_an_owner(session, user)
    user.role, user.staff_id = role, staff_id
    audit.record(session, by, "account.changed", account_id, now=now, role=role.value)


def describe(session: Session, account_id: int, *, name: str, phone: str, by: str, now: datetime) -> None:
    """Set their own name and number, either of which may be "". Raises CannotAdd."""
    user = _user(session, account_id)
    user.name = " ".join(name.split()) or None
    user.phone = users.phone_of(session, phone) if phone.strip() else None
    audit.record(session, by, "account.described", account_id, now=now)


def close(session: Session, account_id: int, *, by: str, now: datetime) -> None:
    """Let them in no more; what they did stays theirs. Raises NoSuchAccount or LastOwner."""
    user = _user(session, account_id)
    if not user.active:
        return
    _leave_an_owner(session, user)
    user.active = False
    session.flush()
    sign_in.end_sessions(session, account_id)
    invitations.end_links(session, account_id)
    audit.record(session, by, "account.closed", account_id, now=now)


def open_again(session: Session, account_id: int, *, by: str, now: datetime) -> None:
    """Raises NoSuchAccount."""
    user = _user(session, account_id)
    if not user.active:
        user.active = True
        audit.record(session, by, "account.opened", account_id, now=now)


def end_sessions(session: Session, account_id: int, *, by: str, now: datetime) -> None:
    """Sign them out everywhere. Raises NoSuchAccount."""
    _user(session, account_id)
    sign_in.end_sessions(session, account_id)
    audit.record(session, by, "account.sessions_ended", account_id, now=now)


def _user(session: Session, account_id: int) -> User:
    user = session.get(User, account_id)
    if user is None:
        raise NoSuchAccount(account_id)
    return user


def _leave_an_owner(session: Session, user: User) -> None:
    """Raises LastOwner. The owners are locked: two could each count on the other."""
    owners = session.exec(
        select(User)
        .where(col(User.role) == Role.OWNER, col(User.active))
        .order_by(col(User.id))
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    if not any(one.id != user.id for one in owners):
        raise LastOwner


def _shown(user: User, staff: str | None) -> Account:
    return Account(
        id=row_id(user),
        email=user.email,
        name=user.name or "",
        phone=user.phone or "",
        role=user.role,
        staff_id=user.staff_id,
        staff=staff or "",
        active=user.active,
        second_factor=user.totp_secret is not None,
    )
