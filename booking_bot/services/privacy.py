"""What is held on one customer: shown to them, or forgotten.

Appointments stay as figures of nobody, and so do messages: their ids are what tells one that is told of
again. Whoever adds a table or a column that tells of a customer names it here; a test holds that.
"""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, select

from booking_bot.models import (
    Affected,
    Appointment,
    Attachment,
    Attention,
    ChannelName,
    Consent,
    Conversation,
    ConversationLabel,
    Customer,
    CustomerAnswer,
    CustomerTag,
    Delivery,
    Deposit,
    FreedPlace,
    HookTelling,
    IdempotentAnswer,
    Identity,
    Import,
    ImportStatus,
    MediaStatus,
    Message,
    MessageKind,
    Note,
    Notice,
    NoticeStatus,
    NotUnderstood,
    Occupancy,
    OpenQuestion,
    Order,
    OrderEvent,
    Outbox,
    Proposal,
    Quote,
    QuoteStatus,
    Rating,
    ShopEvent,
    Standing,
    StandingException,
    WaitEntry,
    WaitOffer,
    WaitStatus,
)
from booking_bot.services import audit
from booking_bot.services.archive import form

Table = type[SQLModel]
Rows = Mapping[Table, sa.ColumnElement[bool]]

ERASED = "El cliente pidió que se borraran sus datos."
# What takes the place of whatever tells of them.
BLANKS: Mapping[Table, Mapping[str, Any]] = {
    Customer: {"name": None, "email": None, "allergies": None, "note": None},
    Message: {
        "body": "", "media": [], "options": [], "location": None, "transcript": None, "payload": None,
        "quoted_sid": None, "raw": None,
    },
    Attachment: {"url": "", "claimed_type": "", "path": None, "next_try_at": None, "error": None,
                 "status": MediaStatus.REFUSED},
    Outbox: {"content_variables": None, "short": None},
    Attention: {"summary": "", "phone": None},
    Appointment: {"beneficiary": None, "subject": None, "note": None, "idempotency_key": None},
    Rating: {"comment": None},
    Order: {"items": [], "tracking_url": None, "tracking_number": None, "note": None, "problem": None},
    Consent: {"said": None},
    WaitEntry: {"beneficiary": None},
    Standing: {"beneficiary": None, "subject": None, "note": None},
    Quote: {"work": ""},
}  # fmt: skip
_SHORTEST_NAME = 3
_OWN_FIGURES = 9  # of a number: a list need not say of which country it is


def export(session: Session, customer_id: int) -> dict[str, list[dict[str, object]]]:
    """Every row on them by table, as JSON can hold it; the files of messages lie at their `path`."""
    shown = {}
    for kind, theirs in _held(customer_id).items():
        table = kind.__table__  # type: ignore[attr-defined]
        columns = form.columns_of(table)
        query = sa.select(table).where(theirs).order_by(*table.primary_key)
        rows = session.connection().execute(query).mappings()
        shown[table.name] = [json.loads(form.line(row, columns)) for row in rows]
    return shown


def erase(session: Session, customer_id: int, *, by: str, now: datetime) -> list[str]:
    """Forget who they are and what they said; the paths of files that nobody else has.

    Those are to be removed after the commit, and then the database is to `forget`. What is booked stays
    booked: whoever wants those times free cancels them before.
    """
    held = _held(customer_id)
    words = _words(session, customer_id)
    paths = _files(session, held[Attachment])
    _stop(session, held, now)
    _forget_lines(session, held)
    for kind, blanks in BLANKS.items():
        _update(session, kind, held[kind], blanks)
    for kind in (Identity, CustomerAnswer, CustomerTag, ConversationLabel, Note, Occupancy):
        session.exec(sa.delete(kind).where(held[kind]).execution_options(synchronize_session=False))
    _forget_answers(session, words)
    _forget_misses(session, words)
    _forget_stories(session, held, words)
    _forget_tellings(session, words)
    _forget_shop_events(session, words, now)
    _forget_news(session, words)
    _forget_files(session, words)
    session.expire_all()
    audit.record(session, by, "customer.erased", customer_id, now=now)
    return [path for path in paths if not _is_named(session, path)]


