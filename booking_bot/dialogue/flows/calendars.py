"""An appointment in the calendar of whoever has it."""

from booking_bot.dialogue.desk import Booked
from booking_bot.dialogue.talk import Talk


def link(talk: Talk, booked: Booked) -> None:
    """Where their calendar finds it; nothing where they reach no page of ours."""
    if booked.link:
        talk.tell("For the calendar: {link}", link=booked.link)
