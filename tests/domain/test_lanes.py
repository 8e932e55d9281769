from hypothesis import given, settings
from hypothesis import strategies as st

from booking_bot.domain.lanes import first_free, spread

spans = st.lists(
    st.tuples(st.integers(0, 30), st.integers(1, 10)).map(lambda pair: (pair[0], pair[0] + pair[1])),
    max_size=12,
)


def test_the_lowest_free_lane_is_taken_first() -> None:
    assert first_free({0, 2}, 4) == 1


def test_there_is_no_lane_where_all_are_taken() -> None:
    assert first_free({0, 1, 1000}, 2) is None


@settings(deadline=None)
@given(spans=spans)
def test_spans_are_spread_without_overlap_over_as_many_lanes_as_run_at_once(
    spans: list[tuple[int, int]],
) -> None:
    lanes = spread(spans)

    at_once = max((sum(a <= point < b for a, b in spans) for point in range(40)), default=0)
    together = [
        (one, other)
        for i, one in enumerate(spans)
        for j, other in enumerate(spans)
        if i < j and lanes[i] == lanes[j] and one[0] < other[1] and other[0] < one[1]
    ]
    assert together == []
    assert set(lanes) == set(range(at_once))
