"""Reminders: late, moved, cancelled, in the night, at the change of the clocks; and the answers to them."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlmodel import select

from booking_bot.channels.base import ChannelError, Remedy
from booking_bot.db import Database
from booking_bot.models import (
    Appointment,
    Business,
    Conversation,
    Outbox,
    Resource,
    ResourceKind,
    Service,
    row_id,
)
from booking_bot.services import bookings, dispatch, routes
from booking_bot.services.notices import judging, running
from booking_bot.services.notices.replanning import replan
from tests.services.notices.life import DAY, HOUR, LEASE, Life
from tests.shop import NOW, at

SECOND = timedelta(seconds=1)


def rules(database: Database, life: Life, **changed: object) -> None:
    """The owner wants it otherwise from now on."""
    with database.transaction() as session:
        business = session.exec(select(Business)).one()
        for name, value in changed.items():
            setattr(business, name, value)
        session.flush()
        replan(session, now=life.now)


def test_after_three_hours_down_what_is_still_useful_is_sent_once_and_the_rest_dropped(
    sqlite: Database,
) -> None:
    life = Life(sqlite, rules={"reminders": ["2h"]})
    for start in ("2026-11-24 12:00", "2026-11-24 13:30", "2026-11-24 14:15", "2026-11-24 15:00"):
        life.book(start)
    life.until("2026-11-24 09:35")
    life.down = True
    life.until("2026-11-24 12:35")
    life.down = False
    life.until("2026-11-25 09:00")

    assert life.heard() == ["mar 12:35 reminder", "mar 13:00 reminder"]
    assert life.ledger() == [
        f"reminder 2h rev 1: dropped ({judging.TOO_LATE})",
        f"reminder 2h rev 1: dropped ({judging.TOO_LATE})",
        "reminder 2h rev 1: queued",
        "reminder 2h rev 1: queued",
    ]


@pytest.mark.postgres
def test_two_workers_at_once_send_each_reminder_once(on_postgres: Database) -> None:
    life = Life(on_postgres)
    numbers = [life.book(f"2026-11-25 {hour:02}:00") for hour in range(9, 20)]
    due, start = at("2026-11-24 20:00"), Barrier(2)
    other = Database(on_postgres.url)
    other.info |= on_postgres.info

    def work(database: Database) -> None:
        start.wait()
        for _ in range(5):
            running.run_due(database, now=due)

    workers = [Thread(target=work, args=(one,)) for one in (on_postgres, other)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    other.dispose()
    life.until(due + HOUR)

    assert len(life.texts()) == len(set(life.texts())) == len(numbers)


def test_one_that_fails_is_put_off_and_keeps_no_other_from_being_sent(sqlite: Database) -> None:
    life = Life(sqlite)
    broken = life.book("2026-11-25 11:00")
    life.book("2026-11-25 11:30")
    with sqlite.transaction() as session:
        chair = Resource(kind=ResourceKind.ROOM, slug="silla", name="Silla")
        session.add(chair)
        session.flush()
        session.get_one(Appointment, broken).staff_id = row_id(chair)

    life.until("2026-11-24 11:35")

    assert life.heard() == ["mar 11:30 reminder"]
    assert life.planned() == ["24h mar 11:40"]


def test_who_books_twenty_hours_ahead_is_reminded_two_hours_before_alone(sqlite: Database) -> None:
    life = Life(sqlite, rules={"reminders": ["24h", "2h"]})
    life.until("2026-11-23 15:00")

    life.book("2026-11-24 11:00")

    assert life.planned() == ["2h mar 09:00"]


@pytest.mark.parametrize("change", ["cancelled", "moved"])
def test_what_changes_a_second_before_is_not_said_as_it_was(sqlite: Database, change: str) -> None:
    life = Life(sqlite)
    cut = life.book("2026-11-25 11:00")
    life.until(at("2026-11-24 11:00") - SECOND)

    by = f"customer:{life.carla}"
    if change == "moved":
        life.does(bookings.reschedule, cut, start=at("2026-11-26 12:00"), by=by)
    else:
        life.does(bookings.cancel, cut, by=by)
    life.until("2026-11-30 10:00")

    assert life.heard() == {"cancelled": [], "moved": ["mié 12:00 reminder"]}[change]


@pytest.mark.parametrize("change", ["cancelled", "moved"])
@pytest.mark.parametrize("claimed", [False, True])
def test_nor_is_it_where_the_reminder_waits_to_be_sent_or_is_just_being_sent(
    sqlite: Database, change: str, claimed: bool
) -> None:
    life = Life(sqlite)
    cut = life.book("2026-11-25 11:00")
    life.now = at("2026-11-24 11:00")
    running.run_due(sqlite, now=life.now)
    taken = []
    if claimed:
        with sqlite.transaction() as session:
            taken = dispatch.claim(session, life.now, limit=10, lease=LEASE)

    by = f"customer:{life.carla}"
    if change == "moved":
        life.does(bookings.reschedule, cut, start=at("2026-11-26 12:00"), by=by)
    else:
        life.does(bookings.cancel, cut, by=by)
    with sqlite.transaction() as session:
        passed = [dispatch.fence(session, one, life.now, lease=LEASE) for one in taken]
    life.until("2026-11-30 10:00")

    assert passed == [False] * claimed
    assert life.heard() == {"cancelled": [], "moved": ["mié 12:00 reminder"]}[change]
    with sqlite.reading() as session:
        errors = [row.error for row in session.exec(select(Outbox)).all() if row.dedupe_key]
    assert errors[0] == judging.OUTDATED


@pytest.mark.parametrize("change", ["cancelled", "moved"])
def test_nor_is_it_where_the_reminder_failed_and_goes_again(sqlite: Database, change: str) -> None:
    life = Life(sqlite)
    cut = life.book("2026-11-25 11:00")
    life.now = at("2026-11-24 11:00")
    running.run_due(sqlite, now=life.now)
    with sqlite.transaction() as session:
        (taken,) = dispatch.claim(session, life.now, limit=10, lease=LEASE)
    with sqlite.transaction() as session:
        error = ChannelError("failed", permanent=True, remedy=Remedy.AGAIN)
        dispatch.record_not_accepted(session, taken, error, life.now)

    by = f"customer:{life.carla}"
    if change == "moved":
        life.does(bookings.reschedule, cut, start=at("2026-11-26 12:00"), by=by)
    else:
        life.does(bookings.cancel, cut, by=by)
    life.until("2026-11-30 10:00")

    assert life.heard() == {"cancelled": [], "moved": ["mié 12:00 reminder"]}[change]


def test_what_the_provider_refuses_for_a_while_is_sent_once_in_the_end(sqlite: Database) -> None:
    life = Life(sqlite)
    life.book("2026-11-25 11:00")
    life.now = at("2026-11-24 11:00")
    running.run_due(sqlite, now=life.now)
    for code in (429, 503):
        with sqlite.transaction() as session:
            claimed = dispatch.claim(session, life.now, limit=10, lease=LEASE)
            error = ChannelError(f"HTTP {code}", permanent=False)
            for one in claimed:
                dispatch.record_not_accepted(session, one, error, life.now, jitter=lambda: 1.0)
        life.now += timedelta(minutes=2)
    life.until("2026-11-26 10:00")

    assert life.heard() == ["mar 11:04 reminder"]


def test_other_leads_replan_what_is_not_yet_said(sqlite: Database) -> None:
    life = Life(sqlite, rules={"reminders": ["24h"]})
    life.book("2026-11-25 11:00")
    life.book("2026-11-27 11:00", staff_id=life.marco)
    life.until("2026-11-24 12:00")

    rules(sqlite, life, reminders=["48h", "3h"])

    assert life.planned() == ["3h mié 08:00", "48h mié 11:00", "3h vie 08:00"]


def test_a_longer_lead_reminds_at_once_who_has_no_other_reminder_left(sqlite: Database) -> None:
    life = Life(sqlite, rules={"reminders": ["24h"]})
    life.book("2026-11-26 11:00")
    life.until("2026-11-24 16:00")

    rules(sqlite, life, reminders=["48h"])
    life.until("2026-11-28 10:00")

    assert life.heard() == ["mar 16:00 reminder"]


def test_to_plan_anew_by_the_same_rules_changes_nothing(sqlite: Database) -> None:
    life = Life(sqlite, rules={"reminders": ["24h", "2h"], "survey_after": 2 * HOUR})
    life.book("2026-11-24 11:00")
    life.book("2026-11-27 11:00", staff_id=life.marco)
    life.until("2026-11-24 09:30")
    before = life.ledger(), life.planned()

    with sqlite.transaction() as session:
        changed = replan(session, now=life.now)

    assert changed == 0
    assert (life.ledger(), life.planned()) == before


def test_what_the_rules_want_no_more_is_withdrawn_and_comes_back_with_them(sqlite: Database) -> None:
    life = Life(sqlite, rules={"reminders": ["24h"], "survey_after": 2 * HOUR})
    life.book("2026-11-27 11:00")

    rules(sqlite, life, reminders=[], survey_after=None)
    without = life.planned()
    rules(sqlite, life, reminders=["24h"], survey_after=3 * HOUR)

    assert without == []
    assert life.planned() == ["24h jue 11:00", "survey vie 14:30"]


def test_twelve_hours_before_ten_in_the_morning_is_not_lost_in_the_night(sqlite: Database) -> None:
    life = Life(sqlite, rules={"reminders": ["12h"], "quiet_hours": "22:00-08:00"})
    life.book("2026-11-25 10:00")

    life.until("2026-11-26 10:00")

    assert life.heard() == ["mar 21:59 reminder"]


def test_who_was_down_until_the_night_sends_in_the_morning_what_is_still_useful(sqlite: Database) -> None:
    life = Life(sqlite, rules={"quiet_hours": "21:00-09:00"})
    life.book("2026-11-25 19:30")
    life.book("2026-11-25 21:30", staff_id=life.marco)
    life.until("2026-11-24 19:00")
    life.down = True
    life.until("2026-11-24 22:00")
    life.down = False
    life.until("2026-11-26 10:00")

    assert life.heard() == ["mié 09:00 reminder"]
    assert life.ledger() == [f"reminder 24h rev 1: dropped ({routes.NO_TIME})", "reminder 24h rev 1: queued"]


@pytest.mark.parametrize("start", ["2027-03-28 10:00", "2026-10-25 10:00"])
def test_the_day_before_at_the_same_hour_though_the_clocks_change_in_between(
    sqlite: Database, start: str
) -> None:
    life = Life(sqlite, now=at(start) - 5 * DAY)
    life.book(start)

    life.until(at(start) + DAY)

    assert life.heard() == ["sáb 10:00 reminder"]


def test_three_days_down_and_nobody_hears_of_what_is_over(sqlite: Database) -> None:
    life = Life(sqlite, rules={"reminders": ["24h", "2h"], "survey_after": 2 * HOUR})
    _, last, *_ = [life.book(f"2026-11-{day} 11:00") for day in (24, 25, 26, 27)]
    life.down = True
    life.until("2026-11-26 12:00")
    life.down = False
    life.until("2026-11-27 10:00")

    assert life.heard() == ["jue 12:00 survey", "jue 12:00 reminder", "vie 09:00 reminder"]
    assert ("survey", last) in life.asked()


def test_of_two_that_are_late_the_shorter_is_sent(sqlite: Database) -> None:
    life = Life(sqlite, rules={"reminders": ["3h", "2h"]})
    life.book("2026-11-25 11:00")
    life.down = True
    life.until("2026-11-25 09:10")
    life.down = False
    life.until("2026-11-25 12:00")

    assert life.heard() == ["mié 09:10 reminder"]
    assert life.ledger() == [
        f"reminder 3h rev 1: dropped ({judging.SUPERSEDED})",
        "reminder 2h rev 1: queued",
    ]


@pytest.mark.parametrize(
    ("confirm", "text"),
    [
        ("ask", "Te recordamos tu cita: Corte con Lucía hoy a las 16:30. ¿Podrás venir?"),
        (
            "never",
            "Te recordamos tu cita: Corte con Lucía hoy a las 16:30. Si no puedes venir, escríbeme por aquí.",
        ),
    ],
)
def test_two_hours_before_it_says_today(sqlite: Database, confirm: str, text: str) -> None:
    life = Life(sqlite, rules={"reminders": ["2h"], "confirm": confirm})
    life.book("2026-11-23 16:30")

    life.until("2026-11-23 17:00")

    assert life.texts() == [text]


def test_after_midnight_is_not_today(sqlite: Database) -> None:
    life = Life(sqlite, rules={"reminders": ["12h"]})
    life.book("2026-11-24 08:30")

    life.until("2026-11-23 21:00")

    (text,) = life.texts()
    assert "el martes 24 de noviembre a las 8:30" in text


def test_outside_the_24_hours_the_approved_text_goes_and_within_them_our_own(sqlite: Database) -> None:
    life = Life(sqlite)
    life.book("2026-11-24 11:30")
    life.book("2026-11-26 11:00")

    life.until("2026-11-27 10:00")

    within, outside = life.texts()
    assert (
        within
        == "Te recordamos tu cita: Corte con Lucía el martes 24 de noviembre a las 11:30. ¿Podrás venir?"
    )
    assert outside == (
        "Hola: te recordamos tu cita de Corte con Lucía en Peluquería Carmen para el jueves 26 de noviembre "
        "a las 11:00. ¿Podrás venir?"
    )


@pytest.mark.parametrize(
    ("answer", "became"),
    [
        ("sí", "confirmed"),
        ("1", "confirmed"),
        ("👍", "confirmed"),
        ("allí estaré", "confirmed"),
        ("no", "booked"),
    ],
)
def test_an_answer_is_for_that_appointment_of_three(sqlite: Database, answer: str, became: str) -> None:
    life = Life(sqlite)
    one, meant, other = (life.book(f"2026-11-{day} 11:00") for day in (24, 26, 27))
    life.until("2026-11-25 12:00")

    reply = life.writes(answer)

    assert [life.status(number) for number in (one, meant, other)] == ["booked", became, "booked"]
    assert "jueves 26 de noviembre a las 11:00" in reply


def test_a_tap_on_an_older_reminder_is_for_its_own(sqlite: Database) -> None:
    life = Life(sqlite)
    first, second = life.book("2026-11-25 11:00"), life.book("2026-11-25 12:00", staff_id=life.marco)
    life.until("2026-11-24 12:30")

    life.writes("Confirmar", button=f"confirm:{first}:1")

    assert [life.status(first), life.status(second)] == ["confirmed", "booked"]


def test_who_cannot_come_moves_it_or_cancels_with_a_yes(sqlite: Database) -> None:
    life = Life(sqlite)
    cut = life.book("2026-11-25 11:00")
    life.until("2026-11-24 12:00")

    asked = life.writes("no puedo")
    before = life.status(cut)
    life.writes("anúlala")
    life.writes("sí")

    assert "cambiar" in asked
    assert (before, life.status(cut), life.planned()) == ("booked", "cancelled", [])


def test_who_said_they_come_is_reminded_and_not_asked_again(sqlite: Database) -> None:
    life = Life(sqlite, rules={"reminders": ["24h", "2h"]})
    cut = life.book("2026-11-25 11:00")
    life.until("2026-11-24 12:00")
    life.writes("sí")
    life.until("2026-11-25 10:00")

    assert life.heard() == ["mar 11:00 reminder", "mié 09:00 reminder"]
    assert life.texts()[1].endswith("Si no puedes venir, escríbeme por aquí.")
    assert (life.status(cut), life.asked()) == ("confirmed", [])


def test_a_shop_that_does_not_want_to_know_only_reminds(sqlite: Database) -> None:
    life = Life(sqlite, rules={"confirm": "never"})
    life.book("2026-11-25 11:00")
    life.until("2026-11-24 12:00")

    assert life.texts()[0].endswith("Si no puedes venir, responde a este mensaje.")
    assert life.asked() == []


def test_what_waits_for_the_owners_word_is_not_spoken_of_before_it_is_given(sqlite: Database) -> None:
    life = Life(sqlite)
    with sqlite.transaction() as session:
        session.get_one(Service, life.cut).approval = True
    cut = life.book("2026-11-25 11:00")
    requested = life.planned()

    life.does(bookings.accept, cut)

    assert requested == []
    assert life.planned() == ["24h mar 11:00"]


def test_how_to_come_prepared_is_said_again(sqlite: Database) -> None:
    life = Life(sqlite)
    with sqlite.transaction() as session:
        session.get_one(Service, life.cut).preparation = "Ven con el pelo seco."
    life.book("2026-11-24 11:30")

    life.until("2026-11-24 09:00")
    life.until("2026-11-24 10:00")

    assert "Ven con el pelo seco." in life.texts()[0]


def test_nobody_is_told_of_what_another_booked_from_their_number_before(sqlite: Database) -> None:
    life = Life(sqlite)
    life.book("2026-11-25 11:00")
    with sqlite.transaction() as session:
        session.get_one(Conversation, life.talk).disowned_at = NOW + HOUR
    life.until("2026-11-26 10:00")

    assert life.heard() == []
    assert life.ledger() == [f"reminder 24h rev 1: dropped ({judging.NOT_THE_CUSTOMER})"]
