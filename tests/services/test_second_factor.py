from collections.abc import Iterator
from datetime import timedelta

import pyotp
import pytest
from sqlmodel import Session, select

from booking_bot.db import Database
from booking_bot.models import Audit, RecoveryCode, User, row_id
from booking_bot.services import second_factor
from booking_bot.services.second_factor import WrongCode
from tests.shop import NOW

KEY, OTHER_KEY = "0123456789" * 4, "9876543210" * 4
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
STEP = timedelta(seconds=30)
LATER = NOW + 10 * STEP


@pytest.fixture
def session(sqlite: Database) -> Iterator[Session]:
    with sqlite.transaction() as session:
        for name in ("carmen", "lucia"):
            session.add(User(email=f"{name}@example.com", password_hash="x", created_at=NOW))
        session.flush()
        yield session


@pytest.fixture
def carmen(session: Session) -> int:
    return row_id(session.exec(select(User).where(User.email == "carmen@example.com")).one())


@pytest.fixture
def codes(session: Session, carmen: int) -> list[str]:
    return second_factor.turn_on(session, carmen, SECRET, code(NOW), secret_key=KEY, by="owner:1", now=NOW)


def code(at: object) -> str:
    return pyotp.TOTP(SECRET).at(at)  # type: ignore[arg-type]


def use(session: Session, account: int, typed: str, *, key: str = KEY, now: object = LATER) -> bool:
    return second_factor.use(session, account, typed, secret_key=key, now=now)  # type: ignore[arg-type]


def test_it_is_turned_on_by_a_code_of_now_and_the_secret_is_kept_sealed(
    session: Session, carmen: int, codes: list[str]
) -> None:
    account = session.get_one(User, carmen)

    assert account.totp_secret
    assert SECRET not in account.totp_secret
    assert len(set(codes)) == second_factor.RECOVERY_CODES
    assert not {one.code_hash for one in session.exec(select(RecoveryCode))} & set(codes)


@pytest.mark.parametrize("typed", ["000000", "", "12345", "１２３４５６", "no es"])
def test_a_wrong_code_turns_nothing_on(session: Session, carmen: int, typed: str) -> None:
    with pytest.raises(WrongCode):
        second_factor.turn_on(session, carmen, SECRET, typed, secret_key=KEY, by="owner:1", now=NOW)

    assert session.get_one(User, carmen).totp_secret is None


def test_the_code_of_now_is_right_once(session: Session, carmen: int, codes: list[str]) -> None:
    first, again = use(session, carmen, code(LATER)), use(session, carmen, code(LATER))

    assert (first, again) == (True, False)


def test_the_code_that_turned_it_on_opens_nothing(session: Session, carmen: int, codes: list[str]) -> None:
    assert not use(session, carmen, code(NOW), now=NOW)


def test_no_code_older_than_the_last_one_counts(session: Session, carmen: int, codes: list[str]) -> None:
    newer = use(session, carmen, code(LATER))
    older = use(session, carmen, code(LATER - STEP))

    assert (newer, older) == (True, False)


@pytest.mark.parametrize(("steps", "right"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_may_go_wrong_by_one_step(
    session: Session, carmen: int, codes: list[str], steps: int, right: bool
) -> None:
    assert use(session, carmen, code(LATER + steps * STEP)) is right


def test_a_code_may_be_typed_with_a_blank(session: Session, carmen: int, codes: list[str]) -> None:
    typed = code(LATER)

    assert use(session, carmen, f" {typed[:3]} {typed[3:]} ")


def test_each_recovery_code_is_good_once_however_it_is_typed_and_for_its_account_alone(
    session: Session, carmen: int, codes: list[str]
) -> None:
    lucia = carmen + 1
    second_factor.turn_on(session, lucia, SECRET, code(NOW), secret_key=KEY, by="owner:2", now=NOW)

    answers = [
        use(session, lucia, codes[0]),
        use(session, carmen, codes[0].upper().replace("-", " ")),
        use(session, carmen, codes[0]),
        use(session, carmen, codes[1]),
    ]

    assert answers == [False, True, False, True]
    used = [one.actor for one in session.exec(select(Audit)) if one.verb == "recovery_code_used"]
    assert used == [f"owner:{carmen}"] * 2


def test_with_another_key_recovery_codes_are_what_is_left(
    session: Session, carmen: int, codes: list[str]
) -> None:
    assert not use(session, carmen, code(LATER), key=OTHER_KEY)
    assert use(session, carmen, codes[0], key=OTHER_KEY)


def test_turned_off_neither_codes_nor_recovery_codes_are_good(
    session: Session, carmen: int, codes: list[str]
) -> None:
    second_factor.turn_off(session, carmen, by="owner:1", now=NOW)

    assert not use(session, carmen, code(LATER))
    assert not use(session, carmen, codes[0])
    assert session.exec(select(RecoveryCode)).all() == []
