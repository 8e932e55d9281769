"""The states of an order.

    received → preparing → ready → delivered
                        ↘ shipped ↗
    and from each of them cancelled; from all that was paid refunded.
An order goes forward, over states too, and never back: what comes late changes nothing.
"""

from enum import StrEnum


class OrderStatus(StrEnum):
    RECEIVED = "received"
    PREPARING = "preparing"
    READY = "ready"  # to be fetched
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"
    REFUNDED = "refunded"
