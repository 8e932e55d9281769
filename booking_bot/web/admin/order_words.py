"""Orders as the pages say them: their states, what may be tapped next, and who made a step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from booking_bot.dialogue.prices import price
from booking_bot.domain.orders import OPEN, OrderStatus, may_follow, may_revive
from booking_bot.models import Order
from booking_bot.web.admin.activity_words import WHO
from booking_bot.web.admin.blueprint import blueprint


@dataclass(frozen=True, slots=True)
class Stage:
    """A state with its symbol; `tap` is what the button says that leads to it."""

    label: str
    symbol: str
    tap: str


STAGES: Mapping[OrderStatus, Stage] = {
    OrderStatus.RECEIVED: Stage("Recibido", "clip", "Recibido"),
    OrderStatus.PREPARING: Stage("En preparación", "play", "Preparar"),
    OrderStatus.READY: Stage("Listo para recoger", "bell", "Listo"),
    OrderStatus.SHIPPED: Stage("Enviado", "send", "Enviado"),
    OrderStatus.DELIVERED: Stage("Entregado", "done", "Entregado"),
    OrderStatus.CANCELLED: Stage("Cancelado", "cross", "Cancelar el pedido"),
    OrderStatus.REFUNDED: Stage("Devuelto", "undo", "Marcar como devuelto"),
}
# What most orders come to next; the rest lies a tap further away.
_NEXT: Mapping[OrderStatus, Sequence[OrderStatus]] = {
    OrderStatus.RECEIVED: (OrderStatus.PREPARING, OrderStatus.READY),
    OrderStatus.PREPARING: (OrderStatus.READY, OrderStatus.SHIPPED),
    OrderStatus.READY: (OrderStatus.DELIVERED,),
    OrderStatus.SHIPPED: (OrderStatus.DELIVERED,),
}
_SHOWN = 3  # items in the list


@blueprint.app_template_filter()
def stage_of_order(status: OrderStatus) -> Stage:
    return STAGES[status]


@blueprint.app_template_filter()
def next_states(order: Order) -> Sequence[OrderStatus]:
    return _NEXT.get(order.status, ())


@blueprint.app_template_filter()
def other_states(order: Order) -> list[OrderStatus]:
    """All others that it may come to."""
    near = next_states(order)
    return [
        one
        for one in OrderStatus
        if one not in near and (may_follow(order.status, one) or may_revive(order.status, one))
    ]


@blueprint.app_template_filter()
def is_waited_for(order: Order) -> bool:
    return order.status in OPEN


@blueprint.app_template_filter()
def items_in_brief(order: Order) -> str:
    """ "2 Champú, Peine y 3 más"."""
    told = [f"{one['quantity']} {one['name']}" if one["quantity"] > 1 else one["name"] for one in order.items]
    more = len(told) - _SHOWN
    return ", ".join(told[:_SHOWN]) + (f" y {more} más" if more > 0 else "")


@blueprint.app_template_filter()
def amount(cents: int | None, currency: str) -> str:
    return "" if cents is None else price(cents, currency, locale="es_ES")


@blueprint.app_template_filter()
def who_did(actor: str) -> str:
    """Of "owner:3", what its kind is called."""
    kind = actor.partition(":")[0]
    return WHO.get(kind, kind)
