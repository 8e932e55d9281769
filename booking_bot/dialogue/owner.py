"""What is said to the shop's own people who have something done by chat, and how they answer it.

Their texts are plain Spanish and stand here, not in the catalogues that customers' sentences come from.
"""

import re

from booking_bot.dialogue.phrases import plain
from booking_bot.dialogue.talk import Option, Understand
from booking_bot.language.frame import Act, Asked, Expecting

YES, NO = "yes", "no"
OVER = "Eso ya no está pendiente. Dime qué hago."
DONE_ALREADY = "Ya está hecho."
TOO_LATE = "Eso ya está hecho. Si lo quieres deshacer, dímelo."
DROPPED = "Vale, no hago nada."
OWNERS_ONLY = "Eso solo lo puede hacer quien lleva el negocio."

_VERB = "errand"
_CONFIRM = Expecting(Asked.CONFIRM)
_NO = re.compile(
    r"^(?:no+|nop|nada|mejor no|que no|cancela|cancelalo|anula|anulalo)\b"
    r"|\b(?:dejalo|dejala|olvidalo|olvidala|dejalo estar)\b"
)
_PLACE = {"primera": 1, "primero": 1, "segunda": 2, "segundo": 2, "tercera": 3, "tercero": 3}
_CHOSEN = re.compile(r"^(?:(?:el|la|al|a la) )?(?:numero )?(\d|primer[oa]|segund[oa]|tercer[oa]|ultim[oa])$")


def yes_or_no(number: int) -> tuple[Option, ...]:
    return Option("Sí", _payload(YES, number)), Option("No", _payload(NO, number))


def choices(titles: tuple[str, ...], number: int) -> tuple[Option, ...]:
    return tuple(Option(title, _payload(str(place), number)) for place, title in enumerate(titles, start=1))


def tapped(payload: str) -> tuple[str, int] | None:
    """The choice, and the question to which it belongs, where the tap is one of these."""
    verb, _, rest = payload.partition(":")
    choice, _, number = rest.partition(":")
    return (choice, int(number)) if verb == _VERB and number.isdecimal() else None


def decision(text: str, understand: Understand) -> bool | None:
    """True for a yes that says nothing else, False for such a no."""
    frame = understand(text, _CONFIRM)
    if frame.when or frame.which or frame.service or frame.fits or frame.staff or frame.name or frame.shift:
        return None
    if frame.acts == {Act.AFFIRM}:
        return True
    return False if frame.acts <= {Act.DENY, Act.CANCEL} and _NO.search(plain(text)) else None


def picked(text: str, many: int) -> int | None:
    """Which of so many options is named by its place."""
    found = _CHOSEN.match(plain(text)) if many else None
    if found is None:
        return None
    said = found[1]
    place = int(said) if said.isdecimal() else _PLACE.get(said, many)
    return place if 1 <= place <= many else None


def _payload(choice: str, number: int) -> str:
    return f"{_VERB}:{choice}:{number}"
