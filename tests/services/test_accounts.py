import threading
from collections.abc import Iterator

import pytest
from sqlmodel import Session, select

from booking_bot.db import Database
from booking_bot.models import Audit, Role, User, row_id
from booking_bot.services import accounts, sign_in
from booking_bot.services.accounts import LastOwner, NoSuchAccount, NoSuchStaff
from booking_bot.services.users import CannotAdd
from tests.shop import NOW, Shop


@pytest.fixture
def session(sqlite: Database) -> Iterator[Session]:
    with sqlite.transaction() as session:
        yield session


def account(session: Session, name: str, role: Role = Role.OWNER) -> int:
    user = User(email=f"{name}@example.com", password_hash="x", role=role, created_at=NOW)
    session.add(user)
    session.flush()
    return row_id(user)


def test_a_closed_account_is_let_in_no_more_until_it_is_opened(session: Session) -> None:
    carmen, lucia = account(session, "carmen"), account(session, "lucia", Role.STAFF)

    accounts.close(session, lucia, by=f"owner:{carmen}", now=NOW)
    session.expire_all()
    closed = sign_in.begin(session, "lucia@example.com", "here", now=NOW), sign_in.find(session, lucia, 0)
    accounts.open_again(session, lucia, by=f"owner:{carmen}", now=NOW)

    assert closed == (None, None)
    assert sign_in.begin(session, "lucia@example.com", "here", now=NOW) is not None
    assert sign_in.find(session, lucia, 0) is None
    assert [one.verb for one in session.exec(select(Audit))] == ["closed", "opened"]


def test_the_last_owner_can_neither_be_closed_nor_become_staff(session: Session) -> None:
    carmen, former = account(session, "carmen"), account(session, "former")
    account(session, "lucia", Role.STAFF)
    accounts.close(session, former, by="owner:1", now=NOW)

    with pytest.raises(LastOwner):
        accounts.close(session, carmen, by="owner:1", now=NOW)
    with pytest.raises(LastOwner):
        accounts.change(session, carmen, role=Role.STAFF, staff_id=None, by="owner:1", now=NOW)

    kept = accounts.find(session, carmen)
    assert (kept.active, kept.role) == (True, Role.OWNER)


def test_two_owners_who_leave_at_once_leave_one(database: Database) -> None:
    with database.transaction() as session:
        two = [account(session, "carmen"), account(session, "marta")]
    barrier = threading.Barrier(2)
    refused: list[int] = []

    def leave(mine: int) -> None:
        barrier.wait()
        try:
            with database.transaction() as session:
                accounts.close(session, mine, by=f"owner:{mine}", now=NOW)
        except LastOwner:
            refused.append(mine)

    threads = [threading.Thread(target=leave, args=(one,)) for one in two]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(refused) == 1
    with database.reading() as session:
        assert [one.id for one in accounts.everybody(session) if one.active] == refused


def test_an_account_is_given_a_day_and_rights(session: Session) -> None:
    carmen, lucia = account(session, "carmen"), account(session, "lucia", Role.STAFF)
    chair = Shop(session).staff("Lucía")

    accounts.change(session, lucia, role=Role.OWNER, staff_id=chair, by=f"owner:{carmen}", now=NOW)

    changed = accounts.find(session, lucia)
    assert (changed.role, changed.staff_id, changed.staff) == (Role.OWNER, chair, "Lucía")
    with pytest.raises(NoSuchStaff):
        accounts.change(session, lucia, role=Role.OWNER, staff_id=999, by="owner:1", now=NOW)
    with pytest.raises(NoSuchAccount):
        accounts.change(session, 999, role=Role.OWNER, staff_id=None, by="owner:1", now=NOW)


def test_ones_own_name_and_number_are_kept_as_they_are_meant(session: Session) -> None:
    Shop(session)
    carmen = account(session, "carmen")

    accounts.describe(session, carmen, name="  Carmen   López ", phone="600 111 222", by="owner:1", now=NOW)

    found = accounts.find(session, carmen)
    assert (found.name, found.phone) == ("Carmen López", "+34600111222")
    with pytest.raises(CannotAdd):
        accounts.describe(session, carmen, name="", phone="no es", by="owner:1", now=NOW)
