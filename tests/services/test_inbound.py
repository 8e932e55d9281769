import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, SQLModel, col, func, select

from booking_bot.channels.base import Inbound
from booking_bot.db import Database
from booking_bot.dialogue.state import Pending, State
from booking_bot.models import (
    ChannelName,
    Consent,
    ConsentKind,
    ConsentSource,
    Conversation,
    Customer,
    Direction,
    Identity,
    IdentityKind,
    Message,
    MessageKind,
    row_id,
)
from booking_bot.services import familiar_lines, inbound, outbox
from booking_bot.services.identities import identities_of
from tests.agenda.test_statements import counted

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
ANA = Inbound(
    sid="SM1",
    address="whatsapp:+34600111222",
    at=NOW,
    phone="+34600111222",
    whatsapp_id="ES.1349",
    profile_name="Ana",
    body="hola",
    raw={"Body": "hola"},
)
OTHER = replace(ANA, sid="SM2", address="whatsapp:+34600111333", phone="+34600111333", whatsapp_id=None)
USERNAME_ONLY = replace(ANA, address="whatsapp:ES.1349", phone=None)


def seconds(number: float) -> timedelta:
    return timedelta(seconds=number)


def receive(database: Database, *messages: Inbound, now: datetime = NOW) -> list[int | None]:
    """The ids of the stored messages; None where nothing was stored."""
    stored = []
    for message in messages:
        with database.transaction() as session:
            row = inbound.receive(session, message, now)
            stored.append(row.id if row else None)
    return stored


def count(session: Session, table: type[SQLModel]) -> int:
    return session.exec(select(func.count()).select_from(table)).one()


def counts(database: Database) -> dict[str, int]:
    with database.reading() as session:
        tables = (Customer, Identity, Consent, Conversation, Message)
        return {table.__name__: count(session, table) for table in tables}


ONE_OF_EACH = {"Customer": 1, "Identity": 2, "Consent": 1, "Conversation": 1, "Message": 1}


def only_conversation(database: Database) -> Conversation:
    with database.reading() as session:
        return session.exec(select(Conversation)).one()


def test_a_first_message_makes_customer_conversation_and_consent(database: Database) -> None:
    receive(database, ANA)

    with database.reading() as session:
        customer = session.exec(select(Customer)).one()
        identities = session.exec(select(Identity.kind, Identity.value).order_by(col(Identity.kind))).all()
        consent = session.exec(select(Consent)).one()
        message = session.exec(select(Message)).one()
        conversation = session.exec(select(Conversation)).one()
    assert customer.name == "Ana"
    assert list(identities) == [(IdentityKind.PHONE, "+34600111222"), (IdentityKind.WHATSAPP_ID, "ES.1349")]
    assert (consent.kind, consent.granted, consent.source) == (
        ConsentKind.SERVICE, True, ConsentSource.INBOUND,
    )  # fmt: skip
    assert (message.direction, message.body, message.kind) == (Direction.IN, "hola", "text")
    assert (message.provider_sid, message.raw) == ("SM1", {"Body": "hola"})
    assert (conversation.channel, conversation.address) == (ChannelName.WHATSAPP, "whatsapp:+34600111222")
    assert (conversation.unread, conversation.last_inbound_at) == (1, NOW)
    assert conversation.turn_due_at == NOW + seconds(2.5)


def test_a_repeated_message_has_no_second_effect(database: Database) -> None:
    receive(database, ANA)
    before = only_conversation(database).model_dump()

    again = receive(database, replace(ANA, body="otra cosa"), now=NOW + seconds(30))

    assert again == [None]
    assert counts(database) == ONE_OF_EACH
    assert only_conversation(database).model_dump() == before


def test_ids_of_what_comes_and_of_what_goes_are_counted_apart(database: Database) -> None:
    receive(database, ANA)
    with database.transaction() as session:
        conversation = session.exec(select(Conversation)).one()
        outbox.queue(session, conversation, body="Hola", kind=MessageKind.REPLY, now=NOW)
        session.exec(select(Message).where(col(Message.body) == "Hola")).one().provider_sid = "SM2"

    assert receive(database, replace(ANA, sid="SM2")) != [None]


