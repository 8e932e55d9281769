"""Stretches of time as pairs of UTC seconds, half-open: one that ends as the next begins only touches it."""

from collections.abc import Iterable, Sequence

Span = tuple[int, int]


def intersect(these: Iterable[Span], those: Sequence[Span]) -> list[Span]:
    """What lies in one of `these` and one of `those`, earliest first."""
    shared = [(max(a, c), min(b, d)) for a, b in these for c, d in those]
    return sorted((start, end) for start, end in shared if start < end)


def subtract(span: Span, others: Iterable[Span]) -> list[Span]:
    """What is left of `span` outside `others`, earliest first."""
    left = []
    cursor, end = span
    for start, stop in sorted(others):
        if stop <= cursor or start >= end:
            continue
        if start > cursor:
            left.append((cursor, start))
        cursor = stop
    if cursor < end:
        left.append((cursor, end))
    return left


def crowded(spans: Sequence[Span], capacity: int) -> Sequence[Span]:
    """The stretches in which `capacity` or more of `spans` run at once, in no order."""
    if capacity == 1:
        return spans
    # At one instant ends sort before starts: spans that touch do not run at once.
    edges = sorted(edge for start, end in spans for edge in ((start, 1), (end, -1)))
    found: list[Span] = []
    depth = since = 0
    for at, step in edges:
        if depth == capacity and step < 0 and at > since:
            found.append((since, at))
        depth += step
        if depth == capacity and step > 0:
            since = at
    return found


def united(spans: Iterable[Span]) -> list[Span]:
    """The same time without repetition, earliest first; what touches becomes one."""
    whole: list[Span] = []
    for start, end in sorted(spans):
        if whole and start <= whole[-1][1]:
            whole[-1] = (whole[-1][0], max(end, whole[-1][1]))
        else:
            whole.append((start, end))
    return whole
