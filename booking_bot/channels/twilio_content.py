"""Buttons and lists, which WhatsApp shows only where a content of Twilio's describes them.

A content is made once and filled anew with every message. So there is one of each shape, made of nothing
but variables, the first time that it is needed:

    quick-reply/3/es/1        three buttons below a text of one line
    list-picker/6/es/2        a list of six, opened by a button, below a text of two lines
    list-picker/6/es/2/plain  the same with nothing said about its lines

Twilio makes no promise about line breaks in values, so each line of the text is a variable. What does not
fit into WhatsApp's limits has no card: it goes as numbered text.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from booking_bot.channels.base import Outbound

# Twilio, "twilio/quick-reply" and "twilio/list-picker", of messages that nobody had to approve.
MOST_BUTTONS, LONGEST_TITLE = 3, 20
MOST_ITEMS, LONGEST_ITEM, LONGEST_DESCRIPTION = 10, 24, 72
LONGEST_ID = 200
LONGEST_BODY = 1024
MOST_LINES = 8  # ours: each number of lines is another content
BUTTONS, LIST = "quick-reply", "list-picker"
OPENS = {"es": "Ver opciones", "en": "See options"}  # the button of a list; 20 characters at most


class Shelf(Protocol):
    """Where the ids of contents are kept, for all processes of the account."""

    def sid_of(self, shape: str) -> str | None:
        """The content of that shape, if it may be used."""

    def is_wanted(self, shape: str) -> bool:
        """Whether it is to be made: there is none, and it was not refused lately."""

    def keep(self, shape: str, sid: str) -> None:
        """Note what was made; where another process was first, its content stays."""

    def refuse(self, shape: str, error: str) -> None:
        """Note that WhatsApp or Twilio does not take it."""


@dataclass(frozen=True)
class Shape:
    """What the content of a message looks like, without its words."""

    kind: str
    options: int
    lines: int
    language: str
    described: bool = False

    @property
    def name(self) -> str:
        told = [self.kind, str(self.options), self.language, str(self.lines)]
        return "/".join([*told, "plain"] if self.kind == LIST and not self.described else told)

    def definition(self) -> dict[str, Any]:
        """The JSON that makes it. Every field of every option is a variable, in the order of `Card`."""
        numbers = iter(range(1, 100))
        body = "\n".join(_variable(next(numbers)) for _ in range(self.lines))
        fields = [_fields(self) for _ in range(self.options)]
        options = [{name: _variable(next(numbers)) for name in names} for names in fields]
        shown: dict[str, Any] = {"body": body}
        if self.kind == LIST:
            shown |= {"button": OPENS[self.language], "items": options}
        else:
            shown |= {"actions": [{"type": "QUICK_REPLY", **option} for option in options]}
        return {
            "friendly_name": f"booking-bot {self.name}",
            "language": self.language,
            "variables": {str(number): f"texto {number}" for number in range(1, next(numbers))},
            "types": {f"twilio/{self.kind}": shown},
        }


@dataclass(frozen=True)
class Card:
    """A message as buttons or as a list: its shape, and the words by number of variable."""

    shape: Shape
    variables: Mapping[str, str]


def card_of(outbound: Outbound) -> Card | None:
    """The message as buttons, else as a list; None where neither can show it."""
    lines = [" ".join(line.split()) for line in outbound.body.split("\n")]
    lines = [line for line in lines if line]
    options = [_plain(option) for option in outbound.options]
    if outbound.media or outbound.location or not 1 <= len(options) <= MOST_ITEMS:
        return None
    if not 1 <= len(lines) <= MOST_LINES or len("\n".join(lines)) > LONGEST_BODY:
        return None
    kind = BUTTONS if _fit_on_buttons(options) else LIST
    if kind == LIST:
        options = [_item(option) for option in options]
    shape = Shape(
        kind=kind,
        options=len(options),
        lines=len(lines),
        language=outbound.language if outbound.language in OPENS else "es",
        described=kind == LIST and all(option["description"] for option in options),
    )
    name = "item" if kind == LIST else "title"
    filled = [[{**option, name: option["title"]}[field] for field in _fields(shape)] for option in options]
    if not _can_be_told_apart(options):
        return None
    words = [*lines, *(word for option in filled for word in option)]
    return Card(shape, {str(number): word for number, word in enumerate(words, 1)})


def _fields(shape: Shape) -> tuple[str, ...]:
    if shape.kind == BUTTONS:
        return ("title", "id")
    return ("item", "id", "description") if shape.described else ("item", "id")


def _plain(option: Mapping[str, str]) -> dict[str, str]:
    return {
        "id": option["id"],
        "title": " ".join(option["title"].split()),
        "description": " ".join(option.get("description", "").split()),
    }


def _fit_on_buttons(options: list[dict[str, str]]) -> bool:
    """Whether nothing would be lost; a list is a tap more, but shows the whole title below a cut one."""
    return len(options) <= MOST_BUTTONS and all(len(option["title"]) <= LONGEST_TITLE for option in options)


def _item(option: dict[str, str]) -> dict[str, str]:
    title, description = option["title"], option["description"]
    if len(title) > LONGEST_ITEM:
        description = f"{title} · {description}" if description else title
    return {**option, "title": cut(title, LONGEST_ITEM), "description": cut(description, LONGEST_DESCRIPTION)}


def _can_be_told_apart(options: list[dict[str, str]]) -> bool:
    """WhatsApp refuses a title or an id that comes twice, and Twilio an empty value."""
    titles, ids = {option["title"] for option in options}, {option["id"] for option in options}
    each_once = len(titles) == len(ids) == len(options)
    told_whole = all(0 < len(one) <= LONGEST_ID and one == " ".join(one.split()) for one in ids)
    return each_once and all(titles) and told_whole


def cut(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1].rstrip()}…"


def _variable(number: int) -> str:
    return f"{{{{{number}}}}}"
