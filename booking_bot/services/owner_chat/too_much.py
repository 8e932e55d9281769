"""What is more than one order, or more than goes by chat: that is said, rather than half of it done."""

import re

from sqlmodel import Session

from booking_bot.dialogue import owner_texts as texts
from booking_bot.services.owner_chat import shop
from booking_bot.services.owner_chat.deeds import Said, Telling

KIND = "too_much"
_ALL_OF_IT = re.compile(
    r"^(?:hola |vale |ok |por favor )?(?:cancel|anul|quit|borr)(?:a|ar|ame)(?: la| las| los)?"
    r" tod[oa]s?\b(?!.*\bmi[sao]?s?\b)"
)


def read(session: Session, said: Said) -> Telling | None:
    if not said.kept and _ALL_OF_IT.search(said.words):
        return Telling(texts.WHOLE_DAY)
    order = None if said.kept else shop.ordered(session, said)
    if order is None or not (order.several or order.repeats):
        return None
    return Telling(texts.ONE_BY_ONE if order.several else texts.REPEATED)
