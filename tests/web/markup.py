"""What stands in a page: its elements, its texts and how they are set apart, its links and its forms."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
)
FETCHED = ("data-live", "data-preview")  # of what a script gets anew
Attributes = dict[str, str]


@dataclass(slots=True)
class Element:
    tag: str
    attributes: Attributes


@dataclass(slots=True)
class Field:
    """A control of a form; `choices` are what a list offers, those chosen first."""

    name: str
    kind: str
    value: str = ""
    ticked: bool = False
    required: bool = False
    elsewhere: str = ""  # where a button of its own address sends the form
    choices: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Form:
    action: str
    method: str
    fields: list[Field] = field(default_factory=list)


@dataclass(slots=True)
class Text:
    """`apart` says whether the direction of what is in it ends with it."""

    text: str
    inside: tuple[str, ...]
    apart: bool


class Markup(HTMLParser):
    """Reads a page whose elements are all closed, as ours are."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[Element] = []
        self.texts: list[Text] = []
        self.forms: list[Form] = []
        self._named: dict[str, Form] = {}
        self._beside: list[tuple[str, Field]] = []  # of controls that name their form
        self._open: list[Element] = []
        self._form: Form | None = None
        self._list: Field | None = None
        self.feed(text)
        self.close()
        for name, one in self._beside:
            if name in self._named:  # a part of a page has its forms elsewhere
                self._named[name].fields.append(one)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.elements.append(element)
        if tag == "form":
            self._begin_form(element.attributes)
        elif tag in {"input", "button", "select", "textarea"}:
            self._control(tag, element.attributes)
        elif tag == "option" and self._list is not None:
            self._option(self._list, element.attributes)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop().tag != tag:
            pass
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._list = None

    def handle_data(self, data: str) -> None:
        inside = tuple(one.tag for one in self._open)
        apart = any(one.tag == "bdi" or one.attributes.get("dir") == "auto" for one in self._open)
        apart = apart or "\u2068" in data  # the sign that begins what is set apart, where no element can
        self.texts.append(Text(data, inside, apart))
        if inside and inside[-1] == "textarea" and self._list is None and self._last is not None:
            self._last.value += data

    def links(self) -> Iterator[str]:
        for one in self.elements:
            if one.tag == "a" and "href" in one.attributes:
                yield one.attributes["href"]
            yield from (one.attributes[name] for name in FETCHED if name in one.attributes)

    def _begin_form(self, attributes: Attributes) -> None:
        self._form = Form(attributes.get("action", ""), attributes.get("method", "get").lower())
        self.forms.append(self._form)
        if "id" in attributes:
            self._named[attributes["id"]] = self._form

    _last: Field | None = None

    def _control(self, tag: str, attributes: Attributes) -> None:
        kind = attributes.get("type", "submit" if tag == "button" else "text") if tag != "select" else "list"
        kind = "long" if tag == "textarea" else kind
        made = Field(
            attributes.get("name", ""),
            kind,
            attributes.get("value", "on" if kind in {"checkbox", "radio"} else ""),
            "checked" in attributes,
            "required" in attributes,
            attributes.get("formaction", ""),
        )
        self._last = made
        self._list = made if tag == "select" else None
        if "form" in attributes:
            self._beside.append((attributes["form"], made))
        elif self._form is not None:
            self._form.fields.append(made)

    def _option(self, chosen: Field, attributes: Attributes) -> None:
        value = attributes.get("value", "")
        if "selected" in attributes:
            chosen.choices.insert(0, value)
            chosen.ticked = True
        else:
            chosen.choices.append(value)
