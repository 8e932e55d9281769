"""How a text says what somebody thought of it: the figure from 1 to 5, and what is said beside it."""

import re

from booking_bot.dialogue.phrases import plain
from booking_bot.language.frame import Act, Frame

_STARS = re.compile(r"[⭐🌟★]")
_FIGURE = r"(?:[1-5](?: ?(?:/|de|sobre) ?(?:5|cinco))?|un[oa]|dos|tres|cuatro|cinco)"
# What is said around a figure without adding to it: "perdona, quería decir un".
_GLUE = (
    r"(?:pues|un|una|el|la|le|os|te|lo|doy|daria|daría|pongo|pondria|pondría|mi|nota|es|era|seria|sería|mejor|"
    r"no|perd[oó]n\w*|quer[ií]a|quise|decir|digo|me|he|equivoqu[eé]|equivocado|que|ay|uy|con|de|"
    r"entre|puntuaci[oó]n|valoraci[oó]n|hola|buenas|tardes|buenos|d[ií]as)"
)
_UNITS = r"(?: ?(?:estrellas?|puntos?|de nota))?"
# "El 5 de mayo" and "4 o 5 personas" begin like a figure and are none.
_NO_FIGURE = (
    r"(?! ?(?:de (?!5|cinco|nota)\w|o \d+ \w|y cuarto|horas?\b|minutos?\b|min\b|personas?\b|dias\b|:\d))"
)
_BEGINS = re.compile(rf"^\W*(?:{_GLUE}\W+)*?{_FIGURE}{_UNITS}(?!\w){_NO_FIGURE}", re.IGNORECASE)
_ENDS = re.compile(rf"(?:{_GLUE}\W+)*{_FIGURE}{_UNITS}\W*$", re.IGNORECASE)
_OUT_OF_FIVE = re.compile(
    r"^(?:(?:pues|un|el|le|os|te|doy|pongo|mi|nota|es|de|genial|perfecto|muy bien) ?,? )*"
    r"(?:\d{1,3}(?: (?:de |sobre )?\d{1,2})?|cero|seis|siete|ocho|nueve|diez)$"
)
_FEELING = re.compile(
    r"\b(?:genial\w*|perfect[oa]\w*|estupend\w+|fenomenal|encant\w+|content\w+|bien|mal|fatal|regular|horribl\w+|"
    r"pesim\w+|excelente\w*|maravill\w+|fantastic\w+|peor|normal|correct[oa]|satisfech\w+|gust[aoe]\w*|"
    r"guay|chever\w+|barbar\w+|buenisim\w+|lind\w+|majos?|majas?|quejas?|amabl\w+|maxim[oa]|diez|good|great|bad)\b"
)
_WISHES = re.compile(
    r"\b(?:quier[oe]|quisiera|queremos|queria|necesit\w+|gustaria|pued[oea]\w*|pod(?:eis|rias?|emos)|dame|dadme|"
    r"das|dais|ponme|reserv\w+|cancela|cancelad|anula|anulad|cambia|cambiad|cambiame|ten[ei]i?s|tienen|hay|"
    r"hablar con|llam(?:e|ad|en|a|adme|eme|enme|arme))\b"
)
_YES = re.compile(r"(?:(?:si+p?|claro|vale|ok|okey|bueno|venga|dale|por supuesto)(?: |, |$))+")
_NOTHING = re.compile(
    r"(?=.*\b(?:no|nada|paso|nothing)\b)"
    r"(?:(?:no|nada|paso|gracias|ya|mejor|prefiero|quiero|decirlo|decir|mas|nothing)(?: |, |$))+"
)
_LATER = re.compile(
    r"^(?:(?:si|vale|ok|ya|pues) ?,? )*(?:luego|manana|despues|mas tarde|otro dia) (?:te|os|le|les|lo) "
    r"|^(?:(?:perdon|perdona|uf) ?,? )*ahora (?:mismo )?no (?:puedo|tengo tiempo)\b"
)
_FORMAL = re.compile(r"\b(?:reclamacion\w*|hojas? de quejas|denuncia\w*)\b")
_MATTERS = frozenset(
    {
        Act.BOOK,
        Act.AVAILABILITY,
        Act.RESCHEDULE,
        Act.CANCEL,
        Act.MY_APPOINTMENTS,
        Act.ORDER_STATUS,
        Act.ASK_PRICE,
        Act.ASK_HOURS,
        Act.ASK_LOCATION,
        Act.ASK_SERVICES,
        Act.HUMAN,
        Act.OPT_OUT,
        Act.OPT_IN,
    }
)
_TIMED = frozenset({Act.BOOK, Act.AVAILABILITY})
_NO_COMMENT = re.compile(
    r"(?:(?:y|e|o|u|a|de|con|por favor|porfa|pues|vale|ok|si|no|ya|eh|(?:muchas |mil )?gracias|medi[oa]|hola|"
    r"un|una|la verdad|de verdad|sin duda|la|el|(?:un )?(?:saludo|abrazo|beso)s?|estrellas?|puntos?|nota|"
    r"\d+|,)(?: |$))*"
)
_LONGEST = 500


def has_stars(text: str) -> bool:
    return _STARS.search(text) is not None


def begins_with_figure(text: str) -> bool:
    return has_stars(text) or _BEGINS.match(text) is not None


def is_out_of_five(text: str) -> bool:
    """ "10", "un 8", "genial, un diez": a figure, but of another scale."""
    return _OUT_OF_FIVE.match(plain(text)) is not None


def is_feeling(text: str) -> bool:
    """ "Todo genial", "regular", "😍": how it was, in no figure."""
    return bool(_FEELING.search(plain(text))) or (bool(text.strip(" ?¿!¡.")) and not plain(text))


def is_yes(text: str) -> bool:
    return _YES.fullmatch(plain(text)) is not None


def is_nothing(text: str) -> bool:
    """ "No", "nada, gracias", "prefiero no decirlo"."""
    return _NOTHING.fullmatch(plain(text)) is not None


def is_later(text: str) -> bool:
    """ "Luego te digo", "ahora no puedo"."""
    return _LATER.search(plain(text)) is not None


def wants_more(text: str, frame: Frame) -> bool:
    """Whether the text is, whatever else it says, of something they want done or told.

    What went wrong is full of times and services: "me cancelaron dos veces la cita" is no wish.
    """
    if "?" in text or _FORMAL.search(plain(text)):
        return True
    named = frame.when or frame.service or frame.fits or not frame.acts & _TIMED
    return bool(frame.acts & _MATTERS) and bool(named) and bool(_WISHES.search(plain(text)))


def beside(text: str) -> str:
    """What is said but for the figure, and nothing where that is mere courtesy."""
    rest = _STARS.sub(" ", text)
    begun = _BEGINS.match(rest)
    rest = rest[begun.end() :] if begun else _ENDS.sub("", rest)
    rest = re.sub(r"^[\s,.;:!¡—–-]+|[\s,;:¡—–-]+$", "", rest.replace("\ufe0f", ""))
    return "" if _NO_COMMENT.fullmatch(plain(rest).replace(",", "")) else tidy(rest)


def tidy(text: str) -> str:
    """As it is kept: in one line, and not without end."""
    return " ".join(text.split())[:_LONGEST]
