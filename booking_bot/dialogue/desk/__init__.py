"""The shop as one conversation sees it.

`Desk` belongs to one customer: it knows who is asking, so that nothing of anybody else's can be
reached through it. The dialogue calls it and never sees a session; whoever offers a Desk runs its
verbs inside the transaction of the turn. Datetimes it gives are aware and in the shop's zone;
refusals are the exceptions of `booking_bot.domain.refusals`.
"""

from typing import Protocol

from booking_bot.dialogue.desk.calls import Call, Calls, Ringing
from booking_bot.dialogue.desk.opinions import Opinions
from booking_bot.dialogue.desk.orders import Ordered, Orders
from booking_bot.dialogue.desk.otherwise import Otherwise, Otherwises
from booking_bot.dialogue.desk.people import Handover, Note, People, Reason
from booking_bot.dialogue.desk.quotes import Quote, Quotes
from booking_bot.dialogue.desk.requests import Deposit, Proposal, Requests
from booking_bot.dialogue.desk.shop import (
    CustomerFacts,
    Question,
    ServiceFacts,
    ShopFacts,
    StaffFacts,
    Terms,
)
from booking_bot.dialogue.desk.times import Obstacle, OpenDay, Times, Why
from booking_bot.dialogue.desk.visits import Booked, Offer, Part, Visits
from booking_bot.dialogue.desk.waiting import Place, Waiting, WaitingList

__all__ = [
    "Booked",
    "Call",
    "CustomerFacts",
    "Deposit",
    "Desk",
    "Handover",
    "Note",
    "Obstacle",
    "Offer",
    "OpenDay",
    "Ordered",
    "Otherwise",
    "Part",
    "Place",
    "Proposal",
    "Question",
    "Quote",
    "Reason",
    "Ringing",
    "ServiceFacts",
    "ShopFacts",
    "StaffFacts",
    "Terms",
    "Waiting",
    "Why",
]


class Desk(
    Times, Visits, WaitingList, Requests, Otherwises, Quotes, Orders, Opinions, Calls, People, Protocol
):
    """All of it."""

    @property
    def shop(self) -> ShopFacts: ...

    @property
    def customer(self) -> CustomerFacts: ...
