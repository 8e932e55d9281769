"""What is said to the shop's own people who have something done by chat, and how they answer it.

Their texts are plain Spanish and stand here, not in the catalogues that customers' sentences come from.
"""

import re
from collections.abc import Sequence

from booking_bot.dialogue import staff
from booking_bot.dialogue.owner_names import fits
from booking_bot.dialogue.owner_orders import silence
from booking_bot.dialogue.owner_texts import SOMEBODY_NEW
from booking_bot.dialogue.phrases import plain
from booking_bot.dialogue.talk import Option, Understand
from booking_bot.domain.folding import folded
from booking_bot.language.frame import Act, Asked, Expecting, Frame

YES, QUIET, NO = "yes", "quiet", "no"
OVER = "Eso ya no está pendiente. Dime qué hago."
DONE_ALREADY = "Ya está hecho."
TOO_LATE = "Eso ya está hecho. Si lo quieres deshacer, dímelo."
DROPPED = "Vale, no hago nada."
HELP = (
    "No te he entendido. Dime, por ejemplo: «apunta a Marta mañana a las 10 para tinte», «cancela la de las "
    "12», «pasa a Luis al viernes», «dile a Ana que traiga el color» o «qué tengo el jueves»."
)
OWNERS_ONLY = "Eso solo lo puede hacer quien lleva el negocio."

_VERB = "errand"
_CONFIRM = Expecting(Asked.CONFIRM)
# Word by word: nothing else may stand beside a yes, since "sí, pero a las 11" is another wish.
_DEEDS = r"(?:apunt|cancel|anul|mand|envi|cambi|muev|mov|pas|avis|escrib|pon|met|borr|quit|reserv|haz|di)"
_YES = re.compile(
    rf"si+p?|s|ok\w*|okay|vale+|dale|venga|va|claro|perfecto|genial|bien|muy|estupendo|fenomenal|adelante|"
    rf"correcto|exacto|eso|es|asi|de|acuerdo|por|favor|supuesto|que|porfa|gracias|igual|da|confirm\w+|guay|"
    rf"listo|hecho|hija|hijo|bot|y|tambien|mismo|a|tod[oa]s|ell[oa]s|{_DEEDS}\w*l(?:o|a|e)s?|hazlo"
)
_NO = re.compile(
    r"no+|nop|nada|mejor|que|de|por|momento|ahora|estar|gracias|todavia|aun|asi|lo|la|le|hagas|apuntes|"
    r"canceles|mandes|envies|cambies|muevas|avises|espera|para|quieto|cancel[ao]|cancelalo|anula|anulalo|"
    r"dej[ae](?:lo|la)?|olvida(?:lo|la|te)"
)
_REFUSES = re.compile(r"^(?:no+|nop|nada|mejor no|para|quieto|espera)\b")
_CALLS_OFF = re.compile(r"\b(?:cancel[ao]|cancelalo|anula|anulalo|dej[ae](?:lo|la)?|olvida(?:lo|la|te))\b")
_QUIETLY = re.compile(r"(?:(?:si+|vale|ok|dale|venga|pero|hazlo),? )*(?:sin|no)\b")
# More words than these, or such words, are no bare answer.
_MOST_WORDS = 8
_ELSE = re.compile(
    r"\b(?:quiero|queria|querria|quisiera|necesito|mi cita|que tengo|tienes|teneis|cuant\w+|quien\w*|"
    r"donde|hola|gracias)\b"
)
_WANTS = re.compile(r"\b(?:cita|hora|hueco|turno|reserv\w+|quier\w+|quer(?:r)?ia|apunt\w+|para mi)\b")
_GOES_ON = {Act.BOOK, Act.AFFIRM, Act.DENY, Act.CHOOSE, Act.RESCHEDULE, Act.OTHER}
_PLACE = {"primera": 1, "primero": 1, "segunda": 2, "segundo": 2, "tercera": 3, "tercero": 3}
_CHOSEN = re.compile(r"^(?:(?:el|la|al|a la) )?(?:numero )?(\d|primer[oa]|segund[oa]|tercer[oa]|ultim[oa])$")

_IS_THEM = re.compile(r"(?:si|exacto|eso es|vale|ok|claro|correcto|es|ese|esa|ella|el|mismo|misma|la|lo| )+")
_IS_NOT = re.compile(
    r"(?:no(?: (?:no es(?: (?:el|ella|ese|esa))?|es (?:el|ella|ese|esa)|es|es nuev[oa]))?|otr[oa]|ningun[oa])"
)
_TOLD = re.compile(r"[a-z]+|\d{1,2}:\d\d|\d+")
_FILLING_WORDS = """
    la el lo los las de del a al con para es esa ese esta este pues si quiero mejor digo cita por favor y
    que numero acaba en hora cliente clienta senora senor don dona
"""
_FILLING = frozenset(_FILLING_WORDS.split())
_ALSO = {"nueva": "nuevo", "ninguna": "nuevo", "ninguno": "nuevo", "otra": "nuevo", "otro": "nuevo"}


