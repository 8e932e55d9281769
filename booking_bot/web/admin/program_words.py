"""What the page of programs says: what a token may do, and what one may be told of."""

from collections.abc import Mapping, Sequence

from booking_bot.domain.scopes import USUAL, Scope
from booking_bot.models import TellingStatus
from booking_bot.services.hooks.events import APPOINTMENTS, MESSAGES, ORDERS, TEST

MAY: Mapping[str, tuple[str, Sequence[Scope]]] = {
    "todo": ("Ver y cambiar todo", USUAL),
    "ver": ("Solo ver", (Scope.READ,)),
    "pedidos": ("Solo los pedidos", (Scope.ORDERS,)),
}
SCOPE: Mapping[str, str] = {
    Scope.READ: "ve todo",
    Scope.WRITE: "cambia todo",
    Scope.ORDERS: "lleva los pedidos",
}

GROUPS: Mapping[str, Sequence[str]] = {"Citas": APPOINTMENTS, "Pedidos": ORDERS, "Mensajes": MESSAGES}
EVENT: Mapping[str, str] = {
    "appointment.requested": "Piden una cita que tienes que aceptar",
    "appointment.booked": "Se apunta una cita",
    "appointment.confirmed": "Confirman que vienen",
    "appointment.changed": "Cambia una cita",
    "appointment.cancelled": "Se anula una cita",
    "appointment.completed": "Una cita se da por hecha",
    "appointment.no_show": "No vienen a una cita",
    "order.received": "Entra un pedido",
    "order.preparing": "Se prepara",
    "order.ready": "Está listo para recoger",
    "order.shipped": "Sale de camino",
    "order.delivered": "Se entrega",
    "order.cancelled": "Se anula",
    "order.refunded": "Se devuelve el dinero",
    "message.received": "Escribe un cliente",
    TEST: "Prueba",
}
TELLING: Mapping[TellingStatus, str] = {
    TellingStatus.WAITING: "Pendiente",
    TellingStatus.DONE: "Recibido",
    TellingStatus.FAILED: "No llegó",
}
WRONG_ADDRESS = "Tiene que ser una dirección completa que empiece por https://."
NO_NAME = "Ponle un nombre, para saber cuál es."
NO_EVENT = "Elige al menos una cosa de la que avisar."
