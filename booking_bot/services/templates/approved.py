"""Which of the texts may be used now: approved for this account, and as the shop says it today."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session, col, select

from booking_bot.models import Business, Template, TemplateStatus
from booking_bot.services.templates.texts import TemplateText, values_of, wording_of
from booking_bot.services.ways import ways_of


class Filled(NamedTuple):
    """`text` is what they read, below which stand so many `buttons`."""

    sid: str
    variables: dict[str, str]
    text: str
    buttons: int


def fill(session: Session, text: TemplateText, payloads: Sequence[str], now: datetime) -> Filled | None:
    """The template with its variables; None where it may not be used. `payloads` are its buttons' ids."""
    business = session.exec(select(Business)).first()
    if business is None:
        return None
    wording = wording_of(business, text.name)
    values = values_of(business, text, now)
    variables = wording.variables(values, payloads)
    row = session.exec(
        select(Template).where(
            col(Template.account) == ways_of(session).account,
            col(Template.name) == text.name,
            col(Template.language) == wording.language,
            col(Template.fingerprint) == wording.fingerprint,
            col(Template.status) == TemplateStatus.APPROVED,
        )
    ).first()
    if row is None or row.sid is None:
        return None
    return Filled(row.sid, variables, wording.filled(values), len(wording.buttons))
