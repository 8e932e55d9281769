"""The same words again and again: a machine is left alone, somebody who is lost gets a person."""

from booking_bot.language.frame import Act
from tests.dialogue.chat import Chat


def test_the_same_words_a_third_time_are_not_answered_unless_a_person_is_next() -> None:
    machine, lost = Chat(), Chat()

    machine.says("Estoy de vacaciones", Act.BOOK)
    machine_heard = [machine.says("Estoy de vacaciones", Act.OTHER) for _ in range(2)]
    lost_heard = [lost.says("lo de la otra vez", Act.OTHER) for _ in range(3)]

    assert [bool(reply) for reply in machine_heard] == [True, False]
    assert [bool(reply) for reply in lost_heard] == [True, True, True]
    assert lost.desk.log == ["handed over: not_understood"]
