"""Which of several equal chairs or rooms each appointment takes. A lane is one of them, from 0 on."""

from collections.abc import Iterable, Sequence

from booking_bot.domain.spans import Span


def first_free(taken: Iterable[int], capacity: int) -> int | None:
    """The lowest lane that is not taken."""
    return min(set(range(capacity)) - set(taken), default=None)


def spread(spans: Sequence[Span]) -> list[int]:
    """A lane for each span, so that no two of one lane overlap, in as few lanes as can be."""
    lanes = [0] * len(spans)
    ends: list[int] = []  # when each lane is free again
    for index in sorted(range(len(spans)), key=lambda index: spans[index]):
        start, end = spans[index]
        lane = next((lane for lane, until in enumerate(ends) if until <= start), len(ends))
        ends[lane:] = [end, *ends[lane + 1 :]]
        lanes[index] = lane
    return lanes
