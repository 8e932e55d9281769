import tomllib
from collections.abc import Iterator
from typing import Any

import tomli_w
from hypothesis import given
from hypothesis import strategies as st

from booking_bot.services.file_form.faults import Path
from booking_bot.services.file_form.lines import line_of, positions

TEXT = '''
# a comment with [brackets] = and "quotes
closed = [2026-12-25, 2026-12-26 10:00:00,
  # one more
  {from = 2026-08-01, "to" = 2026-08-15},
]
[business]
name = "A [[shop]] # = {"   # [not.a.table]
address = """
Street 1 \\"""
[city]"""
"quoted key" = 1.5
a.b = 1
a.c = 'lite"ral'

[[services]]
id = "one"
  [services.processing]
  after = 30
[[services]]
id = "two"
questions = [{id = "x"}, {id = "y", ask = ["]"]}]
[[services.notes]]
n = 1
[[services.notes]]
n = 2
'''


def test_every_value_is_found_on_its_line() -> None:
    assert positions(TEXT) == {
        ("closed",): 3,
        ("closed", 0): 3,
        ("closed", 1): 3,
        ("closed", 2): 5,
        ("closed", 2, "from"): 5,
        ("closed", 2, "to"): 5,
        ("business",): 7,
        ("business", "name"): 8,
        ("business", "address"): 9,
        ("business", "quoted key"): 12,
        ("business", "a"): 13,
        ("business", "a", "b"): 13,
        ("business", "a", "c"): 14,
        ("services",): 16,
        ("services", 0): 16,
        ("services", 0, "id"): 17,
        ("services", 0, "processing"): 18,
        ("services", 0, "processing", "after"): 19,
        ("services", 1): 20,
        ("services", 1, "id"): 21,
        ("services", 1, "questions"): 22,
        ("services", 1, "questions", 0): 22,
        ("services", 1, "questions", 0, "id"): 22,
        ("services", 1, "questions", 1): 22,
        ("services", 1, "questions", 1, "id"): 22,
        ("services", 1, "questions", 1, "ask"): 22,
        ("services", 1, "questions", 1, "ask", 0): 22,
        ("services", 1, "notes"): 23,
        ("services", 1, "notes", 0): 23,
        ("services", 1, "notes", 0, "n"): 24,
        ("services", 1, "notes", 1): 25,
        ("services", 1, "notes", 1, "n"): 26,
    }


def test_what_is_not_written_is_looked_for_around_it() -> None:
    found = positions(TEXT)

    lines = [
        line_of(path, found) for path in [("services", 1, "name"), ("business", "phone"), ("hours", "mon")]
    ]

    assert lines == [20, 7, 1]


def paths(value: Any, path: Path = ()) -> Iterator[Path]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield (*path, key)
        yield from paths(item, (*path, key))


values = st.recursive(
    st.text() | st.integers(-9, 9) | st.booleans() | st.floats(allow_nan=False) | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text(max_size=4), values, max_size=4))
def test_whatever_is_written_all_of_it_is_found_and_nothing_else(data: dict[str, Any]) -> None:
    text = tomli_w.dumps(data)

    found = positions(text)

    assert set(found) == set(paths(tomllib.loads(text)))
