from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from booking_bot.domain.pace import PERSON, SANDBOX, SENDER, Pace

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def ago(*seconds: float) -> list[datetime]:
    return [NOW - timedelta(seconds=one) for one in seconds]


def test_what_went_lately_leaves_less_room() -> None:
    pace = Pace(3, timedelta(seconds=10))

    assert [pace.room(ago(*gone), NOW) for gone in [(), (1,), (1, 2, 9.9), (1, 2, 3, 4), (1, 10, 99)]] == [
        3, 2, 0, 0, 2,
    ]  # fmt: skip


def test_the_limits_of_twilio_and_meta_are_kept() -> None:
    assert SENDER.most / SENDER.within.total_seconds() <= 80
    assert (SANDBOX.most, SANDBOX.within >= timedelta(seconds=3)) == (1, True)
    assert (PERSON.within / PERSON.most, PERSON.most < 45) == (timedelta(seconds=6), True)


@given(st.lists(st.floats(0, 60), max_size=60), st.integers(1, 5), st.integers(1, 10))
def test_no_stretch_ever_holds_more(wishes: list[float], most: int, within: int) -> None:
    """Whoever asks for room before each sending keeps the pace, whenever they want to send."""
    pace = Pace(most, timedelta(seconds=within))
    gone: list[datetime] = []
    for wish in sorted(wishes):
        now = NOW + timedelta(seconds=wish)
        if pace.room(gone, now):
            gone.append(now)

    held = [sum(timedelta(0) <= other - one < pace.within for other in gone) for one in gone]
    assert max(held, default=0) <= most
