from collections.abc import Iterator
from typing import Any

import pytest
from sqlmodel import Session

from booking_bot.db import Database
from booking_bot.domain.appointments import Status
from booking_bot.models import Customer, CustomerAnswer, CustomerTag
from booking_bot.services.customer_book import listing
from booking_bot.services.customer_book.listing import Mark, Page
from booking_bot.services.customer_facts import SUBJECTS
from tests.agenda.test_statements import counted
from tests.shop import NOW, Shop, at


@pytest.fixture
def session(sqlite: Database) -> Iterator[Session]:
    with sqlite.transaction() as session:
        yield session


@pytest.fixture
def shop(session: Session) -> Shop:
    return Shop(session)


def page(session: Session, **asked: Any) -> Page:
    return listing.page(session, country="ES", now=NOW, **asked)


def names(session: Session, text: str = "", **asked: Any) -> list[str | None]:
    return [one.person.name for one in page(session, text=text, **asked).rows]


def test_everybody_stands_from_a_to_z_whatever_their_accents(session: Session, shop: Shop) -> None:
    for name in ("Zoe", "Óscar", "álvaro", "Bea", "Ñoño"):
        shop.customer(name)

    assert names(session) == ["álvaro", "Bea", "Ñoño", "Óscar", "Zoe"]


def test_who_is_nobody_any_more_is_not_listed_but_who_has_only_a_number_is(
    session: Session, shop: Shop
) -> None:
    shop.customer("Ana")
    session.add(Customer(created_at=NOW))
    unnamed = shop.customer("x", phone="+34600111222")
    session.get_one(Customer, unnamed).name = None

    assert [(one.person.name, one.person.phone) for one in page(session).rows] == [
        ("Ana", page(session).rows[0].person.phone),
        (None, "+34600111222"),
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("pena", ["Inés Peña Ruiz"]),
        ("RUIZ ines", ["Inés Peña Ruiz"]),
        ("600111222", ["Inés Peña Ruiz"]),
        ("+34 600 11 12 22", ["Inés Peña Ruiz"]),
        ("1112", ["Inés Peña Ruiz"]),
        ("fiel", ["Rosa Gil"]),
        ("rocky", ["Rosa Gil"]),
        ("1234-bbc", ["Luis Mora"]),
        ("1234", ["Luis Mora"]),
        ("tadeo", ["Luis Mora"]),
        ("", ["Inés Peña Ruiz", "Luis Mora", "Rosa Gil"]),
    ],
)
def test_people_are_found_by_whatever_one_remembers_of_them(
    session: Session, shop: Shop, text: str, found: list[str]
) -> None:
    shop.customer("Inés Peña Ruiz", phone="+34600111222")
    rosa = shop.customer("Rosa Gil", phone="+34699888777")
    luis = shop.customer("Luis Mora", phone="+34699888666")
    session.add(CustomerTag(customer_id=rosa, tag="fiel"))
    session.add(CustomerAnswer(customer_id=rosa, question=SUBJECTS, answer="Rocky\nLuna", at=NOW))
    session.add(CustomerAnswer(customer_id=luis, question="plate", answer="1234 BBC", at=NOW))
    cut = shop.service(by=[shop.staff()])
    shop.book(cut, "2026-11-25 10:00", customer=luis).beneficiary = "Tadeo"

    assert names(session, text) == found


def test_a_slip_of_the_finger_finds_them_too_and_says_so(session: Session, shop: Shop) -> None:
    shop.customer("Inés Peña")
    shop.customer("Rosa Gil")

    shop.customer("Begoña Ibáñez Hoyos")

    assert names(session, "vegona ivanes") == ["Begoña Ibáñez Hoyos"]
    assert names(session, "oyos") == ["Begoña Ibáñez Hoyos"]
    found = page(session, text="imes peña")
    nobody = page(session, text="gustavo")

    assert ([one.person.name for one in found.rows], found.nearly) == (["Inés Peña"], True)
    assert (nobody.rows, nobody.nearly) == ((), False)


def test_pages_follow_each_other_and_begin_at_a_letter(
    session: Session, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "PAGE", 2)
    for name in ("Ana", "Bea", "Carla", "Celia", "Dora"):
        shop.customer(name)

    first = page(session)
    second = page(session, after=first.after)

    assert (first.total, first.letters) == (5, ("A", "B", "C", "D"))
    assert [one.person.name for one in second.rows] == ["Carla", "Celia"]
    assert names(session, after=second.after) == ["Dora"]
    assert page(session, after=second.after).after is None
    assert names(session, letter="C") == ["Carla", "Celia"]


def test_filters_are_by_tag_and_by_mark(session: Session, shop: Shop) -> None:
    ana, bea, carla = (shop.customer(name) for name in ("Ana", "Bea", "Carla"))
    session.add(CustomerTag(customer_id=ana, tag="vip"))
    session.get_one(Customer, bea).blocked = True
    session.get_one(Customer, carla).personal = True

    assert names(session, tag="vip") == ["Ana"]
    assert names(session, mark=Mark.BLOCKED) == ["Bea"]
    assert names(session, mark=Mark.PERSONAL) == ["Carla"]
    assert listing.tags(session) == ["vip"]


def test_the_last_visit_is_one_that_took_place_and_the_next_one_stands(session: Session, shop: Shop) -> None:
    ana = shop.customer("Ana")
    cut = shop.service(by=[shop.staff()])
    earlier = NOW.replace(day=2)
    for start, status in (
        ("2026-11-10 10:00", Status.COMPLETED),
        ("2026-11-17 10:00", Status.NO_SHOW),
        ("2026-11-24 10:00", Status.CANCELLED),
        ("2026-11-25 10:00", Status.BOOKED),
        ("2026-11-26 10:00", Status.CONFIRMED),
    ):
        shop.book(cut, start, customer=ana, now=earlier).status = status

    (row,) = page(session).rows

    assert (row.last, row.next) == (at("2026-11-10 10:00"), at("2026-11-25 10:00"))


def test_many_customers_cost_no_statement_more(sqlite: Database, shop: Shop, session: Session) -> None:
    shop.customer("Ana")
    with counted(sqlite) as few:
        page(session, text="a")
    for number in range(30):
        shop.customer(f"Ana {number}")
    session.flush()

    with counted(sqlite) as many:
        assert page(session, text="a").total == 31

    assert len(many) == len(few)
