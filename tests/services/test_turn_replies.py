"""What a turn puts into the outbox beside the words: options with their descriptions, and a pin."""

from datetime import timedelta

from sqlmodel import select

from booking_bot.channels.base import Inbound, Outbound
from booking_bot.db import Database
from booking_bot.models import Business, Conversation
from booking_bot.services import dispatch, inbound, turns
from tests.shop import NOW, Shop

ANA = "whatsapp:+34600111222"
LATER = NOW + timedelta(seconds=20)


def answer(database: Database, text: str) -> Outbound:
    """What goes out to a customer who writes `text` to a shop of four services in the calle Mayor."""
    with database.transaction() as session:
        shop = Shop(session)
        lucia = shop.staff("Lucía")
        for name in ("Corte", "Tinte", "Mechas", "Peinado"):
            shop.service(name, minutes=45, by=[lucia], price_cents=1600)
        business = session.exec(select(Business)).one()
        business.location, business.address = "40.4203,-3.7058", "calle Mayor 3"
        inbound.receive(session, Inbound("SM1", ANA, NOW, profile_name="Ana", body=text), NOW)
        session.exec(select(Conversation)).one().introduced_at = NOW
    assert turns.run_due(database, now=LATER) == 1
    with database.transaction() as session:
        (claimed,) = dispatch.claim(session, LATER, limit=9, lease=timedelta(minutes=1))
    return claimed.outbound


def test_who_asks_the_way_gets_a_pin(sqlite: Database) -> None:
    sent = answer(sqlite, "¿dónde estáis?")

    assert (sent.body, sent.options, sent.location) == (
        "Estamos en calle Mayor 3.", (), "40.4203,-3.7058|calle Mayor 3",
    )  # fmt: skip


def test_a_list_says_more_of_each_option(sqlite: Database) -> None:
    sent = answer(sqlite, "quería cita")

    assert [(one["title"], one["description"]) for one in sent.options] == [
        (name, "45 min, 16 €") for name in ("Corte", "Tinte", "Mechas", "Peinado")
    ]
    assert (sent.language, sent.location) == ("es", None)


def test_what_the_phone_says_by_itself_is_in_the_customers_language(sqlite: Database) -> None:
    assert answer(sqlite, "hi, can I book an appointment?").language == "en"
