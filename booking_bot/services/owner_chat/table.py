"""The deeds, in the order in which they are tried: the first that makes something of the words has them."""

from booking_bot.services.owner_chat import bad_day, booking, cancelling, moving, next_one, too_much, writing
from booking_bot.services.owner_chat.deeds import Deed

DEEDS: tuple[Deed, ...] = (
    Deed(next_one.KIND, next_one.read),
    Deed(too_much.KIND, too_much.read),
    Deed(writing.KIND, writing.read, writing.do),
    Deed(bad_day.KIND, bad_day.read, bad_day.do),
    Deed(cancelling.KIND, cancelling.read, cancelling.do),
    Deed(moving.KIND, moving.read, moving.do),
    Deed(booking.KIND, booking.read, booking.do),
)