def _held(customer_id: int) -> Rows:
    """Which rows of which table are about them."""
    conversations = select(Conversation.id).where(col(Conversation.customer_id) == customer_id)
    messages = select(Message.id).where(col(Message.conversation_id).in_(conversations))
    appointments = select(Appointment.id).where(col(Appointment.customer_id) == customer_id)
    orders = select(Order.id).where(col(Order.customer_id) == customer_id)
    standing = select(Standing.id).where(col(Standing.customer_id) == customer_id)
    entries = select(WaitEntry.id).where(col(WaitEntry.conversation_id).in_(conversations))
    return {
        Customer: col(Customer.id) == customer_id,
        Identity: col(Identity.customer_id) == customer_id,
        Consent: col(Consent.customer_id) == customer_id,
        CustomerAnswer: col(CustomerAnswer.customer_id) == customer_id,
        Appointment: col(Appointment.customer_id) == customer_id,
        Rating: col(Rating.appointment_id).in_(appointments),
        Deposit: col(Deposit.appointment_id).in_(appointments),
        Notice: col(Notice.appointment_id).in_(appointments),
        Proposal: col(Proposal.appointment_id).in_(appointments),
        Conversation: col(Conversation.customer_id) == customer_id,
        Message: col(Message.conversation_id).in_(conversations),
        Attachment: col(Attachment.message_id).in_(messages),
        Outbox: col(Outbox.message_id).in_(messages),
        Attention: sa.or_(
            col(Attention.conversation_id).in_(conversations),
            col(Attention.appointment_id).in_(appointments),
            col(Attention.order_id).in_(orders),
            col(Attention.standing_id).in_(standing),
        ),
        CustomerTag: col(CustomerTag.customer_id) == customer_id,
        ConversationLabel: col(ConversationLabel.conversation_id).in_(conversations),
        Note: col(Note.conversation_id).in_(conversations),
        OpenQuestion: col(OpenQuestion.conversation_id).in_(conversations),
        Occupancy: col(Occupancy.conversation_id).in_(conversations),
        WaitEntry: col(WaitEntry.conversation_id).in_(conversations),
        WaitOffer: col(WaitOffer.entry_id).in_(entries),
        Order: col(Order.customer_id) == customer_id,
        OrderEvent: col(OrderEvent.order_id).in_(orders),
        Standing: col(Standing.customer_id) == customer_id,
        StandingException: col(StandingException.standing_id).in_(standing),
        Quote: col(Quote.customer_id) == customer_id,
        Affected: col(Affected.appointment_id).in_(appointments),
    }


def _stop(session: Session, held: Rows, now: datetime) -> None:
    """Whatever was still to be said to them is not."""
    queued = sa.and_(held[Outbox], col(Outbox.status) == Delivery.QUEUED)
    _update(session, Outbox, queued, {"status": Delivery.CANCELLED, "error": ERASED, "lease_until": None})
    # Why the owner did not send it stands in their own words.
    dropped = sa.and_(
        held[Outbox], col(Outbox.channel) == ChannelName.HAND, col(Outbox.status) == Delivery.CANCELLED
    )
    _update(session, Outbox, dropped, {"error": ERASED})
    planned = sa.and_(held[Notice], col(Notice.status) == NoticeStatus.PLANNED)
    _update(session, Notice, planned, {"status": NoticeStatus.CANCELLED, "ended_at": now})
    waiting = sa.and_(held[WaitEntry], col(WaitEntry.status) == WaitStatus.WAITING)
    _update(session, WaitEntry, waiting, {"status": WaitStatus.LEFT, "ended_at": now})
    open_quotes = sa.and_(held[Quote], col(Quote.status).in_((QuoteStatus.ASKED, QuoteStatus.OFFERED)))
    _update(session, Quote, open_quotes, {"status": QuoteStatus.WITHDRAWN, "answered_at": now})
    coming_back = sa.and_(held[Standing], col(Standing.ended_at).is_(None))
    _update(session, Standing, coming_back, {"ended_at": now})
    _update(session, OpenQuestion, held[OpenQuestion], {"answered_at": now})
    _update(
        session, Message, sa.and_(held[Message], col(Message.answered_at).is_(None)), {"answered_at": now}
    )


def _forget_lines(session: Session, held: Rows) -> None:
    """Their conversations lead nowhere from now on: who writes from there again is somebody new."""
    session.flush()
    for conversation in session.exec(select(Conversation).where(held[Conversation])):
        conversation.address = f"gone:{conversation.id}"
        conversation.state = ""
        conversation.turn_due_at = conversation.waits_until = None
        messages = select(Message.id).where(col(Message.conversation_id) == conversation.id)
        theirs = col(Outbox.message_id).in_(messages)
        _update(session, Outbox, theirs, {"recipient": conversation.address})
    session.flush()


def _words(session: Session, customer_id: int) -> set[str]:
    """Numbers, ids and names by which they may be named in what does not belong to them alone."""
    numbers = session.exec(select(Identity.value).where(col(Identity.customer_id) == customer_id))
    customer = session.get_one(Customer, customer_id)
    names = (customer.name or "").split()
    return {*numbers, *filter(None, [customer.email]), *(one for one in names if len(one) >= _SHORTEST_NAME)}


def _forget_answers(session: Session, words: set[str]) -> None:
    """Answers of the API, which name them; the same request would now do something new."""
    for row in session.exec(select(IdempotentAnswer)):
        if _tells_of(_unescaped(json.dumps(row.body)), words):
            session.delete(row)


