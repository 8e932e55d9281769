"""What only the owner may grant or say: a lower price, a place where there is none, what somebody has."""

from datetime import date, time

import pytest

from booking_bot.dialogue.phrases import Phrase, phrases
from booking_bot.language.frame import Act
from tests.dialogue.chat import Chat, on
from tests.dialogue.fake import FakeDesk

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


@pytest.mark.parametrize("text", [*TO_PAY_LESS, *TO_BE_TOLD_WHAT_IT_IS])
def test_it_is_for_the_owner_to_say(text: str) -> None:
    assert Phrase.FAVOUR in phrases(text)


@pytest.mark.parametrize("text", TO_BE_SQUEEZED_IN)
def test_it_is_for_the_owner_where_there_is_no_room(text: str) -> None:
    assert phrases(text) & {Phrase.FAVOUR, Phrase.SQUEEZE}


@pytest.mark.parametrize("text", NONE_OF_THAT)
def test_the_bot_answers_what_only_sounds_like_it(text: str) -> None:
    assert not phrases(text) & {Phrase.FAVOUR, Phrase.SQUEEZE}


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


SQUEEZED = "hazme un hueco para un corte el jueves a las 6"


def test_to_be_squeezed_in_at_a_time_that_is_free_is_a_wish_like_any() -> None:
    chat = Chat()

    reply = chat.says(SQUEEZED, Act.BOOK, service=("corte",), when=(on(14, time(18)),))

    assert "jueves 14 de mayo a las 18:00" in reply
    assert chat.desk.handed == []


def test_to_be_squeezed_in_where_all_is_taken_is_for_the_owner() -> None:
    chat = Chat(FakeDesk(away={("marta", date(2026, 5, 14)), ("leo", date(2026, 5, 14))}))

    reply = chat.says(SQUEEZED, Act.BOOK, service=("corte",), when=(on(14, time(18)),))

    assert reply.startswith("Eso te lo tiene que decir una persona del equipo")
    assert [summary for _, summary in chat.desk.handed] == [f"«{SQUEEZED}»"]


def test_to_be_squeezed_in_at_no_hour_is_for_the_owner() -> None:
    chat = Chat()

    chat.says("méteme el jueves para un corte", Act.BOOK, service=("corte",), when=(on(14),))

    assert len(chat.desk.handed) == 1


def test_the_service_named_before_counts() -> None:
    chat = Chat()
    chat.says("quiero un corte", Act.BOOK, service=("corte",))

    chat.says("hazme un hueco el jueves a las 6", Act.BOOK, when=(on(14, time(18)),))

    assert chat.desk.handed == []


def test_which_of_two_services_is_meant_is_asked_before() -> None:
    chat = Chat()
    groups = (("corte", "tinte"),)

    chat.says(SQUEEZED, Act.BOOK, fits=groups, when=(on(14, time(18)),))

    assert chat.desk.handed == []


def test_room_at_that_hour_grants_no_lower_price() -> None:
    chat = Chat()
    text = "hazme un hueco para un corte el jueves a las 6 y hazme un descuento"

    chat.says(text, Act.BOOK, service=("corte",), when=(on(14, time(18)),))

    assert len(chat.desk.handed) == 1
