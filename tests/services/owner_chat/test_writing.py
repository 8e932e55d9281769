"""A message to one customer: the whole text before the yes, and honest where it cannot go."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from booking_bot.db import Database
from booking_bot.dialogue import owner_texts as texts
from booking_bot.models import ChannelName, Conversation, Holder, Outbox
from booking_bot.services.routes import UNREACHABLE
from booking_bot.services.ways import Ways, set_ways
from tests.services.owner_chat.house import ANA, CARMEN, LUCIA, MARTA, House

ASKS = "A Ana Ruiz (…1222):\n«Hola, Ana: te pedimos que traigas el color.»\n"


@pytest.fixture
def house(sqlite: Database) -> House:
    """Ana wrote an hour ago."""
    set_ways(sqlite, Ways(whatsapp=True))
    opened = House(sqlite)
    opened.says(ANA, "hola")
    opened.now += timedelta(hours=1)
    return opened


def test_the_whole_text_is_shown_and_goes_after_a_yes(house: House) -> None:
    wordings = (
        "escríbele a Ana que traiga el color",
        "avisa a Ana de que traiga el color",
        "dile a ana ruiz que traiga el color",
    )

    asked = [house.says(CARMEN, text) for text in wordings]
    before = house.letters()
    done = house.says(CARMEN, "sí")

    assert (asked, before) == ([ASKS + texts.SEND_IT] * 3, [])
    assert (done, house.letters()) == (
        texts.WRITTEN.format(name="Ana Ruiz"),
        [(ANA, "Hola, Ana: te pedimos que traigas el color.")],
    )


def test_the_chat_is_a_persons_from_then_on(house: House) -> None:
    house.says(CARMEN, "dile a Ana que traiga el color")
    house.says(CARMEN, "sí")

    with house.database.reading() as session:
        line = session.exec(select(Conversation).where(col(Conversation.address) == f"whatsapp:{ANA}")).one()
        assert line.holder is Holder.PERSON


def test_they_may_dictate_another_text(house: House) -> None:
    house.says(CARMEN, "dile a Ana que traiga el color")
    asked = house.says(CARMEN, "trae el tinte que te gusta 😊")
    house.says(CARMEN, "sí")

    assert asked.startswith("A Ana Ruiz (…1222):\n«Trae el tinte que te gusta 😊»")
    assert house.letters() == [(ANA, "Trae el tinte que te gusta 😊")]


def test_what_lacks_is_asked(house: House) -> None:
    asked = house.says(CARMEN, "avisa a Ana")
    house.says(CARMEN, "ya puedes venir")
    house.says(CARMEN, "sí")

    assert (asked, house.letters()) == ("¿Qué le digo a Ana Ruiz?", [(ANA, "Ya puedes venir")])


def test_who_was_spoken_of_last_is_meant_by_le(house: House) -> None:
    house.says(CARMEN, "mueve a Ana a las 11")
    house.says(CARMEN, "sí")

    assert house.says(CARMEN, "dile que traiga el color") == ASKS + texts.SEND_IT


def test_outside_the_24_hours_it_waits_for_the_owners_tap(house: House) -> None:
    house.now += timedelta(hours=24)

    asked = house.says(CARMEN, "dile a Ana que traiga el color")
    done = house.says(CARMEN, "sí")

    assert (asked, done) == (ASKS + texts.SEND_BY_HAND, texts.WRITTEN_BY_HAND.format(name="Ana Ruiz"))
    with house.database.reading() as session:
        ways = select(Outbox.channel).order_by(col(Outbox.id).desc()).limit(2)
        assert ChannelName.HAND in session.exec(ways).all()


def test_who_may_not_be_written_to_is_said(house: House) -> None:
    with house.furnishing() as session:
        line = session.exec(select(Conversation).where(col(Conversation.address) == f"whatsapp:{ANA}")).one()
        line.unreachable_at = house.now
        house.people.shop.customer("Pilar")

    unreachable = house.says(CARMEN, "dile a Ana que traiga el color")
    unknown = house.says(CARMEN, "dile a Rosa que venga")
    without = house.says(CARMEN, "dile a Pilar que venga")

    assert unreachable == texts.CANNOT_WRITE.format(name="Ana Ruiz", reason=UNREACHABLE)
    assert (unknown, without) == (texts.NOBODY.format(name="Rosa"), texts.NO_NUMBER_OF.format(name="Pilar"))


def test_of_several_it_is_asked_which(house: House) -> None:
    with house.furnishing():
        house.people.shop.customer("Ana Soler", phone="+34600111555")

    asked = house.says(CARMEN, "dile a Ana que traiga el color")

    assert asked == texts.WHO_OF_THEM
    assert house.says(CARMEN, "1") == ASKS + texts.SEND_IT


def test_staff_write_to_whom_they_attend(house: House) -> None:
    assert house.says(LUCIA, "dile a Marta que venga") == texts.NOT_THEIR_CUSTOMER.format(name="Marta Gil")
    assert house.says(LUCIA, "dile a Ana que traiga el color") == ASKS + texts.SEND_IT


def test_a_second_yes_sends_nothing_more(house: House) -> None:
    house.says(CARMEN, "dile a Ana que traiga el color")
    for _ in range(3):
        house.says(CARMEN, "sí")

    assert len(house.letters()) == 1
    assert MARTA not in dict(house.letters())
