"""What a message looks like as buttons or as a list, and which messages are neither."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking_bot.channels.base import Outbound
from booking_bot.channels.twilio_content import OPENS, Shape, card_of
from tests.twilio_standin.contents import MAKING, SHOWING, Content, broken
from tests.twilio_standin.contract import bad_variables

TIMES = ("10:00", "11:30", "17:00")


def message(
    titles: list[str], body: str = "¿A qué hora?", *, description: str = "", **others: object
) -> Outbound:
    options = [
        {"id": f"pick:{number}:1", "title": title, **({"description": description} if description else {})}
        for number, title in enumerate(titles)
    ]
    return Outbound("whatsapp:+34600111222", body, "7-abc", options, **others)  # type: ignore[arg-type]


def services(count: int) -> list[str]:
    return [f"Servicio {number}" for number in range(count)]


def name(outbound: Outbound) -> str | None:
    card = card_of(outbound)
    return card.shape.name if card else None


def test_up_to_three_are_buttons() -> None:
    card = card_of(message(list(TIMES)))

    assert card is not None
    assert card.shape == Shape("quick-reply", options=3, lines=1, language="es")
    assert card.variables == {
        "1": "¿A qué hora?",
        "2": "10:00", "3": "pick:0:1",
        "4": "11:30", "5": "pick:1:1",
        "6": "17:00", "7": "pick:2:1",
    }  # fmt: skip


def test_four_to_ten_are_a_list_with_what_is_to_be_said_of_each() -> None:
    card = card_of(message(services(4), description="30 min, 16 €"))

    assert card is not None
    assert card.shape == Shape("list-picker", options=4, lines=1, language="es", described=True)
    assert list(card.variables.values())[1:4] == ["Servicio 0", "pick:0:1", "30 min, 16 €"]


def test_each_line_of_the_text_is_a_variable_of_one_line() -> None:
    card = card_of(message(["Sí"], "Estamos  en\tla calle Mayor.\n\n¿Te la reservo?"))

    assert card is not None
    assert list(card.variables.values())[:2] == ["Estamos en la calle Mayor.", "¿Te la reservo?"]
    assert card.shape.definition()["types"]["twilio/quick-reply"]["body"] == "{{1}}\n{{2}}"


@pytest.mark.parametrize(
    ("outbound", "shape"),
    [
        (message(["x" * 20]), "quick-reply/1/es/1"),
        (message(["x" * 21]), "list-picker/1/es/1/plain"),  # too long for a button, not for a list
        (message(["x" * 25]), "list-picker/1/es/1"),  # its whole title is said below the cut one
        (message(["x" * 25, "Corte"]), "list-picker/2/es/1/plain"),
        (message(services(4)), "list-picker/4/es/1/plain"),
        (message(services(10), description="x" * 200), "list-picker/10/es/1"),
        (message(services(11)), None),
        (message([]), None),
        (message(["Sí", "Sí"]), None),
        (message(["x" * 24 + "1", "x" * 24 + "2"]), None),
        (message(["Sí", "  "]), None),
        (message(["Sí"], ""), None),
        (message(["Sí"], "x" * 1024), "quick-reply/1/es/1"),
        (message(["Sí"], "x" * 1025), None),
        (message(["Sí"], "\n".join("12345678")), "quick-reply/1/es/8"),
        (message(["Sí"], "\n".join("123456789")), None),
        (message(["Yes"], language="en"), "quick-reply/1/en/1"),
        (message(["Sim"], language="pt"), "quick-reply/1/es/1"),
        (message(["Sí"], media=[{"url": "https://bot.example.com/a.png", "type": "image/png"}]), None),
        (message(["Sí"], location="40.4,-3.7|Calle Mayor"), None),
        (Outbound("a", "b", "c", [{"id": "x" * 200, "title": "Sí"}]), "quick-reply/1/es/1"),
        (Outbound("a", "b", "c", [{"id": "x" * 201, "title": "Sí"}]), None),
        (Outbound("a", "b", "c", [{"id": "", "title": "Sí"}]), None),
        (Outbound("a", "b", "c", [{"id": "a\nb", "title": "Sí"}]), None),
        (Outbound("a", "b", "c", [{"id": "a", "title": "Sí"}, {"id": "a", "title": "No"}]), None),
    ],
)
def test_whatever_does_not_fit_is_no_card(outbound: Outbound, shape: str | None) -> None:
    assert name(outbound) == shape


def test_a_long_title_is_cut_in_a_list_and_said_whole_below() -> None:
    card = card_of(message(["Tratamiento de queratina y corte", *services(3)], description="2 h"))

    assert card is not None
    assert list(card.variables.values())[1:4] == [
        "Tratamiento de queratin…", "pick:0:1", "Tratamiento de queratina y corte · 2 h",
    ]  # fmt: skip


@pytest.mark.parametrize("description", ["", "30 min, 16 €"])
@pytest.mark.parametrize("language", OPENS)
@pytest.mark.parametrize("count", range(1, 11))
def test_every_shape_can_be_made_and_shows_what_was_meant(
    count: int, language: str, description: str
) -> None:
    outbound = message(services(count), "Una\nDos", description=description, language=language)
    card = card_of(outbound)
    assert card is not None
    definition = card.shape.definition()

    shown = Content("HX", definition).show(card.variables)

    assert (broken(MAKING, definition), broken(SHOWING, shown)) == (None, None)
    assert shown.body == "Una\nDos"
    assert shown.options == tuple((one["title"], one["id"]) for one in outbound.options)
    assert set(definition["variables"]) == set(card.variables)


anything = st.text(max_size=40) | st.sampled_from(
    ["Sí", "No", "{{1}}", "a" * 25, "b" * 201, '"', "\\", "jue 26"]
)


@given(st.text(max_size=1100) | anything, st.lists(st.tuples(anything, anything, anything), max_size=11))
def test_whatever_is_a_card_is_taken_and_shows_its_words(
    body: str, options: list[tuple[str, str, str]]
) -> None:
    told = [{"title": title, "id": payload, "description": more} for title, payload, more in options]
    card = card_of(Outbound("whatsapp:+34600111222", body, "7-abc", told))
    if card is None:
        return
    definition = card.shape.definition()
    shown = Content("HX", definition).show(card.variables)

    assert not bad_variables(json.dumps(dict(card.variables), ensure_ascii=False))
    assert (broken(MAKING, definition), broken(SHOWING, shown)) == (None, None)
    assert [payload for _, payload in shown.options] == [payload for _, payload, _ in options]
    assert shown.body.split() == body.split()
