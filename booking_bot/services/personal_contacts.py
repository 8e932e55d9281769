"""Friends, family, the supplier: the bot leaves them to the owner, also before they ever wrote.

What they write is seen in the chats like any other, and nothing goes out to them by itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from booking_bot.domain import contact_lists
from booking_bot.domain.phones import NotAPhone, canonical
from booking_bot.models import Customer, row_id
from booking_bot.services import introductions
from booking_bot.services.customer_book import changes
from booking_bot.services.customer_book.listing import Mark
from booking_bot.services.diary.visitors import LONGEST_NAME
from booking_bot.services.inbox import Person, people

MOST = 1000  # entries read at once


@dataclass(frozen=True, slots=True)
class Added:
    """How many are personal now that were not; which entries hold no number of this world."""

    many: int
    unread: Sequence[str]


def add(session: Session, text: str, *, country: str, by: str, now: datetime) -> Added:
    """Everybody in a pasted list or in vCards; who is known keeps their name."""
    many, unread = 0, list[str]()
    for contact in contact_lists.read(text)[:MOST]:
        try:
            phone = canonical(contact.phone, country)
        except NotAPhone:
            unread.append(f"{contact.name} {contact.phone}".strip())
            continue
        name = " ".join(contact.name.split())[:LONGEST_NAME]
        customer = introductions.introduce(session, phone, name, now=now)
        customer.name = customer.name or None
        many += changes.mark(session, row_id(customer), Mark.PERSONAL, on=True, by=by, now=now)
    return Added(many, unread)


def listed(session: Session) -> list[Person]:
    """By name, those without one last."""
    numbers = session.exec(select(Customer.id).where(col(Customer.personal).is_(True))).all()
    known = people(session, [number for number in numbers if number is not None])
    return sorted(known.values(), key=lambda one: (one.name is None, (one.name or "").casefold(), one.id))
