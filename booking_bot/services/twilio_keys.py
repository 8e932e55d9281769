"""The details of the account at Twilio as the owner entered them in the page: kept encrypted.

Every process looks at `stamp` from time to time, and takes the new ones when it has changed.
"""

from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session, col, delete, func, select

from booking_bot.models import SecretSetting
from booking_bot.services import audit
from booking_bot.services.secrets import seal, unseal

ACCOUNT, TOKEN, SENDER = NAMES = ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_WHATSAPP_FROM")


class Keys(NamedTuple):
    """`sender` in the form "whatsapp:+34600111222"."""

    account: str
    token: str
    sender: str


def keep(session: Session, keys: Keys, *, secret_key: str, by: str, now: datetime) -> None:
    for name, value in zip(NAMES, keys, strict=True):
        session.merge(SecretSetting(name=name, value=seal(secret_key, _use(name), value), at=now))
    session.flush()
    audit.record(session, by, "connection.entered", 1, now=now)


def forget(session: Session, *, by: str, now: datetime) -> None:
    session.exec(delete(SecretSetting).where(col(SecretSetting.name).in_(NAMES)))
    audit.record(session, by, "connection.removed", 1, now=now)


def stamp(session: Session) -> datetime | None:
    """When they were entered; None where they are not."""
    return session.exec(select(func.max(SecretSetting.at)).where(col(SecretSetting.name).in_(NAMES))).one()


def read(session: Session, *, secret_key: str) -> Keys | None:
    """None where they are not all there. Raises `secrets.Unreadable` after another SECRET_KEY."""
    rows = session.exec(select(SecretSetting).where(col(SecretSetting.name).in_(NAMES)))
    found = {row.name: unseal(secret_key, _use(row.name), row.value) for row in rows}
    return Keys(*(found[name] for name in NAMES)) if len(found) == len(NAMES) else None


def _use(name: str) -> str:
    return f"setting:{name}"
