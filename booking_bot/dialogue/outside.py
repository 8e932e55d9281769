"""What is said outside the turns, when something has happened: a place came free, an appointment is near."""

from datetime import datetime

from booking_bot.dialogue.desk import Desk
from booking_bot.dialogue.replies import voice
from booking_bot.dialogue.state import State
from booking_bot.dialogue.talk import Talk


def talk_outside(desk: Desk, state: State, now: datetime) -> Talk:
    """In the words and the language of the conversation, of which nothing is changed."""
    language = "en" if state.language == "en" else desk.shop.locale
    return Talk(desk, state.copy(), now, voice(desk.shop, state.language), language)


def text_of(talk: Talk) -> str:
    return talk.written()
