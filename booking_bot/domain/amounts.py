"""An amount of money in a sentence that asks whether to go on: "240 €, ¿lo hacemos?" names a price.

Which sign groups thousands and which begins the cents is told by the figures alone: "1.200,50", "1,200.50",
"1.200" and "1 200" are what they look like, whoever writes them.
"""

import re
from dataclasses import dataclass

from booking_bot.domain import money

_FIGURES = r"\d{1,3}(?:[. ]\d{3})+(?:,\d{1,2})?|\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d{1,7}(?:[.,]\d{1,2})?"
_SIGNS = {"EUR": r"€|euros?|eur\b", "USD": r"US\$|\$|d[oó]lar(?:es)?|usd\b", "GBP": r"£|libras?|gbp\b"}
_PESOS = r"\$|pesos?|mxn\b|ars\b|clp\b|cop\b|uyu\b"
_GOES_ON = re.compile(
    r"\?|\b(?:lo hacemos|lo arreglamos|lo cambiamos|te parece|le parece|os parece|te va bien|adelante|"
    r"seguimos|lo quieres|lo quiere|lo quer[eé]s|me dices|me dice|me confirmas?)\b",
    re.IGNORECASE,
)
_GROUPED = re.compile(r"(\d{1,3}(?:[., ]\d{3})+)([.,]\d{1,2})?")


@dataclass(frozen=True, slots=True)
class Said:
    """`work` is what stands around the price, where that tells of any."""

    cents: int
    work: str


def offered(text: str, currency: str) -> Said | None:
    """The one price that the text names and asks about; None where it names several, or asks nothing."""
    sign = _SIGNS.get(currency, _PESOS)
    amount = re.compile(
        rf"(?:(?P<before>{sign})\s*)?(?<![\d.,:/-])(?P<figures>{_FIGURES})(?![\d:/])(?:\s*(?P<after>{sign}))?",
        re.IGNORECASE,
    )
    named = [one for one in amount.finditer(text) if one["before"] or one["after"]]
    if len(named) != 1 or not _GOES_ON.search(text) or _OR.search(text[: named[0].start()]):
        return None
    try:
        cents = cents_of(named[0]["figures"], currency)
    except ValueError:
        return None
    return Said(cents, _work(text[: named[0].start()], text[named[0].end() :])) if cents else None


def cents_of(figures: str, currency: str) -> int:
    """ "1.200,50" in minor units. Raises ValueError."""
    told = " ".join(figures.replace("€", " ").replace("$", " ").split())
    if grouped := _GROUPED.fullmatch(told):
        told = re.sub(r"\D", "", grouped[1]) + (grouped[2] or "").replace(",", ".")
    return money.parse(told.replace(",", "."), currency)


_GREETING = re.compile(r"^(?:hola|buenas|buenos d[ií]as)\b[^,.!]*[,.!]\s*", re.IGNORECASE)
_LEADING = re.compile(
    r"^(?:(?:mira|pues|te|le|os|se|sale|saldr[ií]a|ser[ií]an?|son|queda|quedar[ií]a|por|en|unos|total|precio|"
    r"el|presupuesto|de|del|para|cuesta|costar[ií]a|iva|incluido|con|todo)\b|[\s:,.-])+",
    re.IGNORECASE,
)
_TRAILING = re.compile(
    r"(?:[\s:,-]+(?:son|ser[ií]an?|sale|saldr[ií]a|queda|quedar[ií]a|te|le|se|os|por|en|a|unos|cuesta|"
    r"costar[ií]a))+$",
    re.IGNORECASE,
)
_OR = re.compile(r"\d\s*(?:o|a|y|-)\s*$", re.IGNORECASE)


def _work(before: str, after: str) -> str:
    """ "Cambiar las pastillas" of "Cambiar las pastillas: 240 €, ¿lo hacemos?"."""
    head = re.split(r"[\n.!¡¿?]", _GREETING.sub("", before).strip(" ,:;-"))[-1]
    told = _LEADING.sub("", _TRAILING.sub("", head)).strip(" ,:;-")
    if not told:
        tail = re.split(r"[,;.\n¿?!]", after.strip())[0]
        told = "" if _GOES_ON.search(tail) else _LEADING.sub("", tail).strip()
    return told[:1].upper() + told[1:]
