"""November with Carmen: people book by day and by night, cancel, wait, come or not; then the five lines.

What the lines say is counted once more here: from the rows, read as they stand in the file, and for the cost
from the ledger of the stand-in for Twilio, at the public rates.
"""

import re
import sqlite3
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from booking_bot.domain.appointments import Status
from booking_bot.models import Appointment, Customer, Source, row_id
from booking_bot.services import bookings
from booking_bot.services.earned import words
from booking_bot.services.earned.month import earned
from tests.days.world import CARMEN, World
from tests.shop import MADRID, Shop, at
from tests.twilio_standin.bill import bill

ANA, BEA, CRIS, DORA, FINA, IRIS = (f"+3460033300{number}" for number in range(6))
NOVEMBER = at("2026-11-01 00:00"), at("2026-12-01 00:00")
# Dollars: Meta's for Spain, as utility and as marketing; Twilio's for what went or came, and what failed.
UTILITY, MARKETING, EACH, FAILED = (Decimal(rate) for rate in ("0.0200", "0.0615", "0.005", "0.001"))


class November(World):
    """Remembers what people wrote, for which Twilio charges too."""

    def __init__(self, url: str, folder: Path) -> None:
        super().__init__(url, folder, "2026-10-30 10:00", stride=timedelta(days=1))
        self.wrote: list[datetime] = []

    def writes(self, phone: str, text: str, *, name: str | None = None, **others: str) -> None:
        self.wrote.append(self.now)
        super().writes(phone, text, name=name, **others)

    def books(self, phone: str, when: str, text: str) -> int:
        """In two turns at most; the number of the appointment."""
        self.until(when)
        self.says(phone, text)
        options = self.all_of(phone)[-1].options
        if options and options[0][1].startswith("pick"):
            self.taps(phone, options[0][0])
        else:
            self.says(phone, "sí, perfecto")
        return int(self.rows("SELECT max(id) FROM appointment")[0][0])

    def ends(self, appointment: int, when: str, how: str = "hecha") -> None:
        self.until(when)
        assert self.carmen.post(f"/admin/citas/{appointment}/{how}").status_code == 303

    def rows(self, asked: str) -> list[Any]:
        path = self.parts.settings.database_url.removeprefix("sqlite:///")
        with sqlite3.connect(path) as connection:
            return connection.execute(asked).fetchall()


@pytest.fixture
def november(sqlite_url: str, tmp_path: Path) -> Iterator[November]:
    with November(sqlite_url, tmp_path) as world:
        with world.furnishing() as shop:
            by = [shop.staff("Lucía")]
            shop.service("Corte", minutes=30, by=by, price_cents=1650)
            shop.service("Consulta", minutes=30, by=by)
            for day in (10, 17):
                shop.special(f"2026-11-{day}", None, "13:00-13:30")
            before(shop, by[0])
        world.opens()
        for content in world.twilio.contents.known.values():  # as Meta sorts them in the end
            if re.search("survey|place", content.definition["friendly_name"]):
                content.approval["category"] = "MARKETING"
        yield world


def before(shop: Shop, staff: int) -> None:
    """The paper diary of the spring, brought in with who did not come."""
    for number in range(30):
        start = at("2026-04-01 10:00") + timedelta(days=number)
        shop.session.add(
            Appointment(
                customer_id=shop.customer(f"Antigua {number}"),
                service_id=1,
                staff_id=staff,
                starts_at=start,
                ends_at=start + timedelta(minutes=30),
                source=Source.IMPORT,
                created_at=at("2026-10-30 09:00"),
                status=Status.NO_SHOW if number in (3, 9, 21) else Status.COMPLETED,
            )
        )


def lives(world: November) -> None:
    """First visits, a night, a telephone that is out of reach, and two places that come free."""
    ana = world.books(ANA, "2026-11-02 11:00", "quiero un corte el jueves 5 a las 11:00")
    bea = world.books(BEA, "2026-11-02 22:30", "kiero un corte el jueves 5 a las 12:00")
    cris = world.books(CRIS, "2026-11-03 10:00", "quiero un corte el viernes 6 a las 10:00")
    world.twilio.whatsapp.blocked[f"whatsapp:{CRIS}"] = 63003
    world.until("2026-11-04 11:00")
    world.says(ANA, "SI HIJA GRACIAS BESOS")
    world.ends(ana, "2026-11-05 11:40")
    world.ends(bea, "2026-11-05 12:40", "no-vino")
    world.until("2026-11-05 14:00")
    world.says(ANA, "un 5")
    world.ends(cris, "2026-11-06 10:40")
    place_is_recovered(world, 10, FINA, "un corte")
    place_is_recovered(world, 17, IRIS, "una consulta")
    world.books(DORA, "2026-11-29 23:45", "quiero un corte el jueves 3 de diciembre a las 11:00")
    world.until("2026-11-30 18:00")
    world.says(CARMEN, "qué tengo mañana")


