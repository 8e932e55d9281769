"""The shop's own people: who may ask for the agenda by chat, and who is told what happens.

An account is an owner's or of somebody of the staff; staff with a telephone need none. The same person is
one member, by the account's staff, or by the number that both have.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from booking_bot.models import (
    Conversation,
    Identity,
    IdentityKind,
    Resource,
    ResourceKind,
    Role,
    User,
    row_id,
)

_PHONES = sa.union_all(
    sa.select(col(User.phone)).where(col(User.active), col(User.phone).is_not(None)),
    sa.select(col(Resource.phone)).where(col(Resource.active), col(Resource.phone).is_not(None)),
)
# Whether a conversation is with one of them, for a statement that reads it anyway: customers, who are nearly
# all who write, then need no other. Whose it is, `by_phone` says.
WRITES: Any = sa.exists(
    sa.select(sa.literal(1)).where(
        col(Identity.customer_id) == col(Conversation.customer_id),
        col(Identity.kind) == IdentityKind.PHONE,
        col(Identity.value).in_(_PHONES),
    )
).label("of_the_shop")


@dataclass(frozen=True, slots=True)
class Member:
    """`key` names them in what is sent once; `actor` as the audit does. `staff_id`: whose day is theirs."""

    key: str
    name: str
    is_owner: bool
    staff_id: int | None = None
    email: str | None = None
    phone: str | None = None

    @property
    def actor(self) -> str:
        role = Role.OWNER if self.is_owner else Role.STAFF
        return f"{role.value}:{self.key.partition(':')[2] if self.email else self.key}"


def team(session: Session) -> list[Member]:
    """Everybody, those with an account first."""
    staff = session.exec(
        select(Resource)
        .where(col(Resource.kind) == ResourceKind.STAFF, col(Resource.active))
        .order_by(col(Resource.position), col(Resource.id))
    ).all()
    accounts = session.exec(select(User).where(col(User.active)).order_by(col(User.id))).all()
    found = [_with_account(user, staff) for user in accounts]
    known = {member.staff_id for member in found}
    return found + [
        Member(key=f"resource:{one.id}", name=one.name, is_owner=False, staff_id=one.id, phone=one.phone)
        for one in staff
        if one.phone and one.id not in known
    ]


def owners(session: Session) -> list[Member]:
    return [member for member in team(session) if member.is_owner]


def by_phone(session: Session, phone: str) -> Member | None:
    """Whose number that is, in E.164."""
    return next((member for member in team(session) if member.phone == phone), None)


def _with_account(user: User, staff: Sequence[Resource]) -> Member:
    theirs = next((one for one in staff if one.id == user.staff_id), None) or next(
        (one for one in staff if one.phone and one.phone == user.phone), None
    )
    return Member(
        key=f"account:{row_id(user)}",
        name=user.name or (theirs.name if theirs else user.email),
        is_owner=user.role is Role.OWNER,
        staff_id=theirs.id if theirs else None,
        email=user.email,
        phone=user.phone or (theirs.phone if theirs else None),
    )
