import time

import pytest

from booking_bot.dialogue.phrases import Phrase, phrases


@pytest.mark.parametrize(
    ("phrase", "texts"),
    [
        (
            Phrase.KEEP,
            [
                "no quiero cancelar la cita",
                "no, no la canceles",
                "mejor no la anules",
                "déjala como está",
                "No la borres",
            ],
        ),
        (
            Phrase.ABORT,
            ["déjalo", "olvídalo", "no, déjalo gracias", "me lo pienso", "bueno ya te diré", "lo dejamos"],
        ),
        (Phrase.WHY, ["¿por qué me pides el nombre?", "para qué lo necesitas", "¿y eso por qué?"]),
        (
            Phrase.ACKNOWLEDGE,
            ["ok", "Vale, gracias", "SI HIJA GRACIAS", "de acuerdo", "sí", "nada más, hasta luego"],
        ),
        (
            Phrase.GRUMBLE,
            [
                "genial, otra vez sin sitio",
                "perfecto, como siempre no hay nada",
                "qué bien, me dejáis sin hora",
            ],
        ),
        (Phrase.THAT_WEEK, ["al viernes de esa semana", "el lunes de la misma semana"]),
        (Phrase.SAME_DAY, ["y una manicura el mismo día", "ese mismo día, por la tarde"]),
        (Phrase.ANOTHER, ["y otro el sábado", "reserva otra para mi hija", "quiero otro corte"]),
        (Phrase.INSTEAD, ["anula la del lunes y dame otra el jueves", "quita el corte y ponme un tinte"]),
        (Phrase.LAUGH, ["jajaja", "jejeje", "😂😂", "👍", "...", "xD"]),
        (
            Phrase.WAITLIST,
            [
                "Apúntame en la lista de espera",
                "avísame si se libera algo",
                "si alguien cancela me avisas?",
                "¿me podéis avisar cuando haya hueco?",
                "let me know if something opens up",
            ],
        ),
        (
            Phrase.LEAVE_LIST,
            ["quítame de la lista", "¿me sacas de la lista?", "ya no quiero estar en la lista"],
        ),
        (Phrase.REPEAT, ["?", "¿?", "hola??", "¿qué?", "no entiendo"]),
        (Phrase.ARRIVED, ["ya he llegado", "Ya estoy aquí", "estoy en la puerta"]),
        (
            Phrase.WRONG_NUMBER,
            ["creo que me he equivocado de número", "perdón, número equivocado de teléfono"],
        ),
        (Phrase.NOT_THE_CUSTOMER, ["yo no soy Ana", "no soy Ana, este número es nuevo", "no me llamo Ana"]),
        (Phrase.MISSED, ["perdón, se me olvidó", "ayer no pude ir"]),
        (Phrase.FAVOUR, ["¿no me haces un descuento?", "¿esto qué puede ser?"]),
        (Phrase.SQUEEZE, ["hazme un hueco porfa", "¿me cuelas el jueves?"]),
        (Phrase.SUPPLIER, ["soy proveedor, ¿quién lleva las compras?", "somos distribuidores de champú"]),
        (Phrase.TAKE, ["resérvamela", "vale, me la quedo", "adelante"]),
        (Phrase.CHANGE, ["cambiar", "quiero cambiar la hora", "mejor cambiarla"]),
    ],
)
def test_what_is_said_is_heard(phrase: Phrase, texts: list[str]) -> None:
    assert [text for text in texts if phrase not in phrases(text)] == []


@pytest.mark.parametrize(
    ("phrase", "texts"),
    [
        (
            Phrase.WAITLIST,
            [
                "os aviso si tengo que anular",
                "avísame si llego tarde",
                "¿tienes la lista de precios?",
                "¿hay hueco el viernes?",
            ],
        ),
        (Phrase.LEAVE_LIST, ["quita el tinte de la lista", "quítame la cita del viernes"]),
        (
            Phrase.KEEP,
            ["no puedo ir, cancela la cita", "no voy a poder ir, anúlala", "no me viene bien anula la cita"],
        ),
        (Phrase.ABORT, ["déjalo para el martes", "me da igual", "nada más quería un corte", "otro día"]),
        (Phrase.WHY, ["por la tarde", "para el jueves", "¿para qué hora tenéis hueco?"]),
        (Phrase.ACKNOWLEDGE, ["mañana", "sí, pero mejor a las 6", "vale el jueves", "no el lunes"]),
        (Phrase.LAUGH, ["hola", "jueves", "jose"]),
        (Phrase.REPEAT, ["¿qué horario tenéis?", "hola", "¿el jueves?"]),
        (Phrase.NOT_THE_CUSTOMER, ["no soy alérgica a nada", "no soy alérgica", "no soy muy de madrugar"]),
        (Phrase.FAVOUR, ["quiero un hueco el jueves", "¿qué precio tiene?"]),
        (Phrase.SQUEEZE, ["quiero un hueco el jueves", "hazme un descuento"]),
        (Phrase.TAKE, ["reserva para dos", "quiero reservar"]),
        (Phrase.CHANGE, ["quiero cambiar mi cita al jueves"]),
    ],
)
def test_what_only_looks_like_it_is_left_alone(phrase: Phrase, texts: list[str]) -> None:
    assert [text for text in texts if phrase in phrases(text)] == []


@pytest.mark.parametrize("word", ["ok", "no me la ", "ja", "vale ", "si ", "déjalo ", "por que ", "😂", "?"])
def test_long_nonsense_takes_no_time(word: str) -> None:
    text = word * 2000 + "!x"

    began = time.process_time()
    phrases(text)

    assert time.process_time() - began < 5
