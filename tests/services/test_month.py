"""Appointments of the bot and messages sent, since the first of the month."""

from datetime import datetime, timedelta

import pytest

from booking_bot.db import Database
from booking_bot.models import ChannelName, Delivery, Direction, Message, MessageKind, Outbox, Source
from booking_bot.services.month import Month, this_month
from tests.shop import NOW, Shop, at

LAST_MONTH = NOW - timedelta(days=40)


def told(
    shop: Shop,
    conversation: int,
    status: Delivery,
    *,
    when: datetime = NOW,
    kind: MessageKind = MessageKind.REPLY,
) -> None:
    message = shop._add(
        Message(
            conversation_id=conversation,
            direction=Direction.OUT,
            kind=kind,
            body="Hola",
            at=when,
        )
    )
    shop._add(
        Outbox(
            message_id=message,
            channel=ChannelName.SIMULATOR,
            recipient="carla",
            status=status,
            send_at=when,
            created_at=when,
        )
    )


def test_what_the_bot_booked_and_what_was_sent_since_the_first_is_counted(database: Database) -> None:
    with database.transaction() as session:
        shop = Shop(session)
        cut = shop.service("Corte", minutes=30, by=[shop.staff()])
        conversation = shop.conversation(shop.customer())
        for source, start, created, visit in [
            (Source.BOT, "2026-11-24 10:00", NOW, "a"),
            (Source.BOT, "2026-11-24 10:30", NOW, "a"),
            (Source.BOT, "2026-11-25 10:00", NOW, None),
            (Source.BOT, "2026-11-26 10:00", LAST_MONTH, None),
            (Source.OWNER, "2026-11-27 10:00", NOW, None),
        ]:
            booked = shop.book(cut, start, source=source)
            booked.created_at, booked.visit = created, visit
        for status in (
            Delivery.READ,
            Delivery.ACCEPTED,
            Delivery.UNDELIVERED,
            Delivery.FAILED,
            Delivery.QUEUED,
        ):
            told(shop, conversation, status)
        told(shop, conversation, Delivery.READ, when=LAST_MONTH)
        told(shop, conversation, Delivery.READ, kind=MessageKind.STAFF)  # the owner's own digest

        month = this_month(session, now=NOW)

    assert month == Month(booked=2, sent=3)
    assert month.per_booking == pytest.approx(1.5)


def test_a_month_begins_by_the_shops_calendar(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        shop = Shop(session)
        conversation = shop.conversation(shop.customer())
        told(shop, conversation, Delivery.READ, when=at("2026-11-01 00:00"))
        told(shop, conversation, Delivery.READ, when=at("2026-10-31 23:59"))

        month = this_month(session, now=NOW)

    assert (month, month.per_booking) == (Month(booked=0, sent=1), None)
