"""A conversation with the fake shop in which each message comes with the frame it stands for.

So the tests that use it are of the dialogue alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from booking_bot.dialogue.desk import Booked
from booking_bot.dialogue.machine import turn
from booking_bot.dialogue.state import State
from booking_bot.dialogue.talk import Heard, OpenQuestion, Option
from booking_bot.language.frame import Act, Daypart, Frame, Window
from tests.dialogue.fake import MADRID, NOW, FakeDesk, appointment


@dataclass
class Chat:
    desk: FakeDesk = field(default_factory=FakeDesk)
    state: State = field(default_factory=State)
    options: tuple[Option, ...] = ()
    answered: tuple[OpenQuestion, ...] = ()

    def says(
        self, text: str, *acts: Act, question: OpenQuestion | None = None, held: bool = False, **known: object
    ) -> str:
        """Send `text`, understood as `acts` and what is `known`; the reply, or "" for silence."""
        frame = Frame(frozenset(acts), **known)  # type: ignore[arg-type]
        return self._turn(Heard(text), frame, question=question, held=held)

    def quotes(self, text: str, question: OpenQuestion, *acts: Act) -> str:
        return self._turn(Heard(text, quoted=question), Frame(frozenset(acts)))

    def taps(self, title: str) -> str:
        return self.presses(next(option.payload for option in self.options if option.title == title))

    def presses(self, payload: str) -> str:
        return self._turn(Heard("botón", button=payload), Frame(frozenset({Act.OTHER})))

    def waits(self, **time: float) -> None:
        self.desk.now += timedelta(**time)

    def _turn(
        self, message: Heard, frame: Frame, *, question: OpenQuestion | None = None, held: bool = False
    ) -> str:
        return self.turn([message], frame, *([question] if question else []), held=held)

    def turn(self, messages: Sequence[Heard], frame: Frame, *asked: OpenQuestion, held: bool = False) -> str:
        """One turn, with these questions open, newest first."""
        outcome = turn(
            messages, self.state, self.desk, lambda *_: frame, now=self.desk.now, asked=asked, held=held
        )
        self.state = State.from_json(outcome.state.to_json())
        self.options, self.answered = outcome.options, outcome.answered
        return outcome.reply or ""

    @property
    def titles(self) -> list[str]:
        return [option.title for option in self.options]


WEDNESDAY = datetime(2026, 5, 20, 17, tzinfo=MADRID)
THE_APPOINTMENT = "Corte con Leo, el miércoles 20 de mayo a las 17:00"


def on(day: int, at: time | None = None, daypart: Daypart | None = None) -> Window:
    """A day of May 2026."""
    return Window(date(2026, 5, day), date(2026, 5, day), earliest=at, latest=at, daypart=daypart)


def at(hour: int, minute: int = 0) -> Window:
    return Window(earliest=time(hour, minute), latest=time(hour, minute))


def with_appointment(*more: Booked, now: datetime = NOW) -> Chat:
    return Chat(FakeDesk(now=now, booked=[appointment(1, WEDNESDAY), *more]))


def proposed() -> Chat:
    """A cut on Thursday at 17:00 is on the table."""
    chat = Chat()
    chat.says("corte el jueves a las 5", Act.BOOK, service=("corte",), when=(on(14, time(17)),))
    return chat
