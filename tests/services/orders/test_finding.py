from booking_bot.db import Database
from booking_bot.domain.orders import OrderDraft, OrderStatus
from booking_bot.models import ShopConnection
from booking_bot.models.orders import ConnectionKind
from booking_bot.services.orders import finding, storing
from tests.services.lines import open_shop
from tests.shop import NOW


def test_the_number_that_is_put_forward_is_nobody_elses(sqlite: Database) -> None:
    open_shop(sqlite)
    with sqlite.transaction() as session:
        shop = ShopConnection(kind=ConnectionKind.GENERIC, name="Tienda", secret="x", created_at=NOW)
        session.add(shop)
        session.flush()
        put_forward = [finding.next_number(session)]
        for number, connection in (("1", shop.id), ("2", shop.id), ("7", None)):
            draft = OrderDraft(number, OrderStatus.RECEIVED)
            storing.put(session, draft, by="api:1", now=NOW, connection_id=connection)
            put_forward.append(finding.next_number(session))

    assert put_forward == ["1", "2", "3", "8"]
