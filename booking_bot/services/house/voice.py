"""How the bot says hello with another tone, name or greeting, to somebody who writes for the first time."""

from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from booking_bot.dialogue import first_words
from booking_bot.dialogue.flows import courtesy
from booking_bot.dialogue.outside import talk_outside, text_of
from booking_bot.dialogue.state import State
from booking_bot.models import Tone
from booking_bot.services import catalogue
from booking_bot.services.house.preview import WHO
from booking_bot.services.notices import writing
from booking_bot.services.notices.writing import Written
from booking_bot.services.templates.texts import TemplateText


def hello(
    session: Session, *, tone: str, signature: str, greeting: str, emoji: bool, now: datetime
) -> Written:
    """The answer to "hola". A tone that is none is the shop's own."""
    shop = writing.shop_of(catalogue.read(session), {})
    facts = replace(
        shop.facts,
        tone=tone if tone in set(Tone) else shop.facts.tone,
        signature=signature.strip(),
        greeting=greeting.strip(),
        emoji=emoji,
    )
    talk = talk_outside(writing.desk_of(replace(shop, facts=facts), WHO), State(), now)
    talk.introduced = False
    courtesy.greet(talk, busy=False)
    options = [{"id": one.payload, "title": one.title} for one in talk.options]
    return Written(first_words.joined(talk, text_of(talk)), options, TemplateText("greeting"))
