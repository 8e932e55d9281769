"""What can be brought in: the columns of each kind, and what is done with a line of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from booking_bot.models import ImportKind
from booking_bot.services.imports import appointments, customers, orders
from booking_bot.services.imports.columns import COLUMNS, Column
from booking_bot.services.imports.line import Done, Row, Setting


@dataclass(frozen=True, slots=True)
class Kind:
    """`read` says what a line means, `put` does it; both raise Fault.

    `at_once` lines are one transaction: few enough that no chat waits for it.
    """

    columns: Sequence[Column]
    read: Callable[[Row, Setting], Any]
    put: Callable[[Session, Any, int, Setting], Done]
    at_once: int


KINDS: dict[ImportKind, Kind] = {
    ImportKind.CUSTOMERS: Kind(COLUMNS[ImportKind.CUSTOMERS], customers.read, customers.put, 40),
    ImportKind.APPOINTMENTS: Kind(COLUMNS[ImportKind.APPOINTMENTS], appointments.read, appointments.put, 15),
    ImportKind.ORDERS: Kind(COLUMNS[ImportKind.ORDERS], orders.read, orders.put, 20),
}
