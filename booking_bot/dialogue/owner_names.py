"""Names as people of the shop say them, and as they stand in the book."""

import re

from booking_bot.domain.folding import folded

_WORDS = re.compile(r"[^\W\d_]+")  # "🌸Mari🌸" is Mari

# A short name, and the names that it is short for.
_SHORT = """
    paco pancho curro fran: francisco | pepe: jose | lola loli: dolores | mari ma: maria | nacho: ignacio
    manolo manu: manuel | toni tono: antonio | toni tonia: antonia | rafa: rafael | javi: javier
    santi: santiago | quique kike: enrique | chema: jose maria | concha conchi: concepcion
    pili: pilar | charo: rosario | merche: mercedes | asun: asuncion | marisa: maria luisa
    maite: maria teresa | tere: teresa | cris: cristina cristian | isa: isabel | bea: beatriz
    patri: patricia
    susi: susana | rosi: rosa | ale: alejandro alejandra | alex: alejandro alejandra | dani: daniel daniela
    edu: eduardo | gabi: gabriel gabriela | guille: guillermo | chus: jesus | juanma: juan manuel
    juanjo: juan jose | juancar: juan carlos | luisma: luis miguel |
    nando: fernando | fer: fernando fernanda | pedri: pedro | sebas: sebastian | vicen: vicente | xavi: javier
    lucha: luz | lena: elena | vero: veronica | yoli: yolanda | inma: inmaculada
    encarni: encarnacion | consu chelo: consuelo | fina: josefina | pepa: josefa | paqui paquita: francisca
    rosarito: rosario | sole: soledad | trini: trinidad | vane: vanesa vanessa | marga: margarita
    montse: montserrat | nuri: nuria | ceci: cecilia | caro: carolina | nati: natividad natalia
"""


def _read(lines: str) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for line in lines.replace("\n", "|").split("|"):
        shorts, _, longs = line.partition(":")
        for short in shorts.split():
            found[short] = found.get(short, frozenset()) | {*longs.split()}
    return found


SHORT = _read(_SHORT)


# What a first name goes on with: "José María", "María del Carmen", "Ana Belén".
_SECOND = """
    maria jose luis carlos antonio manuel miguel angel ignacio javier pedro pablo ramon andres francisco
    jesus juan enrique alberto fernando rafael david belen isabel carmen teresa rosa elena cristina eugenia
    victoria luisa dolores pilar mercedes soledad mar rocio nieves angeles rosario paz cruz sol carolina
    gabriela fernanda guadalupe paula sofia lucia alejandra beatriz ines amparo esperanza mari laura marta
    concepcion consuelo josefa remedios asuncion montserrat
"""
_SECONDS = frozenset(_SECOND.split())
_BEFORE = """
    jose maria mari ma juan ana luis rosa carlos miguel francisco marco jesus antonio pedro victor diego
    luz eva sara aura blanca flor manuel angel marta carmen laura lucia elena clara sofia
"""
_GOES_ON_AFTER = frozenset(_BEFORE.split())
_LINKS = frozenset(("de", "del", "la", "los", "las"))


def given(name: str) -> str:
    """The whole first name: "María del Carmen" of "María del Carmen Vega Ruiz"."""
    words = name.split()
    if not words or folded(words[0]).strip(".") not in _GOES_ON_AFTER:
        return words[0] if words else ""
    end = 1
    while end < len(words) and folded(words[end]) in _LINKS:
        end += 1
    if end < len(words) and folded(words[end]) in _SECONDS:
        return " ".join(words[: end + 1])
    return words[0]


def is_whole(said: str, name: str) -> bool:
    """Whether they said the name itself: all of the first name, or a surname alone; short for it is not."""
    words, told = _WORDS.findall(folded(name)), set(_WORDS.findall(folded(said)))
    first = set(_WORDS.findall(folded(given(name)))) - _LINKS
    if not told or not told <= set(words):
        return False
    return first <= told or not first & told


def fits(said: str, name: str) -> bool:
    """Whether each word that was said is one of the name, or short for one, or the other way round."""
    words, told = _WORDS.findall(folded(name)), _WORDS.findall(folded(said))
    return bool(words and told) and all(any(_same(one, word) for word in words) for one in told)


def _same(said: str, word: str) -> bool:
    return said == word or word in SHORT.get(said, ()) or said in SHORT.get(word, ())
