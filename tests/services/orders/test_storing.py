from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from booking_bot.db import Database
from booking_bot.domain.orders import Item, OrderDraft, OrderStatus
from booking_bot.models import (
    Attention,
    Audit,
    ChannelName,
    Consent,
    Conversation,
    Customer,
    Identity,
    IdentityKind,
    Message,
    Order,
    OrderEvent,
    Outbox,
    ShopConnection,
)
from booking_bot.models.orders import ConnectionKind
from booking_bot.services import consents, instead, last_look, outbox
from booking_bot.services.notices import judging
from booking_bot.services.orders import storing, telling
from booking_bot.services.orders.storing import Stored
from tests.services.lines import approve, open_shop
from tests.shop import NOW

RECEIVED, PREPARING, READY, SHIPPED, DELIVERED, CANCELLED, REFUNDED = OrderStatus
CARLA, MARTA = "+34600111222", "+34600999888"
DRAFT = OrderDraft("#1042", RECEIVED, phone=CARLA, name="Carla")
MINUTE = timedelta(minutes=1)


@pytest.fixture
def shop(sqlite: Database) -> Database:
    """Carla wrote at ten; Marta never did."""
    open_shop(sqlite)
    return sqlite


def put(shop: Database, draft: OrderDraft = DRAFT, **more: Any) -> Stored:
    with shop.transaction() as session:
        return storing.put(session, draft, **{"by": "api:1", "now": NOW, **more})


def told(shop: Database) -> list[tuple[str, str]]:
    """What was queued, and what became of it."""
    with shop.reading() as session:
        rows = session.exec(
            select(Message.body, Outbox.status).join(Outbox, col(Outbox.message_id) == Message.id)
        )
        return [(body, str(status)) for body, status in rows]


def steps(shop: Database) -> list[tuple[str, str | None]]:
    with shop.reading() as session:
        events = session.exec(select(OrderEvent).order_by(col(OrderEvent.id)))
        return [(one.status.value, one.silent) for one in events]


def connection(session: Session) -> int:
    made = ShopConnection(kind=ConnectionKind.GENERIC, name="Tienda", secret="x", created_at=NOW)
    session.add(made)
    session.flush()
    assert made.id
    return made.id


@pytest.fixture
def web(shop: Database) -> int:
    with shop.transaction() as session:
        return connection(session)


def test_a_new_order_is_kept_and_its_customer_told(shop: Database) -> None:
    items = (Item("Champú", 2, 1250), Item("Peine", 1, None))

    stored = put(shop, replace(DRAFT, items=items, total_cents=2900, note=" Sin\nprisa "))

    order = stored.order
    assert (stored.made, stored.moved, stored.changed) == (True, True, True)
    assert (order.number, order.number_key, order.status, order.total_cents, order.currency, order.note) == (
        "#1042", "1042", RECEIVED, 2900, "EUR", "Sin prisa",
    )  # fmt: skip
    assert order.items == [
        {"name": "Champú", "quantity": 2, "price_cents": 1250},
        {"name": "Peine", "quantity": 1, "price_cents": None},
    ]
    assert told(shop) == [
        ("Hemos recibido tu pedido #1042. Te escribiré por aquí cuando cambie algo.", "queued")
    ]
    assert steps(shop) == [("received", None)]


def test_what_is_told_again_changes_nothing(shop: Database) -> None:
    put(shop, replace(DRAFT, status=READY))

    again = [put(shop, replace(DRAFT, status=READY, number=number)) for number in ("1042", "pedido 1042")]

    assert [(one.made, one.moved, one.changed) for one in again] == [(False, False, False)] * 2
    assert len(told(shop)) == 1
    assert steps(shop) == [("ready", None)]


def test_each_state_is_told_once_and_what_still_waited_is_left_out(shop: Database) -> None:
    link = "https://envios.example/1042"
    put(shop)

    put(shop, replace(DRAFT, status=SHIPPED, tracking_url=link), now=NOW + MINUTE)

    assert told(shop) == [
        ("Hemos recibido tu pedido #1042. Te escribiré por aquí cuando cambie algo.", "cancelled"),
        (f"Tu pedido #1042 ya va de camino.\nPuedes seguirlo aquí: {link}", "queued"),
    ]


