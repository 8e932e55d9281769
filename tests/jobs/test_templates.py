"""Templates from the outbox to the phone: outside the 24 hours, by the stand-in's rules."""

from datetime import timedelta

from sqlmodel import select
from twilio.rest import Client

from booking_bot.channels.twilio_http import TwilioHttp
from booking_bot.channels.twilio_templates import TwilioTemplates
from booking_bot.db import Database
from booking_bot.models import Conversation, MessageKind
from booking_bot.services import notify
from booking_bot.services.templates import approvals
from booking_bot.services.templates.texts import TemplateText
from tests.jobs.test_sender import ANA, Bench, bench
from tests.services.sending import conversation
from tests.shop import Shop

BUTTONS = [{"id": f"{verb}:7:1", "title": verb} for verb in ("confirm", "move", "cancel")]


def remind(made: Bench) -> None:
    with made.database.transaction() as session:
        notify.send(
            session,
            session.exec(select(Conversation)).one(),
            kind=MessageKind.REMINDER,
            text="¿Vendrás?",
            options=BUTTONS,
            template=TemplateText("reminder_ask", {"what": "Corte"}, made.clock() + timedelta(days=1)),
            now=made.clock(),
        )


def test_a_day_after_their_last_message_the_approved_text_arrives_with_its_buttons(
    sqlite: Database,
) -> None:
    with bench(sqlite) as made:
        http = TwilioHttp(lambda _: made.twilio.url, deadline=timedelta(seconds=5))
        account = made.twilio.account
        registrar = TwilioTemplates(Client(account.sid, account.token, http_client=http))
        with sqlite.transaction() as session:
            Shop(session, quiet_hours=None)
            conversation(session, ANA).last_inbound_at = made.clock()
        approvals.submit_all(sqlite, registrar, now=made.clock())
        made.twilio.whatsapp.keeps_window = True
        made.clock.now += timedelta(days=1)
        approvals.look_after(sqlite, registrar, now=made.clock())
        remind(made)
        made.run()

        (seen,) = made.twilio.seen_by(ANA)
        assert seen.startswith("Hola: te recordamos tu cita de Corte en Peluquería Carmen para el ")
        assert [id_ for _, id_ in made.twilio.ledger.messages[0].options] == [one["id"] for one in BUTTONS]