def yes_or_no(number: int, *, may_be_quiet: bool = False) -> tuple[Option, ...]:
    no = Option("No", _payload(NO, number))
    if not may_be_quiet:
        return Option("Sí", _payload(YES, number)), no
    return (
        Option("Sí, y avisar", _payload(YES, number)),
        Option("Sí, sin avisar", _payload(QUIET, number)),
        no,
    )


def choices(titles: tuple[str, ...], number: int) -> tuple[Option, ...]:
    return tuple(Option(title, _payload(str(place), number)) for place, title in enumerate(titles, start=1))


def tapped(payload: str) -> tuple[str, int] | None:
    """The choice, and the question to which it belongs, where the tap is one of these."""
    verb, _, rest = payload.partition(":")
    choice, _, number = rest.partition(":")
    return (choice, int(number)) if verb == _VERB and number.isdecimal() else None


def decision(text: str, understand: Understand) -> str | None:
    """YES or NO where they say that and nothing else, QUIET for a yes of which the customer is not told."""
    said = plain(text)
    if silence(text) is False and _QUIETLY.match(said):
        return QUIET
    words = said.replace(",", " ").split()
    frame = understand(text, _CONFIRM)
    if frame.when or frame.which or frame.service or frame.fits or frame.staff or frame.name or frame.shift:
        return None
    if frame.acts == {Act.AFFIRM} and all(_YES.fullmatch(word) for word in words):
        return YES
    return NO if drops(text) else None


def drops(text: str) -> bool:
    """Whether what was begun is to be left."""
    said = plain(text)
    words = said.replace(",", " ").split()
    called_off = _REFUSES.search(said) or _CALLS_OFF.search(said)
    return bool(called_off) and all(_NO.fullmatch(word) for word in words)


def refuses(text: str) -> bool:
    """Whether a no is one in so many words, and not "cancélala"."""
    return bool(_REFUSES.search(plain(text)))


def picked(text: str, titles: Sequence[str]) -> int | None:
    """Which of the options is named: by its place, by its hour, or by words that only it has."""
    many = len(titles)
    if titles[1:] in ((), (SOMEBODY_NEW,)) and titles:  # one is asked about: "¿Es Marta Gil?"
        answer = re.sub(r"\W+", " ", folded(text)).strip()
        if _IS_THEM.fullmatch(answer):
            return 1
        if many == 2 and _IS_NOT.fullmatch(answer):
            return 2
    by_words = _by_words(text, titles)
    found = _CHOSEN.match(plain(text)) if many else None
    if found is None or (by_words and re.match(r"(?:a )?las", plain(text))):
        return by_words
    said = found[1]
    place = int(said) if said.isdecimal() else _PLACE.get(said, many)
    return place if 1 <= place <= many else by_words


def _by_words(text: str, titles: Sequence[str]) -> int | None:
    said = [_ALSO.get(word, word) for word in _TOLD.findall(folded(text)) if word not in _FILLING]
    if not said or len(said) > _MOST_WORDS:
        return None
    shown = [_TOLD.findall(folded(title)) for title in titles]
    fitting = [n for n, words in enumerate(shown, start=1) if all(_is_among(one, words) for one in said)]
    whole = [n for n in fitting if set(shown[n - 1]) == set(said)]
    found = whole if len(whole) == 1 else fitting
    return found[0] if len(found) == 1 else None


def _is_among(said: str, words: Sequence[str]) -> bool:
    if said.isdecimal() and len(said) < 3:
        return any(word.endswith(":00") and int(word[:-3]) % 12 == int(said) % 12 for word in words)
    return any(fits(said, word) if said.isalpha() else said == word for word in words)


def goes_on(text: str, frame: Frame) -> bool:
    """Whether it may say more of what was asked about, rather than begin something else."""
    said = plain(text)
    if len(said.split()) > _MOST_WORDS or _ELSE.search(said) or staff.asked(text) is not None:
        return False
    return frame.acts <= _GOES_ON


def wants(text: str) -> bool:
    """Whether they say that they want an appointment themselves."""
    return bool(_WANTS.search(plain(text)))


def is_question(text: str) -> bool:
    """Whether they ask us something rather than dictate."""
    return staff.asked(text) is not None or "¿" in text or plain(text) in ("hola", "gracias")


def _payload(choice: str, number: int) -> str:
    return f"{_VERB}:{choice}:{number}"
