"""A text that may open a conversation: as this shop says it, and as the provider wants it.

Names in `texts.toml` become numbers in the order in which they stand, so they are always one by one from 1;
the ids of buttons come after them.
"""

import hashlib
import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

from booking_bot.dialogue import dates
from booking_bot.domain.template_rules import Draft, safe
from booking_bot.models import Business, Tone

CATEGORY = "UTILITY"
LANGUAGES = {"es_AR": "es_AR", "es_MX": "es_MX"}  # any other Spanish is "es"
SAMPLES = {
    "what": "corte de pelo",
    "shop": "Peluquería Carmen",
    "day": "jueves 26 de noviembre",
    "time": "las 11:00",
    "amount": "10 €",
    "instead": "viernes 27 de noviembre a las 10:00",
    "number": "1042",
    "link": "https://envios.example.com/1042",
    "news": "Ana espera a una persona",
}
# A reminder goes before the start, so it is right on the day itself. What was approved says "para el {day}".
NEAR = frozenset({"reminder", "reminder_ask"})
TODAY = "día de hoy, {day},"
SAMPLE_ID = "confirm:12:1"
_NAME = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class TemplateText:
    """Which of the texts says the same, and what fills its names.

    `start` tells `day` and `time`; the shop's own name need not be told.
    """

    name: str
    values: Mapping[str, str] = field(default_factory=dict)
    start: datetime | None = None


@dataclass(frozen=True, slots=True)
class Wording:
    """One of the texts as one shop says it; `names` are in the order of their numbers."""

    name: str
    language: str
    text: str
    buttons: tuple[str, ...] = ()
    category: str = CATEGORY

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(_NAME.findall(self.text)))

    @property
    def fingerprint(self) -> str:
        told = json.dumps([self.language, self.text, self.buttons], ensure_ascii=False)
        return hashlib.sha256(told.encode()).hexdigest()[:10]

    def draft(self) -> Draft:
        """With numbers for names. Its own name tells one wording from another: a rejected one is blocked."""
        numbers = {name: str(number) for number, name in enumerate(self.names, 1)}
        ids = [str(len(numbers) + place) for place, _ in enumerate(self.buttons, 1)]
        return Draft(
            name=f"booking_{self.name}_{self.fingerprint}",
            language=self.language,
            body=_NAME.sub(lambda found: _variable(numbers[found[1]]), self.text),
            samples={
                **{number: SAMPLES[name] for name, number in numbers.items()},
                **dict.fromkeys(ids, SAMPLE_ID),
            },
            buttons=[(title, _variable(id_)) for title, id_ in zip(self.buttons, ids, strict=True)],
        )

    def definition(self) -> dict[str, Any]:
        """The JSON that makes it at Twilio."""
        draft = self.draft()
        shown: dict[str, Any] = {"body": draft.body}
        if draft.buttons:
            shown["actions"] = [
                {"type": "QUICK_REPLY", "title": title, "id": id_} for title, id_ in draft.buttons
            ]
        return {
            "friendly_name": draft.name,
            "language": draft.language,
            "variables": dict(draft.samples),
            "types": {"twilio/quick-reply" if draft.buttons else "twilio/text": shown},
        }

    def variables(self, values: Mapping[str, str], payloads: Sequence[str]) -> dict[str, str]:
        """What fills it, by number; the first of `payloads` are the ids of its buttons.

        Raises ValueError where a value or an id is missing.
        """
        missing = [name for name in self.names if name not in values]
        if missing or len(payloads) < len(self.buttons):
            raise ValueError(f"the template {self.name} lacks {missing or 'the ids of its buttons'}")
        ids = payloads[: len(self.buttons)]
        filled = [*(safe(values[name]) for name in self.names), *ids]
        return {str(number): value for number, value in enumerate(filled, 1)}

    def filled(self, values: Mapping[str, str]) -> str:
        """What they read."""
        return self.text.format(**{name: safe(values[name]) for name in self.names})


def names() -> tuple[str, ...]:
    return tuple(_texts())


def wording(name: str, *, locale: str, tone: Tone, word: str) -> Wording:
    """The text as a shop of that region, tone and word for an appointment says it. Raises KeyError."""
    told = _texts()[name]
    return Wording(
        name=name,
        language=LANGUAGES.get(locale, "es"),
        text=told[tone.value].replace("{appointment}", word),
        buttons=tuple(told.get("buttons", ())),
        category=told.get("category", CATEGORY),
    )


def example(wording: Wording) -> str:
    """The text with its samples, as somebody would read it."""
    return wording.text.format(**SAMPLES)


def wording_of(business: Business, name: str) -> Wording:
    return wording(name, locale=business.locale, tone=business.tone, word=business.appointment_word)


def values_of(business: Business, text: TemplateText, now: datetime) -> dict[str, str]:
    """All that may stand in the text, by name."""
    told = {"shop": business.name, **text.values}
    if text.start is None:
        return told
    zone = ZoneInfo(business.timezone)
    local = text.start.astimezone(zone)
    today = now.astimezone(zone).date()
    day = dates.day(local.date(), today=today, locale=business.locale)
    return {
        "day": TODAY.format(day=day) if text.name in NEAR and local.date() == today else day,
        "time": dates.hour(local.time(), locale=business.locale),
        **told,
    }


def _variable(number: str) -> str:
    return f"{{{{{number}}}}}"


@lru_cache
def _texts() -> dict[str, dict[str, Any]]:
    source = files("booking_bot.services.templates").joinpath("texts.toml")
    return tomllib.loads(source.read_text(encoding="utf-8"))
