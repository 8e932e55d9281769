"""What sounds like a yes and is none, as conversations made up at random brought it to light."""

from dataclasses import replace
from datetime import time

from booking_bot.dialogue.desk import CustomerFacts
from booking_bot.dialogue.machine import turn
from booking_bot.dialogue.names import clean_name
from booking_bot.dialogue.talk import Heard
from booking_bot.language.frame import Act, Expecting, Frame
from tests.dialogue.chat import Chat, on, proposed, with_appointment
from tests.dialogue.fake import SHOP, FakeDesk


def test_a_phrase_cut_in_two_is_no_yes_by_its_second_half() -> None:
    chat = proposed()

    def understand(text: str, _: Expecting | None) -> Frame:
        return Frame(frozenset({Act.AFFIRM if "\n" in text else Act.OTHER}))

    lines = [Heard("no sé si me va"), Heard("bien")]
    outcome = turn(lines, chat.state, chat.desk, understand, now=chat.desk.now)

    assert outcome.state.misses == 1
    assert chat.desk.log == []


def test_a_place_named_with_another_service_is_no_pick() -> None:
    chat = Chat()
    chat.says("tinte el jueves", Act.BOOK, service=("tinte",), when=(on(14),))

    chat.says("ponme un corte, el primero", Act.CHOOSE, choice=1, service=("corte",))

    assert chat.desk.log == []
    assert chat.state.wish is not None
    assert chat.state.wish.services == ("corte",)


def test_what_was_picked_before_another_matter_came_between_is_proposed_again() -> None:
    chat = Chat(FakeDesk(shop=replace(SHOP, subject="mascota")))
    chat.says("corte el jueves a las 5", Act.BOOK, service=("corte",), when=(on(14, time(17)),))
    chat.says("sí", Act.AFFIRM)
    chat.state = replace(chat.state, queued=chat.state.wish, wish=None, pending=None)

    reply = chat.says("¿dónde estáis?", Act.ASK_LOCATION)

    assert reply.endswith("¿Te la reservo?")
    assert chat.desk.log == []


def test_a_move_takes_what_is_moved_however_many_they_say_they_are() -> None:
    chat = with_appointment()
    chat.says("cámbiala al jueves a las 5", Act.RESCHEDULE, when=(on(14, time(17)),))
    chat.says("somos dos", party=2)

    chat.says("sí", Act.AFFIRM)

    assert chat.desk.log == ["moved 1 to 2026-05-14 17:00"]


def test_laughter_and_what_was_pasted_are_nobodys_name() -> None:
    chat = Chat(FakeDesk(customer=CustomerFacts()))
    chat.says("corte el jueves a las 5", Act.BOOK, service=("corte",), when=(on(14, time(17)),))
    chat.says("sí", Act.AFFIRM)

    chat.says("jajaja", name="Jajaja")
    named = [clean_name(text) for text in ("{{7*7}}", "¿hay sitio?", "<b>Ana</b>", "ana gil")]

    assert chat.desk.log == []
    assert named == [None, None, None, "Ana Gil"]
