"""A carrier gives a number to somebody else, and the newcomer writes to the shop from it."""

import threading
from dataclasses import replace

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from booking_bot.db import Database
from booking_bot.models import (
    Appointment,
    Attention,
    Conversation,
    Customer,
    Delivery,
    Holder,
    Identity,
    IdentityKind,
    Message,
    MessageKind,
    Outbox,
    row_id,
)
from booking_bot.services import outbox, reassigned_numbers, turns
from tests.services.test_inbound import ANA, NOW, receive, seconds
from tests.shop import Shop

BEA = replace(ANA, sid="SM9", whatsapp_id="ES.2222", profile_name="Bea", body="¿qué citas tengo?")


@pytest.fixture
def shop_of_ana(database: Database) -> Database:
    """Ana wrote once, holds an appointment tomorrow at ten, and a message to her is still to go out."""
    with database.transaction() as session:
        shop = Shop(session)
        cut = shop.service("Corte", by=[shop.staff()])
    receive(database, ANA)
    with database.transaction() as session:
        shop.session = session
        conversation = session.exec(select(Conversation)).one()
        shop.book(cut, "2026-11-24 10:00", customer=conversation.customer_id)
        outbox.queue(session, conversation, body="Te esperamos", kind=MessageKind.NOTICE, now=NOW)
    turns.run_due(database, now=NOW + seconds(20))
    return database


def lines(database: Database) -> dict[str, list[str]]:
    """What was said on each line, by its customer's name."""
    with database.reading() as session:
        said = session.exec(
            select(Customer.name, Message.body)
            .join(Conversation, col(Conversation.customer_id) == col(Customer.id))
            .join(Message)
            .order_by(col(Message.id))
        ).all()
    return {name or "": [body for of, body in said if of == name] for name, _ in said}


def test_a_stranger_with_her_number_sees_nothing_of_hers(shop_of_ana: Database) -> None:
    before = lines(shop_of_ana)["Ana"]

    receive(shop_of_ana, BEA, now=NOW + seconds(60))
    turns.run_due(shop_of_ana, now=NOW + seconds(80))

    after = lines(shop_of_ana)
    with shop_of_ana.reading() as session:
        owner = session.exec(select(Customer.name).join(Appointment)).one()
    assert after["Ana"] == before
    assert after["Bea"][0] == "¿qué citas tengo?"
    assert "10:00" not in "".join(after["Bea"])
    assert owner == "Ana"


def test_the_number_goes_to_whoever_writes_from_it(shop_of_ana: Database) -> None:
    receive(shop_of_ana, BEA)

    with shop_of_ana.reading() as session:
        rows = session.exec(
            select(Customer.name, Identity.kind, Identity.value)
            .join(Identity)
            .order_by(col(Customer.id), col(Identity.kind))
        ).all()
    assert list(rows) == [
        ("Ana", IdentityKind.WHATSAPP_ID, "ES.1349"),
        ("Bea", IdentityKind.PHONE, "+34600111222"),
        ("Bea", IdentityKind.WHATSAPP_ID, "ES.2222"),
    ]


def test_what_waits_for_her_goes_to_nobody_and_the_owner_is_told(shop_of_ana: Database) -> None:
    receive(shop_of_ana, BEA)

    with shop_of_ana.reading() as session:
        statuses = session.exec(
            select(Outbox.status).join(Message).where(col(Message.body) == "Te esperamos")
        ).all()
        told = session.exec(
            select(Attention.reason, Customer.name)
            .join(Conversation, col(Conversation.id) == col(Attention.conversation_id))
            .join(Customer, col(Customer.id) == col(Conversation.customer_id))
        ).all()
    assert list(statuses) == [Delivery.CANCELLED]
    assert list(told) == [("number_reassigned", "Ana")]


def test_she_goes_on_where_she_was_when_she_writes_from_her_new_number(shop_of_ana: Database) -> None:
    receive(shop_of_ana, BEA)

    receive(
        shop_of_ana,
        replace(ANA, sid="SM10", body="soy yo", address="whatsapp:+34600999888", phone="+34600999888"),
    )

    assert lines(shop_of_ana)["Ana"][-1] == "soy yo"
    with shop_of_ana.reading() as session:
        addresses = session.exec(select(Conversation.address).order_by(col(Conversation.id))).all()
    assert list(addresses) == ["whatsapp:+34600999888", "whatsapp:+34600111222"]


def test_who_never_had_an_id_is_not_parted_from_their_number(database: Database) -> None:
    receive(database, replace(ANA, whatsapp_id=None), replace(ANA, sid="SM2"))

    assert list(lines(database)) == ["Ana"]


def test_two_messages_of_the_stranger_at_once_part_them_once(shop_of_ana: Database) -> None:
    barrier = threading.Barrier(2)

    def write(sid: str) -> None:
        barrier.wait()
        try:
            receive(shop_of_ana, replace(BEA, sid=sid))
        except IntegrityError:
            receive(shop_of_ana, replace(BEA, sid=sid))

    threads = [threading.Thread(target=write, args=(sid,)) for sid in ("SM11", "SM12")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with shop_of_ana.reading() as session:
        assert session.exec(select(Attention.reason)).all() == ["number_reassigned"]
    assert lines(shop_of_ana)["Bea"] == ["¿qué citas tengo?", "¿qué citas tengo?"]


def says(database: Database, number: int, text: str) -> str:
    """What the bot answers to a further message on Ana's line."""
    at = NOW + seconds(100 * number)
    receive(database, replace(ANA, sid=f"SM1{number}", body=text), now=at)
    turns.run_due(database, now=at + seconds(20))
    with database.reading() as session:
        said = session.exec(
            select(Message.body).where(Message.kind == MessageKind.REPLY).order_by(col(Message.id).desc())
        ).first()
    return said or ""


def test_who_says_that_they_are_not_her_is_shown_nothing_until_the_owner_has_spoken(
    shop_of_ana: Database,
) -> None:
    says(shop_of_ana, 1, "yo no soy Ana")
    with shop_of_ana.transaction() as session:
        conversation = session.exec(select(Conversation)).one()
        conversation.holder, conversation.paused_until = Holder.BOT, None
        number = row_id(conversation)
    hidden = says(shop_of_ana, 2, "¿qué citas tengo?")
    with shop_of_ana.transaction() as session:
        reassigned_numbers.keep(session, number, by="owner:1", now=NOW)
    shown = says(shop_of_ana, 3, "¿qué citas tengo, por favor?")

    assert hidden == "No tienes ninguna cita pendiente."
    assert "a las 10:00" in shown


def test_the_owner_gives_the_line_to_the_newcomer(shop_of_ana: Database) -> None:
    says(shop_of_ana, 1, "yo no soy Ana")
    with shop_of_ana.transaction() as session:
        number = row_id(session.exec(select(Conversation)).one())
        reassigned_numbers.detach(session, number, by="owner:1", now=NOW)
    answer = says(shop_of_ana, 2, "¿qué citas tengo?")

    with shop_of_ana.reading() as session:
        holder = session.exec(select(Customer.name).join(Appointment)).one()
        addresses = session.exec(select(Conversation.address).order_by(col(Conversation.id))).all()
        whose = session.exec(select(Conversation.customer_id).order_by(col(Conversation.id))).all()
    assert answer.endswith("No tienes ninguna cita pendiente.")
    assert holder == "Ana"
    assert addresses == [f"gone:{number}", ANA.address]
    assert len(set(whose)) == 2
