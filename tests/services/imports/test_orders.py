"""A shop's own list of orders."""

from sqlmodel import col, select

from booking_bot.db import Database
from booking_bot.models import Customer, ImportKind, Message, Order
from tests.services.imports.salon import counts, faults, salon, taken_in

__all__ = ["salon"]

LIST = (
    "Nº pedido;Estado;Nombre;Teléfono;Total;Productos;URL de seguimiento;Fecha\n"
    "#1001;wc-processing;Ana;600111222;1.029,35 €;2 x Camiseta;;\n"
    "#1002;Enviado;Luis;600111333;12;Taza|3x Plato;https://correos.es/x;20/11/2026 10:00\n"
)


def orders(database: Database) -> list[tuple[str, str, str | None, int | None, list[tuple[str, int]]]]:
    with database.reading() as session:
        return [
            (
                order.number,
                order.status,
                name,
                order.total_cents,
                [(i["name"], i["quantity"]) for i in order.items],
            )
            for order, name in session.exec(
                select(Order, Customer.name)
                .join(Customer, col(Order.customer_id) == col(Customer.id))
                .order_by(col(Order.id))
            )
        ]


def test_each_line_becomes_an_order_of_which_nobody_is_told(salon: Database) -> None:
    row = taken_in(salon, ImportKind.ORDERS, LIST, opt_in=True)

    assert orders(salon) == [
        ("#1001", "preparing", "Ana", 102935, [("Camiseta", 2)]),
        ("#1002", "shipped", "Luis", 1200, [("Taza", 1), ("Plato", 3)]),
    ]
    assert (counts(row), faults(row)) == ((2, 0, 0), [])
    with salon.reading() as session:
        assert session.exec(select(Message)).all() == []


def test_it_is_known_again_by_its_number_and_never_goes_back(salon: Database) -> None:
    taken_in(salon, ImportKind.ORDERS, LIST)

    row = taken_in(
        salon, ImportKind.ORDERS, "Pedido;Estado;Seguimiento\n1001;listo;\n1002;recibido;\n1002;;ES123\n"
    )

    assert [(number, status) for number, status, *_ in orders(salon)] == [
        ("#1001", "ready"),
        ("#1002", "shipped"),
    ]
    assert counts(row) == (0, 2, 1)


def test_what_is_wrong_with_an_order_is_told(salon: Database) -> None:
    row = taken_in(
        salon,
        ImportKind.ORDERS,
        "Pedido;Estado;Total;URL de seguimiento\n;enviado;;\n1;volando;;\n2;;doce;\n"
        "3;;;javascript:alert(1)\n",
    )

    assert faults(row) == [
        ("2", "Falta el número del pedido."),
        (
            "3",
            "No sé qué estado es «volando». Puede ser recibido, en preparación, listo, enviado, entregado, "
            "cancelado o reembolsado.",
        ),
        ("4", "«doce» no es un importe."),
        ("5", "El enlace de seguimiento tiene que empezar por https://."),
    ]
