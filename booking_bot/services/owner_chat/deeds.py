"""What a deed by chat is: words that ask for it, the question put to them, and what their yes does.

    read(session, said) -> Asking     "Apunto a Marta … ¿Lo hago?"      a yes within the hour does it
                        -> Telling    "No encuentro a ninguna Marta."   nothing is done
                        -> None       these words ask for something else
    do(session, facts, member, now)   what is said once it is done, or why it could not be

Between question and yes the world may have changed: `facts` hold ids, ISO instants and revisions, and `do`
looks again.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

from booking_bot.dialogue.talk import Understand
from booking_bot.domain.folding import folded
from booking_bot.language.frame import Frame
from booking_bot.services.team import Member

Facts = Mapping[str, Any]  # JSON


@dataclass(frozen=True, slots=True)
class Said:
    """What a member of the shop wrote or spoke. `frame` is what customers would have meant by it.

    `understand` reads other words at the same hour. `last` are the facts of what was spoken of just before
    ("cámbialo"). `is_booking` is set while they are about to book for
    themselves. `kept` is what this deed asked to have remembered when it said something last, `choice` which
    of the options that it named then, counted from 1.
    """

    text: str
    frame: Frame
    member: Member
    now: datetime
    zone: ZoneInfo
    country: str
    understand: Understand
    is_booking: bool = False
    last: Facts = field(default_factory=dict)
    kept: Facts = field(default_factory=dict)
    choice: int | None = None
    memo: dict[str, Any] = field(default_factory=dict, compare=False)  # what was read of it, for all deeds

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()

    @property
    def words(self) -> str:
        """In small letters without accents."""
        return folded(self.text)


@dataclass(frozen=True, slots=True)
class Asking:
    """`facts` is all that `do` needs. With `keep` what they write instead of a yes or a no is read together
    with that, where it is nothing new by itself. `quiet` are facts that hold instead where they say yes, but
    that the customer is told nothing: there is a button for it.
    """

    kind: str
    facts: Facts
    question: str
    keep: Facts | None = None
    quiet: Facts | None = None


@dataclass(frozen=True, slots=True)
class Telling:
    """An answer that does nothing. With `keep` their next words are read as an answer to it.

    `options` are short titles of what they may tap or name by number. `about` is what it speaks of, as facts.
    """

    text: str
    keep: Facts | None = None
    options: tuple[str, ...] = ()
    about: Facts | None = None


Answer = Asking | Telling
Read = Callable[[Session, Said], Answer | None]
# What it answers with, or a new question where something else stands in the way by now.
Do = Callable[[Session, Facts, Member, datetime], str | Asking]


@dataclass(frozen=True, slots=True)
class Deed:
    """Without `do` it only ever tells something."""

    kind: str
    read: Read
    do: Do | None = None
    owners_only: bool = False
