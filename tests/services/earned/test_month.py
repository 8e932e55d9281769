"""The five figures against slow sums of the same rows, on both databases; and what is honest to compare."""

import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, select

from booking_bot.db import Database
from booking_bot.domain.appointments import Status
from booking_bot.models import (
    Appointment,
    Conversation,
    FreedPlace,
    Message,
    Outbox,
    Service,
    Source,
    WaitEntry,
    WaitOffer,
)
from booking_bot.services.costs import rates
from booking_bot.services.earned.comparing import NoShows, Showing, no_shows
from booking_bot.services.earned.gaps import Gaps
from booking_bot.services.earned.month import Earned, Spent, earned
from booking_bot.services.reports.stretch import month_of
from tests.services.earned.a_month import LINES, Month
from tests.shop import MADRID, NOW, Shop, at

AFTER = at("2026-12-20 12:00")
# Those by which Twilio asks for money, whatever became of the message then.
GONE = {"accepted", "sent", "delivered", "read", "undelivered"}
COUNTRY = dict(zip(LINES, ("ES", "MX", "DE"), strict=True))


def local(moment: datetime) -> datetime:
    return moment.astimezone(MADRID)


def lies_in(moment: datetime | None, month: date, now: datetime = AFTER) -> bool:
    if moment is None or moment >= now:
        return False
    return (local(moment).year, local(moment).month) == (month.year, month.month)


def is_open(moment: datetime) -> bool:
    wall = local(moment)
    if wall.weekday() > 4 or (wall.month, wall.day) == (10, 12):
        return False
    return 9 * 60 <= wall.hour * 60 + wall.minute < 14 * 60 or 17 <= wall.hour < 20


class Recount:
    """All rows in memory, and a loop for each figure."""

    def __init__(self, session: Session) -> None:
        def rows(kind: Any) -> dict[int, Any]:
            return {one.id: one for one in session.exec(select(kind))}

        self.appointments, self.services = rows(Appointment), rows(Service)
        self.offers, self.entries, self.places = rows(WaitOffer), rows(WaitEntry), rows(FreedPlace)
        self.messages, self.lines = rows(Message), rows(Conversation)
        self.outbox = list(rows(Outbox).values())

    def made(self, month: date, now: datetime) -> tuple[int, int, int]:
        made = [
            one
            for one in self.appointments.values()
            if one.source != "import" and lies_in(one.created_at, month, now)
        ]
        bot = [one for one in made if one.source == "bot"]
        return len(made), len(bot), sum(not is_open(one.created_at) for one in bot)

    def gaps(self, month: date, now: datetime) -> Gaps:
        new = {
            one.appointment_id
            for one in self.offers.values()
            if one.status == "taken" and self.entries[one.entry_id].moving_id is None
        }
        filled: dict[int, set[int]] = defaultdict(set)
        for one in self.offers.values():
            if one.status != "taken" or not lies_in(one.ended_at, month, now):
                continue
            came, place = self.appointments[one.appointment_id], self.places[one.place_id]
            if came.status in {"cancelled", "no_show", "requested"} or came.staff_id != place.staff_id:
                continue
            if max(came.starts_at, place.starts_at) < min(came.ends_at, place.ends_at):
                filled[one.place_id].add(one.appointment_id)
        who: set[int] = set().union(*filled.values())
        prices = [self.appointments[one].price_cents for one in who & new]
        dear = [self.services[self.appointments[one].service_id].price_from for one in who & new]
        return Gaps(
            filled=len(filled),
            worth=sum(one for one in prices if one is not None),
            unpriced=prices.count(None),
            moved=len(who - new),
            at_least=any(dear),
        )

    def showing(self, of: Callable[[Appointment], bool]) -> Showing:
        ended = [one.status for one in self.appointments.values() if of(one)]
        return Showing(ended.count(Status.COMPLETED), ended.count(Status.NO_SHOW))

    def spent(self, month: date) -> Spent:
        known = tomllib.loads(Path(rates.__file__).with_suffix(".toml").read_text(encoding="utf-8"))
        by_channel: dict[str, int] = defaultdict(int)
        total, unknown, free = Decimal(0), 0, known["free_service_messages"]
        twilio = known["twilio"]
        for one in sorted(self.outbox, key=lambda one: (one.claimed_at or AFTER, one.id)):
            if not lies_in(one.claimed_at, month) or one.channel == "simulator":
                continue
            message = self.messages[one.message_id]
            if one.status in GONE:
                by_channel[one.channel] += 1
            if one.channel != "whatsapp":
                continue
            if one.status in GONE:
                total += Decimal(twilio["message"])
            elif one.status == "failed" and message.provider_sid:
                total += Decimal(0 if one.error_code in twilio["failed_free"] else twilio["failed"])
            if one.status in {"delivered", "read"}:
                kind = self.category(one, message)
                if kind == "service" and free:
                    free -= 1
                    continue
                market = next((m for m in known["markets"] if COUNTRY[one.recipient] in m["countries"]), None)
                if market is None or month < known["since"]:
                    unknown += 1
                else:
                    total += Decimal(market["marketing" if kind == "marketing" else "utility"])
        for said in self.messages.values():
            is_ours = said.direction == "out" or self.lines[said.conversation_id].channel != "whatsapp"
            if not is_ours and lies_in(said.at, month):
                total += Decimal(twilio["message"])
        return Spent(
            sent=sum(by_channel.values()),
            by_hand=by_channel["hand"],
            by_sms=by_channel["sms"],
            amount=int(total * 1_000_000),
            unknown=unknown,
        )

    def category(self, one: Outbox, message: Message) -> str:
        """What it says outside the 24 hours goes as a template, and so does what was one anyway."""
        heard = [
            said.at
            for said in self.messages.values()
            if said.direction == "in"
            and said.conversation_id == message.conversation_id
            and one.claimed_at is not None
            and said.at <= one.claimed_at
        ]
        closed = not heard or (one.claimed_at or AFTER) - max(heard) >= timedelta(hours=24) - timedelta(
            minutes=1
        )
        if not one.as_template and not (one.content_sid and closed):
            return "service"
        return "marketing" if message.kind in {"survey", "waitlist", "recall"} else "utility"


