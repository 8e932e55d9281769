"""The workload that speed is measured with gets the right answers."""

import pytest

from benchmarks import agenda_adapter
from benchmarks.workload import month
from booking_bot.db import Database


@pytest.mark.parametrize("staff", [1, 3])
def test_a_month_across_the_change_of_the_clock_is_answered_exactly(database: Database, staff: int) -> None:
    workload = month(staff=staff)

    agenda_adapter.load(workload, 500, database)

    assert agenda_adapter.free(workload["start"], workload["days"]) == workload["expected"]
