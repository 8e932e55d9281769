"""What comes back every so many weeks: of its turns the next one is meant, unless another is named."""

from collections.abc import Sequence

from booking_bot.dialogue.desk import Booked


def next_ones(own: Sequence[Booked]) -> list[Booked]:
    """Of each standing appointment the next turn, and those that were moved out of its rhythm."""
    found: list[Booked] = []
    seen: set[tuple[int, int, str]] = set()
    for one in own:
        rhythm = (one.standing, one.start.weekday(), f"{one.start:%H:%M}")
        if not one.standing or rhythm not in seen:
            found.append(one)
        seen.add(rhythm)
    return found


def goes_on(own: Sequence[Booked], one: Booked) -> bool:
    """Whether others of the same come after it."""
    return bool(one.standing) and any(
        other.standing == one.standing and other.start > one.start for other in own
    )
