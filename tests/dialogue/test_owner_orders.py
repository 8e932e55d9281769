"""What the shop's own people order, in many wordings; and what is none of it."""

import pytest

from booking_bot.dialogue.owner_orders import Order, order, silence
from booking_bot.domain.folding import folded

SERVICES = {"tinte", "corte", "mechas", "peinar", "lavar", "color"}
STAFF = {"lucia", "marcos"}


def read(text: str) -> str | None:
    """The order in a line: verb, whose, and then what was said of it."""
    found = order(text, is_service=SERVICES.__contains__, is_staff=STAFF.__contains__)
    return None if found is None else _line(found)


def _line(found: Order) -> str:
    who = " ".join(found.person) or ("alguien" if found.somebody else "eso" if found.pronoun else "")
    told = {None: "", True: "avisar", False: "callar"}[found.tell]
    parts = (found.verb.value, who, found.phone, found.source, found.target, found.text, found.shifts, told)
    return " | ".join(filter(None, parts))


@pytest.mark.parametrize(
    ("text", "understood"),
    [
        ("apunta a Marta mañana a las 10 para tinte", "book | Marta | mañana a las 10 para tinte"),
        ("Apúntame a Marta, mañana a las diez, para tinte.", "book | Marta | mañana a las diez, para tinte"),
        ("apunta a marta garcía mañana a las 10", "book | marta garcía | mañana a las 10"),
        (
            "ponme a Luis el jueves a las 5 con Lucía, corte",
            "book | Luis | el jueves a las 5 con Lucía, corte",
        ),
        ("apunta a Ana 600111222 mañana a las 12", "book | Ana | 600111222 | mañana a las 12"),
        ("apunta a Ana Ruiz, +34 600 11 12 22, a las 12", "book | Ana Ruiz | +34 600 11 12 22 | a las 12"),
        ("apunta mañana a las 10 a Marta para tinte", "book | Marta | mañana a las 10 para tinte"),
        ("reserva mañana a las 10 para Marta", "book | Marta | mañana a las 10"),
        ("cita para Marta el martes a las 4 y media tinte", "book | Marta | el martes a las 4 y media tinte"),
        ("cita Marta mañana a las 10 tinte", "book | Marta | mañana a las 10 tinte"),
        ("apunta Marta tinte mañana a las 10", "book | Marta | tinte mañana a las 10"),
        ("apunta a una chica a las 12 para corte", "book | alguien | a las 12 para corte"),
        ("mete a alguien a las 12 corte", "book | alguien | a las 12 corte"),
        ("hazle un hueco a Luis a las 7", "book | Luis | a las 7"),
        ("dale hora a Marta el jueves", "book | Marta | el jueves"),
        ("métele un tinte a Marta mañana a las 10", "book | Marta | un tinte mañana a las 10"),
        ("pon a Juan de Dios el viernes a las 11 corte", "book | Juan de Dios | el viernes a las 11 corte"),
        ("agenda una cita a nombre de Pilar mañana a las 9", "book | Pilar | mañana a las 9"),
        ("añade a Marta mañana a las 10 tinte", "book | Marta | mañana a las 10 tinte"),
        ("¿me apuntas a Marta mañana a las 10?", "book | Marta | mañana a las 10"),
        ("puedes apuntar a Marta el viernes, porfa", "book | Marta | el viernes, porfa"),
        ("hay que apuntar a Marta mañana a las 12", "book | Marta | mañana a las 12"),
        ("oye apúntame a la Mari mañana a las 10", "book | Mari | mañana a las 10"),
        ("apunta a la señora Pilar el lunes", "book | Pilar | el lunes"),
        ("apunta a doña Carmen a las 5 y media", "book | Carmen | a las 5 y media"),
        ("cuélame a Luis a las 13:45", "book | Luis | a las 13:45"),
        ("cancela la de las 12 y avísale", "cancel | la de las 12 | avisar"),
        ("cancela la de las 12", "cancel | la de las 12"),
        ("quítame la de las 12", "cancel | la de las 12"),
        ("cancela a la de las 12", "cancel | la de las 12"),
        ("hay que cancelar la de las 12", "cancel | la de las 12"),
        ("anula a Marta de mañana", "cancel | Marta | de mañana"),
        ("cancela mañana a Marta", "cancel | Marta | mañana"),
        ("borra la cita de Ana del jueves sin avisar", "cancel | Ana | del jueves | callar"),
        ("cancela el de las cinco sin decirle nada", "cancel | el de las cinco | callar"),
        ("anula la de Ana y no le avises", "cancel | Ana | callar"),
        ("quita a Luis de las 5", "cancel | Luis | de las 5"),
        ("cancélala", "cancel | eso"),
        ("la de las 12 cancélala", "cancel | la de las 12"),
        ("Marta no viene mañana", "cancel | Marta | mañana"),
        ("Marta Gil no puede venir hoy", "cancel | Marta Gil | hoy"),
        ("ha cancelado Marta", "cancel | Marta"),
        ("me ha cancelado la de las 12", "cancel | la de las 12"),
        ("Luis me ha cancelado y no avises", "cancel | Luis | callar"),
        ("pasa a Luis al viernes a la misma hora", "move | Luis | al viernes a la misma hora"),
        ("pásame a Luis al viernes", "move | Luis | al viernes"),
        ("pasa a Luis del jueves al viernes a las 10", "move | Luis | del jueves | al viernes a las 10"),
        ("pasa al viernes a Luis", "move | Luis | al viernes"),
        ("mueve la de las 12 a las 13:30", "move | la de las 12 | a las 13:30"),
        ("pasa la de las 12 a la 1", "move | la de las 12 | a la 1"),
        ("la de las 12 pásala a las 13:30", "move | la de las 12 | a las 13:30"),
        ("a Marta cámbiala al jueves", "move | Marta | al jueves"),
        ("la cita de Ana muévela al lunes a las 9", "move | Ana | al lunes a las 9"),
        ("cámbialo con Marcos", "move | eso | con Marcos"),
        ("pásala al viernes", "move | eso | al viernes"),
        ("pasa la de Ana a Marcos", "move | Ana | a Marcos"),
        ("pasa la de las 12 a Marcos", "move | la de las 12 | a Marcos"),
        (
            "pasa la de las 12 de mañana al jueves a las 5",
            "move | la de las 12 de mañana | al jueves a las 5",
        ),
        (
            "pasa la cita de Ana de mañana a pasado a las 11",
            "move | Ana | de mañana | a pasado mañana a las 11",
        ),
        ("retrasa a Luis media hora", "move | Luis | media hora | retras"),
        ("atrasa la de las 10 un cuarto de hora", "move | la de las 10 | un cuarto de hora | atras"),
        ("adelanta la de las 12 una hora", "move | la de las 12 | una hora | adelant"),
        ("cambia a Luis de hora a las 6", "move | Luis | a las 6"),
        ("cambia la hora de Marta a las 6", "move | Marta | a las 6"),
        ("mueve a Marta a mañana a las 9 y avísale", "move | Marta | a mañana a las 9 | avisar"),
        ("escríbele a Ana que traiga el color", "write | Ana | que traiga el color"),
        ("dile a Luis que se retrasa", "write | Luis | que se retrasa"),
        ("dile a Ana: trae el color", "write | Ana | trae el color"),
        ("a Ana dile que venga antes", "write | Ana | que venga antes"),
        ("dile que venga antes", "write | eso | que venga antes"),
        ("avisa a Luis de que llego tarde", "write | Luis | de que llego tarde"),
        ("mándale a Ana que traiga el color", "write | Ana | que traiga el color"),
        ("manda un mensaje a Ana: mañana cerramos", "write | Ana | mañana cerramos"),
        ("pregúntale a Ana si puede venir antes", "write | Ana | si puede venir antes"),
        ("contesta a Ana que sí", "write | Ana | que sí"),
    ],
)
def test_an_order_is_read_in_many_wordings(text: str, understood: str) -> None:
    assert read(text) == understood


