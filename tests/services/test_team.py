"""Who belongs to the shop: accounts and staff, each person once."""

from sqlmodel import select

from booking_bot.db import Database
from booking_bot.models import Resource, Role, User
from booking_bot.services.team import Member, by_phone, owners, team
from tests.services.team_shop import CARMEN, LUCIA, MAIL, MARCOS, open_shop
from tests.shop import NOW


def test_accounts_come_first_and_staff_need_none(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        people = open_shop(session)

        everybody = team(session)

    carmen = Member("account:1", MAIL, is_owner=True, email=MAIL, phone=CARMEN)
    assert everybody == [
        carmen,
        Member(f"resource:{people.lucia}", "Lucía", is_owner=False, staff_id=people.lucia, phone=LUCIA),
        Member(f"resource:{people.marcos}", "Marcos", is_owner=False, staff_id=people.marcos, phone=MARCOS),
    ]
    assert [one.actor for one in everybody] == ["owner:1", *(f"staff:{one.key}" for one in everybody[1:])]


def test_an_account_and_a_member_of_staff_with_one_number_are_one_person(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        people = open_shop(session)
        session.exec(select(User)).one().phone = LUCIA
        session.flush()

        lucia = by_phone(session, LUCIA)

    assert lucia == Member(
        "account:1", "Lucía", is_owner=True, staff_id=people.lucia, email=MAIL, phone=LUCIA
    )


def test_an_account_tells_whose_day_is_theirs_without_a_number(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        people = open_shop(session)
        session.add(
            User(
                email="marcos@example.com", password_hash="", role=Role.STAFF, staff_id=people.marcos,
                name="Marcos Gil", created_at=NOW,
            )
        )  # fmt: skip
        session.flush()

        marcos, heads = by_phone(session, MARCOS), owners(session)

    assert marcos == Member(
        "account:2", "Marcos Gil", is_owner=False, staff_id=people.marcos, email="marcos@example.com",
        phone=MARCOS,
    )  # fmt: skip
    assert [one.email for one in heads] == [MAIL]


def test_who_left_is_nobody(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        people = open_shop(session)
        session.exec(select(User)).one().active = False
        session.get_one(Resource, people.lucia).active = False
        session.flush()

        left = [one.name for one in team(session)]

    assert left == ["Marcos"]
