from collections.abc import Iterator

import pytest
from sqlmodel import Session, col, select

from booking_bot.db import Database
from booking_bot.models import Customer, Identity, row_id
from booking_bot.services.diary import booking, visitors
from booking_bot.services.diary.visitors import UnknownPhone, Visitor
from tests.shop import NOW, Shop, at


@pytest.fixture
def session(sqlite: Database) -> Iterator[Session]:
    with sqlite.transaction() as session:
        yield session


def found(session: Session, text: str) -> list[str | None]:
    return [one.person.name for one in visitors.find(session, text, country="ES")]


def test_people_are_found_without_accents_and_by_any_word_of_their_name(session: Session) -> None:
    shop = Shop(session)
    for name in ("Inés Peña Ruiz", "José María Núñez", "Maria José Soler"):
        shop.customer(name)

    assert found(session, "pena ines") == ["Inés Peña Ruiz"]
    assert sorted(filter(None, found(session, "JOSE maria"))) == ["José María Núñez", "Maria José Soler"]
    assert found(session, "nadie") == []
    assert found(session, "  ") == []


def test_a_number_is_found_however_it_is_written(session: Session) -> None:
    shop = Shop(session)
    shop.customer("Inés", phone="+34600111222")
    shop.customer("Rosa", phone="+34600333222")

    assert found(session, "600 11 12 22") == ["Inés"]
    assert found(session, "+34 600-111-222") == ["Inés"]
    assert found(session, "3222") == ["Rosa"]


def test_a_slip_or_the_pet_they_bring_finds_them_too(session: Session) -> None:
    shop = Shop(session)
    lucia = shop.staff()
    cut = shop.service(by=[lucia])
    shop.customer("Rosa Ibáñez")
    shop.book(cut, "2026-11-24 10:00", customer=shop.customer("Ana Gil")).subject = "Luna"

    assert found(session, "ivanes") == ["Rosa Ibáñez"]
    assert found(session, "luna") == ["Ana Gil"]


def test_who_came_last_is_offered_first(session: Session) -> None:
    shop = Shop(session)
    lucia = shop.staff()
    cut = shop.service(by=[lucia])
    for name, start in (("Ana Gil", "2026-11-24 10:00"), ("Ana Rey", "2026-11-26 10:00")):
        shop.book(cut, start, customer=shop.customer(name))
    shop.customer("Ana Sanz")

    assert found(session, "ana") == ["Ana Rey", "Ana Gil", "Ana Sanz"]
    assert [one.visits for one in visitors.find(session, "ana", country="ES")] == [1, 1, 0]


def test_what_is_no_number_makes_nobody(session: Session) -> None:
    with pytest.raises(UnknownPhone):
        visitors.settle(session, Visitor(name="Inés", phone="12"), country="ES", by="owner:1", now=NOW)

    assert session.exec(select(Customer)).all() == []


def test_who_came_in_without_a_name_is_named_later(session: Session) -> None:
    shop = Shop(session)
    lucia = shop.staff()
    cut = shop.service(by=[lucia])
    made = booking.walk_in(session, cut, lucia, token="a", knowing=False, by="owner:1", now=NOW)
    visitor = Visitor(name="Inés Peña", phone="600111222")

    visitors.name(session, made, visitor, country="ES", by="owner:1", now=NOW)

    session.flush()
    customer = session.get_one(Customer, made.customer_id)
    assert customer.name == "Inés Peña"
    assert session.exec(select(Identity.value)).all() == ["+34600111222"]


def test_who_turns_out_to_be_known_keeps_their_own_card(session: Session) -> None:
    shop = Shop(session)
    lucia = shop.staff()
    cut = shop.service(by=[lucia])
    ines = shop.customer("Inés Peña", phone="+34600111222")
    made = booking.walk_in(session, cut, lucia, token="a", knowing=False, by="owner:1", now=NOW)
    nameless = made.customer_id

    visitors.name(session, made, Visitor(phone="600111222"), country="ES", by="owner:1", now=NOW)

    session.flush()
    assert made.customer_id == ines
    assert session.exec(select(Customer.id).where(col(Customer.id) == nameless)).all() == []


def test_a_card_of_which_something_is_left_stays(session: Session) -> None:
    shop = Shop(session)
    lucia = shop.staff()
    cut = shop.service(by=[lucia])
    ines = shop.customer("Inés Peña")
    made = booking.walk_in(session, cut, lucia, token="a", knowing=False, by="owner:1", now=NOW)
    other = shop.book(cut, at("2026-11-25 10:00"), customer=made.customer_id)

    visitors.name(session, made, Visitor(customer_id=ines), country="ES", by="owner:1", now=NOW)

    session.flush()
    assert other.customer_id != row_id(session.get_one(Customer, ines))
    assert session.get(Customer, other.customer_id) is not None
