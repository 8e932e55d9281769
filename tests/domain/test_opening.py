from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from booking_bot.domain.opening import (
    DayHours,
    Special,
    hours_on,
    parse_hours,
    parse_week,
    spans_of_member,
    spans_on,
)
from booking_bot.domain.spans import Span

MADRID = ZoneInfo("Europe/Madrid")
WEEK = parse_week({"mon": ["17:00-20:00", "10:00-14:00"], "sat": ["10:00-14:00"]})
MONDAY, SATURDAY, SUNDAY = date(2026, 11, 23), date(2026, 11, 28), date(2026, 11, 29)


def hours(*texts: str) -> tuple[Span, ...]:
    return tuple(map(parse_hours, texts))


def test_hours_are_minutes_after_midnight() -> None:
    assert parse_hours("10:00-14:30") == (600, 870)


def test_the_day_ends_at_24() -> None:
    assert parse_hours("00:00-24:00") == (0, 1440)


def test_hours_past_midnight_belong_to_the_day_on_which_they_begin() -> None:
    assert parse_hours("20:00-02:00") == (1200, 1560)


@pytest.mark.parametrize(
    "text",
    ["", "10:00", "10:00-", "9:00-14:00", "10:00-25:00", "10:60-11:00", "24:00-25:00", "24:00-02:00", "x-y"],
)
def test_what_is_no_hours_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is no time of day|begins after the end"):
        parse_hours(text)


def test_an_ordinary_day_has_the_hours_of_its_weekday_in_order() -> None:
    assert hours_on(MONDAY, WEEK, []) == DayHours(hours("10:00-14:00", "17:00-20:00"))


def test_a_public_holiday_closes_the_shop_and_says_why() -> None:
    assert hours_on(MONDAY, WEEK, [], "Fiesta") == DayHours((), special=True, reason="Fiesta")


def test_special_hours_open_a_public_holiday() -> None:
    sale = Special(MONDAY, MONDAY, hours("12:00-18:00"), "rebajas")

    assert hours_on(MONDAY, WEEK, [sale], "Fiesta") == DayHours(
        hours("12:00-18:00"), special=True, reason="rebajas"
    )


def test_the_stretch_of_fewer_days_wins() -> None:
    summer = Special(date(2026, 11, 1), date(2026, 11, 30), hours("09:00-15:00"))
    bridge = Special(MONDAY, MONDAY, (), "puente")

    assert [hours_on(MONDAY, WEEK, told).reason for told in ([summer, bridge], [bridge, summer])] == [
        "puente",
        "puente",
    ]


def test_closed_wins_a_tie() -> None:
    open_then, closed = Special(MONDAY, MONDAY, hours("09:00-15:00")), Special(MONDAY, MONDAY, ())

    assert [hours_on(MONDAY, WEEK, told).hours for told in ([open_then, closed], [closed, open_then])] == [
        (),
        (),
    ]


def test_a_stretch_counts_from_its_first_to_its_last_day_and_no_further() -> None:
    away = Special(date(2026, 11, 24), date(2026, 11, 25), ())

    special = [hours_on(date(2026, 11, day), WEEK, [away]).special for day in (23, 24, 25, 26)]

    assert special == [False, True, True, False]


def test_spans_are_the_instants_of_that_date() -> None:
    spans = spans_on(MONDAY, hours("10:00-14:00"), MADRID)

    assert spans == [(seconds(2026, 11, 23, 9), seconds(2026, 11, 23, 13))]


def test_what_the_spring_change_swallows_is_no_span() -> None:
    spans = spans_on(date(2027, 3, 28), hours("02:00-03:00", "02:15-02:45"), MADRID)

    assert spans == []


def test_own_hours_count_only_while_the_shop_is_open() -> None:
    shop, own = hours_on(MONDAY, WEEK, []), parse_week({"mon": ["09:00-12:00", "13:00-18:00"]})

    spans = spans_of_member(
        MONDAY, shop, spans_on(MONDAY, shop.hours, MADRID), week=WEEK, own=own, zone=MADRID
    )

    assert spans == spans_on(MONDAY, hours("10:00-12:00", "13:00-14:00", "17:00-18:00"), MADRID)


def test_on_a_special_day_in_the_week_own_hours_still_count() -> None:
    shop, own = DayHours(hours("08:00-22:00"), special=True), parse_week({"mon": ["09:00-12:00"]})

    spans = spans_of_member(
        MONDAY, shop, spans_on(MONDAY, shop.hours, MADRID), week=WEEK, own=own, zone=MADRID
    )

    assert spans == spans_on(MONDAY, hours("09:00-12:00"), MADRID)


def test_when_the_shop_opens_on_a_day_it_never_does_everybody_works_its_hours() -> None:
    shop, own = DayHours(hours("11:00-15:00"), special=True), parse_week({"mon": ["09:00-12:00"]})

    spans = spans_of_member(
        SUNDAY, shop, spans_on(SUNDAY, shop.hours, MADRID), week=WEEK, own=own, zone=MADRID
    )

    assert spans == spans_on(SUNDAY, hours("11:00-15:00"), MADRID)


def seconds(*moment: int) -> int:
    return int(datetime(*moment, tzinfo=UTC).timestamp())  # type: ignore[arg-type,misc]
