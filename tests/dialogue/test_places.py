import pytest

from booking_bot.dialogue.places import pointed_at


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("la segunda", 1),
        ("El primero por favor", 0),
        ("la última", 4),
        ("LA 2", 1),
        ("2ª", 1),
        ("2️⃣", 1),
        ("opción 3", 2),
        ("número dos", 1),
        ("pues la tercera, gracias", 2),
        ("the second one please", 1),
        ("dos", 1),
        ("la sexta", None),
        ("la segunda no", None),
        ("¿y la segunda?", None),
        ("a primera hora", None),
        ("la segunda semana", None),
        ("dos personas", None),
        ("no", None),
        ("0", None),
        ("", None),
    ],
)
def test_a_place_is_a_pick_where_nothing_else_is_said(text: str, place: int | None) -> None:
    assert pointed_at(text, 5, of_times=False) == place


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("la segunda", 1),
        ("la última", 2),
        ("opción 3", 2),
        ("el 2", None),
        ("la 2", None),
        ("dos", None),
    ],
)
def test_among_times_a_number_may_be_a_day_or_an_hour(text: str, place: int | None) -> None:
    assert pointed_at(text, 3, of_times=True) == place
