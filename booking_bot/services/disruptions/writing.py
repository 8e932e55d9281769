"""What each is told: how it is instead, in the shop's own voice, with a question that waits for an answer."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session

from booking_bot.dialogue import dates
from booking_bot.dialogue.desk import Otherwise
from booking_bot.dialogue.flows import otherwise
from booking_bot.dialogue.outside import talk_outside, text_of
from booking_bot.dialogue.state import State
from booking_bot.dialogue.talk import Talk
from booking_bot.domain.notices import URGENT_WITHIN
from booking_bot.domain.questions import QuestionKind
from booking_bot.domain.refusals import NoSuchAppointment
from booking_bot.models import Affected, AffectedStatus, Conversation, Message, MessageKind, row_id
from booking_bot.services import notify
from booking_bot.services.disruptions.judging import PREFIX
from booking_bot.services.front_desk import FrontDesk
from booking_bot.services.notify import Dropped
from booking_bot.services.templates.texts import TemplateText

# Of something that begins at once it is still worth hearing.
AT_LEAST = timedelta(minutes=30)
ANSWERED_WITHIN = timedelta(days=2)
NO_NEED = "Ya lo ha resuelto."


def send(session: Session, parts: Sequence[Affected], customer_id: int, *, now: datetime) -> bool:
    """Have the visit's one message sent; False where nothing can be, and they have to be called."""
    lead = parts[0]
    line = notify.line_of(session, customer_id, now=now)
    sent = _sent(session, line, lead, now) if line is not None else None
    if sent is None or isinstance(sent, Dropped):
        for part in parts:
            part.status = AffectedStatus.TO_CALL
            part.message_id = row_id(sent.message) if sent else None
        return False
    for part in parts:
        part.message_id = row_id(sent)
    return True


def _sent(session: Session, line: Conversation, lead: Affected, now: datetime) -> Message | Dropped | None:
    talk = talk_outside(FrontDesk(session, line, now=now), State.from_json(line.state), now)
    try:
        told = talk.desk.otherwise(row_id(lead))
    except NoSuchAppointment:  # whoever writes there says that they are not the customer
        return None
    otherwise.tell(talk, told)
    last = max(lead.from_starts_at, now + AT_LEAST)
    return notify.send(
        session,
        line,
        kind=MessageKind.NOTICE,
        text=text_of(talk),
        now=now,
        options=[{"id": option.payload, "title": option.title} for option in talk.options],
        template=_template(talk, told),
        urgent=lead.from_starts_at - now < URGENT_WITHIN,
        dedupe_key=f"{PREFIX}{lead.id}",
        not_after=last,
        question=(QuestionKind.OTHERWISE, row_id(lead), lead.revision, last + ANSWERED_WITHIN),
    )


def _template(talk: Talk, told: Otherwise) -> TemplateText:
    meant = told.appointment
    if told.hour is not None:
        when = dates.hour(told.hour.astimezone(talk.desk.shop.zone).time(), locale=talk.locale)
        return TemplateText("otherwise_late", {"what": talk.what(meant), "instead": when}, told.was)
    if told.stands:
        return TemplateText("otherwise_same", {"what": talk.what(meant)}, told.was)
    if told.offer is None:
        return TemplateText("cancelled", {"what": talk.kind(meant)}, told.was)
    values = {"what": talk.kind(meant), "instead": talk.moment(told.offer.start)}
    return TemplateText("otherwise_gone", values, told.was)
