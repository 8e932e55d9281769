"""The owner names a price: the customer is asked whether to do it, and the bot takes the answer."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from booking_bot.dialogue.flows import quotes as words
from booking_bot.dialogue.prices import price
from booking_bot.dialogue.talk import Talk
from booking_bot.domain.questions import QuestionKind
from booking_bot.domain.quotes import LATE
from booking_bot.models import (
    Holder,
    Message,
    MessageKind,
    OpenQuestion,
    Outbox,
    Quote,
    QuoteStatus,
    row_id,
)
from booking_bot.services import audit, handovers, open_questions, outbox, telling
from booking_bot.services.notify import Dropped
from booking_bot.services.quotes import asking
from booking_bot.services.templates.texts import TemplateText

LONGEST_WORK = 200
REPLACED = "Hay otro precio en su lugar."
WITHDRAWN = "Se ha retirado el presupuesto."


class NotToBeSent(Exception):
    """Nobody can be asked; `reason` says why, in Spanish."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"the price cannot be named: {reason}")
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Draft:
    """What the owner says; a yes belongs to the appointment, else leads to one of the service.

    `words` go out as they stand, "" where the bot is to find its own.
    """

    amount_cents: int
    until: datetime
    work: str = ""
    words: str = ""
    appointment_id: int | None = None
    service_id: int | None = None
    length: timedelta | None = None
    attachment_id: int | None = None


def offer(
    session: Session, conversation_id: int, draft: Draft, *, token: str, by: str, now: datetime
) -> Message:
    """Name the price, once a token. A price that was named before for the same ends with it.

    A conversation that a person holds goes back to the bot, which is to hear the answer. Raises
    NoSuchConversation or NotToBeSent, and then nothing may be kept.
    """
    key = f"quote:{conversation_id}:{token}"
    conversation = handovers.locked(session, conversation_id)  # a second tap waits for the first
    if known := outbox.by_key(session, key):
        return known
    if conversation.holder is Holder.PERSON:
        handovers.give_back(session, conversation_id, by=by, now=now)
    quote = asking.waiting(session, conversation_id) or Quote(
        conversation_id=conversation_id,
        customer_id=conversation.customer_id,
        status=QuoteStatus.OFFERED,
        created_at=now,
    )
    for older in _standing(session, conversation_id, draft.appointment_id):
        _end(session, older, REPLACED, by=by, now=now)
    quote.status = QuoteStatus.OFFERED
    quote.offered_at, quote.expires_at, quote.actor = now, draft.until, by
    quote.amount_cents, quote.work = draft.amount_cents, draft.work.strip()[:LONGEST_WORK]
    quote.appointment_id, quote.service_id = draft.appointment_id, draft.service_id
    quote.length = draft.length
    quote.attachment_id = draft.attachment_id or quote.attachment_id
    session.add(quote)
    session.flush()
    number = row_id(quote)
    sent = telling.say(
        session,
        conversation,
        lambda talk: words.offer(talk, talk.desk.quote(number), draft.words),
        dedupe_key=key,
        now=now,
        asking=telling.Asking(QuestionKind.QUOTE, number, 0, draft.until + LATE),
        template=lambda talk: _template(talk, number),
        kind=MessageKind.MANUAL,
    )
    if isinstance(sent, Dropped):
        raise NotToBeSent(sent.reason)
    asking.settle(session, conversation_id, now=now)
    conversation.snoozed_until = conversation.resolved_at = None
    audit.record(session, by, "quote.offered", number, now=now)
    return sent


def withdraw(session: Session, quote_id: int, *, by: str, now: datetime) -> bool:
    """The owner takes it back before it was answered; False where it is too late, or was done before."""
    quote = session.get(Quote, quote_id, with_for_update=True, populate_existing=True)
    if quote is None or quote.status not in (QuoteStatus.ASKED, QuoteStatus.OFFERED):
        return False
    if quote.status is QuoteStatus.ASKED:
        asking.settle(session, quote.conversation_id, now=now)
    _end(session, quote, WITHDRAWN, by=by, now=now)
    return True


def _standing(session: Session, conversation_id: int, appointment_id: int | None) -> list[Quote]:
    """What was named for the same and still stands: two cars of one customer are two matters."""
    rows = session.exec(
        select(Quote)
        .where(
            col(Quote.conversation_id) == conversation_id,
            col(Quote.appointment_id).is_not_distinct_from(appointment_id),
            col(Quote.status) == QuoteStatus.OFFERED,
        )
        .with_for_update()
    )
    return list(rows)


def _end(session: Session, quote: Quote, reason: str, *, by: str, now: datetime) -> None:
    was_offered = quote.status is not QuoteStatus.ASKED
    quote.status = QuoteStatus.WITHDRAWN
    if was_offered:
        number = row_id(quote)
        open_questions.end(session, QuestionKind.QUOTE, [number], at=now)
        if key := _key_of(session, number):
            outbox.cancel(session, key, reason=reason)  # as long as it waits for a hand, say
    audit.record(session, by, "quote.withdrawn", row_id(quote), now=now)


def _key_of(session: Session, number: int) -> str | None:
    """Under which the message that names it was queued."""
    return session.exec(
        select(Outbox.dedupe_key)
        .join(OpenQuestion, col(OpenQuestion.message_id) == col(Outbox.message_id))
        .where(col(OpenQuestion.kind) == QuestionKind.QUOTE, col(OpenQuestion.object_id) == number)
    ).first()


def _template(talk: Talk, number: int) -> TemplateText:
    quote = talk.desk.quote(number)
    shop = talk.desk.shop
    told = price(quote.amount_cents, shop.currency, locale=talk.locale)
    return TemplateText("quote", {"what": quote.work or words.UNNAMED, "amount": told})
