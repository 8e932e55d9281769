"""Rows of a form that may grow: "pregunta-0-ask", "pregunta-1-ask", the last one empty to be filled in."""

import re
from collections.abc import Mapping, Sequence

from booking_bot.web.admin.shop.cells import Typed

Row = dict[str, str]


def typed_rows(typed: Typed, name: str, keys: Sequence[str]) -> list[Row]:
    """Those that were typed, in order, the empty ones as well."""
    form = re.compile(rf"{name}-(\d{{1,4}})-(?:{'|'.join(keys)})")
    numbers = sorted({int(found[1]) for field in typed if (found := form.fullmatch(field))})
    return [{key: typed.get(f"{name}-{number}-{key}", "").strip() for key in keys} for number in numbers]


def fields_of(name: str, rows: Sequence[Mapping[str, str]]) -> Typed:
    """What stands in the fields of these."""
    return Typed(
        [(f"{name}-{number}-{key}", value) for number, row in enumerate(rows) for key, value in row.items()]
    )
