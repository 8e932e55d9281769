"""What is more than one order, or more than goes by chat: that is said, rather than half of it done."""

from sqlmodel import Session

from booking_bot.dialogue import owner_texts as texts
from booking_bot.services.owner_chat import shop
from booking_bot.services.owner_chat.deeds import Said, Telling

KIND = "too_much"


def read(session: Session, said: Said) -> Telling | None:
    order = None if said.kept else shop.ordered(session, said)
    if order is None or not (order.several or order.repeats):
        return None
    return Telling(texts.ONE_BY_ONE if order.several else texts.REPEATED)
