"""Texts, numbers and prices as people type them into shops, made fit to be kept and sent on."""

import html
import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation, Overflow
from typing import Any

from booking_bot.domain import phones
from booking_bot.domain.money import DECIMALS
from booking_bot.domain.orders import Item

LONGEST = 200  # characters of a name or a number; notes may be longer
ITEMS = 100
LARGEST = 2**31 - 1  # what the columns hold

_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
_JOINER = "\u200d"  # holds an emoji of several signs together
# What stands between two numbers of one person.
_BETWEEN = re.compile(r"[/;,|\n]|\s[oóyu]\s", re.IGNORECASE)
_LETTERS = re.compile(r"[^\W\d_]{3,}")


def clean(text: object, longest: int = LONGEST) -> str:
    """One line without markup, entities and signs that nobody sees; "" where there is none.

    A line break in a value makes WhatsApp refuse the whole message.
    """
    if text is None or isinstance(text, dict | list | bool):
        return ""
    plain = _TAG.sub(" ", html.unescape(str(text)))
    seen = "".join(
        " " if unicodedata.category(sign) in _INVISIBLE and sign != _JOINER else sign for sign in plain
    )
    return " ".join(seen.split())[:longest].strip()


def phone(candidates: Iterable[tuple[object, object]], country: str) -> str | None:
    """The first number that is one, canonical. Each comes with the country of the address it stands in, which
    it is tried in first, and then the shop's."""
    for text, theirs in candidates:
        for part in _BETWEEN.split(str(text or "")):
            for region in (theirs, country):
                if found := _number(part, str(region or "").upper()):
                    return found
    return None


def _number(text: str, country: str) -> str | None:
    # "555-555-SHIP" would be read as figures, and "no tengo" is none.
    if _LETTERS.search(text) or len(set(re.sub(r"\D", "", text))) < 2:
        return None
    try:
        return phones.canonical(text, country if phones.is_country(country) else None)
    except phones.NotAPhone:
        return None


def currency(text: object, usual: str) -> str:
    """An ISO code; what is none is the usual one."""
    code = clean(text, 3).upper()
    return code if code in DECIMALS else usual


def cents(amount: object, code: str) -> int | None:
    """Minor units of a decimal text or number; None where it is none, or no price."""
    if amount is None or isinstance(amount, bool):
        return None
    try:
        found = Decimal(str(amount).strip())
        whole = int((found * 10 ** DECIMALS[code]).to_integral_value()) if found.is_finite() else -1
    except (InvalidOperation, Overflow, ValueError):
        return None
    return whole if 0 <= whole <= LARGEST else None


def quantity(amount: object) -> int:
    """How many; what is weighed or missing is one."""
    try:
        found = int(Decimal(str(amount)))
    except (InvalidOperation, ValueError, OverflowError):
        return 1
    return min(max(found, 1), 1_000_000)


def item(name: object, amount: object, price: object, code: str) -> Item:
    return Item(name=clean(name) or "—", quantity=quantity(amount), price_cents=cents(price, code))


def rows(value: object) -> list[dict[str, Any]]:
    """The objects of a list, where it is one."""
    return [one for one in value if isinstance(one, dict)][:ITEMS] if isinstance(value, list) else []


def part(value: object) -> dict[str, Any]:
    """The object, where it is one: systems write null, "" or [] for an empty one."""
    return value if isinstance(value, dict) else {}


def full_name(one: dict[str, Any]) -> str:
    """Of an address or a customer."""
    first = clean(one.get("first_name") or one.get("firstname"))
    last = clean(one.get("last_name") or one.get("lastname"))
    return f"{first} {last}".strip()


def link(text: object) -> str | None:
    """A web address; what is none is not sent to anybody."""
    found = str(text or "").strip()
    return found if re.fullmatch(r"https?://[^\s<>\"'`\\]{3,1000}", found) else None
