"""What only the owner may grant or say: a lower price, a place where there is none, what somebody has."""

import pytest

from booking_bot.dialogue.phrases import Phrase, phrases
from booking_bot.language.frame import Act
from tests.dialogue.chat import Chat

TO_PAY_LESS = """
¿me haces un descuento?
¿no me lo dejas más barato?
hazme precio, anda
¿me rebajas algo?
si voy con mi hermana ¿nos haces precio?
¿lo dejamos en 15?
es muy caro, ¿me lo puedes bajar?
¿hay descuento para estudiantes?
¿me cobras menos si pago en efectivo?
te pago 20 y listo, ¿vale?
""".strip().splitlines()
TO_BE_SQUEEZED_IN = """
hazme un hueco mañana porfa
¿me podéis hacer un huequito esta tarde?
¿no me puedes colar hoy?
méteme como sea el viernes
búscame un hueco aunque esté lleno
¿me atiendes aunque sea un minuto entre cita y cita?
¿puedes quedarte un poco más tarde y me atiendes?
cuélame entre clienta y clienta
haceme un lugarcito hoy
¿me podés encajar hoy?
""".strip().splitlines()
TO_BE_TOLD_WHAT_IT_IS = """
¿esto qué puede ser?
tengo una mancha en la piel, ¿qué será?
¿es grave lo que tengo?
¿me puedes decir qué tengo por la foto?
el perro cojea, ¿qué le pasa?
¿qué me tomo para el dolor?
¿será infección?
¿tú crees que es caries?
el coche hace un ruido raro, ¿qué puede ser?
¿es normal que me duela tanto?
""".strip().splitlines()
NONE_OF_THAT = """
¿tenéis hueco mañana?
resérvame un hueco el jueves
me hace falta un hueco el lunes
quiero un corte barato
¿qué puede ser mañana por la tarde?
quiero cita para el perro que cojea
¿me puedes dar hora hoy?
¿me puedes atender hoy a las 5?
¿puedo pagar en efectivo?
¿qué me recomiendas para el pelo seco?
¿es normal que tarde dos horas?
llego un poco más tarde
¿qué tengo mañana?
""".strip().splitlines()


@pytest.mark.parametrize("text", [*TO_PAY_LESS, *TO_BE_SQUEEZED_IN, *TO_BE_TOLD_WHAT_IT_IS])
def test_it_is_for_the_owner_to_say(text: str) -> None:
    assert Phrase.FAVOUR in phrases(text)


@pytest.mark.parametrize("text", NONE_OF_THAT)
def test_the_bot_answers_what_only_sounds_like_it(text: str) -> None:
    assert Phrase.FAVOUR not in phrases(text)


def test_the_owner_learns_what_was_asked_and_nothing_is_promised() -> None:
    chat = Chat()

    reply = chat.says("¿me haces un descuento?", Act.ASK_PRICE)

    assert reply.startswith("Eso te lo tiene que decir una persona del equipo")
    assert chat.desk.handed[0][1] == "«¿me haces un descuento?»"


def test_what_the_house_has_an_answer_to_is_answered() -> None:
    chat = Chat()

    reply = chat.says("¿hay descuento en el parking?", Act.OTHER)

    assert "Sí, hay aparcamiento en la esquina." in reply
    assert chat.desk.handed == []
