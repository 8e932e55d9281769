"""The trades to begin from, each with its hours, its services and its ways in a file of `presets/`."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

TRADES: Mapping[str, str] = {
    "peluqueria": "Peluquería o barbería",
    "dentista": "Dentista",
    "veterinario": "Veterinario",
    "taller": "Taller de coches",
    "otro": "Otro",
}


@cache
def preset(trade: str) -> Mapping[str, Any]:
    """The tables of a business file for that trade, without who and where it is. Raises KeyError."""
    if trade not in TRADES:
        raise KeyError(trade)
    text = files("booking_bot").joinpath("presets", f"{trade}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
