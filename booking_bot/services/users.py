"""People who may sign in to the page."""

import re
from datetime import datetime

from sqlmodel import Session, col, select
from werkzeug.security import generate_password_hash

from booking_bot.domain import phones
from booking_bot.models import Business, Role, User
from booking_bot.services.sign_in import LONGEST_PASSWORD, normalised

SHORTEST_PASSWORD = 8  # OWASP ASVS 5.0, 6.2.1
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")


class CannotAdd(Exception):
    """What was given does not make an account; nothing was added. The message says why."""


def add(session: Session, email: str, password: str, *, now: datetime, phone: str | None = None) -> User:
    """Add an owner; a `phone` without country code is one of the shop's country. Raises CannotAdd."""
    email = normalised(email)
    if not _EMAIL.fullmatch(email):
        raise CannotAdd("this is not an e-mail address such as ana@example.com")
    if session.exec(select(User.id).where(col(User.email) == email)).first() is not None:
        raise CannotAdd("there is an account with this e-mail address already")
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise CannotAdd(
            f"the password wants {SHORTEST_PASSWORD} characters or more, up to {LONGEST_PASSWORD}"
        )
    user = User(
        email=email,
        phone=_canonical(session, phone) if phone else None,
        password_hash=generate_password_hash(password),
        role=Role.OWNER,
        created_at=now,
    )
    session.add(user)
    session.flush()
    return user


def _canonical(session: Session, phone: str) -> str:
    country = session.exec(select(Business.country)).first()
    try:
        return phones.canonical(phone, country)
    except phones.NotAPhone as wrong:
        raise CannotAdd(f"phone: {wrong}") from None
