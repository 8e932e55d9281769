"""Many that fall due at once are handed over in as many statements as a few."""

from benchmarks import reminders
from booking_bot.db import Database
from booking_bot.services.notices import running


def test_ninety_reminders_are_handed_over_in_thirty_statements(database: Database) -> None:
    reminders.open_shop(database, 90)
    with database.transaction() as session:
        reminders.plan(session)

    with reminders.counted(database) as sent:
        handed = running.run_due(database, now=reminders.DUE)

    assert handed == 90
    assert len(sent) <= 30
