from datetime import date, datetime, time

from booking_bot.dialogue.desk import Offer
from booking_bot.dialogue.windows import around, completed, exact, in_week_of, middle
from booking_bot.language.frame import Daypart, Window
from tests.dialogue.fake import MADRID, NOW

THURSDAY, FRIDAY = date(2026, 5, 14), date(2026, 5, 15)
FIVE, SIX = time(17), time(18)


def on(day: date, clock: time | None = None, daypart: Daypart | None = None) -> Window:
    return Window(day, day, earliest=clock, latest=clock, daypart=daypart)


def test_a_bare_hour_keeps_the_day() -> None:
    assert completed([on(THURSDAY, FIVE)], [Window(earliest=SIX, latest=SIX)]) == (on(THURSDAY, SIX),)


def test_a_bare_day_takes_the_hour_that_had_none() -> None:
    assert completed([Window(daypart=Daypart.AFTERNOON)], [on(THURSDAY)]) == (
        on(THURSDAY, daypart=Daypart.AFTERNOON),
    )


def test_another_day_drops_the_hour_of_the_first() -> None:
    assert completed([on(THURSDAY, FIVE)], [on(FRIDAY)]) == (on(FRIDAY),)


def test_a_bare_hour_after_a_list_of_one_day_means_that_day() -> None:
    start = datetime(2026, 5, 15, 10, tzinfo=MADRID)
    offer = Offer("corte", "leo", start, start)

    assert completed([Window(first=THURSDAY)], [Window(earliest=FIVE, latest=FIVE)], [offer]) == (
        on(FRIDAY, FIVE),
    )


def test_an_hour_without_any_day_stays_one() -> None:
    assert completed([], [Window(earliest=FIVE)]) == (Window(earliest=FIVE),)


def test_exact_is_one_start_on_one_day() -> None:
    assert exact([on(THURSDAY, FIVE)])
    assert not exact([on(THURSDAY)])
    assert not exact([Window(earliest=FIVE, latest=FIVE)])
    assert not exact([on(THURSDAY, FIVE), on(FRIDAY, FIVE)])


def test_the_middle_of_a_wish_is_never_past() -> None:
    assert middle(on(THURSDAY, daypart=Daypart.AFTERNOON), NOW) == datetime(2026, 5, 14, 17, tzinfo=MADRID)
    assert middle(Window(weekdays=(5,)), NOW) == datetime(2026, 5, 15, 11, tzinfo=MADRID)
    assert middle(on(date(2026, 5, 1)), NOW) == NOW


def test_around_a_day_does_not_reach_back_before_today() -> None:
    assert around(datetime(2026, 5, 14, 17, tzinfo=MADRID), date(2026, 5, 12), 7) == Window(
        date(2026, 5, 12), date(2026, 5, 21)
    )


def test_a_weekday_is_put_into_the_week_of_another_day() -> None:
    stretch = Window(first=THURSDAY)

    assert in_week_of(date(2026, 5, 20), [on(FRIDAY, FIVE), stretch]) == (
        on(date(2026, 5, 22), FIVE),
        stretch,
    )
