import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlmodel import Session
from werkzeug.security import check_password_hash, generate_password_hash

from booking_bot.db import Database
from booking_bot.models import User, row_id
from booking_bot.services import attempts, passwords, sign_in
from booking_bot.services.attempts import TooManyAttempts
from tests.shop import NOW

EMAIL, PASSWORD, HOME = "carmen@example.com", "una clave larga", "203.0.113.1"


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.transaction() as session:
        session.add(
            User(
                email=EMAIL,
                password_hash=generate_password_hash(PASSWORD, method=passwords.METHOD),
                created_at=NOW,
            )
        )
        yield session


def tries(session: Session, count: int, *, email: str = EMAIL, address: str = HOME) -> None:
    for _ in range(count):
        sign_in.begin(session, email, address, now=NOW)


def test_the_account_is_found_however_its_address_is_written(session: Session) -> None:
    account = sign_in.begin(session, "  Carmen@Example.com ", HOME, now=NOW)

    assert account is not None
    assert account.email == EMAIL


def test_only_its_own_password_fits(session: Session) -> None:
    account = sign_in.begin(session, EMAIL, HOME, now=NOW)

    assert sign_in.fits(account, PASSWORD)
    assert not sign_in.fits(account, PASSWORD.upper())
    assert not sign_in.fits(account, "x" * 100_000)
    assert not sign_in.fits(None, PASSWORD)


def test_a_stranger_waits_as_long_for_a_no_as_an_account(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = sign_in.begin(session, EMAIL, HOME, now=NOW)
    guessed = []

    def counting(kept: str, password: str) -> bool:
        guessed.append(kept.partition("$")[0])
        return check_password_hash(kept, password)

    monkeypatch.setattr(passwords, "check_password_hash", counting)
    sign_in.fits(account, "otra")
    sign_in.fits(None, "otra")

    assert guessed == [passwords.METHOD] * 2


def test_after_too_many_attempts_one_has_to_wait_a_quarter_of_an_hour(session: Session) -> None:
    tries(session, attempts.PER_ACCOUNT_AND_ADDRESS)

    with pytest.raises(TooManyAttempts) as refused:
        sign_in.begin(session, EMAIL, HOME, now=NOW + timedelta(minutes=5))
    later = sign_in.begin(session, EMAIL, HOME, now=NOW + attempts.WINDOW)

    assert refused.value.wait == timedelta(minutes=10)
    assert later is not None


def test_the_owner_elsewhere_and_others_here_are_not_kept_out(session: Session) -> None:
    tries(session, attempts.PER_ACCOUNT_AND_ADDRESS)

    assert sign_in.begin(session, EMAIL, "198.51.100.7", now=NOW) is not None
    assert sign_in.begin(session, "lucia@example.com", HOME, now=NOW) is None


def test_one_address_cannot_try_many_accounts(session: Session) -> None:
    for number in range(attempts.PER_ADDRESS):
        sign_in.begin(session, f"{number}@example.com", HOME, now=NOW)

    with pytest.raises(TooManyAttempts):
        sign_in.begin(session, EMAIL, HOME, now=NOW)


def test_a_success_forgets_the_attempts_before_it(session: Session) -> None:
    tries(session, attempts.PER_ACCOUNT_AND_ADDRESS - 1)
    account = sign_in.begin(session, EMAIL, HOME, now=NOW)
    assert account is not None

    sign_in.succeed(session, account, HOME)

    tries(session, attempts.PER_ACCOUNT_AND_ADDRESS)


def test_attempts_at_the_same_instant_count_like_others(database: Database) -> None:
    barrier = threading.Barrier(14)
    answers: list[str] = []

    def guess() -> None:
        barrier.wait()
        try:
            with database.transaction() as session:
                sign_in.begin(session, EMAIL, HOME, now=NOW)
            answers.append("looked at")
        except TooManyAttempts:
            answers.append("refused")

    threads = [threading.Thread(target=guess) for _ in range(14)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == ["looked at"] * attempts.PER_ACCOUNT_AND_ADDRESS + ["refused"] * 4


def test_ended_sessions_find_no_account(session: Session) -> None:
    account = sign_in.begin(session, EMAIL, HOME, now=NOW)
    assert account is not None
    before = sign_in.find(session, row_id(account), account.session_epoch)

    sign_in.end_sessions(session, row_id(account))

    session.refresh(account)
    assert before is account
    assert sign_in.find(session, row_id(account), 0) is None
    assert sign_in.find(session, row_id(account), 1) is account
