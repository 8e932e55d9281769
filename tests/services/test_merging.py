"""Two cards of one person become one, over every table that leads to a customer."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from booking_bot.channels.base import Inbound
from booking_bot.db import Database
from booking_bot.models import (
    Appointment,
    Audit,
    Consent,
    ConsentKind,
    ConsentSource,
    Conversation,
    Customer,
    CustomerAnswer,
    CustomerTag,
    Identity,
    IdentityKind,
    Message,
    Notice,
    NoticeStatus,
    WaitEntry,
    WaitStatus,
    metadata,
)
from booking_bot.services import consents, customer_facts, inbound, merging
from booking_bot.services.customer_book import listing
from booking_bot.services.customer_facts import SUBJECTS
from booking_bot.services.data_copies import NoSuchCustomer
from booking_bot.services.merging import SameCustomer
from tests.shop import NOW, Shop, at

EARLIER = NOW - timedelta(days=9)


@pytest.fixture
def session(sqlite: Database) -> Iterator[Session]:
    with sqlite.transaction() as session:
        yield session


@pytest.fixture
def shop(session: Session) -> Shop:
    return Shop(session)


def merge(session: Session, kept: int, gone: int) -> None:
    merging.merge(session, kept, gone, by="owner:1", now=NOW)


def test_every_table_that_names_a_customer_is_known_here() -> None:
    names = {
        table.name
        for table in metadata.tables.values()
        if any(key.column.table.name == "customer" for key in table.foreign_keys)
    }

    assert {str(kind.__tablename__) for kind in (*merging.MOVED, *merging.JOINED)} == names


def test_all_that_is_of_one_becomes_that_of_the_other(session: Session, shop: Shop) -> None:
    ana, again = (
        shop.customer(name, phone=phone)
        for name, phone in (("Ana", "+34600111222"), ("Ana 2", "+34600333444"))
    )
    cut = shop.service(by=[shop.staff()])
    booked = shop.book(cut, "2026-11-25 10:00", customer=again)
    talk = shop.conversation(again)

    merge(session, ana, again)

    assert session.exec(select(Customer.name)).all() == ["Ana"]
    assert {one.customer_id for one in session.exec(select(Identity))} == {ana}
    assert session.get_one(Conversation, talk).customer_id == ana
    assert session.get_one(Appointment, booked.id).customer_id == ana
    kept = [
        (one.verb, one.object_id, one.detail) for one in session.exec(select(Audit)) if one.actor == "owner:1"
    ]
    assert kept == [("merged", ana, {"of": again})]


def test_what_stands_on_both_cards_is_joined(session: Session, shop: Shop) -> None:
    ana, again = shop.customer("Ana"), shop.customer("Anita")
    one, other = session.get_one(Customer, ana), session.get_one(Customer, again)
    one.allergies, other.allergies = "Al níquel", "Al látex"
    one.note, other.note, other.email = "Tardes", "Tardes", "ana@example.com"
    other.blocked, other.created_at = True, EARLIER
    for number, tags in ((ana, ("vip",)), (again, ("vip", "tardes"))):
        session.add_all(CustomerTag(customer_id=number, tag=tag) for tag in tags)
    for number, question, answer, when in (
        (ana, SUBJECTS, "Rocky", NOW),
        (again, SUBJECTS, "Rocky\nLuna", EARLIER),
        (ana, "skin", "no", EARLIER),
        (again, "skin", "sí", NOW),
        (ana, "size", "L", NOW),
        (again, "size", "M", EARLIER),
        (again, "colour", "rojo", NOW),
    ):
        session.add(CustomerAnswer(customer_id=number, question=question, answer=answer, at=when))

    merge(session, ana, again)

    kept = session.get_one(Customer, ana)
    assert (kept.name, kept.email, kept.allergies, kept.note) == (
        "Ana", "ana@example.com", "Al níquel\nAl látex", "Tardes",
    )  # fmt: skip
    assert (kept.blocked, kept.personal, kept.created_at) == (True, False, EARLIER)
    assert listing.tags_of(session, [ana]) == {ana: ("tardes", "vip")}
    facts = customer_facts.customer_facts(session, ana)
    assert facts.subjects == ("Rocky", "Luna")
    assert facts.answers == {"skin": "sí", "size": "L", "colour": "rojo"}


@pytest.mark.parametrize("kept_is_first", [True, False])
def test_who_said_no_on_one_line_said_no(session: Session, shop: Shop, kept_is_first: bool) -> None:
    no, yes = shop.customer("Ana"), shop.customer("Ana 2")
    consents.stop(session, no, notices=True, now=EARLIER, said="baja")
    for kind in ConsentKind:
        consents.record(session, yes, kind, granted=True, source=ConsentSource.INBOUND, now=NOW)

    merge(session, *((no, yes) if kept_is_first else (yes, no)))

    kept = no if kept_is_first else yes
    assert consents.holds(session, kept) == {ConsentKind.SERVICE: False, ConsentKind.OFFERS: False}
    newest = session.exec(select(Consent).order_by(col(Consent.id).desc())).first()
    assert newest is not None
    assert (newest.granted, newest.said, newest.at) == (False, "baja", EARLIER)


def test_who_once_said_no_and_later_yes_says_yes(session: Session, shop: Shop) -> None:
    ana, again = shop.customer("Ana"), shop.customer("Ana 2")
    consents.stop(session, again, notices=True, now=EARLIER)
    consents.resume(session, again, now=NOW)

    merge(session, ana, again)

    assert consents.holds(session, ana) == {ConsentKind.SERVICE: True, ConsentKind.OFFERS: True}


def test_each_appointment_keeps_its_one_reminder(session: Session, shop: Shop) -> None:
    ana, again = shop.customer("Ana"), shop.customer("Ana 2")
    cut = shop.service(by=[shop.staff("Lucía"), shop.staff("Marcos")])
    shop.book(cut, "2026-11-25 10:00", customer=ana)
    shop.book(cut, "2026-11-26 10:00", customer=again)
    before = session.exec(select(Notice.id, Notice.appointment_id, Notice.due_at)).all()

    merge(session, ana, again)

    assert before
    assert session.exec(select(Notice.id, Notice.appointment_id, Notice.due_at)).all() == before
    assert {one.status for one in session.exec(select(Notice))} == {NoticeStatus.PLANNED}


def test_appointments_at_the_same_time_are_pointed_out(session: Session, shop: Shop) -> None:
    ana, again = shop.customer("Ana"), shop.customer("Ana 2")
    cut = shop.service(by=[shop.staff("Lucía"), shop.staff("Marcos")])
    for customer in (ana, again):
        shop.book(cut, "2026-11-25 10:00", customer=customer)
    shop.book(cut, "2026-11-26 10:00", customer=again)

    assert merging.clashes(session, ana, again, now=NOW) == [at("2026-11-25 10:00")]


def test_who_waited_twice_for_the_same_waits_once_in_their_first_place(session: Session, shop: Shop) -> None:
    cut, colour = shop.service("Corte"), shop.service("Tinte")
    ana, again = shop.customer("Ana"), shop.customer("Ana 2")
    for customer, service, when in ((ana, cut, NOW), (again, cut, EARLIER), (again, colour, NOW)):
        talk = session.exec(select(Conversation.id).where(Conversation.customer_id == customer)).first()
        session.add(
            WaitEntry(
                conversation_id=talk or shop.conversation(customer), service_id=service,
                until=NOW + timedelta(days=3), created_at=when,
            )
        )  # fmt: skip
    session.flush()

    merge(session, ana, again)

    left = session.exec(select(WaitEntry).order_by(col(WaitEntry.id))).all()
    assert [one.status for one in left] == [WaitStatus.LEFT, WaitStatus.WAITING, WaitStatus.WAITING]


def test_both_telephones_are_the_same_person_from_then_on(session: Session, shop: Shop) -> None:
    numbers = ("+34600111222", "+34600333444")
    write(session, numbers[0], "SM1")
    noted = shop.customer("Ana", phone=numbers[1])
    ana = session.exec(select(Conversation.customer_id)).one()

    merge(session, ana, noted)
    write(session, numbers[1], "SM2")
    write(session, numbers[0], "SM3")

    assert {one.customer_id for one in session.exec(select(Conversation))} == {ana}
    assert len(session.exec(select(Message)).all()) == 3
    assert len(session.exec(select(Identity).where(Identity.kind == IdentityKind.WHATSAPP_ID)).all()) == 2


def write(session: Session, number: str, sid: str) -> None:
    inbound.receive(
        session,
        Inbound(
            sid=sid, address=f"whatsapp:{number}", at=NOW, phone=number, whatsapp_id=f"ES.{number[1:]}",
            profile_name="Ana", body="hola",
        ),
        NOW,
    )  # fmt: skip


def test_a_card_is_not_merged_with_itself_or_with_nobody(session: Session, shop: Shop) -> None:
    ana = shop.customer("Ana")

    with pytest.raises(SameCustomer):
        merge(session, ana, ana)
    with pytest.raises(NoSuchCustomer):
        merge(session, ana, 999)
    with pytest.raises(NoSuchCustomer):
        merging.sides(session, 999, ana)
