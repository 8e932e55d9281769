"""What a booking may cost in turns and messages."""

from benchmarks.conversations import Said, courses


def test_a_booking_takes_few_turns_and_each_turn_one_message() -> None:
    found = courses()

    most = {Said.BARE: 5, Said.PARTLY: 4, Said.COMPLETE: 2}
    assert [one for one in found if not one.booked or one.turns > most[one.said]] == []
    assert [one for one in found if one.messages > one.turns] == []
