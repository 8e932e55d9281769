"""Which of the texts may be used now: approved for this account, and as the shop says it today."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session, col, select

from booking_bot.models import Outbox, Template, TemplateStatus
from booking_bot.services import foreseen
from booking_bot.services.templates.texts import TemplateText, values_of, wording_of

_SEPARATOR = "/"


class Filled(NamedTuple):
    """`text` is what they read, below which stand so many `buttons`; `key` names the text for later."""

    key: str
    sid: str | None
    variables: dict[str, str]
    text: str
    buttons: int


def fill(session: Session, text: TemplateText, payloads: Sequence[str], now: datetime) -> Filled | None:
    """The template with its variables; None where it may not be used. `payloads` are its buttons' ids."""
    found = prepared(session, text, payloads, now)
    return found if found and found.sid else None


def prepared(session: Session, text: TemplateText, payloads: Sequence[str], now: datetime) -> Filled | None:
    """The same without its id where it may not be used yet; None where there is no shop."""
    business = foreseen.business_of(session)
    if business is None:
        return None
    wording = wording_of(business, text.name)
    values = values_of(business, text, now)
    variables = wording.variables(values, payloads)
    key = (text.name, wording.language, wording.fingerprint)
    sid = foreseen.approved(session, key)
    return Filled(_SEPARATOR.join(key), sid, variables, wording.filled(values), len(wording.buttons))


def usable(session: Session, row: Outbox) -> str | None:
    """The provider's id of the template that the row may go as by now; None where there is none.

    One may have been approved since it was queued, and one that was may be paused or refused.
    """
    if row.template is not None:
        name, language, fingerprint = row.template.split(_SEPARATOR)
        return foreseen.approved(session, (name, language, fingerprint))
    if row.content_sid is None:
        return None
    status = session.exec(select(Template.status).where(col(Template.sid) == row.content_sid)).first()
    return row.content_sid if status in (None, TemplateStatus.APPROVED) else None
