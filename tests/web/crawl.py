"""Every page that links lead to, and every form on them, filled in as somebody in a hurry would."""

from collections import Counter, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urljoin, urlsplit

from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter
from werkzeug.test import TestResponse

from tests.web.house import PASSWORD, Visitor
from tests.web.markup import Field, Form, Markup

# Of links that differ by these alone, two lead to as much as a hundred.
COUNTED = frozenset({"dia", "hora", "desde", "hasta", "antes", "con", "mes", "dias", "volver", "periodo"})
FILLED = {
    "text": "Algo", "long": "Algo", "search": "Algo", "email": "nadie@example.com", "tel": "+34600999888",
    "number": "5", "date": "2026-12-09", "time": "12:00", "password": PASSWORD, "url": "https://example.com",
}  # fmt: skip
# So many pages of one kind: things differ more than what can be done with them.
MANY, FEW = 10, 2
ENOUGH = {"admin.conversations": 6, "admin.report_file": 40}
Fields = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Page:
    address: str
    endpoint: str
    answer: TestResponse
    markup: Markup  # empty of what is no page


@dataclass(frozen=True, slots=True)
class Post:
    """A form as it stands on `page`; `kind` tells those of one endpoint apart: a tap of another name."""

    endpoint: str
    kind: str
    address: str
    page: str
    fields: Fields


def crawl(visitor: Visitor, app: Flask, *starts: str) -> list[Page]:
    """What can be come to by links from these addresses, one of each kind."""
    adapter, seen, pages = app.url_map.bind("localhost"), Counter[object](), []
    whole = {str(one.endpoint) for one in app.url_map.iter_rules() if one.rule.endswith((">", ".csv"))}
    waiting = deque(starts)
    while waiting:
        address = waiting.popleft()
        parts = urlsplit(address)
        endpoint, _ = kind_of(adapter, parts.path, "GET")
        enough = ENOUGH.get(endpoint, MANY if endpoint in whole else FEW)
        query = [(name, "" if name in COUNTED else value) for name, value in parse_qsl(parts.query)]
        alike = address if address in starts else (parts.path, frozenset(query))
        if (
            not endpoint.startswith("admin.")
            or seen[alike]
            or (seen[endpoint] >= enough and address not in starts)
        ):
            continue
        seen.update([alike, endpoint])
        answer = visitor.get(address)
        answer.get_data()
        answer.close()
        html = answer.mimetype == "text/html"
        page = Page(address, endpoint, answer, Markup(answer.text if html else ""))
        pages.append(page)
        found = [*page.markup.links(), answer.location or ""]
        found += [one.action for one in page.markup.forms if one.method == "get"]
        waiting.extend(urljoin(address, one) for one in found if one and not urlsplit(one).scheme)
    return pages


def posts(pages: list[Page], app: Flask) -> dict[tuple[str, str], Post]:
    """The last form of each kind, by endpoint and kind."""
    adapter, found = app.url_map.bind("localhost"), dict[tuple[str, str], Post]()
    for page in pages:
        for form in page.markup.forms:
            for action in {one.elsewhere for one in form.fields if one.elsewhere} or {form.action}:
                address = urljoin(page.address, action)
                endpoint, kind = kind_of(adapter, urlsplit(address).path, "POST")
                if form.method == "post" and endpoint not in {"", "admin.unknown"}:
                    found[endpoint, kind] = Post(endpoint, kind, address, page.address, filled(form))
    return found


def kind_of(adapter: MapAdapter, path: str, method: str) -> tuple[str, str]:
    """Its endpoint, and the words in its address that are no names of things: "llego", "bloquear"."""
    try:
        rule, values = adapter.match(path, method=method, return_rule=True)
    except HTTPException:
        return "", ""
    words = {"step", "marking", "report", "table", "kind", "template"} & values.keys()
    return str(rule.endpoint), " ".join(str(values[one]) for one in sorted(words))


def filled(form: Form, more: Mapping[str, str] = {}) -> Fields:
    """As a browser sends it, once what is asked for is filled in; its first button is pressed."""
    sent: Fields = []
    pressed = False
    chosen = {one.name for one in form.fields if one.kind == "radio" and one.ticked}
    for one in form.fields:
        if not one.name:
            continue
        if one.kind in {"submit", "image"}:
            if not pressed and not one.elsewhere:
                sent.append((one.name, one.value))
            pressed = True
        elif one.kind == "checkbox":
            sent += [(one.name, one.value)] if one.ticked or one.required else []
        elif one.kind == "radio":
            if one.ticked or one.name not in chosen:
                sent.append((one.name, one.value))
                chosen.add(one.name)
        elif one.kind != "button":
            sent.append((one.name, value_of(one)))
    return [(name, value) for name, value in sent if name not in more] + list(more.items())


def value_of(one: Field) -> str:
    if one.kind == "list":
        wanted = one.choices if one.ticked else [each for each in one.choices if each] or one.choices
        return wanted[0] if wanted else ""
    return one.value or (FILLED[one.kind] if one.required else "")


def get_endpoints(app: Flask) -> Iterator[str]:
    return (str(one.endpoint) for one in app.url_map.iter_rules() if "GET" in (one.methods or ()))
