"""What a month of messages cost: what is charged, as what, and what is free."""

from datetime import date, datetime, timedelta

import pytest
from sqlmodel import Session

from booking_bot.db import Database
from booking_bot.models import (
    ChannelName,
    Conversation,
    Delivery,
    Direction,
    Message,
    MessageKind,
    Outbox,
    row_id,
)
from booking_bot.services.costs import months
from booking_bot.services.costs.months import Item, MonthCosts, costs_of
from booking_bot.services.costs.rates import Category, rates
from tests.shop import NOW, Shop, at

SPAIN, MEXICO, FRANCE = "whatsapp:+34600111222", "whatsapp:+525512345678", "whatsapp:+33612345678"
DAY = timedelta(days=1)
TODAY = NOW.date()


class Ledger:
    """What went to whom, in one shop."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.shop = Shop(session)
        self.lines: dict[str, int] = {}

    def line(self, address: str) -> int:
        if address not in self.lines:
            made = Conversation(
                customer_id=self.shop.customer(),
                channel=ChannelName.WHATSAPP,
                address=address,
                created_at=NOW,
            )
            self.session.add(made)
            self.session.flush()
            self.lines[address] = row_id(made)
        return self.lines[address]

    def hear(self, address: str = SPAIN, *, when: datetime = NOW) -> None:
        self.session.add(
            Message(conversation_id=self.line(address), direction=Direction.IN, kind="text", at=when)
        )

    def send(
        self,
        address: str = SPAIN,
        *,
        status: Delivery = Delivery.DELIVERED,
        kind: MessageKind = MessageKind.REPLY,
        when: datetime = NOW,
        channel: ChannelName = ChannelName.WHATSAPP,
        sid: str | None = None,
        **more: object,
    ) -> None:
        message = Message(
            conversation_id=self.line(address), direction=Direction.OUT, kind=kind, at=when, provider_sid=sid
        )
        self.session.add(message)
        self.session.flush()
        told = {"send_at": when, "created_at": when, "claimed_at": when, **more}
        self.session.add(
            Outbox(message_id=row_id(message), channel=channel, recipient=address, status=status, **told)  # type: ignore[arg-type]
        )

    def costs(self, month: date = TODAY) -> MonthCosts:
        self.session.flush()
        return costs_of(self.session, month)


def items(costs: MonthCosts) -> list[tuple[str, str, int, int, int | None]]:
    """Market, category, how many, how many of them free, and what they come to."""
    return [
        (one.market.name if one.market else "", one.category.value, one.number, one.free, one.amount)
        for one in costs.items
    ]


def test_what_was_delivered_is_charged_by_market_and_category(database: Database) -> None:
    with database.transaction() as session:
        ledger = Ledger(session)
        ledger.send()
        ledger.send(as_template=True, kind=MessageKind.REMINDER)
        ledger.send(MEXICO, as_template=True, kind=MessageKind.REMINDER, status=Delivery.READ)
        ledger.send(MEXICO, as_template=True, kind=MessageKind.SURVEY)
        ledger.send(FRANCE, as_template=True, kind=MessageKind.REMINDER)
        ledger.send(status=Delivery.UNDELIVERED)
        ledger.hear()

        costs = ledger.costs()

    assert items(costs) == [
        ("España", "service", 1, 1, 0),
        ("España", "utility", 1, 0, 20_000),
        ("México", "marketing", 1, 0, 30_500),
        ("México", "utility", 1, 0, 8_500),
        ("", "utility", 1, 0, None),
    ]
    assert (costs.meta, costs.taken, costs.came, costs.twilio) == (59_000, 6, 1, 35_000)
    assert (costs.total, costs.without_rate) == (94_000, 1)
    assert costs.kinds == {MessageKind.REPLY: 2, MessageKind.REMINDER: 3, MessageKind.SURVEY: 1}


def test_a_message_with_a_template_is_one_only_outside_the_24_hours(database: Database) -> None:
    with database.transaction() as session:
        ledger = Ledger(session)
        ledger.hear(when=NOW - timedelta(hours=30))
        ledger.send(content_sid="HX1", kind=MessageKind.REMINDER)
        ledger.hear(when=NOW + DAY)
        ledger.send(content_sid="HX1", kind=MessageKind.REMINDER, when=NOW + DAY + timedelta(hours=1))
        ledger.send(MEXICO, content_sid="HX1", kind=MessageKind.REMINDER)

        costs = ledger.costs()

    assert items(costs) == [
        ("España", "service", 1, 1, 0),
        ("España", "utility", 1, 0, 20_000),
        ("México", "utility", 1, 0, 8_500),
    ]


def test_the_first_service_messages_of_a_month_are_free_in_the_order_in_which_they_went() -> None:
    sent = [
        months._Sent(address, "reply", False, None, NOW, None)
        for address in (*[SPAIN] * 998, MEXICO, SPAIN, MEXICO, SPAIN, SPAIN)
    ]

    counted = list(months._items(sent, rates(), is_charged=True))

    spain, mexico = rates().market_of("ES"), rates().market_of("MX")
    assert counted == [
        Item(spain, Category.SERVICE, 1001, 999, 20_000),
        Item(mexico, Category.SERVICE, 2, 1, 8_500),
    ]
    assert [one.amount for one in counted] == [40_000, 8_500]


@pytest.mark.parametrize(
    ("status", "code", "sid", "failed"),
    [
        (Delivery.FAILED, "63016", "SM1", 1),
        (Delivery.FAILED, "63018", "SM1", 0),  # Twilio charges nothing for these
        (Delivery.FAILED, "21211", None, 0),  # refused at once
        (Delivery.EXPIRED, None, None, 0),
        (Delivery.CANCELLED, None, None, 0),
        (Delivery.QUEUED, None, None, 0),
    ],
)
def test_what_did_not_go_out_costs_little_or_nothing(
    sqlite: Database, status: Delivery, code: str | None, sid: str | None, failed: int
) -> None:
    with sqlite.transaction() as session:
        ledger = Ledger(session)
        ledger.send(status=status, error_code=code, sid=sid)

        costs = ledger.costs()

    assert (costs.failed, costs.taken, costs.meta, costs.twilio) == (failed, 0, 0, failed * 1_000)


def test_a_month_begins_by_the_shops_calendar_and_ends_with_the_year(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        ledger = Ledger(session)
        for moment in ("2026-11-30 23:59", "2026-12-01 00:00", "2026-12-31 23:59", "2027-01-01 00:00"):
            ledger.send(as_template=True, when=at(moment))

        december = ledger.costs(date(2026, 12, 24))

    assert (december.first, items(december)) == (
        date(2026, 12, 1), [("España", "utility", 2, 0, 40_000)],
    )  # fmt: skip


def test_before_the_rates_were_in_force_nothing_is_known(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        ledger = Ledger(session)
        ledger.send(as_template=True, when=at("2026-09-30 12:00"))

        september = ledger.costs(date(2026, 9, 1))

    assert (items(september), september.without_rate) == ([("España", "utility", 1, 0, None)], 1)


def test_other_channels_are_counted_apart_and_the_simulated_phone_not_at_all(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        ledger = Ledger(session)
        for channel in (ChannelName.SMS, ChannelName.EMAIL, ChannelName.EMAIL, ChannelName.SIMULATOR):
            ledger.send(channel=channel)
        first, begin, end = months.stretch(session, TODAY)
        session.flush()

        costs, paid = ledger.costs(), months.sent_between(session, begin, end)

    assert (costs.others, costs.items, paid) == ({ChannelName.SMS: 1, ChannelName.EMAIL: 2}, (), 1)
    assert first == date(2026, 11, 1)


@pytest.mark.parametrize(
    ("recipient", "country"),
    [(SPAIN, "ES"), ("whatsapp:MX.1349", "MX"), ("whatsapp:AR.ENT.99", "AR"), ("whatsapp:", None)],
)
def test_a_line_tells_its_country(recipient: str, country: str | None) -> None:
    assert months.country_of(recipient) == country