def place_is_recovered(world: November, day: int, phone: str, service: str) -> None:
    """The only one of that day is Carmen's neighbour's, who does not come; who waits takes it, and comes."""
    world.until(f"2026-11-{day - 1:02} 12:00")
    with world.parts.database.transaction() as session:
        neighbour = Customer(name="Vecina", created_at=world.now)
        session.add(neighbour)
        session.flush()
        booked = bookings.book(
            session, customer_id=row_id(neighbour), service_id=1, staff_id=None, source=Source.OWNER,
            start=at(f"2026-11-{day} 13:00"), by="owner:1", now=world.now,
        )  # fmt: skip
        number = row_id(booked)
    world.says(phone, f"quiero {service} el martes {day}")
    world.taps(phone, "Lista de espera")
    world.until(f"2026-11-{day} 11:20")
    with world.parts.database.transaction() as session:
        bookings.cancel(session, number, by="owner:1", now=world.now)
    world.passes(seconds=20)
    world.says(phone, "sí, lo quiero")
    world.ends(number + 1, f"2026-11-{day} 13:35")


def test_the_five_lines_are_what_the_rows_and_the_ledger_say(november: November) -> None:
    lives(november)
    november.hears(CARMEN)
    november.until("2026-12-01 09:00")
    told = november.hears(CARMEN)
    with november.parts.database.reading() as session:
        found = earned(session, date(2026, 11, 15), now=november.now)
    page = november.carmen.get("/admin/informes/?mes=2026-11").text

    made = [row for row in appointments(november) if row[1] != "import" and is_in_november(row[3])]
    bot = [row for row in made if row[1] == "bot"]
    assert (found.made, found.by_bot) == (len(made), len(bot))
    assert found.while_closed == sum(not is_open(row[3]) for row in bot) == 4
    assert (found.gaps.filled, found.gaps.worth, found.gaps.unpriced) == (2, 1650, 1) == gaps(november)
    ended = [row[2] for row in appointments(november) if row[1] != "import" and is_in_november(row[4])]
    now = found.no_shows.now
    assert (now.came, now.missed) == (ended.count("completed"), ended.count("no_show")) == (4, 1)
    assert found.no_shows.before is not None
    assert (found.no_shows.before.came, found.no_shows.before.missed) == (27, 3)
    sent, amount = ledger(november)
    assert (found.spent.sent, found.spent.amount) == (sent, int(amount * 1_000_000))
    assert f"{amount:.2f}".replace(".", ",") in words.lines(found)[4]
    assert told[1] == f"{words.text(found)}\nhttps://bot.example.com/admin/informes/?mes=2026-11"
    assert all(line in page for line in words.lines(found))


def appointments(world: November) -> list[Any]:
    """Number, source, status, and when they were made and began."""
    return world.rows("SELECT id, source, status, created_at, starts_at FROM appointment")


def instant(told: str) -> datetime:
    return datetime.fromisoformat(told + "+00:00")


def is_in_november(told: str) -> bool:
    return NOVEMBER[0] <= instant(told) < NOVEMBER[1]


def is_open(told: str) -> bool:
    wall = instant(told).astimezone(MADRID)
    if wall.day in (10, 17):
        return (wall.hour, wall.minute // 30) == (13, 0)
    return wall.weekday() < 5 and (10 <= wall.hour < 14 or 17 <= wall.hour < 20)


def gaps(world: November) -> tuple[int, int, int]:
    taken = world.rows(
        "SELECT o.place_id, a.price_cents FROM wait_offer o JOIN appointment a ON a.id = o.appointment_id "
        "WHERE o.status = 'taken' AND a.status = 'completed'"
    )
    prices = [price for _, price in taken]
    return len({place for place, _ in taken}), sum(filter(None, prices)), prices.count(None)


def ledger(world: November) -> tuple[int, Decimal]:
    """How many Twilio took in November, and what they cost in dollars."""
    messages = [one for one in world.twilio.ledger.messages if NOVEMBER[0] <= one.created_at < NOVEMBER[1]]
    came = sum(NOVEMBER[0] <= moment < NOVEMBER[1] for moment in world.wrote)
    found = bill(messages, world.twilio.contents.known, came=came)
    assert set(found.charged) == {"utility", "marketing"}
    assert found.failed
    amount = (
        found.charged["utility"] * UTILITY
        + found.charged["marketing"] * MARKETING
        + found.taken * EACH
        + found.failed * FAILED
    )
    return found.taken - came, amount
