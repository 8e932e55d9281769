"""What a service asks, of one who took a place before there was time to ask."""

from booking_bot.dialogue.desk import Booked
from booking_bot.dialogue.flows import house
from booking_bot.dialogue.replies import sentence
from booking_bot.dialogue.state import Flow, Wish
from booking_bot.dialogue.talk import Talk

_QUESTION = sentence("So that the team can get ready: «{question}»")


def ask(talk: Talk, booked: Booked) -> None:
    """Nothing where all is known; where something else is under way, when that is done."""
    wish = Wish(Flow.ANSWER, services=(booked.service,), appointment=booked.id)
    if house.missing(talk, wish) is None:
        return
    if talk.state.wish is None:
        talk.state.wish = wish
    elif talk.state.queued is None:
        talk.state.queued = wish


def advance(talk: Talk, wish: Wish) -> None:
    """Keep each answer as it comes: what is booked is not to be lost with the rest of the talk."""
    talk.desk.remember(wish.answers)
    missing = house.missing(talk, wish)
    if missing is not None:
        house.ask(talk, missing, _QUESTION)
        return
    talk.drop()
    talk.ended = True
    talk.tell("Noted, thank you.")