@pytest.mark.parametrize(
    "text",
    [
        "apúntame mañana a las 10",
        "apúntame un tinte mañana a las 10",
        "cita para mañana a las 5",
        "cita con Lucía mañana",
        "cita Lucía mañana",
        "quiero cita para mañana",
        "apunta a mi madre mañana",
        "cancela mi cita",
        "quiero cancelar mi cita",
        "cambia mi cita al jueves",
        "cancela",
        "avísame cuando llegue Luis",
        "dile a los de hoy que llegamos tarde",
        "dile a todas que cerramos",
        "cancela todas las de mañana",
        "pon la lavadora",
        "qué tengo el jueves",
        "el viernes no abro",
        "voy media hora tarde",
        "Lucía está mala hoy",
        "Lucía no viene hoy",
        "hola",
        "",
        "¿?",
    ],
)
def test_what_is_for_themselves_or_for_everybody_is_no_such_order(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("apunta a Marta y a Luis el jueves a las 12", (True, False)),
        ("apunta a Marta y Luis el jueves", (True, False)),
        ("cancela la de Marta y la de Luis", (True, False)),
        ("apunta a Marta cada dos semanas a las 12", (False, True)),
        ("apunta a Marta los viernes a las 12, todos los viernes", (False, True)),
        ("apunta a Marta a las cinco y media tinte y corte", (False, False)),
        ("cancela la de las 12 y avísale", (False, False)),
        ("apunta a Marta hoy a las 12 y dile que venga", (False, False)),
    ],
)
def test_more_than_one_order_is_noticed(text: str, more: tuple[bool, bool]) -> None:
    found = order(text, is_service=SERVICES.__contains__, is_staff=STAFF.__contains__)

    assert found is not None
    assert (found.several, found.repeats) == more


def test_words_that_are_no_name_belong_to_what_follows_it() -> None:
    found = order("dile a ana trae el color", is_service=SERVICES.__contains__, is_staff=STAFF.__contains__)
    assert found is not None

    assert _line(found.with_name_of(1)) == "write | ana | trae el color"


@pytest.mark.parametrize(
    ("text", "told"),
    [("sí, sin avisar", False), ("vale pero no le digas nada", False), ("sí y avísale", True), ("sí", None)],
)
def test_it_is_heard_whether_the_customer_is_told(text: str, told: bool | None) -> None:
    assert silence(folded(text)) is told
