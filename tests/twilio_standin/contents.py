"""Contents: buttons, lists and templates, with the limits of Twilio's Content API and of WhatsApp."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

VARIABLE = re.compile(r"\{\{(\w+)\}\}")
TYPES = {
    "twilio/text", "twilio/quick-reply", "twilio/list-picker", "twilio/call-to-action", "twilio/media",
    "twilio/location",
}  # fmt: skip
Rule = tuple[Callable[[Any], bool], str]


@dataclass(frozen=True)
class Shown:
    """What stands on the phone; `options` are (title, id), `opens` is the button of a list."""

    kind: str
    body: str
    options: tuple[tuple[str, str], ...] = ()
    descriptions: tuple[str, ...] = ()
    opens: str = ""


@dataclass
class Content:
    sid: str
    definition: dict[str, Any]
    approval: dict[str, str] = field(default_factory=lambda: {"status": "unsubmitted"})

    @property
    def kind(self) -> str:
        return str(next(iter(self.definition["types"]))).removeprefix("twilio/")

    @property
    def approved(self) -> bool:
        return self.approval["status"] == "approved"

    def resource(self, account: str) -> dict[str, Any]:
        url = f"https://content.twilio.com/v1/Content/{self.sid}"
        links = {
            "approval_create": f"{url}/ApprovalRequests/whatsapp",
            "approval_fetch": f"{url}/ApprovalRequests",
        }
        return {**self.definition, "sid": self.sid, "account_sid": account, "url": url, "links": links}

    def show(self, variables: Mapping[str, str]) -> Shown:
        """The content filled in; what is not given falls back to its sample."""
        known = {**self.definition.get("variables", {}), **variables}
        text = VARIABLE.sub(
            lambda found: json.dumps(known.get(found[1], ""))[1:-1],
            json.dumps(self.definition["types"][f"twilio/{self.kind}"]),
        )
        shown = json.loads(text)
        options = shown.get("actions") or shown.get("items") or ()
        return Shown(
            kind=self.kind,
            body=shown.get("body", ""),
            options=tuple((one.get("title") or one.get("item", ""), one.get("id", "")) for one in options),
            descriptions=tuple(one.get("description", "") for one in options),
            opens=shown.get("button", ""),
        )


def _shown(definition: Mapping[str, Any]) -> Mapping[str, Any]:
    found: Mapping[str, Any] = next(iter(definition["types"].values()))
    return found


def _parts(definition: Mapping[str, Any], kind: str, name: str) -> Sequence[Any]:
    found: Sequence[Any] = definition["types"].get(kind, {}).get(name, [])
    return found


# What is refused at once when a content is made.
MAKING: Sequence[Rule] = (
    (lambda made: not made.get("language"), "a language is required"),
    (lambda made: not isinstance(made.get("types"), dict) or len(made["types"]) != 1, "one type is required"),
    (lambda made: bool(set(made["types"]) - TYPES), "the type is unknown"),
    (lambda made: len(made.get("variables", {})) > 100, "more than a hundred variables"),
    (lambda made: any(len(name) > 16 for name in made.get("variables", {})), "a variable's name is too long"),
    (lambda made: not all(made.get("variables", {}).values()), "a sample is empty"),
    (
        lambda made: bool({*VARIABLE.findall(json.dumps(made["types"]))} - {*made.get("variables", {})}),
        "a variable has no sample",
    ),
    (lambda made: "twilio/location" not in made["types"] and not _shown(made).get("body"), "no body"),
    (
        lambda made: "twilio/quick-reply" in made["types"]
        and not 1 <= len(_parts(made, "twilio/quick-reply", "actions")) <= 10,
        "a quick reply has one to ten actions",
    ),
    (
        lambda made: any(
            set(one) != {"type", "title", "id"} for one in _parts(made, "twilio/quick-reply", "actions")
        ),
        "an action has a type, a title and an id",
    ),
    (
        lambda made: "twilio/list-picker" in made["types"]
        and not 1 <= len(_parts(made, "twilio/list-picker", "items")) <= 10,
        "a list has one to ten items",
    ),
    (
        lambda made: "twilio/list-picker" in made["types"]
        and not 1 <= len(_shown(made).get("button", "")) <= 20,
        "the button of a list has one to twenty characters",
    ),
    (
        lambda made: any(
            not {"item", "id"} <= set(one) <= {"item", "id", "description"}
            for one in _parts(made, "twilio/list-picker", "items")
        ),
        "an item has an item, an id and a description",
    ),
)  # fmt: skip

# What WhatsApp refuses of a content that is filled in, told by a receipt.
SHOWING: Sequence[Rule] = (
    (lambda shown: len(shown.body) > (1600 if shown.kind == "text" else 1024), "the body is too long"),
    (lambda shown: any(not 0 < len(id_) <= 200 for _, id_ in shown.options), "an id is too long"),
    (lambda shown: len({id_ for _, id_ in shown.options}) < len(shown.options), "an id comes twice"),
    (lambda shown: len({title for title, _ in shown.options}) < len(shown.options), "a title comes twice"),
    (
        lambda shown: any(
            not 0 < len(title) <= (24 if shown.kind == "list-picker" else 20) for title, _ in shown.options
        ),
        "a title is too long",
    ),
    (lambda shown: any(len(one) > 72 for one in shown.descriptions), "a description is too long"),
)


def _text(definition: Mapping[str, Any]) -> str:
    return str(_shown(definition).get("body", ""))


def _variables_out_of_order(definition: Mapping[str, Any]) -> bool:
    names = list(dict.fromkeys(VARIABLE.findall(_text(definition))))
    return names != [str(number) for number in range(1, len(names) + 1)]


def _too_few_words(definition: Mapping[str, Any]) -> bool:
    count = len(VARIABLE.findall(_text(definition)))
    return len(re.findall(r"\w+", VARIABLE.sub(" ", _text(definition)))) < 2 * count + 1


# Why WhatsApp rejects a template that was submitted to it.
APPROVING: Sequence[Rule] = (
    (_variables_out_of_order, "variables are not sequential"),
    (
        lambda made: bool(re.search(r"^\W*\{\{|\}\}\W*$", _text(made))),
        "a variable stands at the beginning or the end",
    ),
    (lambda made: bool(re.search(r"\}\}\s*\{\{", _text(made))), "two variables stand side by side"),
    (_too_few_words, "too many variables for its length"),
    (lambda made: len(_text(made)) > 1024, "longer than 1024 characters"),
    (lambda made: len(re.findall(r"[\U0001F300-\U0001FAFF]", _text(made))) > 10, "too many emojis"),
    (lambda made: "wa.me" in _text(made), "a link to WhatsApp"),
    (lambda made: bool(re.search(r"sorteo|lotería|gana un premio", _text(made), re.I)), "gambling"),
    (lambda made: "twilio/list-picker" in made["types"], "a list opens no conversation"),
)  # fmt: skip


def broken(rules: Sequence[Rule], value: Any) -> str | None:
    """The first rule that is broken, in words."""
    return next((words for breaks, words in rules if breaks(value)), None)


class Contents:
    """All contents of an account."""

    def __init__(self) -> None:
        self.known: dict[str, Content] = {}
        self.refuses: set[str] = set()  # kinds that cannot be made here: "list-picker"

    def make(self, definition: dict[str, Any]) -> Content | str:
        """The new content, or why it is refused."""
        wrong = broken(MAKING, definition)
        if wrong:
            return wrong
        made = Content(f"HX{uuid4().hex}", definition)
        if made.kind in self.refuses:
            return "this kind is refused"
        self.known[made.sid] = made
        return made

    def submit(self, sid: str, request: Mapping[str, str]) -> dict[str, str] | None:
        """Ask for approval; it is decided at once and seen with the next look. None where that is refused."""
        name, category = request.get("name", ""), request.get("category", "")
        if not re.fullmatch(r"[a-z0-9_]{1,512}", name):
            return None
        if category not in {"UTILITY", "MARKETING", "AUTHENTICATION"}:
            return None
        content = self.known[sid]
        wrong = broken(APPROVING, content.definition)
        content.approval = {
            "name": name, "category": category, "content_type": f"twilio/{content.kind}",
            "status": "rejected" if wrong else "approved", "rejection_reason": wrong or "",
        }  # fmt: skip
        return {**content.approval, "status": "received", "rejection_reason": ""}