@pytest.fixture
def busy(database: Database) -> Iterator[Session]:
    with database.transaction() as session:
        Month(session)
        yield session


def assert_equal(busy: Session, recount: Recount, month: date, now: datetime = AFTER) -> Earned:
    begins = at(f"{month:%Y-%m}-01 00:00")

    found = earned(busy, month, now=now)

    assert (found.made, found.by_bot, found.while_closed) == recount.made(month, now)
    assert found.gaps == recount.gaps(month, now)
    assert found.no_shows == NoShows(
        recount.showing(lambda one: lies_in(one.starts_at, month, now)),
        recount.showing(lambda one: one.source == "import" and one.starts_at < min(one.created_at, begins)),
    )
    return found


def test_all_figures_are_what_a_slow_sum_makes_of_the_same_rows(busy: Session) -> None:
    recount = Recount(busy)
    months = date(2026, 10, 9), date(2026, 11, 1), date(2026, 9, 30)

    whole = [assert_equal(busy, recount, month) for month in months]
    under_way = assert_equal(busy, recount, months[0], at("2026-10-18 18:30"))

    assert [one.spent for one in whole] == [recount.spent(month) for month in months]
    assert [one.is_over for one in (*whole, under_way)] == [True, True, True, False]
    assert min(sum(one.gaps.filled for one in whole), sum(one.while_closed for one in whole)) > 10
    gaps, spent = [one.gaps for one in whole], [one.spent for one in whole]
    assert all(
        sum(part) for part in zip(*((one.worth, one.unpriced, one.moved) for one in gaps), strict=True)
    )
    assert all(
        sum(part) for part in zip(*((one.by_hand, one.by_sms, one.unknown) for one in spent), strict=True)
    )


def test_who_brought_nothing_in_is_compared_with_the_first_whole_month(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        Month(session, history=False)
        found = earned(session, date(2026, 11, 1), now=AFTER).no_shows
        first = earned(session, date(2026, 9, 1), now=AFTER).no_shows
        september = [
            one.status
            for one in session.exec(select(Appointment))
            if lies_in(one.starts_at, date(2026, 9, 1))
        ]

    assert (found.before, found.since) == (
        Showing(september.count(Status.COMPLETED), september.count(Status.NO_SHOW)),
        date(2026, 9, 1),
    )
    assert (first.before, first.since) == (None, None)


@pytest.mark.parametrize(("missed", "number"), [(0, 60), (5, 19)])
def test_a_list_in_which_nobody_failed_or_few_stand_is_nothing_to_compare_with(
    sqlite: Database, missed: int, number: int
) -> None:
    with sqlite.transaction() as session:
        shop = Shop(session)
        cut = shop.service("Corte", by=[lucia := shop.staff()])
        for place in range(number):
            start = at("2026-06-01 10:00") + timedelta(days=place)
            session.add(
                Appointment(
                    customer_id=shop.customer(), service_id=cut, staff_id=lucia, starts_at=start,
                    ends_at=start + timedelta(minutes=30), source=Source.IMPORT, created_at=NOW,
                    status=Status.NO_SHOW if place < missed else Status.COMPLETED,
                )
            )  # fmt: skip
        session.flush()

        found = no_shows(session, month_of(date(2026, 11, 1), MADRID, now=AFTER))

    assert found == NoShows(Showing())


def test_a_month_in_which_nothing_happened_is_none(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        Shop(session)

        assert not earned(session, date(2026, 11, 1), now=AFTER)
