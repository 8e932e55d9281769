"""What an appointment takes of a room: its own time, or whole days of the shop's clock."""

from booking_bot.domain.rooms import Room, whole_days
from booking_bot.domain.spans import Span
from tests.shop import MADRID, at


def span(start: str, end: str) -> Span:
    return int(at(start).timestamp()), int(at(end).timestamp())


def test_a_chair_is_taken_for_its_time_and_a_place_for_a_car_all_day() -> None:
    morning = span("2026-11-24 08:30", "2026-11-24 09:00")

    taken = [Room(6).taken(morning), Room(6, MADRID).taken(morning)]

    assert taken == [morning, span("2026-11-24 00:00", "2026-11-25 00:00")]


def test_what_ends_at_midnight_takes_no_other_day_and_what_passes_it_takes_two() -> None:
    found = [
        whole_days(span("2026-11-24 22:00", end), MADRID) for end in ("2026-11-25 00:00", "2026-11-25 00:15")
    ]

    assert found == [
        span("2026-11-24 00:00", "2026-11-25 00:00"),
        span("2026-11-24 00:00", "2026-11-26 00:00"),
    ]


def test_a_day_on_which_the_clock_is_changed_is_whole_with_23_and_with_25_hours() -> None:
    lengths = [
        (end - start) // 3600
        for day in ("2027-03-28", "2027-10-31", "2027-11-01")
        for start, end in [whole_days(span(f"{day} 10:00", f"{day} 11:00"), MADRID)]
    ]

    assert lengths == [23, 25, 24]


def test_a_room_is_full_all_day_with_as_many_as_it_holds_whenever_they_came() -> None:
    room = Room(2, MADRID)
    one, other = span("2026-11-24 08:00", "2026-11-24 08:30"), span("2026-11-24 17:00", "2026-11-24 17:30")

    full = [list(room.full([one])), list(room.full([one, other]))]

    assert full == [[], [span("2026-11-24 00:00", "2026-11-25 00:00")]]
