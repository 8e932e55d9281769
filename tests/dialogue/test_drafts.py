"""A booking left half done for hours or days."""

from datetime import time

from booking_bot.language.frame import Act
from tests.dialogue.chat import Chat, at, on


def test_a_draft_of_three_days_is_offered_again_and_not_continued() -> None:
    chat = Chat()
    chat.says("tinte el viernes", Act.BOOK, service=("tinte",), when=(on(15),))
    chat.waits(days=2)

    reply = chat.says("a las 10", when=(at(10),))

    assert reply == "Habíamos dejado a medias Tinte para el viernes 15 de mayo. ¿Seguimos con eso?"
    assert chat.desk.log == []


def test_a_draft_whose_day_has_gone_by_is_offered_without_it() -> None:
    chat = Chat()
    chat.says("tinte mañana", Act.BOOK, service=("tinte",), when=(on(13),))
    chat.waits(days=3)

    reply = chat.says("hola", Act.GREET)
    resumed = chat.says("sí", Act.AFFIRM)

    assert reply == "¡Hola!\nHabíamos dejado a medias Tinte, sin día todavía. ¿Seguimos con eso?"
    assert resumed.startswith("Tinte (1 h 30 min, 45 €). ¿Qué día y a qué hora te viene bien?")


def test_an_old_list_tapped_days_later_books_nothing() -> None:
    chat = Chat()
    chat.says("tinte el viernes", Act.BOOK, service=("tinte",), when=(on(15),))
    chat.waits(hours=13)

    reply = chat.taps("vie 15 may, 12:00")

    assert reply.endswith("Habíamos dejado a medias Tinte para el viernes 15 de mayo. ¿Seguimos con eso?")
    assert chat.desk.log == []


def test_a_new_wish_replaces_the_old_draft() -> None:
    chat = Chat()
    chat.says("tinte el viernes", Act.BOOK, service=("tinte",), when=(on(15),))
    chat.waits(hours=13)

    reply = chat.says(
        "quiero un corte el jueves a las 5", Act.BOOK, service=("corte",), when=(on(14, time(17)),)
    )

    assert reply.startswith("Corte con Marta el jueves 14 de mayo a las 17:00")
