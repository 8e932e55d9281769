"""Which of the texts may be used now: approved for this account, and as the shop says it today."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session

from booking_bot.services import foreseen
from booking_bot.services.templates.texts import TemplateText, values_of, wording_of


class Filled(NamedTuple):
    """`text` is what they read, below which stand so many `buttons`."""

    sid: str
    variables: dict[str, str]
    text: str
    buttons: int


def fill(session: Session, text: TemplateText, payloads: Sequence[str], now: datetime) -> Filled | None:
    """The template with its variables; None where it may not be used. `payloads` are its buttons' ids."""
    business = foreseen.business_of(session)
    if business is None:
        return None
    wording = wording_of(business, text.name)
    values = values_of(business, text, now)
    variables = wording.variables(values, payloads)
    sid = foreseen.approved(session, (text.name, wording.language, wording.fingerprint))
    if sid is None:
        return None
    return Filled(sid, variables, wording.filled(values), len(wording.buttons))
