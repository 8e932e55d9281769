"""Texts with names in braces, "Hola {nombre}", that are filled in when they are said."""

import re
from collections.abc import Mapping

NAME = re.compile(r"\{([^{}]*)\}")


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with its names filled in; a name that is not known leaves no gap before a comma."""
    told = NAME.sub(lambda found: values.get(found[1], ""), text)
    return re.sub(r" +(?=[,.;:!?\n])", "", re.sub(r"(?<=\S) {2,}", " ", told)).strip()
