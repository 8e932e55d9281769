"""A conversation with the fake shop in which each message comes with the frame it stands for."""

from dataclasses import dataclass, field
from datetime import timedelta

from booking_bot.dialogue.machine import turn
from booking_bot.dialogue.state import State
from booking_bot.dialogue.talk import Heard, OpenQuestion, Option
from booking_bot.language.frame import Act, Frame
from tests.dialogue.fake import FakeDesk


@dataclass
class Chat:
    desk: FakeDesk = field(default_factory=FakeDesk)
    state: State = field(default_factory=State)
    options: tuple[Option, ...] = ()

    def says(
        self, text: str, *acts: Act, question: OpenQuestion | None = None, held: bool = False, **known: object
    ) -> str:
        """Send `text`, understood as `acts` and what is `known`; the reply, or "" for silence."""
        frame = Frame(frozenset(acts), **known)  # type: ignore[arg-type]
        return self._turn(Heard(text), frame, question=question, held=held)

    def taps(self, title: str) -> str:
        return self.presses(next(option.payload for option in self.options if option.title == title))

    def presses(self, payload: str) -> str:
        return self._turn(Heard("botón", button=payload), Frame())

    def waits(self, **time: float) -> None:
        self.desk.now += timedelta(**time)

    def _turn(
        self, message: Heard, frame: Frame, *, question: OpenQuestion | None = None, held: bool = False
    ) -> str:
        outcome = turn(
            [message],
            self.state,
            self.desk,
            lambda *_: frame,
            now=self.desk.now,
            question=question,
            held=held,
        )
        self.state = State.from_json(outcome.state.to_json())
        self.options = outcome.options
        return outcome.reply or ""

    @property
    def titles(self) -> list[str]:
        return [option.title for option in self.options]