def test_a_state_that_is_not_told_leaves_the_news_before_it_standing_while_it_is_true(
    shop: Database,
) -> None:
    put(shop)
    put(shop, replace(DRAFT, status=PREPARING))

    assert [status for _, status in told(shop)] == ["queued"]
    assert steps(shop) == [("received", None), ("preparing", telling.SILENT_STATE)]


def test_created_and_paid_a_moment_later_is_one_message_of_a_shop(shop: Database, web: int) -> None:
    draft = replace(DRAFT, external_id="7")
    put(shop, draft, connection_id=web)

    put(shop, replace(draft, status=READY), connection_id=web, now=NOW + timedelta(seconds=2))

    assert [status for _, status in told(shop)] == ["cancelled", "queued"]
    with shop.reading() as session:
        sends_at = session.exec(select(Outbox.send_at).order_by(col(Outbox.id))).all()
    assert sends_at == [NOW + timedelta(seconds=60), NOW + timedelta(seconds=62)]


@pytest.mark.parametrize("status", [RECEIVED, PREPARING, READY])
def test_what_would_take_it_back_changes_nothing(shop: Database, status: OrderStatus) -> None:
    put(shop, replace(DRAFT, status=SHIPPED, total_cents=1000))

    late = put(shop, replace(DRAFT, status=status, total_cents=900))

    assert (late.moved, late.changed, late.order.status, late.order.total_cents) == (
        False, False, SHIPPED, 1000,
    )  # fmt: skip


def test_what_is_older_than_what_is_known_changes_nothing(shop: Database) -> None:
    put(shop, replace(DRAFT, updated_at=NOW))

    late = put(shop, replace(DRAFT, status=READY, note="Tarde", updated_at=NOW - MINUTE))

    assert (late.moved, late.changed, late.order.status, late.order.note) == (False, False, RECEIVED, None)


def test_what_is_not_said_stays_and_what_is_said_empty_goes(shop: Database) -> None:
    put(shop, replace(DRAFT, note="Frágil", tracking_number="AB1", total_cents=500))

    stored = put(shop, replace(DRAFT, tracking_number=""))

    assert (stored.order.note, stored.order.tracking_number, stored.order.total_cents) == (
        "Frágil", None, 500,
    )  # fmt: skip
    assert (stored.moved, stored.changed) == (False, True)


def test_a_link_that_is_none_of_the_web_is_not_kept(shop: Database) -> None:
    stored = put(shop, replace(DRAFT, status=SHIPPED, tracking_url="javascript:alert(1)"))

    assert stored.order.tracking_url is None
    assert told(shop)[0][0] == "Tu pedido #1042 ya va de camino."


def test_who_never_wrote_is_told_nothing_without_a_consent(shop: Database) -> None:
    put(shop, replace(DRAFT, phone=MARTA, name="Marta"))

    assert [status for _, status in told(shop)] == ["cancelled"]
    assert steps(shop) == [("received", consents.NEVER_ASKED)]


def test_who_agreed_in_the_shop_is_told_and_the_agreement_noted(shop: Database) -> None:
    approve(shop, "order_received")

    put(shop, replace(DRAFT, phone=MARTA, name="Marta", opt_in=True))

    with shop.reading() as session:
        row = session.exec(select(Outbox)).one()
        consent = session.exec(select(Consent)).one()
    assert (row.channel, row.status.value, row.content_sid) == (
        ChannelName.WHATSAPP, "queued", "HXorder_received",
    )  # fmt: skip
    assert (consent.granted, consent.source.value) == (True, "order")


def test_an_agreement_in_the_shop_does_not_outweigh_a_no(shop: Database) -> None:
    with shop.transaction() as session:
        line = session.exec(select(Conversation)).one()
        consents.stop(session, line.customer_id, notices=True, now=NOW)
        line.last_inbound_at = NOW - timedelta(hours=2)

    put(shop, replace(DRAFT, opt_in=True))

    assert steps(shop) == [("received", consents.NO_NOTICES)]


