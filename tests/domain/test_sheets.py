"""Tables as text, as spreadsheets write them, and as a hostile hand might."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking_bot.domain import sheets

TABLE = [["Nombre", "Año"], ["Ñandú", "1; 2"]]


@pytest.mark.parametrize(
    "data",
    [
        'Nombre;Año\r\nÑandú;"1; 2"\r\n'.encode(),
        'Nombre;Año\r\nÑandú;"1; 2"\r\n'.encode("utf-8-sig"),
        'Nombre;Año\r\nÑandú;"1; 2"\r\n'.encode("cp1252"),
        'Nombre\tAño\r\nÑandú\t1; 2\r\n'.encode("utf-16"),
        'Nombre,Año\rÑandú,1; 2\r'.encode(),
        'sep=,\r\nNombre,Año\r\nÑandú,1; 2'.encode(),
        'Nombre|Año\n\0Ñandú|1\0; 2\n\n\n'.encode(),
    ],
    ids=["plain", "marked", "of Windows", "Unicode of Excel", "old Mac", "says its delimiter", "with NULs"],
)  # fmt: skip
def test_a_table_is_read_however_it_was_written(data: bytes) -> None:
    assert list(sheets.lines(sheets.read(data))) == TABLE


def test_a_line_of_the_table_may_take_several_of_the_file() -> None:
    text = sheets.read(b'a;b\n"one\ntwo ""three""";4\n;\n5\n')

    assert list(sheets.lines(text)) == [["a", "b"], ['one\ntwo "three"', "4"], ["", ""], ["5"]]


def test_columns_have_names_of_their_own() -> None:
    assert sheets.headings("tel;;Tel  ;tel\n") == ["tel", "Columna 2", "Tel", "tel (4)"]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"PK\x03\x04 and so on", "workbook"),
        (b"\xd0\xcf\x11\xe0 and so on", "workbook"),
        (b"", "empty"),
        (b"\xef\xbb\xbf\r\n \r\n", "empty"),
        (b"a\n" * (sheets.MOST_LINES + 2), "long"),
        (b"a" * (sheets.MOST_BYTES + 1), "large"),
    ],
)
def test_what_is_no_table_is_refused(data: bytes, why: str) -> None:
    with pytest.raises(sheets.NotATable) as refused:
        sheets.read(data)

    assert refused.value.why == why


def test_a_cell_that_never_ends_spoils_no_more_than_its_line() -> None:
    text = sheets.read(b"a;b\n1;" + b"x" * 1_000_000 + b"\n2;y\n")

    assert list(sheets.lines(text)) == [["a", "b"], None, ["2", "y"]]


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0\r")), min_size=2))
def test_what_is_written_is_read_again_and_begins_no_formula(cells: list[str]) -> None:
    told = [" ".join(cell.split()) for cell in cells]

    data = sheets.written(["x", *told])

    (line,) = sheets.lines(sheets.read(data))
    assert line is not None
    _, *read = line
    assert [cell for cell in read if cell.startswith(("=", "+", "-", "@"))] == []
    assert [sheets.plain(cell) for cell in read] == [sheets.plain(cell) for cell in told]


@given(st.binary(max_size=300))
def test_no_file_breaks_the_reading(data: bytes) -> None:
    try:
        text = sheets.read(data)
    except sheets.NotATable:
        return

    assert len(sheets.headings(text)) >= 0
    assert "\0" not in text
    assert all(line is None or isinstance(line, list) for line in sheets.lines(text))
