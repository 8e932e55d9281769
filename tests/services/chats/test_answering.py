from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from booking_bot.models import (
    Audit,
    ChannelName,
    Conversation,
    Customer,
    Delivery,
    Holder,
    Message,
    Outbox,
    Template,
    TemplateStatus,
    row_id,
)
from booking_bot.services import foreseen
from booking_bot.services.chats import answering
from booking_bot.services.chats.answering import ASKS_TO_WRITE, NothingToSend, TooLong
from booking_bot.services.notify import Dropped
from booking_bot.services.routes import Way
from booking_bot.services.templates.texts import wording_of
from tests.services.chats.people import session, talk
from tests.shop import NOW

__all__ = ["session"]

LATER = NOW + timedelta(days=2)
OWNER = "owner:1"


def sent(session: Session) -> list[tuple[str, ChannelName, Delivery, str]]:
    """Of each message of ours: its kind, the way it goes, how far it is, and its text."""
    rows = session.exec(
        select(Message, Outbox)
        .join(Outbox, col(Outbox.message_id) == col(Message.id))
        .order_by(col(Message.id))
    )
    return [(message.kind, row.channel, row.status, message.body) for message, row in rows]


def approve(session: Session) -> None:
    business = foreseen.business_of(session)
    assert business
    wording = wording_of(business, ASKS_TO_WRITE.name)
    session.add(
        Template(
            account="", name=wording.name, language=wording.language, fingerprint=wording.fingerprint,
            sid="HX1", status=TemplateStatus.APPROVED, created_at=NOW,
        )
    )  # fmt: skip
    session.flush()


def test_who_writes_takes_the_conversation_and_brings_it_back_into_view(session: Session) -> None:
    rosa = talk(session, "Rosa", 1)
    rosa.resolved_at, rosa.unread = NOW, 3

    answering.write(session, row_id(rosa), " Ahora mismo\r\nlo miro ", token="t", by=OWNER, now=NOW)

    assert sent(session) == [("manual", ChannelName.WHATSAPP, Delivery.QUEUED, "Ahora mismo\nlo miro")]
    now = session.get_one(Conversation, row_id(rosa))
    assert (now.holder, now.resolved_at, now.unread) == (Holder.PERSON, None, 0)
    told = session.exec(select(Audit.object_kind, Audit.verb).order_by(col(Audit.id))).all()
    assert told == [("conversation", "taken"), ("message", "written")]


def test_a_tap_that_comes_twice_sends_once(session: Session) -> None:
    rosa = talk(session, "Rosa", 1)

    for token in ("one", "one", "two"):
        answering.write(session, row_id(rosa), "Voy", token=token, by=OWNER, now=NOW)

    assert len(sent(session)) == 2


@pytest.mark.parametrize(("text", "error"), [(" \n ", NothingToSend), ("x" * 1601, TooLong)])
def test_what_cannot_be_a_message_is_refused_and_takes_nothing(
    session: Session, text: str, error: type[Exception]
) -> None:
    rosa = talk(session, "Rosa", 1)

    with pytest.raises(error):
        answering.write(session, row_id(rosa), text, token="t", by=OWNER, now=NOW)

    assert (sent(session), rosa.holder) == ([], Holder.BOT)


def test_after_the_24_hours_it_waits_for_the_owners_hand(session: Session) -> None:
    rosa = talk(session, "Rosa", 1)

    open_now = answering.openness(session, rosa, now=NOW)
    later = answering.openness(session, rosa, now=LATER)
    answering.write(session, row_id(rosa), "Ya está arreglado", token="t", by=OWNER, now=LATER)

    assert (open_now.way, later.way, later.invitation) == (Way.TEXT, Way.HAND, None)
    assert sent(session) == [("manual", ChannelName.HAND, Delivery.QUEUED, "Ya está arreglado")]


def test_after_the_24_hours_an_approved_text_asks_them_to_write(session: Session) -> None:
    rosa = talk(session, "Rosa", 1)
    approve(session)

    told = answering.openness(session, rosa, now=LATER)
    for _ in range(2):
        answering.ask_to_write(session, row_id(rosa), token="t", by=OWNER, now=LATER)

    assert told.invitation is not None
    assert sent(session) == [("manual", ChannelName.WHATSAPP, Delivery.QUEUED, told.invitation)]


def test_a_text_that_is_not_approved_asks_nobody(session: Session) -> None:
    rosa = talk(session, "Rosa", 1)

    with pytest.raises(NothingToSend):
        answering.ask_to_write(session, row_id(rosa), token="t", by=OWNER, now=LATER)

    assert sent(session) == []


def test_where_nothing_leads_to_them_the_reason_is_said(session: Session) -> None:
    rosa = talk(session, "Rosa", 1)
    rosa.unreachable_at = NOW

    told = answering.openness(session, rosa, now=NOW)
    dropped = answering.write(session, row_id(rosa), "Hola", token="t", by=OWNER, now=NOW)

    assert told.way is Way.NEVER
    assert isinstance(dropped, Dropped)
    assert dropped.reason == told.reason


def test_a_person_may_write_to_whom_the_bot_leaves_alone(session: Session) -> None:
    rosa = talk(session, "Rosa", 1)
    session.get_one(Customer, rosa.customer_id).blocked = True

    assert answering.openness(session, rosa, now=NOW).way is Way.TEXT
