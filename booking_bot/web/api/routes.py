"""The calls of the API: each with who may make it, what it reads and what it answers.

What is written here is served, guarded and described: `openapi.json` is made of it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

from flask import Response

from booking_bot.domain.scopes import Scope
from booking_bot.services.objects.appointment import Appointment
from booking_bot.services.objects.base import Shown
from booking_bot.services.objects.customer import Customer
from booking_bot.services.objects.message import Message
from booking_bot.services.objects.order import Order
from booking_bot.services.objects.slot import Slot
from booking_bot.web.api import appointments, availability, customers, messages, orders
from booking_bot.web.api.inputs import Input
from booking_bot.web.api.paging import Paged

LOOK, CHANGE = frozenset({Scope.READ}), frozenset({Scope.WRITE})
LOOK_AT_ORDERS, CHANGE_ORDERS = LOOK | {Scope.ORDERS}, CHANGE | {Scope.ORDERS}

# What any call may answer instead: no token, not this one, another method, too often, no business yet.
ALWAYS = (401, 403, 405, 429, 503)
OF_A_PATH, OF_A_QUERY, OF_A_BODY, OF_RULES = (404,), (422,), (413, 415, 422), (409,)


@dataclass(frozen=True)
class Route:
    """`gives` is what a good answer holds, `many` of it a page; None is nothing at all.

    `also` are the statuses that a good answer may have besides `status`; `rows`: it is what the tables hold.
    """

    method: str
    address: str
    view: Callable[..., Response]
    summary: str
    scopes: frozenset[Scope]
    gives: type[Shown] | None
    status: int = HTTPStatus.OK
    many: bool = False
    query: type[Input] | None = None
    takes: type[Input] | None = None
    refuses: bool = False  # the shop's rules may be against it
    also: tuple[int, ...] = ()
    rows: bool = False

    @property
    def errors(self) -> list[int]:
        """What it may answer instead."""
        found = {
            *ALWAYS,
            *(OF_A_PATH if "<" in self.address else ()),
            *(OF_A_QUERY if self.query else ()),
            *(OF_A_BODY if self.takes else ()),
            *(OF_RULES if self.refuses else ()),
        }
        return sorted(found)

    @property
    def endpoint(self) -> str:
        return f"{self.view.__module__.rpartition('.')[2]}_{self.view.__name__}"

    @property
    def is_repeatable(self) -> bool:
        """Whether the header Idempotency-Key means something."""
        return self.method == "POST"


ROUTES: tuple[Route, ...] = (
    Route(
        "GET", "/availability", availability.index, "Free slots, for 31 days at most", LOOK, Slot,
        many=True, query=availability.Question,
    ),
    Route(
        "GET", "/appointments", appointments.index, "Appointments, the earliest first", LOOK, Appointment,
        many=True, query=appointments.Filters,
    ),
    Route(
        "POST", "/appointments", appointments.create, "Book an appointment", CHANGE, Appointment,
        status=HTTPStatus.CREATED, takes=appointments.NewAppointment, refuses=True,
    ),
    Route(
        "GET", "/appointments/<appointment_id>", appointments.show, "One appointment", LOOK, Appointment
    ),
    Route(
        "PATCH", "/appointments/<appointment_id>", appointments.update,
        "Move an appointment, or change its status or note", CHANGE, Appointment,
        takes=appointments.AppointmentChange, refuses=True,
    ),
    Route(
        "GET", "/orders", orders.index, "Orders, the newest first", LOOK_AT_ORDERS, Order,
        many=True, query=orders.Filters,
    ),
    Route(
        "GET", "/orders/<path:number>", orders.show, "One order", LOOK_AT_ORDERS, Order
    ),
    Route(
        "PUT", "/orders/<path:number>", orders.replace,
        "Tell of an order; a new status is told to the customer once", CHANGE_ORDERS, Order,
        takes=orders.OrderTold, also=(HTTPStatus.CREATED,), refuses=True,
    ),
    Route(
        "PATCH", "/orders/<path:number>", orders.update, "Bring an order to another status", CHANGE_ORDERS,
        Order, takes=orders.OrderChange, refuses=True,
    ),
    Route(
        "GET", "/customers", customers.index, "Customers, the oldest first", LOOK, Customer,
        many=True, query=Paged,
    ),
    Route("GET", "/customers/<who>", customers.show, "One customer", LOOK, Customer),
    Route(
        "PATCH", "/customers/<who>", customers.update, "Change the name, or what they agreed to", CHANGE,
        Customer, takes=customers.CustomerChange, refuses=True,
    ),
    Route(
        "DELETE", "/customers/<who>", customers.erase, "Erase what tells who they are", CHANGE, None,
        status=HTTPStatus.NO_CONTENT,
    ),
    Route(
        "GET", "/customers/<who>/export", customers.export, "Everything that is held on them", LOOK, None,
        rows=True,
    ),
    Route(
        "GET", "/messages", messages.index, "What was said, the newest first", LOOK, Message,
        many=True, query=messages.Filters,
    ),
    Route(
        "POST", "/messages", messages.create, "Write to a customer within their 24 hours", CHANGE, Message,
        status=HTTPStatus.ACCEPTED, takes=messages.NewMessage, refuses=True,
    ),
)  # fmt: skip
