"""The Desk over the tables: what one conversation may see of the shop and do in it."""

from booking_bot.services.front_desk.appointments import Appointments
from booking_bot.services.front_desk.calls import Calls
from booking_bot.services.front_desk.opinions import Opinions
from booking_bot.services.front_desk.orders import Orders
from booking_bot.services.front_desk.otherwise import Otherwises
from booking_bot.services.front_desk.people import People
from booking_bot.services.front_desk.quotes import Quotes
from booking_bot.services.front_desk.requests import Requests
from booking_bot.services.front_desk.times import Times
from booking_bot.services.front_desk.waiting import WaitingList

__all__ = ["FrontDesk"]


class FrontDesk(
    Times, Appointments, WaitingList, Requests, Otherwises, Quotes, Orders, Opinions, Calls, People
):
    """Implements `dialogue.desk.Desk` for the customer of one conversation, inside its turn's transaction."""
