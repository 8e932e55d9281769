"""What stands in the forms of a page, as a browser would send it back, and the file behind it all."""

from html.parser import HTMLParser
from typing import Any

from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from booking_bot.db import Database
from booking_bot.services.house.changing import present
from tests.web.house import Visitor

Fields = MultiDict[str, str]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, Fields]] = []
        self._area: str | None = None
        self._select: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        name, value = told.get("name"), told.get("value")
        if tag == "form":
            self.forms.append((told.get("action") or "", MultiDict()))
        elif tag == "input" and name:
            if told.get("type") not in ("checkbox", "radio") or "checked" in told:
                self.forms[-1][1].add(name, value if value is not None else "on" if "checked" in told else "")
        elif tag == "textarea" and name:
            self._area = name
            self.forms[-1][1].add(name, "")
        elif tag == "select":
            self._select = name
        elif (
            tag == "option" and self._select and ("selected" in told or self._select not in self.forms[-1][1])
        ):
            self.forms[-1][1][self._select] = value or ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self.forms[-1][1][self._area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = None
        elif tag == "select":
            self._select = None


def fields(text: str, action: str = "") -> Fields:
    """Those of the form that goes there."""
    reader = _Reader()
    reader.feed(text)
    return next(found for where, found in reader.forms if where.endswith(action) and "salir" not in where)


def send(owner: Visitor, page: str, action: str = "", /, **changed: str | list[str]) -> TestResponse:
    """Open the page, change these fields of its form, and send it where it goes; "-" in a name is "__"."""
    typed = fields(owner.get(page).text, action)
    for name, value in changed.items():
        typed.setlist(name.replace("__", "-"), [value] if isinstance(value, str) else value)
    return owner.client.post(action or page, data=typed)


def told(sqlite: Database) -> dict[str, Any]:
    with sqlite.reading() as session:
        return present(session)
