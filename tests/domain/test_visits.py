"""Where the parts of one visit lie."""

from collections.abc import Mapping, Sequence

from booking_bot.domain.rooms import Room
from booking_bot.domain.slots import Member, Work, blocked_starts, in_order
from booking_bot.domain.spans import Span
from booking_bot.domain.visits import Part, Puzzle

MARTA, LEO = 1, 2
CHAIR = 9
MINUTE = 60
OPEN = (0, 300 * MINUTE)


def part(
    who: int,
    length: int,
    *staff: int,
    busy: Mapping[int, Sequence[tuple[int, int]]] | None = None,
    rooms: Mapping[int, Room] | None = None,
    **work: int,
) -> Part:
    """Lengths and stretches are minutes; the day has three hundred of them."""
    way = Work(length * MINUTE, **{key: minutes * MINUTE for key, minutes in work.items()})
    taken = {one: [(a * MINUTE, b * MINUTE) for a, b in spans] for one, spans in (busy or {}).items()}
    members = [
        Member(one, way.length, [[OPEN]], in_order(blocked_starts(taken.get(one, ()), way.staff_parts)), [0])
        for one in staff
    ]
    return Part(who, members, dict.fromkeys(staff, way), rooms or {})


def first(
    *parts: Part, step: int = 15, busy: Mapping[int, Sequence[Span]] | None = None
) -> list[tuple[int, int]] | None:
    """(minute, member) of each part of the earliest visit."""
    puzzle = Puzzle(parts, busy or {}, step * MINUTE, earliest=0, latest=OPEN[1])
    found = next(puzzle.visits(), None)
    return None if found is None else [(place.start // MINUTE, place.member) for place in found]


def test_one_part_begins_when_the_one_before_ends_with_the_same_member() -> None:
    assert first(part(0, 90, MARTA), part(0, 45, LEO, MARTA)) == [(0, MARTA), (90, MARTA)]


def test_somebody_else_goes_on_where_the_same_member_cannot() -> None:
    taken = {MARTA: [(90, 120)]}

    found = first(part(0, 90, MARTA, busy=taken), part(0, 45, LEO, MARTA, busy=taken))

    assert found == [(0, MARTA), (90, LEO)]


def test_a_rest_of_one_step_is_allowed_and_no_more() -> None:
    one_step, two_steps = {MARTA: [(30, 45)]}, {MARTA: [(30, 60)]}

    found = [
        first(part(0, 30, MARTA, busy=busy), part(0, 30, MARTA, busy=busy)) for busy in (one_step, two_steps)
    ]

    assert found == [[(0, MARTA), (45, MARTA)], [(60, MARTA), (90, MARTA)]]


def test_the_buffers_of_one_member_are_no_rest() -> None:
    assert first(part(0, 30, MARTA, after=10), part(0, 30, MARTA)) == [(0, MARTA), (45, MARTA)]


def test_a_length_off_the_grid_waits_for_the_next_start() -> None:
    assert first(part(0, 20, MARTA), part(0, 30, MARTA)) == [(0, MARTA), (30, MARTA)]


def test_two_people_begin_at_once_with_different_members() -> None:
    assert first(part(0, 30, MARTA, LEO), part(1, 30, MARTA, LEO)) == [(0, MARTA), (0, LEO)]


def test_who_alone_can_do_the_other_part_is_left_for_it() -> None:
    assert first(part(0, 30, MARTA, LEO), part(1, 90, MARTA)) == [(0, LEO), (0, MARTA)]


def test_with_one_member_people_follow_each_other() -> None:
    assert first(part(0, 30, MARTA), part(1, 30, MARTA), part(2, 30, MARTA)) == [
        (0, MARTA),
        (30, MARTA),
        (60, MARTA),
    ]


def test_the_third_begins_as_the_first_is_done() -> None:
    parts = [part(who, 30, MARTA, LEO) for who in range(3)]

    assert first(*parts) == [(0, MARTA), (0, LEO), (30, MARTA)]


def test_what_one_person_has_done_stays_together_beside_another() -> None:
    found = first(part(0, 30, MARTA, LEO), part(0, 90, MARTA), part(1, 30, MARTA, LEO))

    assert found == [(0, MARTA), (30, MARTA), (0, LEO)]


def test_equal_chairs_are_counted_with_those_that_others_sit_in() -> None:
    two = {CHAIR: Room(2)}
    other = {CHAIR: [(0, 60 * MINUTE)]}
    parts = [part(who, 30, one, rooms=two) for who, one in enumerate((MARTA, LEO))]

    assert first(*parts) == [(0, MARTA), (0, LEO)]
    assert first(*parts, busy=other) == [(0, MARTA), (30, LEO)]


def test_one_room_takes_one_at_a_time() -> None:
    parts = [part(who, 30, one, rooms={CHAIR: Room(1)}) for who, one in enumerate((MARTA, LEO))]

    assert first(*parts) == [(0, MARTA), (30, LEO)]


def test_what_does_not_fit_whole_is_not_found() -> None:
    assert first(part(0, 200, MARTA), part(0, 200, MARTA)) is None


def test_a_crowd_that_cannot_be_placed_is_given_up_in_time() -> None:
    parts = [part(who, 30, *range(1, 9), rooms={CHAIR: Room(1)}) for who in range(12)]

    assert first(*parts) is None