def test_whoever_says_that_they_are_not_the_customer_is_told_nothing(shop: Database) -> None:
    put(shop, notify=False)
    with shop.transaction() as session:
        session.exec(select(Conversation)).one().disowned_at = NOW + MINUTE

    put(shop, replace(DRAFT, status=READY), now=NOW + 2 * MINUTE)

    assert (told(shop), steps(shop)[-1]) == ([], ("ready", judging.NOT_THE_CUSTOMER))


def test_a_cancellation_that_the_shop_takes_back_is_put_before_the_owner(shop: Database) -> None:
    put(shop, replace(DRAFT, status=OrderStatus.CANCELLED, updated_at=NOW))
    late = put(shop, replace(DRAFT, status=READY, updated_at=NOW - MINUTE))

    taken_back = put(shop, replace(DRAFT, status=READY, updated_at=NOW + MINUTE))
    again = put(shop, replace(DRAFT, status=READY, updated_at=NOW + MINUTE))

    with shop.reading() as session:
        asked = session.exec(select(Attention.summary)).all()
    assert [one.changed for one in (late, taken_back, again)] == [False, True, False]
    assert (taken_back.order.status, taken_back.moved) == (OrderStatus.CANCELLED, False)
    assert asked == [f"Pedido {DRAFT.number}: {storing.REOPENED}"]


def test_what_waits_for_a_wrong_number_goes_to_the_right_one_once_that_is_told(shop: Database) -> None:
    late = NOW + timedelta(hours=12)  # ten in the evening
    put(shop, replace(DRAFT, phone=MARTA, opt_in=True), now=late)

    put(shop, DRAFT, now=late + MINUTE)

    with shop.reading() as session:
        rows = session.exec(
            select(Outbox.recipient, Outbox.status, Outbox.error).order_by(col(Outbox.id))
        ).all()
    assert [tuple(row) for row in rows] == [
        (f"whatsapp:{MARTA}", "cancelled", telling.ANOTHERS), (f"whatsapp:{CARLA}", "queued", None),
    ]  # fmt: skip
    assert steps(shop) == [("received", None)]


def test_orders_read_for_the_first_time_are_kept_without_a_word(shop: Database) -> None:
    put(shop, notify=False)

    assert (told(shop), steps(shop)) == ([], [("received", telling.NOT_TO_BE_TOLD)])


def test_an_order_without_a_number_to_write_to_keeps_the_name(shop: Database) -> None:
    first = put(shop, replace(DRAFT, phone=None, name="Marta", email="marta@example.org"))

    again = put(shop, replace(DRAFT, phone=None, name="Marta", status=READY))

    with shop.reading() as session:
        customer = session.get_one(Customer, first.order.customer_id)
    assert (customer.name, customer.email, again.order.customer_id) == (
        "Marta", "marta@example.org", first.order.customer_id,
    )  # fmt: skip
    assert steps(shop)[0] == ("received", "No hay número ni correo al que enviarlo.")


def test_of_nobody_nothing_is_made(shop: Database) -> None:
    stored = put(shop, replace(DRAFT, phone=None, name=None))

    assert stored.order.customer_id is None
    assert steps(shop) == [("received", telling.NO_CUSTOMER)]


def test_a_number_that_comes_later_puts_the_order_with_its_customer(shop: Database) -> None:
    put(shop, replace(DRAFT, phone=None, name=None))

    stored = put(shop, DRAFT)

    with shop.reading() as session:
        carla = session.exec(select(Identity.customer_id).where(Identity.value == CARLA)).one()
        kinds = session.exec(select(Identity.kind)).all()
    assert (stored.changed, stored.order.customer_id, kinds) == (True, carla, [IdentityKind.PHONE])


