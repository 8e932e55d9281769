from hypothesis import given, settings
from hypothesis import strategies as st

from booking_bot.domain.spans import Span, crowded, intersect, subtract

spans = st.lists(
    st.tuples(st.integers(0, 40), st.integers(1, 12)).map(lambda pair: (pair[0], pair[0] + pair[1])),
    max_size=8,
)


def points(stretches: list[Span]) -> set[int]:
    return {point for start, end in stretches for point in range(start, end)}


def test_spans_that_touch_share_nothing() -> None:
    assert intersect([(10, 20)], [(20, 30), (0, 10)]) == []


def test_what_lies_in_both_comes_earliest_first() -> None:
    assert intersect([(50, 60), (0, 20)], [(10, 55)]) == [(10, 20), (50, 55)]


def test_a_piece_taken_out_of_the_middle_leaves_both_sides() -> None:
    assert subtract((0, 10), [(4, 6)]) == [(0, 4), (6, 10)]


def test_three_in_a_room_of_two_crowd_it_only_while_they_are_there() -> None:
    assert list(crowded([(0, 10), (5, 15), (8, 9)], 2)) == [(5, 10)]


@settings(deadline=None)
@given(span=st.tuples(st.integers(0, 20), st.integers(21, 50)), others=spans)
def test_what_is_left_is_every_point_outside_the_others(span: Span, others: list[Span]) -> None:
    assert points(subtract(span, others)) == points([span]) - points(others)


@settings(deadline=None)
@given(these=spans, capacity=st.integers(1, 4))
def test_crowded_is_where_that_many_run_at_once(these: list[Span], capacity: int) -> None:
    depth = [sum(start <= point < end for start, end in these) for point in range(60)]

    assert points(list(crowded(these, capacity))) == {
        point for point, many in enumerate(depth) if many >= capacity
    }
