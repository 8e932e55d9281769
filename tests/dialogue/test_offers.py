from dataclasses import replace
from datetime import datetime, timedelta

from booking_bot.dialogue.desk import Offer
from booking_bot.dialogue.offers import nearest, shortest, spread
from tests.dialogue.fake import MADRID


def offers(*times: str) -> list[Offer]:
    starts = [datetime.strptime(f"2026-05-{one}", "%Y-%m-%d %H:%M").replace(tzinfo=MADRID) for one in times]
    return [Offer("corte", "leo", start, start + timedelta(minutes=30)) for start in starts]


def shown(chosen: tuple[Offer, ...]) -> list[str]:
    return [f"{one.start:%d %H:%M}" for one in chosen]


def test_one_day_is_shown_by_its_ends_and_a_full_hour_between() -> None:
    assert shown(spread(offers("14 09:00", "14 09:15", "14 11:45", "14 12:00", "14 13:30"))) == [
        "14 09:00",
        "14 12:00",
        "14 13:30",
    ]


def test_several_days_are_shown_by_their_first_times() -> None:
    assert shown(spread(offers("14 09:00", "14 10:00", "15 09:00", "16 11:00", "17 09:00"))) == [
        "14 09:00",
        "15 09:00",
        "16 11:00",
    ]


def test_two_days_share_three_places() -> None:
    assert shown(spread(offers("14 09:00", "14 10:00", "15 09:00", "15 12:00"))) == [
        "14 09:00",
        "14 10:00",
        "15 09:00",
    ]


def test_up_to_three_are_all_shown() -> None:
    assert shown(spread(offers("14 09:00", "14 10:00"))) == ["14 09:00", "14 10:00"]


def test_near_a_moment_lies_on_both_sides_of_it_and_apart() -> None:
    free = offers("16 18:00", "16 19:00", "16 19:15", "16 19:30", "18 09:00", "18 09:15")
    sunday_noon = datetime(2026, 5, 17, 12, tzinfo=MADRID)

    assert shown(nearest(free, sunday_noon, timedelta(hours=1))) == ["16 18:00", "16 19:30", "18 09:00"]


def test_near_a_moment_with_one_side_only() -> None:
    free = offers("14 09:00", "14 09:15", "14 10:00", "14 11:00", "14 12:00")

    assert shown(nearest(free, datetime(2026, 5, 14, 8, tzinfo=MADRID), timedelta(hours=1))) == [
        "14 09:00",
        "14 10:00",
        "14 11:00",
    ]


def test_visits_with_a_wait_are_shown_only_where_the_others_are_too_few() -> None:
    at_once, waiting, later = offers("14 09:00", "14 10:00", "14 11:00")
    visits = [replace(one, rest=(replace(one, who=1),)) for one in (at_once, later)]
    with_wait = replace(waiting, rest=(replace(later, who=1),))

    assert shown(shortest([visits[0], with_wait, visits[1]])) == ["14 09:00", "14 11:00"]
    assert shown(shortest([visits[0], with_wait])) == ["14 09:00", "14 10:00"]
