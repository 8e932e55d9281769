from dataclasses import replace

import pytest

from booking_bot.dialogue.services import any_meant, either, joined, left_open, named
from booking_bot.language.frame import Act, Frame
from tests.dialogue.chat import Chat
from tests.dialogue.fake import SHOP, FakeDesk

CUTS = ("mujer", "hombre", "infantil")


@pytest.mark.parametrize(
    ("names", "locale", "said"),
    [
        (
            ["Corte de mujer", "Corte de hombre", "Corte infantil"],
            "es_ES",
            "Corte de mujer, de hombre o infantil",
        ),
        (["Leo"], "es_ES", "Leo"),
        (["Limpieza", "Limpieza profunda"], "es_AR", "Limpieza o Limpieza profunda"),
        (["Revisión", "Ortodoncia"], "es_ES", "Revisión u Ortodoncia"),
        (["Corte de mujer", "Corte de hombre"], "en", "Corte de mujer or de hombre"),
        (["Corte largo", "Corte hombre"], "es_ES", "Corte largo u hombre"),
    ],
)
def test_what_names_have_in_common_is_said_once(names: list[str], locale: str, said: str) -> None:
    assert either(names, locale=locale) == said


def test_a_group_of_one_is_as_good_as_named() -> None:
    frame = Frame(service=("tinte",), fits=(("infantil",), ("cara", "manos")))

    assert named(frame) == ("tinte", "infantil")
    assert left_open(frame) == (("cara", "manos"),)
    assert left_open(frame, ["manos"]) == ()
    assert any_meant(frame) == ("tinte", "infantil", "cara", "manos")


def test_a_word_for_what_is_known_leaves_nothing_open() -> None:
    assert left_open(Frame(fits=(CUTS,)), ["hombre"]) == ()


def test_names_are_joined_as_they_are_said() -> None:
    names = [["Corte"], ["Corte", "tinte"], ["Ana", "Leo", "Inés"], ["Corte", "hierro"]]

    assert [joined(each, locale="es_ES") for each in names] == [
        "Corte",
        "Corte y tinte",
        "Ana, Leo e Inés",
        "Corte y hierro",
    ]
    assert joined(["a cut", "a colour"], locale="en") == "a cut and a colour"


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (2, "Hacemos: Tratamiento de queratina y corte 0, Tratamiento de queratina y corte 1."),
        (
            40,
            "Hacemos, entre otras cosas: "
            + ", ".join(f"Tratamiento de queratina y corte {one}" for one in range(6))
            + ".",
        ),
    ],
)
def test_no_more_services_are_told_than_one_message_holds(number: int, said: str) -> None:
    services = tuple(
        replace(SHOP.services[0], id=str(one), name=f"Tratamiento de queratina y corte {one}")
        for one in range(number)
    )
    chat = Chat(FakeDesk(shop=replace(SHOP, services=services)))

    assert chat.says("¿qué hacéis?", Act.ASK_SERVICES) == said
