"""What is said after an appointment: how it was, and where they were."""

from datetime import timedelta

import pytest
from sqlmodel import select

from booking_bot.db import Database
from booking_bot.domain.appointments import Status
from booking_bot.models import Conversation, Holder, Source
from booking_bot.services import bookings
from booking_bot.services.notices import judging
from tests.services.notices.life import DAY, HOUR, Life
from tests.shop import at

ASKING = {"reminders": [], "survey_after": 2 * HOUR, "follow_up": True}


def hold(database: Database, holder: Holder) -> None:
    with database.transaction() as session:
        session.exec(select(Conversation)).one().holder = holder


def test_how_it_was_is_asked_of_who_came_or_was_not_noted(sqlite: Database) -> None:
    life = Life(sqlite, rules=ASKING)
    life.book("2026-11-24 11:00")

    life.until("2026-11-30 10:00")

    assert life.heard() == ["mar 13:30 survey"]


@pytest.mark.parametrize("ended", [Status.NO_SHOW, Status.CANCELLED])
def test_who_did_not_come_is_not_asked_how_it_was(sqlite: Database, ended: Status) -> None:
    life = Life(sqlite, rules={**ASKING, "follow_up": False})
    cut = life.book("2026-11-24 11:00")
    life.until("2026-11-24 10:30")

    if ended is Status.CANCELLED:
        life.does(bookings.cancel, cut, by=f"customer:{life.carla}")
    else:
        life.does(bookings.close, cut, ended)
    life.until("2026-11-30 10:00")

    assert life.heard() == []


def test_what_was_noted_by_mistake_is_put_right(sqlite: Database) -> None:
    life = Life(sqlite, rules=ASKING)
    cut = life.book("2026-11-24 11:00")
    life.until("2026-11-24 11:40")
    life.does(bookings.close, cut, Status.NO_SHOW)
    life.until("2026-11-24 11:50")
    life.does(bookings.close, cut, Status.COMPLETED)

    life.until("2026-11-30 10:00")

    assert life.heard() == ["mar 13:30 survey"]


def test_nobody_is_asked_twice_in_thirty_days(sqlite: Database) -> None:
    life = Life(sqlite, rules=ASKING)
    for start in ("2026-11-24 11:00", "2026-12-20 11:00", "2026-12-28 11:00"):
        life.book(start)

    life.until("2027-01-10 10:00")

    assert life.heard() == ["mar 13:30 survey", "lun 13:30 survey"]
    assert life.ledger()[1] == f"survey rev 1: dropped ({judging.SURVEYED})"


def test_nobody_is_asked_while_a_person_has_the_conversation(sqlite: Database) -> None:
    life = Life(sqlite, rules=ASKING)
    life.book("2026-11-24 11:00")
    hold(sqlite, Holder.PERSON)
    life.until("2026-11-24 15:00")
    held = life.heard()

    hold(sqlite, Holder.BOT)
    life.until("2026-11-24 17:00")

    assert held == []
    assert life.heard() == ["mar 15:30 survey"]


def test_nobody_is_asked_in_the_middle_of_a_talk(sqlite: Database) -> None:
    life = Life(sqlite, rules=ASKING)
    life.book("2026-11-24 11:00")
    life.until("2026-11-24 13:20")
    life.writes("¿cuánto cuesta un tinte?")

    life.until("2026-11-24 17:00")

    assert life.heard() == ["mar 14:30 survey"]


def test_who_cannot_be_asked_for_days_is_not_asked(sqlite: Database) -> None:
    life = Life(sqlite, rules=ASKING)
    life.book("2026-11-24 11:00")
    hold(sqlite, Holder.PERSON)

    life.until("2026-11-27 10:00")

    assert life.ledger() == [f"survey rev 1: dropped ({judging.TOO_LATE})"]


def test_who_did_not_come_is_written_to_where_the_shop_wants_it(sqlite: Database) -> None:
    life = Life(sqlite, rules=ASKING)
    cut = life.book("2026-11-24 11:00")
    life.until("2026-11-24 11:20")
    life.does(bookings.close, cut, Status.NO_SHOW)

    life.until("2026-11-30 10:00")

    assert life.heard() == ["mar 12:20 notice"]
    assert life.texts()[0].startswith("Hola: te esperábamos en Peluquería Carmen el martes 24 de noviembre")


def test_not_where_they_have_booked_again(sqlite: Database) -> None:
    life = Life(sqlite, rules=ASKING)
    cut = life.book("2026-11-24 11:00")
    life.until("2026-11-24 11:20")
    life.does(bookings.close, cut, Status.NO_SHOW)
    life.book("2026-11-26 11:00")

    life.until("2026-11-25 10:00")

    assert life.heard() == []
    assert life.ledger()[1] == f"follow_up rev 1: dropped ({judging.COMES_AGAIN})"


def test_a_yes_two_days_after_the_reminder_is_not_for_the_survey_in_between(sqlite: Database) -> None:
    life = Life(sqlite, rules={"reminders": ["72h"], "survey_after": 2 * HOUR})
    done, ahead = life.book("2026-11-24 11:00"), life.book("2026-11-27 10:00")
    life.until("2026-11-26 10:00")

    life.writes("sí")

    assert life.heard() == ["mar 10:00 reminder", "mar 13:30 survey"]
    assert (life.status(ahead), life.marks()) == ("confirmed", [])
    assert ("survey", done) in life.asked()


def test_a_second_mark_adds_no_row(sqlite: Database) -> None:
    life = Life(sqlite, rules=ASKING)
    cut = life.book("2026-11-24 11:00")
    life.until("2026-11-24 14:00")

    life.writes("5")
    life.writes("5")

    assert life.marks() == [(cut, 5)]
    assert life.attentions() == []


def test_what_the_owner_booked_is_followed_in_the_same_way(sqlite: Database) -> None:
    life = Life(sqlite, rules={**ASKING, "reminders": ["24h"]})
    life.book("2026-11-26 11:00", source=Source.OWNER, by="owner:1")

    life.until(at("2026-11-26 11:00") + 2 * DAY + timedelta(minutes=1))

    assert life.heard() == ["lun 10:00 notice", "mié 11:00 reminder", "jue 13:30 survey"]
