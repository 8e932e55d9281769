from datetime import timedelta

import pytest
from sqlmodel import col, select

from booking_bot.db import Database
from booking_bot.domain.orders import OrderDraft, OrderStatus
from booking_bot.models import Customer, OrderEvent, Outbox, row_id
from booking_bot.services.orders import changing, storing
from booking_bot.services.orders.refusals import BackwardStatus, NoSuchOrder
from tests.services.lines import open_shop
from tests.shop import NOW

RECEIVED, PREPARING, READY, SHIPPED, DELIVERED, CANCELLED, REFUNDED = OrderStatus
BY = "owner:1"
AFTER = changing.UNDO_WITHIN


@pytest.fixture
def order(sqlite: Database) -> int:
    """Carla's, received and told of."""
    open_shop(sqlite)
    with sqlite.transaction() as session:
        draft = OrderDraft("1042", RECEIVED, phone="+34600111222", name="Carla")
        return row_id(storing.put(session, draft, by="api:1", now=NOW, notify=False).order)


def steps(database: Database) -> list[str]:
    with database.reading() as session:
        return [str(one) for one in session.exec(select(OrderEvent.status).order_by(col(OrderEvent.id)))]


def sent(database: Database) -> list[tuple[str, bool]]:
    """How far each message is, and whether its state may be told again."""
    with database.reading() as session:
        rows = session.exec(select(Outbox).order_by(col(Outbox.id)))
        return [(one.status.value, one.dedupe_key is None) for one in rows]


def test_a_step_is_made_once_and_told_once(sqlite: Database, order: int) -> None:
    with sqlite.transaction() as session:
        made = [changing.move(session, order, READY, by=BY, now=NOW).moved for _ in range(2)]

    assert (made, steps(sqlite), sent(sqlite)) == ([True, False], ["received", "ready"], [("queued", False)])


def test_no_step_goes_back(sqlite: Database, order: int) -> None:
    with sqlite.transaction() as session:
        changing.move(session, order, DELIVERED, by=BY, now=NOW)

        with pytest.raises(BackwardStatus):
            changing.move(session, order, READY, by=BY, now=NOW)


def test_what_was_cancelled_is_revived_and_told_of_anew(sqlite: Database, order: int) -> None:
    with sqlite.transaction() as session:
        for status in (READY, CANCELLED, READY, CANCELLED):
            changing.move(session, order, status, by=BY, now=NOW)
            session.exec(select(Outbox).order_by(col(Outbox.id).desc())).first().status = "sent"  # type: ignore

    assert steps(sqlite) == ["received", "ready", "cancelled", "ready", "cancelled"]
    assert sent(sqlite) == [("sent", True), ("sent", True), ("sent", False), ("sent", False)]


def test_a_cancellation_that_was_not_told_yet_is_left_out_once_it_is_revived(
    sqlite: Database, order: int
) -> None:
    with sqlite.transaction() as session:
        for status in (READY, CANCELLED, READY):
            changing.move(session, order, status, by=BY, now=NOW)

    assert sent(sqlite) == [("cancelled", True), ("cancelled", True), ("queued", False)]


def test_a_revival_taken_back_leaves_the_order_cancelled_and_says_so(sqlite: Database, order: int) -> None:
    with sqlite.transaction() as session:
        changing.move(session, order, CANCELLED, by=BY, now=NOW)
        changing.move(session, order, PREPARING, by=BY, now=NOW, after=AFTER)
        step = session.exec(select(OrderEvent.id).order_by(col(OrderEvent.id).desc())).first() or 0

        changing.undo(session, order, step, by=BY, now=NOW)

    assert steps(sqlite) == ["received", "cancelled"]
    assert sent(sqlite)[-1] == ("queued", False)


