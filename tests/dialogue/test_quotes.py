"""A price that was named, answered in the ways that people have beside writing."""

from dataclasses import replace
from datetime import time, timedelta

import pytest

from booking_bot.dialogue.desk import Quote
from booking_bot.dialogue.talk import Heard, Media, OpenQuestion
from booking_bot.domain.questions import QuestionKind
from booking_bot.language.frame import Act, Frame
from tests.dialogue.chat import WEDNESDAY, Chat, on, with_appointment
from tests.dialogue.fake import NOW

PRICE = OpenQuestion(QuestionKind.QUOTE, 1, asked_at=NOW - timedelta(hours=5), number=1)
REMINDER = OpenQuestion(QuestionKind.REMINDER, 1, 3, asked_at=NOW - timedelta(minutes=5), number=2)
YES = Frame(frozenset({Act.AFFIRM}))


def named() -> Chat:
    """240 € for a tint, this morning; and an appointment of next Wednesday."""
    chat = with_appointment()
    chat.desk.quotes[1] = Quote(1, "offered", 24000, WEDNESDAY, "Tinte")
    return chat


@pytest.mark.parametrize(
    "message",
    [
        Heard("👍", quoted=PRICE, reaction=True, number=7),
        Heard("sí", quoted=PRICE, number=7),
        Heard("sí, adelante", spoken=True, media=Media.AUDIO, number=7),
        Heard("Sí, adelante", button="accept:1:0", number=7),
    ],
    ids=["thumb", "quoted", "spoken", "tapped"],
)
def test_a_yes_may_be_a_thumb_a_quoted_answer_a_voice_note_or_a_tap(message: Heard) -> None:
    chat = named()

    chat.turn([message], YES, PRICE)

    assert chat.desk.log == ["accepted 1 by message 7"]
    assert chat.answered == (PRICE,)


def test_who_is_booking_what_has_no_price_is_not_kept_from_it_by_asking() -> None:
    chat = Chat()
    chat.desk.shop = replace(
        chat.desk.shop, services=(replace(chat.desk.shop.services[0], price_cents=None),)
    )
    chat.says("corte el jueves a las 5", Act.BOOK, service=("corte",), when=(on(14, time(17)),))

    chat.turn([Heard("sí"), Heard("¿cuánto cuesta?")], Frame(frozenset({Act.AFFIRM, Act.ASK_PRICE})))

    assert "asked the price" not in chat.desk.log
    assert any(line.startswith("booked") for line in chat.desk.log)


def test_a_bare_yes_is_to_the_reminder_that_came_after_the_price() -> None:
    chat = named()

    chat.turn([Heard("sí")], YES, REMINDER, PRICE)

    assert (chat.desk.log, chat.answered) == (["confirmed 1"], (REMINDER,))


def test_a_yes_that_names_the_price_is_to_it_though_the_reminder_is_newer() -> None:
    chat = named()

    chat.turn([Heard("sí al presupuesto", number=3)], YES, REMINDER, PRICE)

    assert (chat.desk.log, chat.answered) == (["accepted 1 by message 3"], (PRICE,))


def test_that_they_will_be_there_is_no_yes_to_a_price() -> None:
    chat = named()

    chat.turn([Heard("sí, allí estaré")], YES, PRICE)

    assert not any(one.startswith("accepted") for one in chat.desk.log)


def test_what_a_person_was_told_while_they_hold_the_conversation_is_kept_only_if_plain() -> None:
    chat = named()

    chat.turn([Heard("sí", number=3)], YES, PRICE, held=True)
    unclear = list(chat.desk.log)
    reply = chat.turn([Heard("vale, adelante", quoted=PRICE, number=4)], YES, PRICE, held=True)

    assert (unclear, reply) == ([], "")
    assert (chat.desk.log, chat.answered) == (["accepted 1 by message 4"], (PRICE,))


def test_a_rebate_is_for_a_person_and_no_yes() -> None:
    chat = named()

    chat.turn([Heard("vale, pero ¿me lo dejas en 200?")], YES, PRICE)

    assert chat.desk.log == ["handed over: beyond_the_bot"]
