"""What WhatsApp does not deliver, by the real channels: SMS at the stand-in, mail at a server of our own."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlmodel import col, select

from booking_bot.app import build, create_app
from booking_bot.config import Settings
from booking_bot.db import Database
from booking_bot.domain.appointments import Status
from booking_bot.domain.questions import QuestionKind
from booking_bot.jobs import tasks
from booking_bot.jobs.sender import AT_ONCE, Sender
from booking_bot.models import (
    Appointment,
    ConsentKind,
    ConsentSource,
    Conversation,
    Customer,
    MessageKind,
    Outbox,
    row_id,
)
from booking_bot.services import consents, notify
from booking_bot.services.templates.texts import TemplateText
from booking_bot.wiring import Wiring
from tests.jobs.test_worker import soon
from tests.mail_server import MailServer
from tests.services.requesting import ADDRESS, Salon, open_salon
from tests.shop import NOW
from tests.twilio_standin import Account, TwilioStandIn
from tests.twilio_standin.webhooks import post_signed, sms_form

ACCOUNT = Account()
PUBLIC = "https://bot.example.com"
PHONE = "+34600111222"


@dataclass
class House:
    """Carla's phone takes no WhatsApp; the clock moves by hand."""

    salon: Salon
    parts: Wiring
    app: Flask
    sender: Sender
    twilio: TwilioStandIn
    mail: MailServer

    def post(self, url: str, form: dict[str, str], headers: dict[str, str]) -> int:
        client = self.app.test_client()
        return client.post(url.removeprefix(PUBLIC), data=form, headers=headers).status_code

    def tell(self) -> None:
        """Something that cannot wait."""
        with self.parts.database.transaction() as session:
            booked = session.get_one(Appointment, self.salon.appointment)
            notify.send(
                session,
                session.exec(select(Conversation)).one(),
                kind=MessageKind.REMINDER,
                text="Tu cita de Mechas es mañana a las 11:00. ¿Vendrás?",
                template=TemplateText("reminder_ask", {"what": "Mechas"}, booked.starts_at),
                options=[{"id": f"{what}:1:0", "title": what} for what in ("confirm", "move", "cancel")],
                question=(QuestionKind.REMINDER, self.salon.appointment, booked.revision, NOW + timedelta(3)),
                urgent=True,
                now=self.parts.clock(),
            )

    def send(self) -> None:
        """Send what is due, until every receipt has come."""
        while self.sender.drain():
            assert soon(lambda: self.sender.free == AT_ONCE)
            self.twilio.receipts_posted()

    def wait(self, **length: float) -> None:
        self.salon.now += timedelta(**length)

    def ways(self) -> list[tuple[str, str]]:
        with self.parts.database.reading() as session:
            rows = session.exec(select(Outbox).order_by(col(Outbox.id)))
            return [(row.channel.value, row.status.value) for row in rows]


@pytest.fixture
def house(sqlite: Database) -> Iterator[House]:
    salon = open_salon(sqlite)
    with sqlite.transaction() as session:
        carla = session.exec(select(Customer)).one()
        carla.email = "carla@example.com"
        kind, source = ConsentKind.SERVICE, ConsentSource.INBOUND
        consents.record(session, row_id(carla), kind, granted=True, source=source, now=NOW)

    def now() -> datetime:
        return salon.now

    with ExitStack() as stack:
        twilio = stack.enter_context(TwilioStandIn(ACCOUNT, clock=now))
        mail = stack.enter_context(MailServer())
        parts = build(
            Settings(
                _env_file=None,
                secret_key="0123456789" * 4,
                database_url=sqlite.url,
                public_url=PUBLIC,
                twilio_account_sid=ACCOUNT.sid,
                twilio_auth_token=ACCOUNT.token,
                twilio_whatsapp_from=ACCOUNT.sender,
                twilio_sms_from=ACCOUNT.sms,
                twilio_api_url=twilio.url,
                smtp_url=mail.url,
                mail_from="citas@example.com",
                log_level="WARNING",
            )
        )
        parts.clock = now
        settings = parts.settings
        sender = Sender(
            parts.database, parts.channels, now, deadline=settings.delivery_deadline,
            grace=settings.delivery_grace, on_progress=lambda: None,
        )  # fmt: skip
        found = House(salon, parts, create_app(parts=parts), sender, twilio, mail)
        twilio.post = found.post
        twilio.switched_off.add(ADDRESS)
        yield found
        sender.stop()
        parts.database.dispose()


def test_after_ten_minutes_an_sms_asks_and_its_answer_counts(house: House) -> None:
    house.tell()
    house.send()
    house.wait(minutes=10)
    tasks.fall_back(house.parts)
    house.send()

    status = post_signed(ACCOUNT, house.post, f"{PUBLIC}/twilio/sms", sms_form(ACCOUNT, PHONE, "SI"))
    house.wait(seconds=15)
    tasks.run_turns(house.parts)
    house.send()

    assert status == 200
    assert house.salon.kept().status is Status.CONFIRMED
    assert house.ways() == [("whatsapp", "sent"), ("sms", "delivered"), ("sms", "delivered")]
    asked, thanked = house.twilio.seen_by(PHONE)
    assert asked.endswith("Responde SI para confirmar, CAMBIAR para otra hora o ANULAR.")
    assert "jueves 26 de noviembre a las 11:00" in thanked


def test_where_no_sms_arrives_a_mail_goes(house: House) -> None:
    house.twilio.sms_refuses[PHONE] = 30006
    house.tell()
    house.send()
    house.wait(minutes=10)
    tasks.fall_back(house.parts)
    house.send()

    assert house.ways() == [("whatsapp", "sent"), ("sms", "failed"), ("email", "accepted")]
    (mail,) = house.mail.taken
    assert (mail["To"], mail["Subject"]) == ("carla@example.com", "Recordatorio de Peluquería Carmen")
    assert mail.get_content().startswith("Tu cita de Mechas es mañana a las 11:00. ¿Vendrás?")


def test_where_no_mail_is_taken_either_the_owner_sends_it(house: House) -> None:
    house.twilio.sms_refuses[PHONE] = 30006
    house.mail.answers["RCPT"] = "550 no such user"
    house.tell()
    house.send()
    house.wait(minutes=10)
    tasks.fall_back(house.parts)
    house.send()

    assert house.ways()[1:] == [("sms", "failed"), ("email", "failed"), ("hand", "queued")]
