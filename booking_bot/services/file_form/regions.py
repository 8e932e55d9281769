"""What a business file need not say of its country."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

# CLDR's Spanish.
_SPANISH = "419 AR BO BR BZ CL CO CR CU DO EA EC ES GQ GT HN IC MX NI PA PE PH PR PY SV US UY VE"
LOCALES = frozenset({"es"} | {f"es_{region}" for region in _SPANISH.split()})

_CURRENCIES = {
    "AR": "ARS", "BO": "BOB", "BR": "BRL", "BZ": "BZD", "CL": "CLP", "CO": "COP", "CR": "CRC", "CU": "CUP",
    "DO": "DOP", "EC": "USD", "GQ": "XAF", "GT": "GTQ", "HN": "HNL", "MX": "MXN", "NI": "NIO", "PA": "PAB",
    "PE": "PEN", "PH": "PHP", "PR": "USD", "PY": "PYG", "SV": "USD", "US": "USD", "UY": "UYU", "VE": "VES",
}  # fmt: skip
_TONES = {"AR": "vos", "PY": "vos", "UY": "vos"}
_WORDS = {"AR": "turno", "PY": "turno", "UY": "turno", "CL": "hora"}


def completed(business: Mapping[str, Any]) -> dict[str, Any]:
    """The [business] table with what follows from its timezone or country, where it does not say it."""
    country = str(business.get("country") or _countries().get(str(business.get("timezone")), "ES"))
    locale = f"es_{country}"
    return {
        "country": country,
        "currency": _CURRENCIES.get(country, "EUR"),
        "locale": locale if locale in LOCALES else "es_ES",
        "tone": _TONES.get(country, "tu"),
        "appointment_word": _WORDS.get(country, "cita"),
        **business,
    }


@cache
def _countries() -> dict[str, str]:
    """The first country of each zone, by the table of the time zone database."""
    table = (files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in table.splitlines() if not line.startswith("#")]
    return {zone: country for country, _, zone, *_ in rows}
