"""The phrase files beside this module, read once."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any


@cache
def words(key: str) -> frozenset[str]:
    """A list of es/words.toml."""
    return frozenset(load("words")[key])


@cache
def told_by_accent() -> frozenset[str]:
    """Words of es/accents.toml that are others without their accent, as they are written."""
    return frozenset(load("accents")["words"])


@cache
def found_without_tilde() -> frozenset[str]:
    """Words of es/accents.toml that are meant with ñ though they are written without."""
    return frozenset(load("accents")["without_tilde"])


@cache
def load(name: str, language: str = "es") -> dict[str, Any]:
    """The phrase file `name`.toml of a language."""
    source = Path(__file__).parent / language / f"{name}.toml"
    return tomllib.loads(source.read_text(encoding="utf-8"))
