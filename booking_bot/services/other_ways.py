"""The ways beside WhatsApp as the owner entered them in the page: the number of SMS, the mail server.

Kept encrypted by the names of their variables, as `services/twilio_keys.py` keeps the account at Twilio.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from types import MappingProxyType
from urllib.parse import quote

from sqlmodel import Session, col, delete, func, select

from booking_bot.models import SecretSetting
from booking_bot.services import audit, twilio_keys
from booking_bot.services.secrets import seal, unseal

SMS, SMTP, SENDER = NAMES = ("TWILIO_SMS_FROM", "SMTP_URL", "MAIL_FROM")
# What is entered and removed together.
BY_SMS, BY_MAIL = "sms", "mail"
PARTS: Mapping[str, tuple[str, ...]] = MappingProxyType({BY_SMS: (SMS,), BY_MAIL: (SMTP, SENDER)})
Mark = tuple[datetime | None, int]


def keep(
    session: Session, way: str, values: Mapping[str, str], *, secret_key: str, by: str, now: datetime
) -> None:
    """The values of all variables of that way."""
    for name in PARTS[way]:
        session.merge(SecretSetting(name=name, value=seal(secret_key, _use(name), values[name]), at=now))
    session.flush()
    audit.record(session, by, f"connection.{way}_entered", 1, now=now)


def forget(session: Session, way: str, *, by: str, now: datetime) -> None:
    session.exec(delete(SecretSetting).where(col(SecretSetting.name).in_(PARTS[way])))
    audit.record(session, by, f"connection.{way}_removed", 1, now=now)


def mark(session: Session) -> Mark:
    """What changes whenever something is entered or removed, the account at Twilio too."""
    at, count = session.exec(
        select(func.max(SecretSetting.at), func.count()).where(
            col(SecretSetting.name).in_((*twilio_keys.NAMES, *NAMES))
        )
    ).one()
    return at, count


def entered(session: Session) -> Collection[str]:
    """The variables that the page has, whether or not they can be read."""
    return session.exec(select(SecretSetting.name).where(col(SecretSetting.name).in_(NAMES))).all()


def read(session: Session, *, secret_key: str) -> dict[str, str]:
    """Those that are there. Raises `secrets.Unreadable` after another SECRET_KEY."""
    rows = session.exec(select(SecretSetting).where(col(SecretSetting.name).in_(NAMES)))
    return {row.name: unseal(secret_key, _use(row.name), row.value) for row in rows}


def smtp_url(host: str, port: int, user: str, password: str, *, encrypted: bool) -> str:
    """The address in the form of SMTP_URL; `encrypted` from the first byte on."""
    who = f"{quote(user, safe='')}:{quote(password, safe='')}@" if user else ""
    return f"{'smtps' if encrypted else 'smtp'}://{who}{host}:{port}"


def _use(name: str) -> str:
    return f"setting:{name}"
