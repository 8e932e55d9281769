import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from booking_bot.db import Database
from booking_bot.models import Invitation, Role, User, row_id
from booking_bot.services import invitations, sign_in
from booking_bot.services.invitations import NoSuchLink
from booking_bot.services.users import CannotAdd, Fault
from tests.shop import NOW, Shop

OWNER = "carmen@example.com"


@pytest.fixture
def session(sqlite: Database) -> Iterator[Session]:
    with sqlite.transaction() as session:
        yield session


@pytest.fixture
def carmen(session: Session) -> int:
    user = User(email=OWNER, password_hash="old", created_at=NOW)
    session.add(user)
    session.flush()
    return row_id(user)


def join(session: Session, token: str, email: str = OWNER, *, after: timedelta = timedelta(0)) -> User:
    return invitations.join(
        session,
        token,
        email=email,
        password_hash="new",
        name="Carmen",
        phone="",
        now=NOW + after,
    )


def test_the_first_owner_comes_by_a_link_that_works_once(session: Session) -> None:
    token = invitations.for_first_owner(session, now=NOW)
    assert token is not None

    made = join(session, token)

    assert (made.email, made.role, made.name) == (OWNER, Role.OWNER, "Carmen")
    with pytest.raises(NoSuchLink):
        join(session, token, "otra@example.com")
    assert invitations.for_first_owner(session, now=NOW) is None


def test_of_two_links_for_the_first_owner_one_is_used(session: Session) -> None:
    tokens = [invitations.for_first_owner(session, now=NOW) for _ in range(2)]

    join(session, tokens[1] or "")

    with pytest.raises(NoSuchLink):
        join(session, tokens[0] or "", "otra@example.com")


def test_of_two_who_come_first_at_once_one_does(database: Database) -> None:
    with database.transaction() as session:
        tokens = [invitations.for_first_owner(session, now=NOW) or "" for _ in range(2)]
    barrier = threading.Barrier(2)
    outcomes: list[str] = []

    def come(number: int) -> None:
        barrier.wait()
        try:
            with database.transaction() as session:
                join(session, tokens[number], f"{number}@example.com")
            outcomes.append("in")
        except NoSuchLink:
            outcomes.append("late")

    threads = [threading.Thread(target=come, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["in", "late"]
    with database.reading() as session:
        assert len(session.exec(select(User)).all()) == 1


def test_no_link_is_kept_where_it_could_be_read(session: Session) -> None:
    token = invitations.for_first_owner(session, now=NOW)

    kept = session.exec(select(Invitation)).one()

    assert token
    assert token not in kept.model_dump_json()


@pytest.mark.parametrize(("hours", "works"), [(47, True), (48, False)])
def test_the_link_of_the_first_owner_lasts_two_days(session: Session, hours: int, works: bool) -> None:
    token = invitations.for_first_owner(session, now=NOW) or ""

    if works:
        assert join(session, token, after=timedelta(hours=hours)).email == OWNER
    else:
        with pytest.raises(NoSuchLink):
            join(session, token, after=timedelta(hours=hours))


def test_an_invitation_says_what_the_account_may_and_whose_day_it_sees(session: Session, carmen: int) -> None:
    lucia = Shop(session).staff("Lucía")
    token = invitations.for_account(session, Role.STAFF, staff_id=lucia, by="owner:1", now=NOW)

    made = join(session, token, "lucia@example.com")

    assert (made.role, made.staff_id) == (Role.STAFF, lucia)
    assert invitations.pending(session, now=NOW) == []


def test_a_link_that_failed_is_good_still(session: Session, carmen: int) -> None:
    token = invitations.for_account(session, Role.STAFF, by="owner:1", now=NOW)

    with pytest.raises(CannotAdd) as refused:
        join(session, token, OWNER)

    assert refused.value.fault is Fault.TAKEN
    assert join(session, token, "lucia@example.com").role is Role.STAFF


def test_an_invitation_that_is_withdrawn_leads_nowhere(session: Session, carmen: int) -> None:
    token = invitations.for_account(session, Role.STAFF, by="owner:1", now=NOW)
    pending = invitations.pending(session, now=NOW)

    invitations.withdraw(session, pending[0].id or 0, by="owner:1", now=NOW)

    with pytest.raises(NoSuchLink):
        join(session, token, "lucia@example.com")


def test_a_new_password_ends_sessions_and_all_other_links(session: Session, carmen: int) -> None:
    older = invitations.for_password(session, carmen, by="owner:1", now=NOW)
    token = invitations.for_password(session, carmen, by="owner:1", now=NOW)

    invitations.choose_password(session, token, "new", now=NOW + timedelta(minutes=59))

    account = session.get_one(User, carmen, populate_existing=True)
    assert (account.password_hash, account.session_epoch) == ("new", 1)
    assert sign_in.find(session, carmen, 0) is None
    for spent in (older, token):
        with pytest.raises(NoSuchLink):
            invitations.choose_password(session, spent, "newer", now=NOW)


def test_a_link_for_a_password_lasts_an_hour_and_makes_no_account(session: Session, carmen: int) -> None:
    token = invitations.for_password(session, carmen, by="owner:1", now=NOW)

    with pytest.raises(NoSuchLink):
        invitations.choose_password(session, token, "new", now=NOW + timedelta(hours=1))
    with pytest.raises(NoSuchLink):
        join(session, token, "otra@example.com")


def test_an_invitation_changes_nobodys_password(session: Session, carmen: int) -> None:
    token = invitations.for_account(session, Role.OWNER, by="owner:1", now=NOW)

    with pytest.raises(NoSuchLink):
        invitations.choose_password(session, token, "new", now=NOW)


def test_a_closed_account_chooses_no_password(session: Session, carmen: int) -> None:
    token = invitations.for_password(session, carmen, by="owner:1", now=NOW)
    session.get_one(User, carmen).active = False

    with pytest.raises(NoSuchLink):
        invitations.choose_password(session, token, "new", now=NOW)
