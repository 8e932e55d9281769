"""What the owner wants said instead of the bot's own words, with names to be filled in.

They go where free text may go; what opens a conversation at WhatsApp is the text that was approved there.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from types import MappingProxyType

from sqlmodel import Session, select

from booking_bot.domain.gaps import NAME, filled
from booking_bot.domain.orders import OrderStatus
from booking_bot.models import OwnText

__all__ = [
    "LONGEST",
    "NAMES",
    "TooLong",
    "UnknownNames",
    "checked",
    "filled",
    "keep",
    "names_of",
    "of",
    "one",
]

NAMES = ("nombre", "servicio", "día", "hora", "con")
HANDED_OVER, AWAY = "handover", "away"
# What is said of no appointment has names of its own.
_OTHER_NAMES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        HANDED_OVER: ("nombre", "cierra"),
        AWAY: ("nombre", "abre"),
        **{f"order_{status}": ("nombre", "pedido", "seguimiento", "total") for status in OrderStatus},
    }
)
LONGEST = 700  # a text with buttons may have 1,024 characters, and names are filled in
_BARE = {"dia": "día"}


class UnknownNames(ValueError):
    """The text has names in braces that nothing fills in, or braces that do not close."""

    def __init__(self, names: Collection[str]) -> None:
        super().__init__(f"unknown names: {len(names)}")
        self.names = tuple(names)


class TooLong(ValueError):
    """It is longer than what goes into one message."""


def names_of(name: str) -> tuple[str, ...]:
    """What may stand in braces in the text of that name."""
    return _OTHER_NAMES.get(name, NAMES)


def checked(text: str, names: Collection[str] = NAMES) -> str:
    """The text as it is kept. Raises UnknownNames or TooLong."""
    told = NAME.sub(lambda found: f"{{{_name(found[1])}}}", text.replace("\r\n", "\n").strip())
    unknown = [one for one in NAME.findall(told) if one not in names]
    rest = NAME.sub("", told)
    if unknown or "{" in rest or "}" in rest:
        raise UnknownNames(unknown)
    if len(told) > LONGEST:
        raise TooLong
    return told


def of(session: Session) -> dict[str, str]:
    """All there are, by what they are said instead of."""
    return {one.name: one.text for one in session.exec(select(OwnText))}


def one(session: Session, name: str) -> str:
    """That of this name, "" where the bot has its own words."""
    there = session.get(OwnText, name)
    return there.text if there else ""


def keep(session: Session, name: str, text: str, *, now: datetime) -> None:
    """Say that from now on, or the bot's own words again where it is empty. Raises as `checked`."""
    told = checked(text, names_of(name))
    there = session.get(OwnText, name)
    if there is None and told:
        session.add(OwnText(name=name, text=told, at=now))
    elif there is not None and told:
        there.text, there.at = told, now
    elif there is not None:
        session.delete(there)


def _name(typed: str) -> str:
    plain = typed.strip().casefold()
    return _BARE.get(plain, plain)
