"""What is said by SMS instead of one of the texts that open a conversation: shorter, and without buttons."""

import tomllib
from datetime import datetime
from functools import lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from booking_bot.dialogue import dates
from booking_bot.domain import sms
from booking_bot.models import Business
from booking_bot.services.templates.texts import TemplateText


def short_of(business: Business, text: TemplateText, now: datetime) -> str | None:
    """The SMS that says the same; None where no SMS is ever sent of it, as of a survey."""
    told = _texts().get(text.name)
    if told is None:
        return None
    values = {"shop": business.name, "appointment": business.appointment_word, **text.values}
    if text.start is not None:
        zone = ZoneInfo(business.timezone)
        local = text.start.astimezone(zone)
        values["when"] = dates.short(local, locale=business.locale)
        is_today = local.date() == now.astimezone(zone).date()
        values["on"] = (
            f"hoy a {dates.hour(local.time(), locale='es')}" if is_today else f"el {values['when']}"
        )
    return sms.fit(told[business.tone.value].format(**values))


def names() -> tuple[str, ...]:
    return tuple(_texts())


@lru_cache
def _texts() -> dict[str, dict[str, str]]:
    source = files("booking_bot.services.templates").joinpath("sms.toml")
    return tomllib.loads(source.read_text(encoding="utf-8"))
