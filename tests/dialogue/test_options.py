"""What can be tapped: whole titles, more about each of them, and a pin where nothing is asked."""

from dataclasses import replace

import pytest

from booking_bot.language.frame import Act
from tests.dialogue.chat import WEDNESDAY, Chat, with_appointment
from tests.dialogue.fake import SHOP, FakeDesk, appointment

LONG = "Tratamiento de queratina y corte"


def with_a_long_name() -> Chat:
    """A shop whose first service no button can hold."""
    first, *others = SHOP.services
    return Chat(FakeDesk(shop=replace(SHOP, services=(replace(first, name=LONG), *others))))


def test_a_title_is_whole_and_its_description_tells_length_and_price() -> None:
    chat = with_a_long_name()

    chat.says("quería cita", Act.BOOK)

    assert [(one.title, one.description) for one in chat.options] == [
        (LONG, "30 min, 16 €"),
        ("Tinte", "1 h 30 min, 45 €"),
        ("Manicura", "45 min, 20 €"),
    ]


@pytest.mark.parametrize("typed", [LONG, "tratamiento de queratina y corte", "Tratamiento de queratin…", "1"])
def test_the_words_of_a_tap_are_as_good_as_the_tap(typed: str) -> None:
    chat = with_a_long_name()
    chat.says("quería cita", Act.BOOK)

    chat.says(typed, Act.OTHER)

    assert chat.state.wish is not None
    assert chat.state.wish.services == (SHOP.services[0].id,)


def test_dots_alone_are_no_title() -> None:
    chat = with_a_long_name()
    chat.says("quería cita", Act.BOOK)

    chat.says("…", Act.OTHER)

    assert chat.state.wish is not None
    assert chat.state.wish.services == ()


def test_of_several_appointments_it_is_said_what_they_are() -> None:
    chat = with_appointment(appointment(2, WEDNESDAY.replace(hour=18), service="tinte", staff="marta"))

    chat.says("cancela mi cita", Act.CANCEL)

    assert [(one.title, one.description) for one in chat.options] == [
        ("mié 20 may, 17:00", "Corte con Leo"),
        ("mié 20 may, 18:00", "Tinte con Marta"),
    ]
