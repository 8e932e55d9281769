"""What is gathered on the way through a message: entries of days and hours, and where the walk stands."""

from dataclasses import dataclass, field

from booking_bot.language.values import Clock, Days


@dataclass(slots=True)
class Entry:
    days: Days | None = None
    clock: Clock | None = None
    role: str = "wish"  # wish, bad, except, told (an occasion), away, past, have, kept
    joined: str = ""  # what stood before it: or, and, pause
    clause: int = 0
    place: int = 0
    onward: bool = False  # said as "al …", "para el …"
    of: bool = False  # said as "la del …", "el turno de …"
    leading: bool = False  # the hour was said before the day
    own: bool = False  # said as "mi cita del …"
    old: bool = False  # taken back by a second thought
    alone: bool = False  # named once more: the hour behind it is for it only
    inside: "Entry | None" = None  # the week of which this is a day


@dataclass(slots=True)
class Walk:
    entries: list[Entry] = field(default_factory=list)
    joined: str = ""
    mode: str = "wish"
    clause: int = 0
    sentence: int = 0  # the clause with which the sentence began
    roles: dict[int, str] = field(default_factory=dict)
    stretch: Days | None = None
    thought_again: bool = False
    relative: str | None = None
    of: bool = False
    onward: bool = False  # "para" or "a" leads in
    wished: int = -1  # the clause that began with a wish: "quiero"
    compared: bool = False  # "mejor" was said: what "que" leads in is what it is better than
    last_place: int = -10
    past: int = -10  # where a day of the past was told last

    def last(self) -> Entry | None:
        return self.entries[-1] if self.entries else None

    def fresh(self) -> Entry | None:
        """The last entry that a bare hour or day may still join."""
        last = self.last()
        return last if last and not last.old else None
