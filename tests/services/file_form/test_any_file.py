"""Whatever a file holds, reading it ends with a business or with faults that name their lines."""

import copy
import random
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import tomli_w

from booking_bot.services.file_form.faults import BusinessFileError
from booking_bot.services.file_form.reading import parse

EVERYTHING = Path(__file__).parents[1] / "business_file" / "everything.toml"
ODD: list[Any] = ["", "x", -1, 10**12, 1.5, True, [[]], [{}], {"a": {}}]


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every container with each of its keys or indexes."""
    if not isinstance(value, (dict, list)):
        return []
    keys = list(value) if isinstance(value, dict) else list(range(len(value)))
    return [(value, key) for key in keys] + [place for key in keys for place in places(value[key])]


@pytest.mark.parametrize("odd", ODD, ids=repr)
def test_an_odd_value_anywhere_makes_no_worse_than_a_fault(odd: Any) -> None:
    whole = tomllib.loads(EVERYTHING.read_text(encoding="utf-8"))

    for number in range(len(places(whole))):
        file = copy.deepcopy(whole)
        container, key = places(file)[number]
        container[key] = odd

        assert outcome(tomli_w.dumps(file)) in {"business", "faults"}


def test_text_cut_anywhere_makes_no_worse_than_a_fault() -> None:
    text = EVERYTHING.read_text(encoding="utf-8")
    cuts = random.Random(1).sample(range(len(text)), 60)

    assert "faults" in {outcome(text[:cut]) for cut in cuts} <= {"business", "faults"}


def outcome(text: str) -> str:
    try:
        parse(text, "shop.toml")
    except BusinessFileError as refused:
        lines = str(refused).splitlines()
        assert all(re.match(r"shop\.toml:[1-9]\d*: \S", line) for line in lines), lines
        return "faults"
    return "business"
