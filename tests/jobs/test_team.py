"""The tick by which the shop's own people are told what is new."""

from pydantic import SecretStr

from booking_bot.channels.base import Balance
from booking_bot.config import Settings
from booking_bot.db import Database
from booking_bot.jobs import tasks
from booking_bot.models import Attention, AttentionKind
from booking_bot.services.watching import balance
from booking_bot.wiring import Wiring
from tests.services.team_shop import BASE, CARMEN, open_shop, told, wrote
from tests.shop import at

MORNING = at("2026-11-23 09:30")


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
