from itertools import product

import pytest

from booking_bot.domain.orders import OrderStatus, may_follow, may_revive, number_key

RECEIVED, PREPARING, READY, SHIPPED, DELIVERED, CANCELLED, REFUNDED = OrderStatus


def test_an_order_goes_forward_over_states_too_and_never_back() -> None:
    follows = {old: {new for new in OrderStatus if may_follow(old, new)} for old in OrderStatus}

    assert follows == {
        RECEIVED: {PREPARING, READY, SHIPPED, DELIVERED, CANCELLED, REFUNDED},
        PREPARING: {READY, SHIPPED, DELIVERED, CANCELLED, REFUNDED},
        READY: {SHIPPED, DELIVERED, CANCELLED, REFUNDED},
        SHIPPED: {DELIVERED, CANCELLED, REFUNDED},
        DELIVERED: {CANCELLED, REFUNDED},
        CANCELLED: {REFUNDED},
        REFUNDED: set(),
    }


def test_only_what_was_cancelled_is_revived_and_only_to_what_somebody_waits_for() -> None:
    revived = [pair for pair in product(OrderStatus, OrderStatus) if may_revive(*pair)]

    assert revived == [(CANCELLED, new) for new in (RECEIVED, PREPARING, READY, SHIPPED)]


def test_no_two_states_follow_each_other() -> None:
    both = [
        pair for pair in product(OrderStatus, OrderStatus) if may_follow(*pair) and may_follow(*pair[::-1])
    ]

    assert both == []


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("#9999", "9999"),
        ("9999", "9999"),
        ("Pedido nº A-12", "a12"),
        ("PEDIDO Nº 33", "33"),
        ("a 12", "a12"),
        ("W-90-112", "w90112"),
        ("N-100", "n100"),
        ("#☠1☢\n---\n4321\n", "14321"),
        ("☠", "☠"),
        ("pedido", "pedido"),
    ],
)
def test_a_number_is_the_same_however_it_is_written(written: str, key: str) -> None:
    assert number_key(written) == key
