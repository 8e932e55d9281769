"""What visits are made of, and how they are called."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from booking_bot.dialogue.desk import Booked, Offer, Part
from booking_bot.dialogue.replies import voice
from booking_bot.dialogue.state import Flow, Wish
from booking_bot.dialogue.visits import Words, parts
from tests.dialogue.fake import MADRID, SHOP

ABLE = {one.id: one.services for one in SHOP.staff}
FIVE = datetime(2026, 5, 14, 17, tzinfo=MADRID)
HALF_HOUR = timedelta(minutes=30)


def words(*, one_member: bool = False) -> Words:
    staff = {} if one_member else {one.id: one.name for one in SHOP.staff}
    return Words(voice(SHOP, "es"), "es_ES", {one.id: one.name for one in SHOP.services}, staff)


def offer(*told: tuple[str, str, int, int]) -> Offer:
    """(service, staff, minutes after five, who) of each part."""
    first, *rest = (
        Offer(
            service, staff, FIVE + timedelta(minutes=ahead), FIVE + timedelta(minutes=ahead) + HALF_HOUR, who
        )
        for service, staff, ahead, who in told
    )
    return replace(first, rest=tuple(rest))


def test_one_person_has_all_the_services() -> None:
    wish = Wish(Flow.BOOK, services=("tinte", "corte"))

    assert parts(wish, None, ABLE) == [Part("tinte"), Part("corte")]


def test_each_of_several_has_their_own_and_the_last_is_for_all_who_are_left() -> None:
    two = Wish(Flow.BOOK, services=("tinte", "corte"), party=2)
    three = replace(two, party=3)
    more_services = replace(two, services=("tinte", "corte", "manicura"))

    assert parts(two, None, ABLE) == [Part("tinte"), Part("corte", who=1)]
    assert parts(three, None, ABLE) == [Part("tinte"), Part("corte", who=1), Part("corte", who=2)]
    assert parts(more_services, None, ABLE) == [Part("tinte"), Part("corte", who=1), Part("manicura", who=1)]


def test_who_was_asked_for_does_what_they_can() -> None:
    wish = Wish(Flow.BOOK, services=("corte", "manicura"), staff="leo")

    assert parts(wish, None, ABLE) == [Part("corte", "leo"), Part("manicura")]
    assert parts(wish, None, ABLE, anybody=True) == [Part("corte"), Part("manicura")]


def test_who_does_none_of_it_is_still_asked_for_so_that_it_is_said() -> None:
    wish = Wish(Flow.BOOK, services=("tinte", "manicura"), staff="leo")

    assert parts(wish, None, ABLE) == [Part("tinte", "leo"), Part("manicura", "leo")]


def test_a_visit_that_is_moved_keeps_who_does_what_for_whom() -> None:
    first, second = (
        Booked(number, 1, "corte", staff, FIVE, FIVE + HALF_HOUR, name=name)
        for number, (staff, name) in enumerate((("marta", "Hugo"), ("leo", "Alba")))
    )
    moving = replace(first, rest=(second,))

    kept = parts(Wish(Flow.RESCHEDULE), moving, ABLE)
    with_leo = parts(Wish(Flow.RESCHEDULE, staff="leo"), moving, ABLE)

    assert kept == [Part("corte", "marta"), Part("corte", "leo", 1)]
    assert with_leo == [Part("corte", "leo"), Part("corte", "leo", 1)]


@pytest.mark.parametrize(
    ("told", "called", "kind"),
    [
        ([("corte", "leo", 0, 0)], "Corte con Leo", "Corte"),
        (
            [("tinte", "marta", 0, 0), ("corte", "marta", 30, 0)],
            "Tinte y corte con Marta",
            "Tinte y corte",
        ),
        (
            [("tinte", "marta", 0, 0), ("corte", "leo", 30, 0)],
            "Tinte con Marta y después corte con Leo",
            "Tinte y corte",
        ),
        (
            [("corte", "marta", 0, 0), ("corte", "leo", 0, 1)],
            "Corte para 2 a la vez con Marta y Leo",
            "Corte, 2 personas a la vez",
        ),
        (
            [("corte", "leo", 0, 0), ("corte", "leo", 30, 1)],
            "Corte para 2 en turnos seguidos con Leo",
            "Corte, 2 personas en turnos seguidos",
        ),
        (
            [("tinte", "marta", 0, 0), ("corte", "leo", 0, 1)],
            "Tinte con Marta y corte con Leo a la vez",
            "Tinte y corte, 2 personas a la vez",
        ),
    ],
)
def test_a_visit_is_called_by_what_it_is_and_how_it_goes(
    told: list[tuple[str, str, int, int]], called: str, kind: str
) -> None:
    assert (words().called(offer(*told)), words().kind([offer(*told)])) == (called, kind)


def test_times_of_which_some_go_at_once_and_some_do_not_are_called_neither() -> None:
    at_once = offer(("corte", "marta", 0, 0), ("corte", "leo", 0, 1))
    in_turns = offer(("corte", "leo", 0, 0), ("corte", "leo", 30, 1))

    assert words().kind([at_once, in_turns]) == "Corte, 2 personas"


def test_where_one_member_works_nobody_is_named() -> None:
    visit = offer(("tinte", "marta", 0, 0), ("corte", "marta", 30, 0))

    assert words(one_member=True).called(visit) == "Tinte y corte"


def test_what_is_attended_is_named() -> None:
    visit = offer(("corte", "leo", 0, 0), ("corte", "leo", 30, 0))

    assert words().called(visit, ("Luna", "Simba")) == "Corte para Luna y Simba con Leo"
