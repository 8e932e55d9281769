"""What the shop's own people have written to a customer: their words, put so that the customer can read them.

    "que traiga el color"   ->  "Hola, Ana: te pedimos que traigas el color."
    "si puede venir antes"  ->  "Hola, Ana: ¿puedes venir antes?"
    "que mañana no abrimos" ->  "Hola, Ana. De Peluquería Carmen: mañana no abrimos."
    ": trae el color"       ->  "Trae el color", as it stands

They see the text before it goes, and may give another.
"""

import re

from booking_bot.dialogue.owner_names import given
from booking_bot.domain.folding import folded

_QUOTES = "«»\"“”'"
_THAT = re.compile(r"(?:diciendo\w* |de )?(?:que|diciendo\w* que|de que) ", re.IGNORECASE)
_WHETHER = re.compile(r"(?:de )?si ", re.IGNORECASE)
_MARKED = re.compile(r"^[:,\s]+")
_NOTE = re.compile(r"^(?:un |el )?(?:mensaj\w+|whats\w*|wasap|texto)\b[ :,]*", re.IGNORECASE)
_INSTEAD = re.compile(r"^(?:no,? )?(?:mejor|(?:pon|di|escribe|manda)(?:le|les)?)[:,]\s*", re.IGNORECASE)
# "que traiga": asked of them; the verb is of no other mood, so nothing is mistaken.
_ASKED_WORDS = """
    traiga venga llame confirme pase espere mire avise pague mande envie responda conteste llegue deje lave
    aparque recoja escriba diga tome ponga compre busque use evite coma beba descanse cambie prepare tenga
    haga vaya vuelva sea este salga suba baje entre pida lea rellene firme olvide preocupe quite corte moje
    seque peine acuerde ayune cuide apunte elija
"""
_ASKED = frozenset(_ASKED_WORDS.split())
# Of "si puede": where the house says "tú" it is "si puedes".
_ASKS_WORDS = "puede quiere tiene viene va prefiere sigue necesita llega trae sabe podria querria"
_ASKS = frozenset(_ASKS_WORDS.split())
_LITTLE_WORDS = "no se le lo la los las nos me ya por favor tambien hoy mañana manana luego"
_LITTLE = frozenset(_LITTLE_WORDS.split())
_OWN = {"se": "te", "le": "te", "su": "tu", "sus": "tus", "suyo": "tuyo", "suya": "tuya"}


def letter(text: str, *, name: str, shop: str, tone: str) -> str:
    """The whole message; "" where nothing is to be said. `tone` is the house's: "tu", "vos" or "usted"."""
    text = _NOTE.sub("", text.strip())
    said = _INSTEAD.sub("", _MARKED.sub("", text)).strip()
    hello = f"Hola, {given(name)}" if given(name) else "Hola"
    familiar = tone != "usted"
    if found := _WHETHER.match(said):
        words = said[found.end() :].rstrip(" ?.!").split()
        return f"{hello}: ¿{' '.join(_to_you(words, _ASKS) if familiar else words)}?" if words else ""
    if found := _THAT.match(said):
        words = said[found.end() :].rstrip(" .").split()
        if not words:
            return ""
        if _asks(words):
            told = " ".join(_to_you(words, _ASKED) if familiar else words)
            return f"{hello}: {'te' if familiar else 'le'} pedimos que {told}."
        return f"{hello}. De {shop}: {' '.join(words)}."
    plain = said.strip(_QUOTES).strip()
    return plain[:1].upper() + plain[1:]


def _asks(words: list[str]) -> bool:
    verb = next((folded(word).strip(",") for word in words if folded(word) not in _LITTLE), "")
    return verb in _ASKED


def _to_you(words: list[str], verbs: frozenset[str]) -> list[str]:
    """Said to "tú": the verb, and what little words go with it."""
    told: list[str] = []
    done = False
    for word in words:
        plain = folded(word).strip(",.")
        if not done and plain in verbs:
            of_theirs = told and told[-1] == "te" and verbs is _ASKS  # "si le viene bien": not they come
            told.append(word if of_theirs else f"{word[:-1]}s," if word.endswith(",") else f"{word}s")
            done = True
        elif plain in _OWN and (not done or plain in ("su", "sus", "suyo", "suya")):
            told.append(_OWN[plain])
        else:
            told.append(word)
    return told
