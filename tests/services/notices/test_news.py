"""What the shop does to an appointment is told at once, where it may be."""

from typing import Any

import pytest
from sqlmodel import col, select

from booking_bot.db import Database
from booking_bot.domain.appointments import Status
from booking_bot.models import (
    ConsentKind,
    ConsentSource,
    Customer,
    Identity,
    IdentityKind,
    Outbox,
    Service,
    Source,
    row_id,
)
from booking_bot.services import appointment_changes, bookings, consents
from booking_bot.services.appointment_changes import Change
from tests.services.notices.life import Life
from tests.shop import NOW, at

QUIET: dict[str, Any] = {"reminders": []}


def rosa(database: Database, *, opted_in: bool, phone: str | None = "+34600999888") -> int:
    """She never wrote."""
    with database.transaction() as session:
        customer = Customer(name="Rosa", created_at=NOW)
        session.add(customer)
        session.flush()
        number = row_id(customer)
        if phone:
            session.add(Identity(customer_id=number, kind=IdentityKind.PHONE, value=phone, created_at=NOW))
        if opted_in:
            source, kind = ConsentSource.API, ConsentKind.SERVICE
            consents.record(session, number, kind, granted=True, source=source, now=NOW)
        return number


def outcomes(database: Database) -> list[tuple[str, str | None, bool]]:
    """Status, reason and urgency of what was to be told."""
    with database.reading() as session:
        rows = session.exec(
            select(Outbox).where(col(Outbox.dedupe_key).is_not(None)).order_by(col(Outbox.id))
        )
        return [(row.status.value, row.error, row.urgent) for row in rows]


@pytest.mark.parametrize("source", [Source.OWNER, Source.API])
def test_who_did_not_book_themselves_is_told(sqlite: Database, source: Source) -> None:
    life = Life(sqlite, rules=QUIET)

    life.book("2026-11-26 11:00", source=source, by=source.value)
    life.look()

    assert life.texts() == [
        "Ya está reservado: Corte con Lucía el jueves 26 de noviembre a las 11:00. Si necesitas cambiarla o "
        "anularla, escríbeme por aquí."
    ]


def test_what_came_over_from_another_agenda_is_news_to_nobody(sqlite: Database) -> None:
    life = Life(sqlite, rules=QUIET)

    life.book("2026-11-26 11:00", source=Source.IMPORT, by="import")
    life.look()

    assert (life.texts(), life.ledger()) == ([], [])


def test_who_booked_by_themselves_has_their_answer_already(sqlite: Database) -> None:
    life = Life(sqlite, rules=QUIET)

    life.book("2026-11-26 11:00")
    life.look()

    assert (life.texts(), life.ledger()) == ([], [])


def test_who_never_wrote_and_vouched_for_nothing_is_not_written_to(sqlite: Database) -> None:
    life = Life(sqlite, rules={"reminders": ["24h"]})
    silent, willing = rosa(sqlite, opted_in=False), rosa(sqlite, opted_in=True, phone="+34600999777")
    for customer, hour in ((silent, 11), (willing, 12)):
        life.book(f"2026-11-26 {hour}:00", customer_id=customer, source=Source.API, by="api:1")

    life.until("2026-11-27 10:00")

    assert life.ledger() == [
        "reminder 24h rev 1: dropped (" + consents.NEVER_ASKED + ")",
        "confirmation rev 1: dropped (" + consents.NEVER_ASKED + ")",
        "reminder 24h rev 1: queued",
        "confirmation rev 1: queued",
    ]
    assert life.heard() == ["lun 10:00 notice", "mié 12:00 reminder"]


def test_whose_number_is_not_known_is_not_written_to(sqlite: Database) -> None:
    life = Life(sqlite, rules=QUIET)
    nameless = rosa(sqlite, opted_in=True, phone=None)
    life.book("2026-11-26 11:00", customer_id=nameless, source=Source.OWNER, by="owner:1")

    life.look()

    assert life.ledger() == ["confirmation rev 1: dropped (No hay número ni correo al que enviarlo.)"]


@pytest.mark.parametrize(("start", "urgent"), [("2026-11-24 09:00", True), ("2026-11-26 11:00", False)])
def test_what_the_shop_moves_or_cancels_is_told_and_today_by_whatever_is_quick(
    sqlite: Database, start: str, urgent: bool
) -> None:
    life = Life(sqlite, rules=QUIET)
    moved, cancelled = life.book(start), life.book(start, staff_id=life.marco, beneficiary="Rosa")
    life.does(bookings.reschedule, moved, start=at("2026-11-27 12:00"))
    life.does(bookings.cancel, cancelled)

    life.look()

    assert [text.split(":")[0] for text in life.texts()] == [
        "Lo sentimos, hemos tenido que anular tu cita",
        "Lo sentimos, hemos tenido que cambiar tu cita de hora",
    ]
    assert outcomes(sqlite) == [("accepted", None, urgent)] * 2


def test_what_the_customer_does_is_not_told_to_them(sqlite: Database) -> None:
    life = Life(sqlite, rules=QUIET)
    cut = life.book("2026-11-26 11:00")
    by = f"customer:{life.carla}"

    life.does(bookings.reschedule, cut, start=at("2026-11-27 12:00"), by=by)
    life.does(bookings.cancel, cut, by=by)
    life.look()

    assert life.texts() == []


def test_of_what_changes_twice_before_it_is_told_only_the_last_is(sqlite: Database) -> None:
    life = Life(sqlite, rules=QUIET)
    cut = life.book("2026-11-26 11:00", source=Source.OWNER, by="owner:1")
    life.does(bookings.reschedule, cut, start=at("2026-11-27 12:00"))
    life.does(bookings.cancel, cut)

    life.look()

    assert [text.split(":")[0] for text in life.texts()] == ["Lo sentimos, hemos tenido que anular tu cita"]


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (Status.BOOKED, "Ya está reservado"),
        (Status.CANCELLED, "Lo sentimos, hemos tenido que anular tu cita"),
    ],
)
def test_what_the_shop_says_to_a_request_from_elsewhere_is_told(
    sqlite: Database, status: Status, told: str
) -> None:
    life = Life(sqlite, rules=QUIET)
    with sqlite.transaction() as session:
        session.get_one(Service, life.cut).approval = True
    cut = life.book("2026-11-26 11:00")

    life.does(appointment_changes.change, cut, Change(status=status), by="api:1")
    life.look()

    assert [text.split(":")[0] for text in life.texts()] == [told]


def test_news_of_the_night_waits_for_the_morning(sqlite: Database) -> None:
    life = Life(sqlite, rules={**QUIET, "quiet_hours": "21:00-09:00"})
    life.until("2026-11-23 22:30")
    life.book("2026-11-26 11:00", source=Source.OWNER, by="owner:1")

    life.until("2026-11-24 12:00")

    assert life.heard() == ["mar 09:00 notice"]
