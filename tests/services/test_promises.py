from booking_bot.db import Database
from booking_bot.dialogue.desk import Handover, Reason
from booking_bot.models import Attention, Conversation
from booking_bot.services.front_desk import FrontDesk
from booking_bot.services.promises import Promise, promise
from tests.shop import MADRID, Shop, at


def test_while_the_shop_is_open_it_is_promised_until_when(database: Database) -> None:
    with database.transaction() as session:
        Shop(session)

        given = promise(session, now=at("2026-11-23 11:00"))

    assert given == Promise(at("2026-11-23 14:00"), None, at("2026-11-23 11:30"))


def test_when_it_is_closed_the_next_opening_is_promised(database: Database) -> None:
    with database.transaction() as session:
        shop = Shop(session)
        shop.special("2026-11-30", reason="San Andrés")

        given = promise(session, now=at("2026-11-28 15:00"))  # a Saturday, and Monday is closed

    assert given == Promise(None, at("2026-12-01 10:00"), at("2026-12-01 10:30"))


def test_a_shop_that_does_not_open_promises_nothing(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        Shop(session, hours={})

        given = promise(session, now=at("2026-11-23 11:00"))

    assert given == Promise(None, None, None)


def test_a_case_keeps_what_was_promised_to_the_customer(database: Database) -> None:
    with database.transaction() as session:
        shop = Shop(session)
        shop.service("Corte", by=[shop.staff()])
        conversation = session.get_one(Conversation, shop.conversation(shop.customer()))

        desk = FrontDesk(session, conversation, now=at("2026-11-23 15:00"))
        told = desk.hand_over(Reason.ASKED_FOR, "Quiere un tinte.")
        case = session.get_one(Attention, int(told.case))

    assert told == Handover(told.case, None, at("2026-11-23 17:00").astimezone(MADRID))
    assert case.promised_at == at("2026-11-23 17:30")
