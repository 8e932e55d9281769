"""What the owner wants said instead of the bot's own words, with names to be filled in.

They go where free text may go; what opens a conversation at WhatsApp is the text that was approved there.
"""

import re
from collections.abc import Collection, Mapping
from datetime import datetime

from sqlmodel import Session, select

from booking_bot.models import OwnText

NAMES = ("nombre", "servicio", "día", "hora", "con")
LONGEST = 700  # a text with buttons may have 1,024 characters, and names are filled in
_NAME = re.compile(r"\{([^{}]*)\}")
_BARE = {"dia": "día"}


class UnknownNames(ValueError):
    """The text has names in braces that nothing fills in, or braces that do not close."""

    def __init__(self, names: Collection[str]) -> None:
        super().__init__(f"unknown names: {len(names)}")
        self.names = tuple(names)


class TooLong(ValueError):
    """It is longer than what goes into one message."""


def checked(text: str) -> str:
    """The text as it is kept. Raises UnknownNames or TooLong."""
    told = _NAME.sub(lambda found: f"{{{_name(found[1])}}}", text.replace("\r\n", "\n").strip())
    unknown = [one for one in _NAME.findall(told) if one not in NAMES]
    rest = _NAME.sub("", told)
    if unknown or "{" in rest or "}" in rest:
        raise UnknownNames(unknown)
    if len(told) > LONGEST:
        raise TooLong
    return told


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with its names filled in; a name that is not known leaves no gap before a comma."""
    told = _NAME.sub(lambda found: values.get(found[1], ""), text)
    return re.sub(r" +(?=[,.;:!?\n])", "", re.sub(r"(?<=\S) {2,}", " ", told)).strip()


def of(session: Session) -> dict[str, str]:
    """All there are, by what they are said instead of."""
    return {one.name: one.text for one in session.exec(select(OwnText))}


def keep(session: Session, name: str, text: str, *, now: datetime) -> None:
    """Say that from now on, or the bot's own words again where it is empty. Raises as `checked`."""
    told = checked(text)
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
