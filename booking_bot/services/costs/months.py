"""What the messages of a month cost by the public rates: an estimate, since the provider's bill decides.

Meta charges what was delivered, Twilio what it took. Free text within the 24 hours is a service message, and
the first of them in a month are free. A template that says what nobody asked for, such as a survey
or a place that came free, is taken for marketing, as Meta mostly does.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select

from booking_bot.domain import phones, service_window
from booking_bot.domain.walltime import instant, utc
from booking_bot.models import ChannelName, Conversation, Delivery, Direction, Message, MessageKind, Outbox
from booking_bot.services.consents import OFFERS
from booking_bot.services.costs.rates import Category, Market, Rates, rates
from booking_bot.services.place import place_of

ARRIVED = (Delivery.DELIVERED, Delivery.READ)
TAKEN = (*ARRIVED, Delivery.ACCEPTED, Delivery.SENT, Delivery.UNDELIVERED)


@dataclass(frozen=True, slots=True)
class Item:
    """What was delivered of one category in one market, which is None where no rate is known.

    `free` of the `number` cost nothing. Amounts are millionths of a dollar, None without a rate.
    """

    market: Market | None
    category: Category
    number: int
    free: int
    rate: int | None

    @property
    def amount(self) -> int | None:
        return None if self.rate is None else (self.number - self.free) * self.rate


@dataclass(frozen=True, slots=True)
class MonthCosts:
    """`taken` and `failed` are messages of ours at Twilio, `came` those of customers; `kinds` count what was
    sent by what it was for, `others` what went by another channel, of which no rate is known."""

    first: date
    items: tuple[Item, ...]
    taken: int
    came: int
    failed: int
    kinds: dict[MessageKind, int]
    others: dict[ChannelName, int]
    rates: Rates

    @property
    def meta(self) -> int:
        return sum(item.amount or 0 for item in self.items)

    @property
    def twilio(self) -> int:
        return (self.taken + self.came) * self.rates.message + self.failed * self.rates.failed

    @property
    def total(self) -> int:
        return self.meta + self.twilio

    @property
    def without_rate(self) -> int:
        """How many were delivered of which it is not known what they cost."""
        return sum(item.number - item.free for item in self.items if item.rate is None)


class _Sent(NamedTuple):
    recipient: str
    kind: str
    is_template: bool
    content_sid: str | None
    claimed_at: datetime
    last_inbound_at: datetime | None


def costs_of(session: Session, month: date) -> MonthCosts:
    """Of the month in which that day lies, by the shop's calendar. Raises NoBusiness."""
    first, begin, end = stretch(session, month)
    known = rates()
    by_channel = _by_channel(session, begin, end)
    return MonthCosts(
        first=first,
        items=tuple(_items(_delivered(session, begin, end), known, is_charged=first >= known.since)),
        taken=by_channel.pop(ChannelName.WHATSAPP, 0),
        came=_came(session, begin, end),
        failed=_failed(session, begin, end, known),
        kinds=_kinds(session, begin, end),
        others=by_channel,
        rates=known,
    )


def stretch(session: Session, month: date) -> tuple[date, datetime, datetime]:
    """The first of that month, and the instants at which it begins and ends."""
    zone = place_of(session).zone
    first = month.replace(day=1)
    after = (
        first.replace(year=first.year + 1, month=1)
        if first.month == 12
        else first.replace(month=first.month + 1)
    )
    return first, utc(instant(first, 0, zone)), utc(instant(after, 0, zone))


def sent_between(session: Session, begin: datetime, end: datetime) -> int:
    """How many messages that cost something were taken."""
    paid = (ChannelName.WHATSAPP, ChannelName.SMS)
    return sum(number for channel, number in _by_channel(session, begin, end).items() if channel in paid)


def country_of(recipient: str) -> str | None:
    """Of a line: by its number, or by what WhatsApp's own id begins with."""
    bare = recipient.removeprefix("whatsapp:")
    return phones.country_of(bare) if bare.startswith("+") else bare.partition(".")[0] or None


