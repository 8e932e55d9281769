from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlmodel import Session, col, select

from booking_bot.db import Database
from booking_bot.domain.appointments import Status
from booking_bot.models import (
    Attachment,
    ConsentKind,
    ConsentSource,
    Conversation,
    CustomerAnswer,
    CustomerTag,
    Direction,
    MediaStatus,
    Message,
    Note,
    Rating,
    Source,
    row_id,
)
from booking_bot.services import consents
from booking_bot.services.customer_book import card, timeline
from booking_bot.services.customer_book.card import Answer
from booking_bot.services.customer_book.timeline import Booked, Noted, Rated, Said
from booking_bot.services.customer_facts import SUBJECTS
from booking_bot.services.data_copies import NoSuchCustomer
from tests.agenda.test_statements import counted
from tests.shop import MADRID, NOW, Shop, at


@pytest.fixture
def session(sqlite: Database) -> Iterator[Session]:
    with sqlite.transaction() as session:
        yield session


@pytest.fixture
def shop(session: Session) -> Shop:
    return Shop(session)


def said(session: Session, conversation: int, when: str, direction: Direction = Direction.IN) -> int:
    message = Message(
        conversation_id=conversation, direction=direction, kind="text", body="hola", at=at(when)
    )
    session.add(message)
    session.flush()
    return row_id(message)


def test_the_card_holds_what_there_is_to_know(session: Session, shop: Shop) -> None:
    ana = shop.customer("Ana Gil", phone="+34600111222")
    cut = shop.service(
        by=[shop.staff()], questions=[{"id": "skin", "ask": "¿Piel sensible?", "required": False}]
    )
    long_ago = NOW - timedelta(days=30)
    for start, status in (
        ("2026-11-03 10:00", Status.COMPLETED),
        ("2026-11-10 10:00", Status.NO_SHOW),
        ("2026-11-25 10:00", Status.BOOKED),
    ):
        shop.book(cut, start, customer=ana, now=long_ago).status = status
    shop.book(cut, "2026-11-25 10:30")
    session.add(CustomerTag(customer_id=ana, tag="vip"))
    session.add(CustomerAnswer(customer_id=ana, question=SUBJECTS, answer="Rocky\nLuna", at=NOW))
    session.add(CustomerAnswer(customer_id=ana, question="old", answer="sí", at=NOW))
    consents.record(
        session, ana, ConsentKind.OFFERS, granted=False, source=ConsentSource.INBOUND, now=NOW, said="baja"
    )
    talk = shop.conversation(ana)
    session.get_one(Conversation, talk).disowned_at = NOW

    shown = card.read(session, ana, zone=MADRID, now=NOW)

    assert (shown.visits, shown.missed, shown.since) == (1, 1, at("2026-11-03 10:00"))
    assert [one.start for one in shown.upcoming] == [at("2026-11-25 10:00")]
    assert (shown.phones, shown.tags, shown.subjects) == (("+34600111222",), ("vip",), ("Rocky", "Luna"))
    assert shown.answers == (Answer("skin", "¿Piel sensible?", ""), Answer("old", "old", "sí"))
    assert [(kind, one.granted, one.said) for kind, one in shown.consents.items()] == [
        (ConsentKind.OFFERS, False, "baja")
    ]
    assert (shown.talk, shown.disowned) == (talk, (talk,))


def test_nobody_has_no_card(session: Session, shop: Shop) -> None:
    with pytest.raises(NoSuchCustomer):
        card.read(session, 999, zone=MADRID, now=NOW)


def test_pictures_are_shown_and_nothing_else_of_files(session: Session, shop: Shop) -> None:
    talk = shop.conversation(shop.customer())
    stranger = shop.conversation(shop.customer())
    for of, kind, status in (
        (talk, "image/jpeg", MediaStatus.STORED),
        (talk, "audio/ogg", MediaStatus.STORED),
        (talk, "image/jpeg", MediaStatus.FAILED),
        (stranger, "image/jpeg", MediaStatus.STORED),
    ):
        session.add(
            Attachment(
                message_id=said(session, of, "2026-11-23 10:00"), url="x", type=kind, status=status,
                created_at=NOW,
            )
        )  # fmt: skip
    session.flush()
    first = session.exec(select(Attachment).order_by(col(Attachment.id))).first()
    assert first

    shown = card.read(session, session.get_one(Conversation, talk).customer_id, zone=MADRID, now=NOW)

    assert [one.id for one in shown.photos] == [first.id]


