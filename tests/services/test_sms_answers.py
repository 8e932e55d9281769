"""Whoever WhatsApp does not reach answers by SMS: the same customer, the same question, the same bot."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlmodel import col, select

from booking_bot.channels.base import Inbound, Receipt, Remedy
from booking_bot.db import Database
from booking_bot.domain.appointments import Status
from booking_bot.domain.questions import QuestionKind
from booking_bot.models import (
    Appointment,
    ChannelName,
    Conversation,
    MessageKind,
    Outbox,
    Source,
)
from booking_bot.services import bookings, dispatch, inbound, inbox, notify, receipts, turns
from booking_bot.services.templates.texts import TemplateText
from booking_bot.services.ways import Ways, set_ways
from tests.services.requesting import Salon, open_salon
from tests.shop import NOW, Shop

PHONE = "+34600111222"
LEASE = timedelta(seconds=60)


@dataclass
class Texting:
    """Carla with her phone, on which WhatsApp is no more."""

    salon: Salon

    def texts(self, words: str) -> str:
        """What she gets for an answer."""
        salon = self.salon
        salon.now += timedelta(minutes=1)
        salon.said += 1
        with salon.database.transaction() as session:
            told = Inbound(sid=f"T{salon.said}", address=PHONE, phone=PHONE, body=words, at=salon.now)
            inbound.receive(session, told, salon.now, channel=ChannelName.SMS)
        turns.run_due(salon.database, now=salon.now + timedelta(seconds=15))
        return salon.heard()[-1]

    def ways(self) -> list[tuple[str, str]]:
        with self.salon.database.reading() as session:
            rows = session.exec(select(Outbox).order_by(col(Outbox.id)))
            return [(row.channel.value, row.recipient) for row in rows]

    def status(self) -> Status:
        return self.salon.kept().status


@pytest.fixture
def carla(sqlite: Database) -> Texting:
    """Her reminder went out by WhatsApp, where she is no more, and so by SMS."""
    salon = open_salon(sqlite)
    set_ways(sqlite, Ways(account="AC1", sms=True))
    with sqlite.transaction() as session:
        booked = session.get_one(Appointment, salon.appointment)
        notify.send(
            session,
            session.exec(select(Conversation)).one(),
            kind=MessageKind.REMINDER,
            text="Te recordamos tu cita de Mechas. ¿Vendrás?",
            options=[{"id": f"{what}:1:0", "title": what} for what in ("confirm", "move", "cancel")],
            template=TemplateText("reminder_ask", {"what": "Mechas"}, booked.starts_at),
            dedupe_key="reminder",
            question=(QuestionKind.REMINDER, salon.appointment, booked.revision, NOW + timedelta(days=3)),
            now=NOW,
        )
    with sqlite.transaction() as session:
        (claimed,) = dispatch.claim(session, NOW, limit=1, lease=LEASE)
        dispatch.record_accepted(session, claimed, "SM1", NOW)
        receipts.record(session, Receipt("SM1", "failed", remedy=Remedy.UNREACHABLE), NOW)
    return Texting(salon)


def test_it_asks_for_words_that_can_be_sent(carla: Texting) -> None:
    assert carla.salon.heard()[-1] == (
        "Peluquería Carmen: te esperamos el jue 26 nov, 11:00 (Mechas). Responde SI para confirmar, CAMBIAR "
        "para otra hora o ANULAR."
    )
    assert carla.ways() == [("whatsapp", f"whatsapp:{PHONE}"), ("sms", PHONE)]


@pytest.mark.parametrize("yes", ["SI", "sí", "si, alli estare", "1"])
def test_a_yes_by_sms_confirms(carla: Texting, yes: str) -> None:
    said = carla.texts(yes)

    assert carla.status() is Status.CONFIRMED
    assert "jueves 26 de noviembre a las 11:00" in said
    assert carla.ways()[-1] == ("sms", PHONE)


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("ANULAR", "¿Anulo tu cita de Mechas del jueves 26 de noviembre a las 11:00?"),
        ("CAMBIAR", "¿A qué día y hora cambio tu cita de Mechas del jueves"),
    ],
)
def test_the_words_it_names_are_understood(carla: Texting, words: str, asked: str) -> None:
    assert carla.texts(words).startswith(asked)


def test_the_rest_of_the_talk_goes_on_by_sms(carla: Texting) -> None:
    carla.texts("anular")

    said = carla.texts("1")

    assert carla.status() is Status.CANCELLED
    assert said.startswith("Hecho, he anulado tu cita")
    assert {channel for channel, _ in carla.ways()[1:]} == {"sms"}


def test_the_owner_sees_one_customer_with_two_lines(carla: Texting) -> None:
    carla.texts("SI")

    with carla.salon.database.reading() as session:
        shown = {(one.channel, one.person.name) for one in inbox.chats(session)}

    assert shown == {(ChannelName.WHATSAPP, "Carla"), (ChannelName.SMS, "Carla")}


def test_who_never_had_whatsapp_books_by_sms(sqlite: Database) -> None:
    salon = open_salon(sqlite)
    with sqlite.transaction() as session:
        bookings.cancel(session, salon.appointment, by="customer:1", now=NOW)
        kept = session.exec(select(Appointment.id)).all()
    carla = Texting(salon)

    carla.texts("Hola, quiero mechas el viernes a las 11")
    said = carla.texts("sí")

    with sqlite.reading() as session:
        booked = session.exec(select(Appointment).where(col(Appointment.id).not_in(kept))).one()
    assert (booked.customer_id, booked.source) == (salon.carla, Source.BOT)
    assert "viernes 27 de noviembre a las 11:00" in said


def test_who_only_ever_texts_is_reminded_by_sms_and_not_asked_for_opinions(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        shop = Shop(session)
        rosa = shop.customer("Rosa", phone="+34600111333")
        line = Conversation(
            customer_id=rosa, channel=ChannelName.SMS, address="+34600111333", last_inbound_at=NOW,
            created_at=NOW,
        )  # fmt: skip
        session.add(line)
    set_ways(sqlite, Ways(account="AC1", sms=True))

    with sqlite.transaction() as session:
        found = notify.line_of(session, rosa, now=NOW)
        assert found is not None
        kinds = (MessageKind.REMINDER, MessageKind.SURVEY)
        reminder, survey = (
            notify.send(session, found, kind=kind, text="Te esperamos.", now=NOW) for kind in kinds
        )

    assert isinstance(survey, notify.Dropped)
    assert not isinstance(reminder, notify.Dropped)
    with sqlite.reading() as session:
        sent = session.exec(select(Outbox).where(Outbox.message_id == reminder.id)).one()
    assert (sent.channel, sent.recipient) == (ChannelName.SMS, "+34600111333")