def test_what_was_delivered_or_refunded_is_not_revived(sqlite: Database, order: int) -> None:
    with sqlite.transaction() as session:
        changing.move(session, order, CANCELLED, by=BY, now=NOW)
        with pytest.raises(BackwardStatus):
            changing.move(session, order, DELIVERED, by=BY, now=NOW)
        changing.move(session, order, REFUNDED, by=BY, now=NOW)

        with pytest.raises(BackwardStatus):
            changing.move(session, order, READY, by=BY, now=NOW)


def test_an_order_that_is_not_there_is_not_moved(sqlite: Database, order: int) -> None:
    with sqlite.transaction() as session, pytest.raises(NoSuchOrder):
        changing.move(session, order + 1, READY, by=BY, now=NOW)


def test_a_link_may_come_by_itself(sqlite: Database, order: int) -> None:
    link = "https://envios.example/1"

    with sqlite.transaction() as session:
        stored = changing.move(session, order, RECEIVED, by=BY, now=NOW, tracking_url=link)

    assert (stored.moved, stored.changed, stored.order.tracking_url) == (False, True, link)


def test_a_step_taken_back_in_time_is_told_of_to_nobody_and_may_be_made_anew(
    sqlite: Database, order: int
) -> None:
    with sqlite.transaction() as session:
        changing.move(session, order, READY, by=BY, now=NOW, after=AFTER)
        step = session.exec(select(OrderEvent.id).order_by(col(OrderEvent.id).desc())).first() or 0

        was_told = changing.undo(session, order, step, by=BY, now=NOW + timedelta(seconds=5))
        changing.move(session, order, READY, by=BY, now=NOW + timedelta(seconds=9), after=AFTER)

    assert not was_told
    assert (steps(sqlite), sent(sqlite)) == (["received", "ready"], [("cancelled", True), ("queued", False)])


def test_a_step_that_could_not_be_told_is_taken_back_and_told_once_it_can_be(
    sqlite: Database, order: int
) -> None:
    with sqlite.transaction() as session:
        customer = session.exec(select(Customer)).one()
        customer.blocked = True
        changing.move(session, order, READY, by=BY, now=NOW)
        step = session.exec(select(OrderEvent.id).order_by(col(OrderEvent.id).desc())).first() or 0

        was_told = changing.undo(session, order, step, by=BY, now=NOW)
        customer.blocked = False
        changing.move(session, order, READY, by=BY, now=NOW)

    assert not was_told
    assert (steps(sqlite), sent(sqlite)) == (["received", "ready"], [("cancelled", True), ("queued", False)])


def test_what_was_left_out_for_a_step_is_said_once_the_step_is_taken_back(
    sqlite: Database, order: int
) -> None:
    with sqlite.transaction() as session:
        changing.move(session, order, READY, by=BY, now=NOW)
        changing.move(session, order, SHIPPED, by=BY, now=NOW, after=AFTER)
        step = session.exec(select(OrderEvent.id).order_by(col(OrderEvent.id).desc())).first() or 0

        changing.undo(session, order, step, by=BY, now=NOW)

    assert sent(sqlite) == [("cancelled", True), ("cancelled", True), ("queued", False)]


def test_a_step_that_was_told_is_taken_back_and_never_told_again(sqlite: Database, order: int) -> None:
    with sqlite.transaction() as session:
        changing.move(session, order, READY, by=BY, now=NOW)
        session.exec(select(Outbox)).one().status = "sent"  # type: ignore[assignment]
        step = session.exec(select(OrderEvent.id).order_by(col(OrderEvent.id).desc())).first() or 0

        was_told = changing.undo(session, order, step, by=BY, now=NOW)
        changing.move(session, order, READY, by=BY, now=NOW)

    assert was_told
    assert (steps(sqlite), sent(sqlite)) == (["received", "ready"], [("sent", False)])


def test_only_the_newest_step_is_taken_back(sqlite: Database, order: int) -> None:
    with sqlite.transaction() as session:
        first = session.exec(select(OrderEvent.id)).first() or 0
        changing.move(session, order, READY, by=BY, now=NOW)

        with pytest.raises(NoSuchOrder):
            changing.undo(session, order, first, by=BY, now=NOW)