def test_history_is_told_by_days_of_the_shop_and_talk_is_only_counted(session: Session, shop: Shop) -> None:
    ana = shop.customer("Ana")
    talk = shop.conversation(ana)
    booked = shop.book(shop.service(by=[shop.staff()]), "2026-11-24 10:00", customer=ana)
    session.add(Rating(appointment_id=row_id(booked), rating=4, comment="bien", at=at("2026-11-24 12:00")))
    session.add(
        Note(conversation_id=talk, author="owner:1", text="Viene con prisa", at=at("2026-11-23 09:00"))
    )
    said(session, talk, "2026-11-22 23:30")
    said(session, talk, "2026-11-23 00:30")
    said(session, talk, "2026-11-23 00:31", Direction.OUT)
    said(session, talk, "2026-11-23 08:00")

    told = timeline.read(session, ana, zone=MADRID, now=NOW + timedelta(days=3))
    before = timeline.read(session, ana, zone=MADRID, now=NOW)

    assert [(one.day, one.events) for one in told.days] == [
        (
            date(2026, 11, 24),
            (
                Rated(at("2026-11-24 12:00"), row_id(booked), 4, "bien"),
                Booked(at("2026-11-24 10:00"), row_id(booked), "Corte", None, Status.BOOKED),
            ),
        ),
        (
            date(2026, 11, 23),
            (
                Noted(at("2026-11-23 09:00"), talk, "Viene con prisa"),
                Said(at("2026-11-23 08:00"), talk, theirs=2, ours=1),
            ),
        ),
        (date(2026, 11, 22), (Said(at("2026-11-22 23:30"), talk, theirs=1, ours=0),)),
    ]
    assert told.before is None
    assert [one.day for one in before.days] == [date(2026, 11, day) for day in (24, 23, 22)]
    assert [len(one.events) for one in before.days] == [1, 2, 1]


def test_old_history_follows_page_by_page_with_nothing_lost_or_told_twice(
    session: Session, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timeline, "DAYS", 4)
    monkeypatch.setattr(timeline, "_MESSAGES", 7)
    talk = shop.conversation(shop.customer())
    customer = session.get_one(Conversation, talk).customer_id
    for day in range(1, 21):
        for hour in (9, 10):
            said(session, talk, f"2026-10-{day:02} {hour:02}:00")

    seen: list[tuple[int, int]] = []
    before = None
    while True:
        told = timeline.read(session, customer, zone=MADRID, now=NOW, before=before)
        seen += [(one.day.day, e.theirs) for one in told.days for e in one.events if isinstance(e, Said)]
        before = told.before
        if before is None or not told.days:
            break

    assert seen == [(day, 2) for day in range(20, 0, -1)]


def test_a_full_card_costs_as_many_statements_as_an_empty_one(
    sqlite: Database, session: Session, shop: Shop
) -> None:
    lucia = shop.staff()
    cut = shop.service(by=[lucia])
    ana, eva = shop.customer("Ana"), shop.customer("Eva")
    talk = shop.conversation(eva)
    for hour in range(10, 14):
        shop.book(cut, f"2026-11-26 {hour}:00", lucia, customer=eva, source=Source.OWNER)
        said(session, talk, f"2026-11-2{hour - 10} 09:00")
    shop.book(cut, "2026-11-27 10:00", lucia, customer=ana)
    session.flush()
    numbers = []

    for customer in (ana, eva):
        session.expire_all()
        with counted(sqlite) as statements:
            card.read(session, customer, zone=MADRID, now=NOW)
            timeline.read(session, customer, zone=MADRID, now=NOW)
        numbers.append(len(statements))

    assert numbers[0] == numbers[1]
