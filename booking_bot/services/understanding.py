"""Understanding for one turn: the shop's words, the customer's hour, and what a second look found."""

from collections.abc import Sequence
from datetime import datetime

from booking_bot.dialogue.talk import Missed
from booking_bot.language import understand
from booking_bot.language.frame import Expecting, Frame, Vocabulary
from booking_bot.language.second_reading import is_open
from booking_bot.services import hearing
from booking_bot.services.business_file import vocabulary_in
from booking_bot.services.front_desk import FrontDesk
from booking_bot.services.hearing import Arrived
from booking_bot.services.second_looks import Look, Question


class Understanding:
    """Implements `dialogue.talk.Understand` at the hour at which the customer wrote: "mañana" is theirs.

    What the look found stands in the place of what the grammar leaves open, and of nothing else; where
    more messages have come since, it is no longer about what is said.
    """

    def __init__(self, desk: FrontDesk, messages: Sequence[Arrived], look: Look | None = None) -> None:
        self.vocabulary = vocabulary_in(desk.catalogue)
        self.upto = messages[-1].id
        self.wall = _wall(desk, messages, self.vocabulary)
        self.look = look if look and look.frame and look.question.upto == self.upto else None

    def __call__(self, text: str, expecting: Expecting | None) -> Frame:
        frame = understand(text, self.wall, self.vocabulary, expecting)
        look = self.look
        if look is not None and look.frame is not None and text == look.question.text and is_open(frame):
            return look.frame
        return frame

    def question(self, missed: Missed) -> Question:
        """What a second look is to be at."""
        return Question(missed.text, self.wall, self.vocabulary, missed.expecting, self.upto)


def _wall(desk: FrontDesk, messages: Sequence[Arrived], vocabulary: Vocabulary) -> datetime:
    written = [
        (hearing.said(one), one.at.astimezone(desk.shop.zone).replace(tzinfo=None)) for one in messages
    ]
    wall = written[-1][1]
    if written[0][1].date() != wall.date():  # they waited over midnight: what speaks of a time tells its day
        wall = next((at for body, at in reversed(written) if understand(body, at, vocabulary).when), wall)
    return wall