def _items(delivered: Iterable[_Sent], known: Rates, *, is_charged: bool) -> Iterator[Item]:
    numbers: Counter[tuple[Market | None, Category]] = Counter()
    free: Counter[tuple[Market | None, Category]] = Counter()
    left = known.free_service
    markets: dict[str, Market | None] = {}
    for one in delivered:
        if one.recipient not in markets:
            markets[one.recipient] = known.market_of(country_of(one.recipient))
        place = markets[one.recipient], _category(one)
        numbers[place] += 1
        if place[1] is Category.SERVICE and left:
            left -= 1
            free[place] += 1
    for (market, category), number in sorted(numbers.items(), key=_in_order):
        rate = market.rate(category) if market and is_charged else None
        yield Item(market, category, number, free[market, category], rate)


def _in_order(counted: tuple[tuple[Market | None, Category], int]) -> tuple[bool, str, str]:
    (market, category), _ = counted
    return market is None, market.name if market else "", category


def _category(one: _Sent) -> Category:
    outside = one.content_sid is not None and not service_window.is_open(one.last_inbound_at, one.claimed_at)
    if not (one.is_template or outside):
        return Category.SERVICE
    return Category.MARKETING if one.kind in OFFERS else Category.UTILITY


def _delivered(session: Session, begin: datetime, end: datetime) -> list[_Sent]:
    """In the order in which they went; what they wrote last before it is asked where it may be a template."""
    said = aliased(Message)
    wrote = (
        select(func.max(said.at))
        .where(
            col(said.conversation_id) == col(Message.conversation_id),
            col(said.direction) == Direction.IN,
            col(said.at) <= col(Outbox.claimed_at),
        )
        .scalar_subquery()
    )
    rows = session.connection().execute(
        sa.select(
            col(Outbox.recipient),
            col(Message.kind),
            col(Outbox.as_template),
            col(Outbox.content_sid),
            col(Outbox.claimed_at),
            sa.case((col(Outbox.content_sid).is_not(None), wrote)),
        )
        .join(Message, col(Message.id) == col(Outbox.message_id))
        .where(
            *_within(begin, end), col(Outbox.channel) == ChannelName.WHATSAPP, col(Outbox.status).in_(ARRIVED)
        )
        .order_by(col(Outbox.claimed_at), col(Outbox.id))
    )
    return [_Sent(*row) for row in rows]


def _by_channel(session: Session, begin: datetime, end: datetime) -> dict[ChannelName, int]:
    """What was taken, by the channel it went by; the simulated phone costs nothing."""
    rows = session.exec(
        select(Outbox.channel, func.count())
        .where(
            *_within(begin, end), col(Outbox.status).in_(TAKEN), col(Outbox.channel) != ChannelName.SIMULATOR
        )
        .group_by(col(Outbox.channel))
    )
    return {ChannelName(channel): number for channel, number in rows}


def _kinds(session: Session, begin: datetime, end: datetime) -> dict[MessageKind, int]:
    rows = session.exec(
        select(Message.kind, func.count())
        .join(Outbox, col(Outbox.message_id) == col(Message.id))
        .where(
            *_within(begin, end), col(Outbox.status).in_(TAKEN), col(Outbox.channel) == ChannelName.WHATSAPP
        )
        .group_by(col(Message.kind))
    )
    return {MessageKind(kind): number for kind, number in rows}


def _came(session: Session, begin: datetime, end: datetime) -> int:
    return session.exec(
        select(func.count())
        .select_from(Message)
        .join(Conversation, col(Conversation.id) == col(Message.conversation_id))
        .where(
            col(Message.direction) == Direction.IN,
            col(Message.at) >= begin,
            col(Message.at) < end,
            col(Conversation.channel) == ChannelName.WHATSAPP,
        )
    ).one()


def _failed(session: Session, begin: datetime, end: datetime, known: Rates) -> int:
    """Those that Twilio took and could not hand on; what it refused at once costs nothing."""
    return session.exec(
        select(func.count())
        .select_from(Outbox)
        .join(Message, col(Message.id) == col(Outbox.message_id))
        .where(
            *_within(begin, end),
            col(Outbox.channel) == ChannelName.WHATSAPP,
            col(Outbox.status) == Delivery.FAILED,
            col(Message.provider_sid).is_not(None),
            func.coalesce(col(Outbox.error_code), "").not_in(known.failed_free),
        )
    ).one()


def _within(begin: datetime, end: datetime) -> tuple[sa.ColumnElement[bool], sa.ColumnElement[bool]]:
    return col(Outbox.claimed_at) >= begin, col(Outbox.claimed_at) < end
