"""A talk on a copy of the shop."""

from booking_bot.services import preview
from booking_bot.services.preview import Said
from tests.services.business_file.rows import DEMO
from tests.shop import NOW

SHOP = DEMO.read_text(encoding="utf-8")


def bot(said: list[Said]) -> list[str]:
    return [one.text for one in said if one.by_bot]


def test_the_shop_answers_and_books_in_its_copy() -> None:
    lines = ["Hola, corte de hombre mañana a las 10", "Sí", "Rosa"]

    said = preview.talk(SHOP, lines, began=NOW)

    assert [one.text for one in said if not one.by_bot] == lines
    first, _, last = bot(said)
    assert "10:00" in first
    assert "24 de noviembre" in last


def test_the_same_lines_hear_the_same() -> None:
    lines = ["Hola, quiero cita", "corte de hombre"]

    assert preview.talk(SHOP, lines, began=NOW) == preview.talk(SHOP, lines, began=NOW)
