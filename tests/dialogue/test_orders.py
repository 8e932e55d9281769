from dataclasses import replace
from datetime import timedelta

import pytest

from booking_bot.dialogue import order_words
from booking_bot.dialogue.desk import Ordered, Reason
from booking_bot.dialogue.orders import news
from booking_bot.dialogue.outside import talk_outside
from booking_bot.dialogue.state import State
from booking_bot.domain.orders import OrderStatus
from booking_bot.language.frame import Act
from tests.dialogue.chat import Chat
from tests.dialogue.fake import NOW, FakeDesk

SHIPPED = Ordered(1, "#1042", OrderStatus.SHIPPED, NOW - timedelta(days=1))


def ordered(*orders: Ordered) -> Chat:
    return Chat(FakeDesk(ordered=list(orders)))


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (OrderStatus.RECEIVED, "Hemos recibido tu pedido #1042. Te escribiré por aquí cuando cambie algo."),
        (OrderStatus.PREPARING, "Estamos preparando tu pedido #1042."),
        (
            OrderStatus.READY,
            "Tu pedido #1042 ya está listo. "
            "Puedes pasar a recogerlo cuando quieras dentro de nuestro horario.",
        ),
        (OrderStatus.SHIPPED, "Tu pedido #1042 ya va de camino.\nSu número de seguimiento es AB1."),
        (
            OrderStatus.DELIVERED,
            "Tu pedido #1042 consta como entregado. Si algo no está bien, escríbeme.",
        ),
        (
            OrderStatus.CANCELLED,
            "Tu pedido #1042 se ha cancelado. Si tienes alguna duda, escríbeme.",
        ),
        (
            OrderStatus.REFUNDED,
            "Te hemos devuelto el importe de tu pedido #1042. Puede tardar unos días en verse en tu cuenta.",
        ),
    ],
)
def test_each_state_has_its_news(status: OrderStatus, told: str) -> None:
    talk = talk_outside(FakeDesk(), State(), NOW)

    news(talk, replace(SHIPPED, status=status, tracking_number="AB1"))

    assert talk.written() == told


def test_who_takes_over_reads_which_order_it_is_about() -> None:
    chat = ordered(SHIPPED)

    chat.says("el pedido 1042 vino roto", Act.COMPLAINT, order="1042")

    assert chat.desk.handed == [
        (Reason.COMPLAINT, "«el pedido 1042 vino roto» · pedido #1042, enviado el 11/05/2026")
    ]


def test_the_order_of_another_is_not_even_named_to_a_person() -> None:
    chat = ordered(SHIPPED)

    chat.says("quiero devolver el pedido 2087", Act.ORDER_STATUS, order="2087")

    assert chat.desk.handed == [(Reason.ORDER, "«quiero devolver el pedido 2087»")]


def test_of_a_long_list_of_numbers_only_a_few_are_looked_for() -> None:
    asked: list[str | None] = []

    class Counting(FakeDesk):
        def orders(self, number: str | None = None) -> tuple[Ordered, ...] | None:
            asked.append(number)
            return super().orders(number)

    Chat(Counting(ordered=[SHIPPED])).says(" ".join(f"#{each}" for each in range(2000, 2200)), Act.OTHER)

    assert asked == ["#2000", "#2001", "#2002", "#2003", "#2004"]


def test_an_old_tap_on_an_order_tells_nothing_of_it() -> None:
    chat = ordered(SHIPPED, replace(SHIPPED, id=2, number="#1043"))
    chat.says("¿mi pedido?", Act.ORDER_STATUS)
    old = chat.options[0].payload
    chat.presses(old)

    reply = chat.presses(old)

    assert reply.startswith("Ese botón era de una pregunta anterior.")


def test_somebody_elses_order_cannot_be_tapped() -> None:
    chat = ordered(SHIPPED, replace(SHIPPED, id=2, number="#1043"))
    chat.says("¿mi pedido?", Act.ORDER_STATUS)

    reply = chat.presses(chat.options[0].payload.replace("order:1", "order:7"))

    assert "1042" not in reply


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("quiero cancelar mi pedido", {"named", "for_a_person"}),
        ("¿puedo cambiar la dirección del envío?", {"named", "for_a_person"}),
        ("me falta un champú en el paquete", {"named", "for_a_person"}),
        ("quiero hacer un pedido", {"named", "for_a_person"}),
        ("¿ha cambiado el estado de mi pedido?", {"named"}),
        ("¿falta mucho para que esté el pedido?", {"named"}),
        ("¿paso a recoger el pedido el jueves?", {"named", "fetches"}),
        ("cancela mi cita y el pedido", {"for_a_person"}),
        ("no me ha llegado el paquete", {"named", "not_arrived"}),
        ("no lo he recibido", {"not_arrived", "asks_where"}),
        ("aún no ha llegado", {"not_arrived", "asks_where"}),
        ("¿cuándo me llega?", {"asks_where"}),
        ("¿lo han enviado ya?", {"asks_where"}),
        ("no me ha llegado el recordatorio de mañana", {"not_arrived"}),
        ("¿cuándo llega Marta?", set()),
        ("quiero cita el jueves", set()),
        ("¿hacéis envíos a Canarias?", set()),
        ("¿dónde está mi envío?", {"named"}),
        ("soy el repartidor, traigo un paquete", {"named", "for_a_person"}),
    ],
)
def test_what_is_said_of_an_order(text: str, read: set[str]) -> None:
    signs = ("named", "for_a_person", "not_arrived", "asks_where", "fetches")

    assert {one for one in signs if getattr(order_words, one)(text)} == read
