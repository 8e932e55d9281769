from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import Session, SQLModel, select

from booking_bot.db import Database
from booking_bot.models import (
    ChannelName,
    Consent,
    Conversation,
    Customer,
    Direction,
    Identity,
    IdentityKind,
    Message,
)
from booking_bot.services import customers, rows, strangers
from tests.agenda.test_statements import counted
from tests.shop import NOW

PHONE, ID = "+34600111222", "ES.1349"
LINE = f"whatsapp:{PHONE}"
KNOWN = {IdentityKind.PHONE: PHONE, IdentityKind.WHATSAPP_ID: ID}


def meet(session: Session) -> Conversation | None:
    return strangers.meet(session, ChannelName.WHATSAPP, LINE, KNOWN, "SM1", name="Ana", now=NOW)


def meet_the_longer_way(session: Session) -> Conversation:
    line = customers.open_conversation(
        session, ChannelName.WHATSAPP, LINE, phone=PHONE, whatsapp_id=ID, name="Ana", now=NOW
    )
    customers.consent_by_writing(session, line.customer_id, now=NOW)
    session.flush()
    return line


def kept(session: Session) -> list[dict[str, Any]]:
    """Of the identities either may be the first."""
    session.expire_all()
    kinds: tuple[type[SQLModel], ...] = (Customer, Identity, Consent, Conversation)
    told = [row.model_dump(exclude={"id"}) for kind in kinds for row in session.exec(select(kind))]
    return sorted(told, key=str)


def test_who_is_met_quickly_is_kept_as_who_is_met_the_longer_way(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        meet_the_longer_way(session)
        longer = kept(session)
        session.rollback()

    with sqlite.transaction() as session:
        met = meet(session)
        quickly = kept(session)

    assert met is not None
    assert len(quickly) == 5
    assert quickly == longer


def test_it_takes_few_statements(database: Database) -> None:
    with database.transaction() as session, counted(database) as statements:
        met = meet(session)

    assert met is not None
    assert [one.split()[0] for one in statements if not one.startswith("SELECT max")] == [
        "SELECT",
        *["INSERT"] * 4,
        "SELECT",
    ]


def known_by(kind: IdentityKind) -> Callable[[Session], object]:
    def known(session: Session) -> None:
        customer = rows.insert(session, Customer, created_at=NOW)
        rows.insert(session, Identity, customer_id=customer, kind=kind, value=KNOWN[kind], created_at=NOW)

    return known


def has_the_line(session: Session) -> int:
    customer = rows.insert(session, Customer, created_at=NOW)
    return rows.insert(
        session,
        Conversation,
        customer_id=customer,
        channel=ChannelName.WHATSAPP,
        address=LINE,
        created_at=NOW,
    )


def wrote_it_before(session: Session) -> None:
    line = meet(session)
    assert line is not None
    rows.insert(
        session,
        Message,
        conversation_id=line.id,
        direction=Direction.IN,
        kind="text",
        at=NOW,
        provider_sid="SM1",
    )
    line.address = "whatsapp:+34600999888"
    for identity in session.exec(select(Identity)):
        session.delete(identity)
    session.flush()


@pytest.mark.parametrize(
    "before",
    [known_by(IdentityKind.PHONE), known_by(IdentityKind.WHATSAPP_ID), has_the_line, wrote_it_before],
    ids=["the number", "WhatsApp's id", "the line", "the message"],
)
def test_whoever_is_known_by_anything_is_no_stranger(
    database: Database, before: Callable[[Session], object]
) -> None:
    with database.transaction() as session:
        before(session)
        people = len(session.exec(select(Customer)).all())
        met = meet(session)
        after = len(session.exec(select(Customer)).all())

    assert met is None
    assert after == people
