"""Free starts against examples, and against an oracle that looks at every minute of a day."""

from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from booking_bot.domain.slots import Member, Work, blocked_starts, free_starts, in_order, offers, takers
from booking_bot.domain.spans import Span, crowded

EVER = 100_000


def starts(opening: list[Span], busy: list[Span], length: int, step: int = 15) -> list[int]:
    """Free starts of something without buffers, in minutes."""
    blocked = in_order(blocked_starts(busy, ((0, length),)))
    found = free_starts(opening, blocked, length, step, earliest=0, latest=EVER)
    return [start for stretch in found for start in stretch]


def test_a_taken_stretch_is_not_offered_and_what_touches_it_is() -> None:
    assert starts([(600, 720)], [(630, 660)], 30, 30) == [600, 660, 690]


def test_the_last_start_leaves_room_for_the_whole_service() -> None:
    assert starts([(1140, 1200)], [], 30) == [1140, 1155, 1170]


def test_an_appointment_off_the_grid_does_not_shift_the_grid() -> None:
    assert starts([(600, 720)], [(607, 632)], 30) == [645, 660, 675, 690]


def test_each_span_has_a_grid_of_its_own() -> None:
    assert starts([(600, 660), (1025, 1085)], [], 45, 30) == [600, 1025]


def test_an_appointment_never_crosses_from_one_span_into_the_next() -> None:
    assert starts([(600, 660), (660, 720)], [], 45) == [600, 615, 660, 675]


def test_busy_stretches_may_overlap_and_come_in_any_order() -> None:
    assert starts([(600, 780)], [(700, 720), (600, 690), (615, 630)], 30) == [720, 735, 750]


@pytest.mark.parametrize(("length", "step"), [(0, 15), (30, 0), (-5, 15)])
def test_nothing_without_a_length_is_looked_for(length: int, step: int) -> None:
    with pytest.raises(ValueError, match="need a length"):
        free_starts([(600, 660)], [], length, step, earliest=0, latest=EVER)


def test_processing_leaves_the_staff_free_in_the_middle() -> None:
    colour = Work(length=90, before=5, after=10, pause=30, resume=60)

    assert (colour.staff_parts, colour.room_parts) == (((-5, 30), (60, 100)), ((-5, 100),))


def test_processing_longer_than_somebody_needs_ends_with_the_service() -> None:
    quick = Work(length=45, pause=30, resume=60)

    assert quick.staff_parts == ((0, 30),)


def test_the_least_busy_that_day_goes_first_then_who_does_fewest_services() -> None:
    members = [
        Member(1, 30, [[(600, 660)]], [], [60], skill=1),
        Member(2, 30, [[(600, 660)]], [], [30], skill=5),
        Member(3, 30, [[(600, 660)]], [], [30], skill=2),
        Member(4, 30, [[(600, 660)]], [], [30], skill=2),
    ]

    assert [member.id for member in takers(members, 15, 615)] == [3, 4, 2, 1]


def test_each_start_is_offered_once_with_who_would_get_it() -> None:
    lucia = Member(1, 30, [[(600, 660)]], in_order([(610, 640)]), [10])
    marcos = Member(2, 30, [[(600, 660)]], in_order([(590, 610)]), [20])

    found = offers([lucia, marcos], 15, earliest=0, latest=EVER)

    assert [(start, member.id) for start, member in found.items()] == [(600, 1), (615, 2), (630, 2)]


def test_between_two_stretches_that_touch_one_start_is_left() -> None:
    assert in_order([(0, 50), (10, 20), (50, 60)]) == [(0, 50), (50, 60)]


@dataclass
class Day:
    """A day in minutes, with one member of staff and one room."""

    opening: list[Span]
    staff_busy: list[Span]
    room_busy: list[Span]
    absences: list[Span]
    capacity: int
    work: Work
    step: int
    earliest: int
    latest: int


def _spans(most: int) -> st.SearchStrategy[list[Span]]:
    pairs = st.tuples(st.integers(0, 200), st.integers(1, 60))
    return st.lists(pairs.map(lambda pair: (pair[0], pair[0] + pair[1])), max_size=most)


def _apart(spans: list[Span]) -> list[Span]:
    """Opening spans in order, without those that overlap one before."""
    kept: list[Span] = []
    for span in sorted(spans):
        if not kept or span[0] >= kept[-1][1]:
            kept.append(span)
    return kept


days = st.builds(
    Day,
    opening=_spans(3).map(_apart),
    staff_busy=_spans(3),
    room_busy=_spans(4),
    absences=_spans(2),
    capacity=st.integers(1, 3),
    work=st.builds(
        Work,
        length=st.integers(1, 30),
        before=st.integers(0, 10),
        after=st.integers(0, 10),
        pause=st.integers(1, 20),
        resume=st.integers(1, 30),
    ),
    step=st.integers(1, 10),
    earliest=st.integers(0, 50),
    latest=st.integers(100, 300),
)


def every_minute(day: Day) -> list[int]:
    """The oracle: each start is tried, each of its minutes looked at."""
    staff = {minute for start, end in day.staff_busy for minute in range(start, end)}
    away = {minute for start, end in day.absences for minute in range(start, end)}
    work = day.work
    found = []
    for opens, closes in day.opening:
        for start in range(opens, closes, day.step):
            present = range(start, start + work.length)
            around = range(start - work.before, start + work.length + work.after)
            works = [at for at in around if not work.pause <= at - start < min(work.resume, work.length)]
            if (
                day.earliest <= start <= day.latest
                and start + work.length <= closes
                and away.isdisjoint(present)
                and staff.isdisjoint(works)
                and all(sum(a <= at < b for a, b in day.room_busy) < day.capacity for at in around)
            ):
                found.append(start)
    return found


@settings(max_examples=400, deadline=None)
@given(day=days)
def test_free_starts_are_those_that_looking_at_every_minute_finds(day: Day) -> None:
    blocked = in_order(
        blocked_starts(day.staff_busy, day.work.staff_parts)
        + blocked_starts(day.absences, day.work.presence)
        + blocked_starts(crowded(day.room_busy, day.capacity), day.work.room_parts)
    )

    found = free_starts(
        day.opening, blocked, day.work.length, day.step, earliest=day.earliest, latest=day.latest
    )

    assert [start for stretch in found for start in stretch] == every_minute(day)


@settings(deadline=None)
@given(day=days, start=st.integers(0, 700))
def test_a_start_can_be_taken_exactly_when_it_is_offered(day: Day, start: int) -> None:
    blocked = in_order(blocked_starts(day.staff_busy, day.work.staff_parts))
    members = [
        Member(1, day.work.length, [day.opening], blocked, [0]),
        Member(2, day.work.length + 7, [day.opening], [], [5]),
    ]

    offered = offers(members, day.step, earliest=0, latest=EVER)

    free = takers(members, day.step, start)
    assert (free[0].id if free else None) == (offered[start].id if start in offered else None)
