"""What counts as an answer to a question that a service asks."""

import pytest

from booking_bot.dialogue.desk import Question
from booking_bot.dialogue.flows.house import answers

ALLERGY = Question("alergia", "¿Has tenido alguna vez alergia a un tinte?")
FIRST_TIME = Question("primera", "¿Es la primera vez que vienes?")
PLATE = Question("matricula", "¿Cuál es la matrícula?")
NAME = Question("nombre", "Dime el nombre de tu mascota")
MEDICINE = Question("medicinas", "¿Qué medicinas tomas?", required=False)


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        (ALLERGY, "no"),
        (ALLERGY, "NO HIJA GRACIAS"),
        (ALLERGY, "sí, una vez"),
        (ALLERGY, "nunca"),
        (FIRST_TIME, "sí"),
        (PLATE, "1234 BBC"),
        (PLATE, "ok, es 1234 BBC"),
        (NAME, "Toby"),
        (MEDICINE, "ninguna"),
    ],
)
def test_an_answer_is_taken(asked: Question, text: str) -> None:
    assert answers(text, asked)


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        (ALLERGY, "gracias!!"),
        (ALLERGY, "vale"),
        (ALLERGY, "👍"),
        (ALLERGY, "hola, buenas tardes"),
        (PLATE, "sí"),
        (PLATE, "no"),
        (NAME, "vale"),
        (MEDICINE, "perfecto"),
    ],
)
def test_courtesy_is_no_answer(asked: Question, text: str) -> None:
    assert not answers(text, asked)
