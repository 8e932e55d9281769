"""Who comes as somebody of the writer's, "mi hija": as it is noted, found again and said back.

Noted in the shop's language, since the team reads it: "hija de Ana".
"""

import re

from booking_bot.dialogue.phrases import plain
from booking_bot.dialogue.replies import Say, sentence

COMPANION = "acompañante"
_OF = " de "

YOURS = {
    COMPANION: sentence("whoever comes with you"),
    "hija": sentence("your daughter"),
    "hijo": sentence("your son"),
    "madre": sentence("your mother"),
    "padre": sentence("your father"),
    "mujer": sentence("your wife"),
    "marido": sentence("your husband"),
    "pareja": sentence("your partner"),
    "novia": sentence("your girlfriend"),
    "novio": sentence("your boyfriend"),
    "hermana": sentence("your sister"),
    "hermano": sentence("your brother"),
    "abuela": sentence("your grandmother"),
    "abuelo": sentence("your grandfather"),
    "nieta": sentence("your granddaughter"),
    "nieto": sentence("your grandson"),
    "amiga": sentence("your friend (she)"),
    "amigo": sentence("your friend"),
}
_ALSO_CALLED = {
    "hija": "nina nena hijita chiquilla",
    "hijo": "nino nene hijito chiquillo crio",
    "madre": "mama",
    "padre": "papa",
    "mujer": "esposa senora",
    "marido": "esposo",
    "novia": "chica polola",
    "novio": "chico pololo",
}
_CALLED = {one: one for one in YOURS if one != COMPANION} | {
    word: one for one, words in _ALSO_CALLED.items() for word in words.split()
}
_COUNTS = {"dos": 2, "tres": 3, "cuatro": 4}
_MINE = re.compile(rf"\bmis? (?:({'|'.join(_COUNTS)}|[2-4]) )?({'|'.join(_CALLED)})(s?)\b")


def told(text: str) -> tuple[str, ...]:
    """ "Mi hija y mis dos hermanos" are hija, hermano, hermano; "mis hijos" may be anybody's number."""
    found: list[str] = []
    for count, word, several in _MINE.findall(plain(text)):
        times = int(_COUNTS.get(count, count)) if count else 1
        # "mis hijos" may be boys and girls: nobody is called a boy who is not
        mixed = several and _CALLED[word].endswith("o")
        found += [COMPANION if mixed else _CALLED[word]] * times
    return tuple(found)


def noted(kin: str, own: str) -> str:
    """ "Hija de Ana", or "hija" where nobody knows who is writing."""
    return f"{kin}{_OF}{own}" if own else kin


def of(name: str) -> str | None:
    """ "hija" of "hija de Ana" and "hija de Ana (2)"; None of what is a name."""
    kin = name.partition(_OF)[0].partition(" (")[0]
    return kin if kin in YOURS else None


def called(name: str, say: Say) -> str:
    """ "Tu hija", "tu hija (2)" to who is writing; a name stays a name."""
    known = of(name)
    if known is None:
        return name
    _, bracket, number = name.partition(" (")
    return f"{say(YOURS[known])}{bracket}{number}"
