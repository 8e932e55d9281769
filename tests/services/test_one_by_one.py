import logging

import pytest
from sqlmodel import Session, col, select

from booking_bot.db import Database
from booking_bot.models import Customer
from booking_bot.services.one_by_one import each
from tests.shop import NOW


def test_what_fails_leaves_nothing_and_keeps_no_other_waiting(
    sqlite: Database, caplog: pytest.LogCaptureFixture
) -> None:
    def add(session: Session, number: int, **_: object) -> bool:
        session.add(Customer(name=str(number), created_at=NOW))
        session.flush()
        if number == 2:
            raise ValueError
        return number != 3

    with caplog.at_level(logging.ERROR):
        done = each(sqlite, [1, 2, 3, 4], add, now=NOW)

    with sqlite.reading() as session:
        names = session.exec(select(Customer.name).order_by(col(Customer.id))).all()
    assert (done, names) == (2, ["1", "3", "4"])
    assert [record.getMessage() for record in caplog.records] == [f"{__name__}.add failed at 2"]
