from collections.abc import Iterator
from typing import Any

import pytest
from sqlmodel import Session, select

from booking_bot.db import Database
from booking_bot.models import Audit, ConsentKind, Customer, Identity
from booking_bot.services import consents, customer_facts
from booking_bot.services.customer_book import card, changes, listing
from booking_bot.services.customer_book.changes import Details, PhoneTaken, WrongEmail
from booking_bot.services.customer_book.listing import Mark
from booking_bot.services.diary.visitors import UnknownPhone
from tests.shop import NOW, Shop


@pytest.fixture
def session(sqlite: Database) -> Iterator[Session]:
    with sqlite.transaction() as session:
        yield session


@pytest.fixture
def ana(session: Session) -> int:
    return Shop(session).customer("Ana", phone="+34600111222")


def describe(session: Session, customer: int, **told: Any) -> None:
    changes.describe(session, customer, Details(**told), country="ES", by="owner:1", now=NOW)


def deeds(session: Session) -> list[tuple[str, dict[str, Any]]]:
    return [(one.verb, one.detail) for one in session.exec(select(Audit)) if one.object_kind == "customer"]


def test_what_is_written_on_the_card_stands_there(session: Session, ana: int) -> None:
    describe(
        session, ana, name=" Ana  Gil ", email="ana@example.com", allergies="Al níquel\r\ny al látex ",
        note="Prefiere tardes", phone="600 333 444", tags=["VIP", " vip", "", "Mañanas"],
        subjects=["Rocky", "", "rocky de Ana", "Rocky"], answers={"skin": " sí "},
    )  # fmt: skip

    customer = session.get_one(Customer, ana)
    assert (customer.name, customer.email) == ("Ana Gil", "ana@example.com")
    assert (customer.allergies, customer.note) == ("Al níquel\ny al látex", "Prefiere tardes")
    assert listing.tags_of(session, [ana]) == {ana: ("mañanas", "vip")}
    assert session.exec(select(Identity.value)).all() == ["+34600111222", "+34600333444"]
    facts = customer_facts.customer_facts(session, ana)
    assert (facts.answers, facts.subjects) == ({"skin": "sí"}, ("Rocky", "rocky de Ana"))
    assert deeds(session) == [("described", {})]


def test_what_is_emptied_is_forgotten_and_asked_again(session: Session, ana: int) -> None:
    full = {"name": "Ana", "email": "a@b.es", "allergies": "x", "note": "x", "tags": ["x"], "subjects": ["x"]}
    describe(session, ana, **full, answers={"skin": "sí", "kept": "no"})

    describe(session, ana, answers={"skin": ""})

    customer = session.get_one(Customer, ana)
    assert (customer.name, customer.email, customer.allergies, customer.note) == (None,) * 4
    assert listing.tags_of(session, [ana]) == {}
    facts = customer_facts.customer_facts(session, ana)
    assert (facts.answers, facts.subjects) == ({"kept": "no"}, ())


@pytest.mark.parametrize(
    ("told", "refusal"),
    [({"phone": "12"}, UnknownPhone), ({"email": "ana@"}, WrongEmail), ({"email": "a b@c.es"}, WrongEmail)],
)
def test_what_is_no_address_is_refused(
    session: Session, ana: int, told: dict[str, str], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        describe(session, ana, **told)


def test_a_number_of_somebody_else_is_refused_and_says_whose_it_is(session: Session, ana: int) -> None:
    describe(session, ana, name="Ana", phone="+34600111222")
    stranger = Customer(name="Ana G.", created_at=NOW)
    session.add(stranger)
    session.flush()

    with pytest.raises(PhoneTaken) as refused:
        describe(session, stranger.id or 0, phone="600 111 222")

    assert refused.value.customer_id == ana


def test_what_they_said_to_the_owner_is_noted_as_theirs(session: Session, ana: int) -> None:
    for granted in (True, False):
        changes.allow(session, ana, ConsentKind.OFFERS, granted=granted, by="owner:1", now=NOW)

    assert consents.holds(session, ana) == {ConsentKind.OFFERS: False}
    assert deeds(session) == [("consented", {"kind": "offers"}), ("refused", {"kind": "offers"})]


def test_a_mark_is_set_and_taken_back_once(session: Session, ana: int) -> None:
    done = [
        changes.mark(session, ana, mark, on=on, by="owner:1", now=NOW)
        for mark, on in (
            (Mark.BLOCKED, True),
            (Mark.BLOCKED, True),
            (Mark.BLOCKED, False),
            (Mark.PERSONAL, True),
            (Mark.PERSONAL, False),
        )
    ]

    assert done == [True, False, True, True, True]
    assert [verb for verb, _ in deeds(session)] == ["blocked", "unblocked", "left_to_owner", "given_to_bot"]
    assert not card.find(session, ana).blocked
