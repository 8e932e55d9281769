"""People who may sign in to the page: how an account comes to be."""

import re
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session, col, select

from booking_bot.domain import passwords as rules
from booking_bot.domain import phones
from booking_bot.domain.passwords import Weakness
from booking_bot.models import Business, Role, User
from booking_bot.services import passwords
from booking_bot.services.attempts import normalised

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")


class Fault(StrEnum):
    NO_EMAIL = "no_email"
    TAKEN = "taken"
    NO_PHONE = "no_phone"


# For whoever types a command.
SENTENCES: Mapping[Fault | Weakness, str] = {
    Fault.NO_EMAIL: "this is not an e-mail address such as ana@example.com",
    Fault.TAKEN: "there is an account with this e-mail address already",
    Fault.NO_PHONE: "phone: this is not a telephone number with its country code, such as +34600111222",
    Weakness.SHORT: f"the password wants {rules.SHORTEST} characters or more, up to {rules.LONGEST}",
    Weakness.LONG: f"the password wants {rules.SHORTEST} characters or more, up to {rules.LONGEST}",
    Weakness.COMMON: "the password is one of the first that anybody tries",
    Weakness.KNOWN: "the password is the e-mail address or a part of it",
}


class CannotAdd(Exception):
    """What was given does not make an account; nothing was added. The message says why."""

    def __init__(self, fault: Fault | Weakness) -> None:
        super().__init__(SENTENCES[fault])
        self.fault = fault


def add(session: Session, email: str, password: str, *, now: datetime, phone: str | None = None) -> User:
    """Add an owner; a `phone` without country code is one of the shop's country. Raises CannotAdd."""
    checked(session, email)
    canonical = phone_of(session, phone) if phone else None
    return make(session, email, hash_of(password, email), role=Role.OWNER, phone=canonical, now=now)


def hash_of(password: str, email: str, name: str = "") -> str:
    """Slow on purpose. Raises CannotAdd."""
    try:
        return passwords.hashed(password, email, name)
    except passwords.WeakPassword as weak:
        raise CannotAdd(weak.weakness) from None


def make(
    session: Session,
    email: str,
    password_hash: str,
    *,
    role: Role,
    now: datetime,
    name: str | None = None,
    phone: str | None = None,
    staff_id: int | None = None,
) -> User:
    """An account with a canonical phone. Raises CannotAdd."""
    user = User(
        email=checked(session, email),
        phone=phone,
        password_hash=password_hash,
        role=role,
        name=name,
        staff_id=staff_id,
        created_at=now,
    )
    session.add(user)
    session.flush()
    return user


def checked(session: Session, email: str) -> str:
    """The address as it is kept. Raises CannotAdd where it is none, or somebody's."""
    email = normalised(email)
    if not _EMAIL.fullmatch(email):
        raise CannotAdd(Fault.NO_EMAIL)
    if session.exec(select(User.id).where(col(User.email) == email)).first() is not None:
        raise CannotAdd(Fault.TAKEN)
    return email


def phone_of(session: Session, phone: str) -> str:
    """The number in E.164. Raises CannotAdd."""
    country = session.exec(select(Business.country)).first()
    try:
        return phones.canonical(phone, country)
    except phones.NotAPhone:
        raise CannotAdd(Fault.NO_PHONE) from None


def is_anybody(session: Session) -> bool:
    """Whether there is an account at all."""
    return session.exec(select(User.id)).first() is not None
