"""The tick by which the shop's own people are told what is new."""

from datetime import timedelta

from pydantic import SecretStr

from booking_bot.channels.base import Balance
from booking_bot.channels.email import Mail, Server
from booking_bot.config import Settings
from booking_bot.db import Database
from booking_bot.jobs import tasks
from booking_bot.jobs.sender import Sender
from booking_bot.models import Attention, AttentionKind, ChannelName
from booking_bot.services.watching import balance
from booking_bot.wiring import Wiring
from tests.mail_server import MailServer
from tests.services.team_shop import BASE, CARMEN, MAIL, open_shop, told, with_mail, wrote
from tests.shop import at

MORNING = at("2026-11-23 09:30")
NOON = at("2026-11-23 12:30")
DEADLINE, GRACE = timedelta(seconds=5), timedelta(seconds=90)


def done() -> None: ...


class Purse:
    def balance(self) -> Balance:
        return Balance(1234, "USD")


def test_what_the_digest_tells_no_alert_tells_again(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        people = open_shop(session)
        wrote(people.shop, CARMEN)
        line = wrote(people.shop, "+34600111222", name="Ana")
        session.add(Attention(kind=AttentionKind.HANDOVER, conversation_id=line, at=at("2026-11-23 09:20")))
    settings = Settings(secret_key=SecretStr("x" * 32), public_url=BASE)
    parts = Wiring(settings, sqlite, clock=lambda: MORNING)

    for _ in range(2):
        tasks.tell_team(parts)

    assert [text for _, _, text in told(sqlite)] == [
        "Hoy, lunes 23 de noviembre: nada apuntado.\n\nTe espera:\n- 1 persona espera tu respuesta\n"
        f"{BASE}/admin/"
    ]


def test_what_may_stop_messages_is_looked_at_without_an_account_too(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        open_shop(session)
    parts = Wiring(Settings(secret_key=SecretStr("x" * 32)), sqlite, clock=lambda: MORNING, purse=Purse())

    tasks.look_ahead(parts)
    parts.purse = None
    tasks.look_ahead(parts)

    with sqlite.reading() as session:
        left = balance.left(session)
    assert left is not None
    assert (left.cents, left.at) == (1234, MORNING)


def test_an_alert_leaves_as_a_mail_whose_subject_tells_what_it_is(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        people = open_shop(session)
        line = wrote(people.shop, "+34600111222", name="Ana")
        session.add(Attention(kind=AttentionKind.HANDOVER, conversation_id=line, at=NOON))
    with_mail(sqlite)
    settings = Settings(secret_key=SecretStr("x" * 32), public_url=BASE)
    parts = Wiring(settings, sqlite, clock=lambda: NOON)

    with MailServer() as server:
        host = Server("127.0.0.1", server.port)
        mail = Mail(host, sender="bot@example.com", deadline=DEADLINE, tls=None)
        sender = Sender(
            sqlite, {ChannelName.EMAIL: mail}, parts.clock, deadline=DEADLINE, grace=GRACE, on_progress=done
        )
        for _ in range(2):
            tasks.tell_team(parts)
            sender.drain()
        sender.stop()

    (taken,) = server.taken
    assert (taken["To"], taken["Subject"]) == (MAIL, "Ana espera a una persona.")
    assert str(taken.get_content()).split() == [
        "Ana", "espera", "a", "una", "persona.", "Caso", "1.", f"{BASE}/admin/conversaciones/1",
    ]  # fmt: skip
