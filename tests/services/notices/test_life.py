"""The whole life of an appointment, told by what arrives on a phone."""

from booking_bot.db import Database
from booking_bot.domain.appointments import Status
from booking_bot.services import bookings
from tests.services.notices.life import HOUR, Life
from tests.shop import at


def test_an_appointment_from_its_booking_to_a_bad_mark(database: Database) -> None:
    life = Life(database, rules={"reminders": ["24h", "2h"], "survey_after": 2 * HOUR})

    cut = life.book("2026-11-25 11:00")
    life.until("2026-11-24 12:00")
    confirmed = life.writes("sí")
    life.does(bookings.reschedule, cut, start=at("2026-11-27 17:00"), by=f"customer:{life.carla}")
    moved = life.status(cut)
    life.until("2026-11-26 18:00")
    anew = life.writes("1")
    life.until("2026-11-27 17:40")
    life.does(bookings.close, cut, Status.COMPLETED)
    life.until("2026-11-27 19:45")
    life.writes("un 2")
    life.until("2026-12-05 10:00")

    assert life.heard() == [
        "mar 11:00 reminder",
        "jue 17:00 reminder",
        "vie 15:00 reminder",
        "vie 19:30 survey",
    ]
    assert confirmed.startswith("¡Gracias por confirmar! Te esperamos el miércoles 25 de noviembre")
    assert moved == "booked"
    assert anew.startswith("¡Gracias por confirmar! Te esperamos el viernes 27 de noviembre")
    assert life.ledger() == [
        "reminder 24h rev 1: queued",
        "reminder 2h rev 1: cancelled",
        "survey rev 1: cancelled",
        "reminder 24h rev 2: queued",
        "reminder 2h rev 2: queued",
        "survey rev 2: queued",
    ]
    assert life.marks() == [(cut, 2)]
    assert life.attentions() == ["rating"]
