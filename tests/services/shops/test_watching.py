from datetime import timedelta

from sqlmodel import col, select

from booking_bot.db import Database
from booking_bot.models import Attention, ConnectionKind, ShopConnection
from booking_bot.services.shops import watching
from booking_bot.services.shops.events import NO_SIGNATURE
from tests.shop import NOW, Shop

HOUR = timedelta(hours=1)


def open_warnings(database: Database, *, later: timedelta) -> list[str]:
    with database.transaction() as session:
        watching.look(session, NOW + later)
    with database.reading() as session:
        waiting = select(Attention.summary).where(col(Attention.resolved_at).is_(None))
        return list(session.exec(waiting))


def test_the_owner_is_told_once_where_a_shop_is_lost_and_no_more_once_it_is_back(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        Shop(session)
        for name, error in (
            ("Flores", "No contesta nadie."),
            ("Otra", None),
            ("Pausada", "No."),
            ("Llamada", NO_SIGNATURE),
        ):
            session.add(
                ShopConnection(
                    kind=ConnectionKind.PRESTASHOP, name=name, secret="x", created_at=NOW, asked_until=NOW,
                    error=error, error_at=NOW if error else None, active=name != "Pausada",
                )
            )  # fmt: skip

    found = [open_warnings(sqlite, later=later) for later in (2 * HOUR, 3 * HOUR, 4 * HOUR)]
    with sqlite.transaction() as session:
        session.exec(select(Attention)).one().resolved_at = NOW
    seen = open_warnings(sqlite, later=5 * HOUR)
    with sqlite.transaction() as session:
        flores = session.get_one(ShopConnection, 1)
        flores.error = flores.error_at = None
    back = open_warnings(sqlite, later=6 * HOUR)

    said = ["Flores: desde el lunes 23 de noviembre a las 10:00"]
    assert (found, seen, back) == ([[], said, said], [], [])
