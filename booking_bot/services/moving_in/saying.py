"""Why a line waits, as the owner is told: in a sentence, about their own words."""

from collections.abc import Mapping

from booking_bot.services.moving_in.entries import Entry, Wait

# With `{words}`, and another sentence where there are none.
_SENTENCES: Mapping[str, tuple[str, str]] = {
    "no_day": ("¿De qué día es? No entiendo «{words}».", "¿De qué día es? Encima no hay ninguna fecha."),
    "which_day": ("¿Qué día es «{words}»? Puede ser este o uno anterior.", "¿De qué día es?"),
    "wrong_day": ("«{words}» no existe así: ese día del mes cae en otro de la semana.", "¿De qué día es?"),
    "no_time": ("", "¿A qué hora?"),
    "half": ("No sé si son las {words} de la mañana o de la tarde.", "¿De la mañana o de la tarde?"),
    "which_time": ("", "Dice más de una hora: ¿a cuál es?"),
    "about": ("", "Dice «sobre» esa hora: ¿es en punto?"),
    "no_service": ("", "¿Qué se le hace?"),
    "unknown": ("¿Qué es «{words}»?", "¿Qué se le hace?"),
    "which_service": ("", "¿Cuál de ellos es?"),
    "no_name": ("", "¿Para quién es?"),
    "whose": ("¿Quién trae a {words}?", "¿Quién lo trae?"),
    "several": ("¿Para quién es? Dice «{words}».", "¿Para quién es?"),
    "attends": ("¿{words} es quien viene o quien atiende?", "¿Quién viene y quién atiende?"),
    "question": ("", "Lleva un interrogante: ¿es seguro?"),
    "cross": ("", "Lleva una x delante: ¿está anulada?"),
    "times": ("Dice «{words}»: ¿son varias citas?", "¿Son varias citas?"),
    "phone": ("«{words}» no es un teléfono.", "El teléfono no está bien."),
    "namesakes": ("Hay más de un cliente que se llama {words}: pon su teléfono.", "Pon su teléfono."),
    "same": ("¿Es {words}, que ya es cliente? Si es otra persona, pon su teléfono.", "¿Quién es?"),
    "twice": ("", "Está dos veces en tu agenda."),
    "past": ("", "Ya ha pasado."),
    "far": ("", "Queda demasiado lejos: se apuntan citas de aquí a tres años."),
    "lasts": ("Pone hasta las {words}, y aquí no dura eso.", "Aquí no dura eso."),
    "taken": ("Esa hora ya la tiene {words}.", "Esa hora ya está ocupada."),
    "away": ("{words} no está a esa hora, o ya no cabe.", "A esa hora no cabe."),
    "not_working": ("{words} no trabaja a esa hora.", "A esa hora no trabaja nadie."),
    "closed": ("Ese día está cerrado ({words}).", "Ese día está cerrado."),
    "closed_then": ("", "A esa hora está cerrado, o no da tiempo antes de cerrar."),
    "not_theirs": ("{words} no hace eso.", "Nadie hace eso."),
    "changed": ("", "Ha cambiado algo mientras lo mirabas: míralo otra vez."),
}

# Which of its fields a wait is about; of any other, none alone.
_WHEN, _WHAT, _WHO = ("day", "time"), ("services",), ("name", "phone")
_ABOUT: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("no_day", "which_day", "wrong_day", "no_time", "half", "which_time", "about"), _WHEN),
    **dict.fromkeys(("past", "far", "closed", "closed_then", "twice"), _WHEN),
    **dict.fromkeys(("taken", "away", "not_working"), (*_WHEN, "staff")),
    **dict.fromkeys(("no_service", "which_service", "lasts"), _WHAT),
    **dict.fromkeys(("unknown", "several", "times"), (*_WHAT, *_WHO)),
    **dict.fromkeys(("no_name", "whose", "phone", "namesakes", "same"), _WHO),
    "attends": ("staff", *_WHO),
    "not_theirs": (*_WHAT, "staff"),
}


def asked_of(entry: Entry) -> frozenset[str]:
    """The fields that stand open in a line that waits."""
    return frozenset(name for wait in entry.waits for name in _ABOUT.get(wait.code, ()))


def sentence(wait: Wait) -> str:
    with_words, without = _SENTENCES[wait.code]
    return with_words.format(words=wait.words) if wait.words and with_words else without


def why(entry: Entry) -> list[str]:
    """Each reason once."""
    return list(dict.fromkeys(map(sentence, entry.waits)))
