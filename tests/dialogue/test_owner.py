"""How the shop's own people answer: a yes, a no, a place in a list; and anything else, which is neither."""

from datetime import datetime

import pytest

from booking_bot.dialogue.owner import NO, QUIET, YES, decision, picked, tapped, yes_or_no
from booking_bot.language import understand
from booking_bot.language.frame import Expecting, Frame
from tests.language.businesses import SALON

NOW = datetime.fromisoformat("2026-11-23T10:00")


def read(text: str, expecting: Expecting | None) -> Frame:
    return understand(text, NOW, SALON, expecting)


@pytest.mark.parametrize(
    ("choice", "text"),
    [
        *((YES, one) for one in ("sí", "SI", "vale", "ok", "👍", "👍🏽", "dale, apúntala", "Sí, gracias.")),
        *(
            (YES, one)
            for one in ("adelante", "sí y avísale", "venga, hazlo", "si hija gracias", "da igual, apúntalo")
        ),
        *(
            (NO, one)
            for one in ("no", "No, déjalo", "mejor no", "cancela", "no lo hagas", "nada, déjalo estar")
        ),
        *((QUIET, one) for one in ("sin avisar", "sí, sin avisar", "vale pero no le avises")),
    ],
)
def test_a_yes_or_a_no_is_heard(choice: str, text: str) -> None:
    assert decision(text, read) == choice


@pytest.mark.parametrize(
    "text",
    [
        "sí, pero a las 11",
        "no, a las 11",
        "mejor con Nuria",
        "cancélala de mañana",
        "qué tengo mañana",
        "sí que tengo una pregunta",
        "hola",
        "no sé qué hora tiene Marta",
        "sisisisisisisisisisisisisisisisisisisisisisisisisisisisisisisi no",
        "",
    ],
)
def test_with_anything_else_beside_it_is_neither(text: str) -> None:
    assert decision(text, read) is None


def test_a_place_in_the_list_is_one_of_it() -> None:
    said = ("2", "la segunda", "el primero", "la última", "la 3", "4", "la de las 2", "segunda planta")

    titles = ("Corte", "Tinte", "Corte y barba")
    assert [picked(text, titles) for text in said] == [2, 2, 1, 3, 3, None, None, None]
    assert picked("2", ()) is None


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("la de Luis", 1),
        ("Luis", 1),
        ("luis pérez", 1),
        ("el tinte", 1),
        ("la de Eva", 2),
        ("la de las 12:30", 2),
        ("la de la 1", 3),
        ("Corte", None),
        ("la de Marta", None),
        ("apunta a Luis", None),
    ],
)
def test_one_of_a_list_is_named_by_what_only_it_has(text: str, place: int | None) -> None:
    titles = (
        "mar 24 nov, 12:00 Luis Pérez (Tinte)",
        "mar 24 nov, 12:30 Eva Sanz (Corte)",
        "mar 24 nov, 13:00 Rosa Gil (Corte)",
    )

    assert picked(text, titles) == place


def test_a_tap_tells_the_question_that_it_belongs_to() -> None:
    payloads = [option.payload for option in yes_or_no(7, may_be_quiet=True)]

    assert [tapped(one) for one in payloads] == [(YES, 7), (QUIET, 7), (NO, 7)]
    assert [tapped(one) for one in ("", "yes:7", "errand:yes", "errand:yes:x")] == [None] * 4
