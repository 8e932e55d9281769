"""A code beside the password: six figures of an app on a telephone (TOTP, RFC 6238), for whoever wants it.

A code counts once, and so does each recovery code, which stands in where the telephone is lost. The secret is
kept encrypted, of recovery codes only hashes.
"""

import hashlib
import secrets
from datetime import datetime
from hmac import compare_digest

import pyotp
import sqlalchemy as sa
from sqlmodel import Session, col

from booking_bot.models import RecoveryCode, User, row_id
from booking_bot.services import audit
from booking_bot.services.secrets import Unreadable, seal, unseal

STEP = 30  # seconds
LATE_OR_EARLY = 1  # steps: telephones' clocks are not exact, and typing takes time
RECOVERY_CODES = 8
_GROUPS, _LENGTH = 3, 4
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is taken for another


class WrongCode(Exception):
    """It is not that of now, or it was used before."""


def new_secret() -> str:
    return pyotp.random_base32()


def address(secret: str, *, email: str, shop: str) -> str:
    """What the app reads from the QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=shop)


def turn_on(
    session: Session, account_id: int, secret: str, code: str, *, secret_key: str, by: str, now: datetime
) -> list[str]:
    """Ask for codes from now on; the recovery codes, which nobody can read again. Raises WrongCode."""
    step = _step_of(secret, code, now)
    if step is None:
        raise WrongCode
    account = session.get_one(User, account_id)
    account.totp_secret, account.totp_step = seal(secret_key, _use(account_id), secret), step
    codes = _renew_codes(session, account_id)
    audit.record(session, by, "account.second_factor_on", account_id, now=now)
    return codes


def turn_off(session: Session, account_id: int, *, by: str, now: datetime) -> None:
    """The password is enough again."""
    account = session.get_one(User, account_id)
    if account.totp_secret is None:
        return
    account.totp_secret = account.totp_step = None
    session.exec(sa.delete(RecoveryCode).where(col(RecoveryCode.account_id) == account_id))
    audit.record(session, by, "account.second_factor_off", account_id, now=now)


def use(session: Session, account_id: int, code: str, *, secret_key: str, now: datetime) -> bool:
    """Whether the code is right; then it is used up."""
    account = session.get(User, account_id)
    if account is None or account.totp_secret is None:
        return False
    if _use_recovery(session, account, code, now):
        return True
    try:
        secret = unseal(secret_key, _use(account_id), account.totp_secret)
    except Unreadable:  # SECRET_KEY is another one: recovery codes are left, or the owner's command
        return False
    step = _step_of(secret, code, now)
    return step is not None and _use_step(session, account_id, step)


def _use_step(session: Session, account_id: int, step: int) -> bool:
    """Whether no code of this step or of a later one was used."""
    taken = session.exec(
        sa.update(User)
        .where(col(User.id) == account_id, sa.or_(col(User.totp_step).is_(None), col(User.totp_step) < step))
        .values(totp_step=step)
    )
    return taken.rowcount == 1


def _use_recovery(session: Session, account: User, code: str, now: datetime) -> bool:
    account_id = row_id(account)
    gone = session.exec(sa.delete(RecoveryCode).where(col(RecoveryCode.code_hash) == _hash(account_id, code)))
    if gone.rowcount == 1:
        audit.record(
            session, f"{account.role.value}:{account_id}", "account.recovery_code_used", account_id, now=now
        )
    return gone.rowcount == 1


def _step_of(secret: str, code: str, now: datetime) -> int | None:
    """The time step whose code it is."""
    given, clock = "".join(code.split()), pyotp.TOTP(secret)
    if not (given.isascii() and given.isdecimal()):
        return None
    current = int(now.timestamp()) // STEP
    steps = range(current - LATE_OR_EARLY, current + LATE_OR_EARLY + 1)
    return next((step for step in steps if compare_digest(clock.generate_otp(step), given)), None)


def _renew_codes(session: Session, account_id: int) -> list[str]:
    session.exec(sa.delete(RecoveryCode).where(col(RecoveryCode.account_id) == account_id))
    codes = ["-".join(_letters() for _ in range(_GROUPS)) for _ in range(RECOVERY_CODES)]
    session.add_all(RecoveryCode(account_id=account_id, code_hash=_hash(account_id, one)) for one in codes)
    return codes


def _letters() -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))


def _hash(account_id: int, code: str) -> str:
    """However it is typed: in capitals, with blanks, without dashes."""
    plain = "".join(filter(str.isalnum, code.lower()))
    return hashlib.sha256(f"{account_id}:{plain}".encode()).hexdigest()


def _use(account_id: int) -> str:
    return f"totp:{account_id}"
