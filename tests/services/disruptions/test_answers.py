"""What customers answer to how it is instead, in their own words, and what comes of it."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from booking_bot.db import Database
from booking_bot.models import Affected, AffectedStatus, Disruption, DisruptionKind, Outbox
from booking_bot.models.messaging import Delivery
from booking_bot.services.disruptions import following, troubles
from booking_bot.services.disruptions.carrying import carry_out
from booking_bot.services.disruptions.troubles import Trouble
from booking_bot.services.ways import Ways, set_ways
from tests.services.owner_chat.house import ANA, LUIS, House
from tests.shop import at

AGREED, MOVED, CANCELLED, WRITTEN, TO_CALL = (
    AffectedStatus.AGREED,
    AffectedStatus.MOVED,
    AffectedStatus.CANCELLED,
    AffectedStatus.WRITTEN,
    AffectedStatus.TO_CALL,
)
MARTAS = "24 12:00 Marta Gil, Corte, Marcos"


class Morning(House):
    """Ana and Luis have written today, and are told that Lucía is not there tomorrow: Ana stays at ten with
    Marcos, and Luis is offered half past twelve."""

    def __init__(self, database: Database, delay: int = 0, **rules: timedelta) -> None:
        super().__init__(database)
        set_ways(database, Ways(whatsapp=True))
        for phone in (ANA, LUIS):
            self.says(phone, "hola")
        self.now += timedelta(minutes=5)
        with self.furnishing() as session:
            for name, value in rules.items():
                setattr(self.people.shop.business, name, value)
            session.merge(self.people.shop.business)
            session.flush()
            trouble = Trouble(
                DisruptionKind.AWAY, at("2026-11-24 00:00"), at("2026-11-25 00:00"), self.people.lucia
            )
            if delay:
                self.now = at("2026-11-24 09:00")
                trouble = troubles.late(session, timedelta(minutes=delay), self.people.lucia, now=self.now)
            carry_out(session, trouble, token="a", by="owner:1", now=self.now)

    def follow(self) -> list[AffectedStatus]:
        """What came of both, Ana first."""
        following.run_due(self.database, now=self.now)
        with self.database.reading() as session:
            rows = session.exec(select(Affected).order_by(col(Affected.from_starts_at))).all()
            return [row.status for row in rows]


@pytest.mark.parametrize("text", ["sí", "vale, perfecto", "1", "Me va bien", "me viene genial", "👍"])
def test_it_suits_who_keeps_her_hour(sqlite: Database, text: str) -> None:
    morning = Morning(sqlite)

    answer = morning.says(ANA, text)

    assert answer == "Gracias. Te esperamos el martes 24 de noviembre a las 10:00 (Corte con Marcos)."
    assert morning.follow() == [AGREED, WRITTEN]
    assert morning.agenda() == ["24 10:00 Ana Ruiz, Corte, Marcos", MARTAS]


@pytest.mark.parametrize(
    "text", ["mejor el jueves a las 11", "sí, pero el jueves a las 11", "el jueves a las 11"]
)
def test_who_would_rather_come_another_day_does(sqlite: Database, text: str) -> None:
    morning = Morning(sqlite)

    morning.says(ANA, text)
    morning.says(ANA, "sí")

    assert morning.follow() == [MOVED, WRITTEN]
    assert morning.agenda() == [MARTAS, "26 11:00 Ana Ruiz, Corte, Marcos"]


def test_who_says_no_is_asked_what_instead(sqlite: Database) -> None:
    morning = Morning(sqlite)

    asked = morning.says(ANA, "no")
    morning.taps(ANA, "Anular")

    assert asked == "De acuerdo, entonces no. ¿Te busco otra hora o lo dejamos?"
    assert morning.follow() == [CANCELLED, WRITTEN]
    assert morning.agenda() == [MARTAS]


def test_the_notice_for_changes_binds_nobody_then(sqlite: Database) -> None:
    morning = Morning(sqlite, cancel_notice=timedelta(days=3))

    morning.says(ANA, "3")

    assert morning.follow() == [CANCELLED, WRITTEN]


@pytest.mark.parametrize("text", ["sí", "sí, resérvala", "1"])
def test_the_hour_that_is_offered_is_taken(sqlite: Database, text: str) -> None:
    morning = Morning(sqlite)

    answer = morning.says(LUIS, text)
    again = morning.says(LUIS, "sí")

    assert answer == "Gracias. Te esperamos el martes 24 de noviembre a las 12:30 (Corte con Marcos)."
    assert "12:30" in again
    assert morning.follow() == [WRITTEN, MOVED]
    assert morning.agenda() == [
        "24 10:00 Ana Ruiz, Corte, Marcos",
        MARTAS,
        "24 12:30 Luis, Corte, Marcos",
    ]


def test_who_wants_nothing_instead_is_left_in_peace(sqlite: Database) -> None:
    morning = Morning(sqlite)

    answer = morning.says(LUIS, "no, gracias")

    assert answer == "De acuerdo, lo dejamos. Escríbeme cuando quieras otra hora."
    assert morning.follow() == [WRITTEN, CANCELLED]


def test_another_hour_than_that_offered_is_booked(sqlite: Database) -> None:
    morning = Morning(sqlite)

    morning.says(LUIS, "mejor el jueves a las 12")
    morning.says(LUIS, "sí")

    assert morning.follow() == [WRITTEN, MOVED]
    assert "26 12:00 Luis, Corte, Marcos" in morning.agenda()


def test_other_hours_are_shown_to_who_asks_for_them(sqlite: Database) -> None:
    morning = Morning(sqlite)

    shown = morning.taps(LUIS, "Otra hora")

    assert "estas horas" in shown
    assert morning.follow() == [WRITTEN, WRITTEN]


def test_the_offer_that_somebody_else_took_is_said_to_be_gone(sqlite: Database) -> None:
    morning = Morning(sqlite)
    with morning.furnishing():
        morning.people.shop.book(morning.people.cut, "2026-11-24 12:30", morning.people.marcos)

    answer = morning.says(LUIS, "sí")

    assert answer.startswith("Lo siento, esa hora la acaban de coger.")
    assert morning.follow() == [WRITTEN, WRITTEN]


def test_a_delay_suits_without_a_change(sqlite: Database) -> None:
    morning = Morning(sqlite, delay=30)

    answer = morning.says(ANA, "vale")

    assert answer == "Gracias por tu paciencia. Te esperamos hacia las 10:30."
    assert morning.follow()[0] is AGREED
    assert "24 10:00 Ana Ruiz, Corte, Lucía" in morning.agenda()


def test_who_has_not_answered_an_hour_before_is_called(sqlite: Database) -> None:
    morning = Morning(sqlite)

    morning.now = at("2026-11-24 08:59")
    before = morning.follow()
    morning.now = at("2026-11-24 09:00")
    after = morning.follow()

    assert before == [WRITTEN, WRITTEN]
    assert after == [TO_CALL, WRITTEN]


def test_whom_it_does_not_reach_is_called(sqlite: Database) -> None:
    morning = Morning(sqlite)
    with morning.furnishing() as session:
        lead = session.exec(select(Affected).order_by(col(Affected.id))).first()
        assert lead is not None
        row = session.exec(select(Outbox).where(col(Outbox.message_id) == lead.message_id)).one()
        row.status = Delivery.UNDELIVERED

    assert morning.follow() == [TO_CALL, WRITTEN]


def test_an_answer_after_the_call_counts(sqlite: Database) -> None:
    morning = Morning(sqlite)
    morning.now = at("2026-11-24 09:05")
    morning.follow()

    morning.says(ANA, "sí")

    assert morning.follow() == [AGREED, WRITTEN]


def test_it_ends_once_nobody_is_left(sqlite: Database) -> None:
    morning = Morning(sqlite)
    morning.says(ANA, "sí")
    morning.says(LUIS, "no, gracias")

    morning.follow()

    with sqlite.reading() as session:
        assert session.exec(select(Disruption.ended_at)).one() == morning.now