def test_the_same_number_of_two_shops_is_two_orders(shop: Database) -> None:
    with shop.transaction() as session:
        one, other = connection(session), connection(session)

    made = [put(shop, DRAFT, connection_id=shop_id).made for shop_id in (one, other, one)]

    assert made == [True, True, False]


def test_a_program_that_names_a_shops_order_means_that_one(shop: Database, web: int) -> None:
    put(shop, replace(DRAFT, external_id="7"), connection_id=web)

    stored = put(shop, replace(DRAFT, status=READY))

    assert (stored.made, stored.moved, stored.order.connection_id) == (False, True, web)


def test_a_state_without_a_name_says_nothing_until_it_has_one(shop: Database, web: int) -> None:
    unnamed = put(shop, replace(DRAFT, status=None, external_id="7"), connection_id=web)
    unpaid = put(shop, replace(DRAFT, status=None, external_id="7", shop_status="on-hold"), connection_id=web)
    named = put(shop, replace(DRAFT, external_id="7"), connection_id=web)
    again = put(shop, replace(DRAFT, external_id="7"), connection_id=web)

    assert [one.moved for one in (unnamed, unpaid, named, again)] == [True, False, True, False]
    assert steps(shop) == [("received", telling.NOTHING_SAID), ("received", None)]
    assert len(told(shop)) == 1


def test_what_is_wrong_asks_for_attention_until_it_goes_well(shop: Database) -> None:
    put(shop, replace(DRAFT, problem="El pago falló."))
    put(shop, replace(DRAFT, problem="El pago falló.", note="Otra cosa"))
    with shop.reading() as session:
        asked = session.exec(select(Attention.summary, Attention.resolved_at)).all()

    put(shop, replace(DRAFT, status=PREPARING))

    with shop.reading() as session:
        resolved = session.exec(select(Attention.resolved_at)).all()
        order = session.exec(select(Order)).one()
    assert asked == [("Pedido #1042: El pago falló.", None)]
    assert (resolved, order.problem) == ([NOW], None)


def test_a_notice_that_is_no_longer_true_does_not_go(shop: Database) -> None:
    put(shop, replace(DRAFT, status=READY))
    with shop.transaction() as session:
        row = session.exec(select(Outbox)).one()
        before = last_look.stopped(session, last_look.told(session, row), NOW)
        session.exec(select(Order)).one().status = DELIVERED
        session.flush()

        after = last_look.stopped(session, last_look.told(session, row), NOW)

    assert before is None
    assert after == {"status": "cancelled", "error": telling.OUTDATED}


def test_nor_does_what_goes_instead_of_it(shop: Database) -> None:
    put(shop, replace(DRAFT, status=READY))
    with shop.transaction() as session:
        failed = session.exec(select(Outbox)).one()
        session.exec(select(Order)).one().status = DELIVERED
        envelope = outbox.Envelope(failed.channel, failed.recipient, follows_id=failed.id)
        instead.send(session, failed, envelope, NOW)
        again = session.exec(select(Outbox).where(Outbox.follows_id == failed.id)).one()

        after = last_look.stopped(session, last_look.told(session, again), NOW)

    assert after == {"status": "cancelled", "error": telling.OUTDATED}


def test_quiet_hours_put_the_news_off(shop: Database) -> None:
    late = NOW + timedelta(hours=12)  # ten in the evening

    put(shop, now=late)

    with shop.reading() as session:
        row = session.exec(select(Outbox)).one()
    assert row.send_at == NOW + timedelta(hours=23)


def test_what_was_done_is_kept_without_a_word_of_the_customer(shop: Database) -> None:
    put(shop)
    put(shop, replace(DRAFT, note="Frágil"))
    put(shop, replace(DRAFT, status=REFUNDED))

    with shop.reading() as session:
        kept = [(one.actor, one.object_kind, one.verb, one.detail) for one in session.exec(select(Audit))]
    assert kept == [
        ("api:1", "order", "added", {"status": "received"}),
        ("api:1", "order", "changed", {"status": "received"}),
        ("api:1", "order", "moved", {"status": "refunded"}),
    ]
