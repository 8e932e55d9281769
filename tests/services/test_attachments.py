"""Files are kept with appointments of whoever sent them, and the owner is told once."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from booking_bot.channels.base import Inbound
from booking_bot.db import Database
from booking_bot.dialogue.desk import Note
from booking_bot.domain.refusals import NoSuchAppointment
from booking_bot.models import Attachment, Attention, Conversation, row_id
from booking_bot.services import handovers, inbound
from booking_bot.services.front_desk import FrontDesk
from tests.shop import NOW, Shop, at

ANA = Inbound(
    sid="SM1",
    address="whatsapp:+34600111222",
    phone="+34600111222",
    profile_name="Ana",
    at=NOW,
    kind="image",
    media=[{"url": "https://api.twilio.com/1", "type": "image/jpeg"}],
)
ROSA = replace(ANA, sid="SM2", address="whatsapp:+34600111333", phone="+34600111333", profile_name="Rosa")


def photo(session: Session, sent: Inbound) -> tuple[Conversation, int]:
    """The conversation in which it came, and the message's number."""
    message = inbound.receive(session, sent, NOW)
    assert message is not None
    return session.get_one(Conversation, message.conversation_id), row_id(message)


def booked(session: Session, shop: Shop, conversation: Conversation, hour: str) -> int:
    desk = FrontDesk(session, conversation, now=NOW)
    (offer, *_) = [one for one in desk.free("corte", None, (), limit=50) if one.start == at(hour)]
    return desk.book(offer, name="", answers={}, note="").id


def test_only_ones_own_photos_are_kept_with_ones_own_appointments(database: Database) -> None:
    with database.transaction() as session:
        shop = Shop(session)
        shop.service("Corte", by=[shop.staff()])
        ana, her_photo = photo(session, ANA)
        rosa, another = photo(session, ROSA)
        hers = booked(session, shop, ana, "2026-11-24 11:00")
        rosas = booked(session, shop, rosa, "2026-11-24 12:00")
        desk = FrontDesk(session, ana, now=NOW)

        desk.attach(hers, [her_photo, another])
        with pytest.raises(NoSuchAppointment):
            desk.attach(rosas, [her_photo])

    with database.reading() as session:
        rows = session.exec(select(Attachment).order_by(col(Attachment.id))).all()
    assert [row.appointment_id for row in rows] == [hers, None]


def test_the_owner_is_told_once_until_somebody_has_looked(database: Database) -> None:
    later = NOW + timedelta(hours=1)
    with database.transaction() as session:
        Shop(session)
        ana, _ = photo(session, ANA)
        desk = FrontDesk(session, ana, now=NOW)
        for note in (Note.VOICE, Note.VOICE, Note.DOCUMENT):
            desk.note(note, "")
        (voice, _) = session.exec(select(Attention).order_by(col(Attention.id))).all()
        handovers.resolve(session, row_id(voice), by="owner:1", now=later)
        desk.note(Note.VOICE, "otra")

    with database.reading() as session:
        told = session.exec(select(Attention).order_by(col(Attention.id))).all()
    assert [(one.reason, one.summary) for one in told] == [("voice", ""), ("document", ""), ("voice", "otra")]