def _forget_misses(session: Session, words: set[str]) -> None:
    """Texts that were not understood hold no names that were known then; this one may have come later."""
    for row in session.exec(select(NotUnderstood)):
        if _names(row.text, words):
            session.delete(row)


def _forget_stories(session: Session, held: Rows, words: set[str]) -> None:
    """Of a place that somebody else gave up, the lines that say to whom it was offered."""
    given_up = (
        select(FreedPlace.freed_by)
        .join(WaitOffer, col(WaitOffer.place_id) == col(FreedPlace.id))
        .where(held[WaitOffer])
    )
    for story in session.exec(select(Attention).where(col(Attention.appointment_id).in_(given_up))):
        what, *lines = story.summary.split("\n")
        story.summary = "\n".join([what, *(line for line in lines if not _names(line, words))])
    session.flush()


def _forget_tellings(session: Session, words: set[str]) -> None:
    """What other programs were told, or were still to be: the bodies name them."""
    for row in session.exec(select(HookTelling)):
        if _tells_of(_unescaped(row.body), words):
            session.delete(row)


def _forget_shop_events(session: Session, words: set[str], now: datetime) -> None:
    """What a shop told and nobody has understood yet, where it can only be about them: it is of somebody's
    order, and a first name alone is many people's."""
    plain = {word for word in words if word.startswith("+") or "@" in word}
    named = {word for word in words if word.isalpha()}
    for row in session.exec(select(ShopEvent).where(col(ShopEvent.body).is_not(None))):
        body = _unescaped(row.body or "")
        whole = len(named) > 1 and all(_names(body, {name}) for name in named)
        if whole or _names(body, plain) or _holds_number(body, plain):
            row.body, row.handled_at, row.error = None, now, ERASED
    session.flush()


def _unescaped(body: str) -> str:
    """JSON with its letters as they are read, and no letter of an end of line before a word."""
    try:
        return re.sub(r"\\[bfnrt]", " ", json.dumps(json.loads(body), ensure_ascii=False))
    except (ValueError, RecursionError):
        return body


def _forget_news(session: Session, words: set[str]) -> None:
    """What the shop's own people were told of them: alerts, digests, the agenda by chat."""
    told = session.exec(select(Message.id, Message.body).where(col(Message.kind) == MessageKind.STAFF))
    theirs = [number for number, body in told if _names(body, words)]
    queued = sa.and_(col(Outbox.message_id).in_(theirs), col(Outbox.status) == Delivery.QUEUED)
    _update(session, Outbox, queued, {"status": Delivery.CANCELLED, "error": ERASED, "lease_until": None})
    _update(session, Outbox, col(Outbox.message_id).in_(theirs), BLANKS[Outbox])
    _update(session, Message, col(Message.id).in_(theirs), {"body": ""})


def _forget_files(session: Session, words: set[str]) -> None:
    """Lists of people that were brought in; one that is under way keeps no line that it could take."""
    kept = select(Import).where(col(Import.text).is_not(None), col(Import.status) != ImportStatus.RUNNING)
    for row in session.exec(kept).all():
        held = f"{row.text}\n{json.dumps(row.corrections, ensure_ascii=False)}"
        if _names(held, words) or _holds_number(held, words):
            gone: dict[str, Any] = {"text": None, "faults": [], "corrections": None}
            _update(session, Import, col(Import.id) == row.id, gone)


def _tells_of(text: str, words: set[str]) -> bool:
    """Whether it holds a number or an id of theirs, or all of their name; "Ana" is not "Anabel", and
    another Ana is not Ana Ruiz."""
    named = {word for word in words if not re.search(r"[\d@+]", word)}
    whole = bool(named) and all(_names(text, {name}) for name in named)
    return whole or _names(text, words - named) or _holds_number(text, words)


def _names(text: str, words: set[str]) -> bool:
    """Whether one of these words stands in it, whole."""
    small = text.lower()
    return any(re.search(rf"(?<!\w){re.escape(word.lower())}(?!\w)", small) for word in words)


def _holds_number(text: str, words: set[str]) -> bool:
    """Whether one of the numbers among them stands in it, however it is written there."""
    figures = re.sub(r"\D", "", text)
    numbers = {re.sub(r"\D", "", word)[-_OWN_FIGURES:] for word in words if word.startswith("+")}
    return any(number in figures for number in numbers)


def _files(session: Session, theirs: sa.ColumnElement[bool]) -> set[str]:
    return set(filter(None, session.exec(select(Attachment.path).where(theirs))))


def _is_named(session: Session, path: str) -> bool:
    """The same picture of two people is one file."""
    return session.exec(select(Attachment.id).where(col(Attachment.path) == path)).first() is not None


def _update(session: Session, kind: Table, rows: sa.ColumnElement[bool], values: Mapping[str, Any]) -> None:
    session.exec(sa.update(kind).where(rows).values(**values).execution_options(synchronize_session=False))
