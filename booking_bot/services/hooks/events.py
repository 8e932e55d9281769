"""What one may be told of. An object's id and its kind are all that the teller has to know."""

from booking_bot.domain.orders import OrderStatus

APPOINTMENTS = tuple(
    f"appointment.{one}"
    for one in ("requested", "booked", "confirmed", "changed", "cancelled", "completed", "no_show")
)
ORDERS = tuple(f"order.{status}" for status in OrderStatus)
MESSAGES = ("message.received",)
EVENTS = (*APPOINTMENTS, *ORDERS, *MESSAGES)
TEST = "test"  # what the owner sends by a tap, to see whether it arrives