def test_the_same_message_twenty_times_at_once_is_stored_once(database: Database) -> None:
    barrier = threading.Barrier(20)
    stored: list[int | None] = []

    def post() -> None:
        barrier.wait()
        try:
            stored.extend(receive(database, ANA))
        except IntegrityError:
            stored.extend(receive(database, ANA))

    threads = [threading.Thread(target=post) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len([one for one in stored if one is not None]) == 1
    assert len(stored) == 20
    assert counts(database) == ONE_OF_EACH


def test_a_burst_is_one_turn_ten_seconds_after_its_beginning_at_most(database: Database) -> None:
    due = []
    for number in range(6):
        at = NOW + seconds(2 * number)
        receive(database, replace(ANA, sid=f"SM{number}", at=at), now=at)
        due.append(only_conversation(database).turn_due_at)

    assert due == [NOW + seconds(wait) for wait in (2.5, 4.5, 6.5, 8.5, 10, 10)]
    assert only_conversation(database).unread == 6


def test_a_button_is_answered_at_once_and_a_question_soon(sqlite: Database) -> None:
    receive(sqlite, replace(ANA, payload="confirm:1:3"))
    button = only_conversation(sqlite).turn_due_at
    receive(sqlite, replace(ANA, sid="SM2", body="¿a qué hora abrís?"))
    question = only_conversation(sqlite).turn_due_at

    assert (button, question) == (NOW, NOW + seconds(0.7))


@pytest.mark.parametrize(("asked_ago", "wait"), [(timedelta(minutes=1), 0.7), (timedelta(hours=13), 2.5)])
def test_a_word_that_answers_what_was_asked_is_answered_soon(
    sqlite: Database, asked_ago: timedelta, wait: float
) -> None:
    receive(sqlite, ANA)
    with sqlite.transaction() as session:
        conversation = session.exec(select(Conversation)).one()
        conversation.state = State(pending=Pending.CONFIRM, touched=NOW - asked_ago).to_json()
        session.exec(select(Message)).one().answered_at = NOW

    receive(sqlite, replace(ANA, sid="SM2", body="sí"))

    assert only_conversation(sqlite).turn_due_at == NOW + seconds(wait)


def test_language_may_judge_what_is_complete(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        inbound.receive(session, ANA, NOW, complete=lambda _conversation, message: message.body == "hola")

    assert only_conversation(sqlite).turn_due_at == NOW + seconds(0.7)


def test_a_photo_waits_for_the_rest_of_the_album(sqlite: Database) -> None:
    receive(
        sqlite, replace(ANA, body="corte 2", kind="image", media=[{"url": "https://x", "type": "image/png"}])
    )

    assert only_conversation(sqlite).turn_due_at == NOW + seconds(2.5)


def test_somebody_without_a_number_is_a_customer_too(database: Database) -> None:
    receive(database, USERNAME_ONLY)

    with database.reading() as session:
        identities = session.exec(select(Identity.kind, Identity.value)).all()
    assert list(identities) == [(IdentityKind.WHATSAPP_ID, "ES.1349")]
    assert only_conversation(database).address == "whatsapp:ES.1349"


def test_a_number_shared_later_belongs_to_the_same_person_and_talk(database: Database) -> None:
    receive(database, USERNAME_ONLY, replace(ANA, sid="SM2"))

    assert counts(database) == {**ONE_OF_EACH, "Message": 2}
    assert only_conversation(database).address == "whatsapp:+34600111222"


def test_mexican_numbers_are_the_same_person_in_either_writing(database: Database) -> None:
    old = replace(ANA, address="whatsapp:+5215512345678", phone="+5215512345678", whatsapp_id=None)
    new = replace(old, sid="SM2", address="whatsapp:+525512345678", phone="+525512345678")

    receive(database, old, new)

    with database.reading() as session:
        assert session.exec(select(Identity.value)).all() == ["+525512345678"]
    assert counts(database) == {**ONE_OF_EACH, "Identity": 1, "Message": 2}


def test_another_number_is_another_person(database: Database) -> None:
    receive(
        database,
        ANA,
        replace(ANA, sid="SM2", address="whatsapp:+34600333444", phone="+34600333444", whatsapp_id=None),
    )

    assert counts(database) == {
        "Customer": 2, "Identity": 3, "Consent": 2, "Conversation": 2, "Message": 2,
    }  # fmt: skip


def test_a_customer_known_from_elsewhere_is_found_by_number(database: Database) -> None:
    with database.transaction() as session:
        known = Customer(name="Ana María", created_at=NOW)
        session.add(known)
        session.flush()
        session.add(
            Identity(customer_id=row_id(known), kind=IdentityKind.PHONE, value="+34600111222", created_at=NOW)
        )

    receive(database, ANA)

    with database.reading() as session:
        assert session.exec(select(Customer.name)).all() == ["Ana María"]
    assert counts(database) == ONE_OF_EACH


def test_a_decorated_profile_is_called_by_its_name_and_one_of_signs_by_none(sqlite: Database) -> None:
    receive(sqlite, replace(ANA, profile_name="🌸Mari🌸"), replace(OTHER, profile_name="✨✨"))

    with sqlite.reading() as session:
        assert session.exec(select(Customer.name).order_by(col(Customer.id))).all() == ["Mari", None]


def test_who_opted_out_is_not_opted_in_by_writing(database: Database) -> None:
    receive(database, ANA)
    with database.transaction() as session:
        customer_id = session.exec(select(Customer.id)).one() or 0
        session.add(
            Consent(
                customer_id=customer_id, kind=ConsentKind.SERVICE, granted=False,
                source=ConsentSource.OWNER, at=NOW,
            )
        )  # fmt: skip

    receive(database, replace(ANA, sid="SM2"))

    with database.reading() as session:
        assert session.exec(select(Consent.granted).order_by(col(Consent.id))).all() == [True, False]


@pytest.mark.parametrize(
    "body", ["", "   ", "\u200b\u200d", "a\0b", "\ud83d", "😂" * 1600, "{{7*7}} <script> ' OR 1=1 --"]
)
def test_odd_texts_are_stored_as_far_as_they_are_text(database: Database, body: str) -> None:
    receive(database, replace(ANA, body=body, raw={"Body": body, "\0": ["x", body]}, profile_name=body))

    with database.reading() as session:
        stored = session.exec(select(Message.body)).one()
    assert stored == body.replace("\0", "").replace("\ud83d", "?")


def test_first_messages_of_one_person_at_the_same_instant_are_both_stored(database: Database) -> None:
    barrier = threading.Barrier(6)

    def post(number: int) -> None:
        barrier.wait()
        for _ in range(10):
            try:
                receive(database, replace(ANA, sid=f"SM{number}"))
            except IntegrityError:
                continue
            return

    threads = [threading.Thread(target=post, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert counts(database) == {**ONE_OF_EACH, "Message": 6}
    assert only_conversation(database).unread == 6


def test_a_message_on_a_known_line_takes_four_statements(database: Database) -> None:
    receive(database, ANA)
    later = replace(ANA, sid="SM2", body="quería cita", at=NOW + seconds(60))

    with counted(database) as statements:
        receive(database, later, now=NOW + seconds(60))

    assert [one.split()[0] for one in statements] == ["SELECT", "INSERT", "UPDATE", "SELECT"]


@pytest.mark.parametrize(
    "told",
    [
        pytest.param({"whatsapp_id": "ES.2222"}, id="another person's id"),
        pytest.param({"phone": "+34600999888"}, id="another number"),
        pytest.param({"address": "whatsapp:+34600999888"}, id="another address"),
    ],
)
def test_a_line_of_which_anything_is_new_is_not_familiar(database: Database, told: dict[str, Any]) -> None:
    receive(database, ANA)
    told_now = replace(ANA, sid="SM2", **told)
    known = identities_of(told_now.phone, told_now.whatsapp_id)

    with database.transaction() as session:
        before = familiar_lines.find(
            session, ChannelName.WHATSAPP, ANA.address, identities_of(ANA.phone, ANA.whatsapp_id), "SM2"
        )
        found = familiar_lines.find(session, ChannelName.WHATSAPP, told_now.address, known, "SM2")

    assert before is not None
    assert found is None
