"""What stands in a cell, as a value, or a fault that its owner understands."""

import re
from contextlib import suppress
from datetime import date, datetime
from zoneinfo import ZoneInfo

from booking_bot.domain import money
from booking_bot.domain.phones import NotAPhone, canonical
from booking_bot.domain.sheets import LONGEST_CELL, plain
from booking_bot.domain.walltime import instant, utc

LONGEST_NAME = 80
YEARS = range(2000, 2101)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_POWER = re.compile(r"\d+[.,]?\d*E\+?\d+", re.IGNORECASE)
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_DAY_FIRST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})")
_CLOCK = re.compile(
    r"(\d{1,2})(?:[:.h](\d{2}))?(?:[:.]\d{2}(?:[.,]\d+)?)?\s*(?:h|hs|horas)?\s*([ap])?\.?\s?(?:m\.?)?",
    re.IGNORECASE,
)
# Of several numbers nobody knows which is meant: "20 € (2 uds)", "1e5".
_AMOUNT = re.compile(r"[^\d-]*(?<![.,])(\d(?:[\d.,'’]|\s(?=\d{3}(?!\d)))*)(?:(?<=[.,])-)?[^\d-]*")
_NOON = 12


class Fault(Exception):
    """Why a line cannot be taken, in Spanish, for the owner."""


def line(text: str, longest: int = LONGEST_CELL) -> str:
    """One line of words. Raises Fault."""
    return " ".join(_CONTROL.sub(" ", cell(text)).split())[:longest]


def cell(text: str) -> str:
    """Raises Fault where it cannot be one: quotes that are never closed swallow what follows."""
    if len(text) > LONGEST_CELL:
        raise Fault("Hay una celda con demasiado texto. ¿Faltan unas comillas por cerrar?")
    return plain(text.strip())


def name(first: str, last: str) -> str:
    """ "García, Ana" is "Ana García"."""
    written = line(first)
    before, comma, after = written.partition(",")
    if comma and not last and after.strip() and "," not in after:
        written = f"{after.strip()} {before.strip()}"
    return f"{written} {line(last)}".strip()[:LONGEST_NAME]


def phone(text: str, country: str) -> str | None:
    """In its canonical form, None where there is none. Raises Fault."""
    written = line(text)
    if not written:
        return None
    if _POWER.fullmatch(written):
        raise Fault(
            f"La hoja de cálculo ha estropeado el teléfono «{written}». Ponle a esa columna formato de texto."
        )
    try:
        return canonical(re.sub(r"^00", "+", written), country)
    except NotAPhone:
        raise Fault(f"«{written[:40]}» no es un teléfono. Si es de otro país, ponle el prefijo.") from None


def email(text: str) -> str | None:
    written = line(text)
    if written and not _EMAIL.fullmatch(written):
        raise Fault(f"«{written[:40]}» no es un correo.")
    return written or None


def day(text: str) -> date:
    """ "24/11/2026", "24-11-26", "2026-11-24". Raises Fault."""
    written = line(text)
    if found := _YEAR_FIRST.fullmatch(written):
        year, month, number = map(int, found.groups())
    elif found := _DAY_FIRST.fullmatch(written):
        number, month, year = map(int, found.groups())
        year += 2000 if year < 100 else 0
    else:
        raise Fault(f"«{written[:40]}» no es una fecha. Escríbela así: 24/11/2026.")
    with suppress(ValueError):
        if year in YEARS:
            return date(year, month, number)
    raise Fault(f"La fecha «{written[:40]}» no existe.")


def minutes(text: str) -> int:
    """After midnight: "10:30", "10.30 h", "9:05:00", "4:15 p. m.". Raises Fault."""
    written = line(text)
    found = _CLOCK.fullmatch(written)
    hour, minute = (int(found[1]), int(found[2] or 0)) if found else (24, 0)
    if found and found[3] and hour <= _NOON:
        hour = hour % _NOON + (_NOON if found[3].lower() == "p" else 0)
    if hour > 23 or minute > 59:
        raise Fault(f"«{written[:40]}» no es una hora. Escríbela así: 10:30.")
    return 60 * hour + minute


def moment(day_text: str, clock: str, zone: ZoneInfo) -> datetime:
    """By the shop's clock; the day may have its time in the same cell. Raises Fault."""
    written = line(day_text)
    if not written:
        raise Fault("Falta la fecha.")
    told = _told(written)
    if told is not None and told.tzinfo is not None and told.year in YEARS:
        return utc(int(told.timestamp()))
    first, _, rest = written.replace("T", " ").partition(" ")
    at = line(clock) or rest.strip(" ,-")
    if not at:
        raise Fault("Falta la hora.")
    return utc(instant(day(first.rstrip(",")), minutes(at), zone))


def cents(text: str, currency: str) -> int | None:
    """ "29,35 €", "1.234,50", "$1,234.50". Raises Fault."""
    written = line(text)
    if not written:
        return None
    found = _AMOUNT.fullmatch(written)
    figures = re.sub(r"[^\d.,]", "", found[1] if found else "")
    sign = max(figures.rfind(","), figures.rfind("."))
    whole, fraction = (figures[:sign], figures[sign + 1 :]) if sign >= 0 else (figures, "")
    # "1.234" is a thousand and so on; of a currency with three decimals nobody writes it so.
    if len(fraction) == 3 and money.DECIMALS[currency] < 3:
        whole, fraction = figures, ""
    try:
        return money.parse(re.sub(r"[.,]", "", whole) + (f".{fraction}" if fraction else ""), currency)
    except ValueError:
        raise Fault(f"«{written[:40]}» no es un importe.") from None


def _told(text: str) -> datetime | None:
    with suppress(ValueError):
        return datetime.fromisoformat(text)
    return None
