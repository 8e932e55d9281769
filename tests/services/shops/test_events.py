from datetime import timedelta

from sqlmodel import select

from booking_bot.db import Database
from booking_bot.models import ConnectionKind, ShopConnection, ShopEvent
from booking_bot.services import retention
from booking_bot.services.shops import events
from tests.shop import NOW, Shop

DAY = timedelta(days=1)


def told(database: Database, *, handled: bool) -> None:
    """Shops told something 91, 89 and 29 days ago."""
    with database.transaction() as session:
        Shop(session)
        session.add(ShopConnection(kind=ConnectionKind.GENERIC, name="Caja", secret="x", created_at=NOW))
        session.flush()
        for days in (91, 89, 29):
            at = NOW - days * DAY
            session.add(
                ShopEvent(
                    connection_id=1, delivery_id=str(days), topic="order", body=None if handled else "{}",
                    received_at=at, handled_at=at if handled else None,
                )
            )  # fmt: skip


def left(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.exec(select(ShopEvent.delivery_id).order_by(ShopEvent.delivery_id)))


def test_what_a_telling_came_to_is_kept_for_a_quarter_of_a_year(sqlite: Database) -> None:
    told(sqlite, handled=True)

    with sqlite.transaction() as session:
        events.forget_old(session, NOW)

    assert left(sqlite) == ["29", "89"]


def test_what_nobody_has_understood_is_not_forgotten_before_its_time(sqlite: Database) -> None:
    told(sqlite, handled=False)

    with sqlite.transaction() as session:
        events.forget_old(session, NOW)
        kept = session.exec(select(ShopEvent)).all()
        retention.forget_some(session, NOW - 30 * DAY, NOW)

    assert (len(kept), left(sqlite)) == (3, ["29"])
