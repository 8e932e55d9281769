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


def fits(said: str, name: str) -> bool:
    """Whether each word that was said is one of the name, or short for one, or the other way round."""
    words, told = _WORDS.findall(folded(name)), _WORDS.findall(folded(said))
    return bool(words and told) and all(any(_same(one, word) for word in words) for one in told)


def _same(said: str, word: str) -> bool:
    return said == word or word in SHORT.get(said, ()) or said in SHORT.get(word, ())
