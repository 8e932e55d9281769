"""The owner looks at the month, takes a table along, and teaches the bot a word."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from booking_bot.services import misses, teaching
from tests.browser.conftest import MORNING, Demo, sign_in

pytestmark = pytest.mark.browser

MISSED = "ponme un rapado"


@pytest.fixture
def missed(live: Demo) -> Demo:
    with live.parts.database.transaction() as session:
        misses.record(session, MISSED, name=None, now=MORNING)
    return live


def test_the_owner_looks_at_the_month_and_takes_a_table_along(
    page: Page, missed: Demo, complaints: list[str]
) -> None:
    sign_in(page, missed)
    page.goto(f"{missed.url}/admin/ajustes/")
    page.get_by_role("link", name="Informes").click()
    page.get_by_text("Por meses").click()
    page.get_by_role("link", name="Noviembre de 2026").click()
    page.get_by_role("link", name="Citas").first.click()
    expect(page.get_by_role("img", name="Semana a semana: Citas")).to_be_visible()

    with page.expect_download() as taken:
        page.get_by_role("link", name="Descargar para Excel: Semana a semana").click()

    assert taken.value.suggested_filename == "citas-2026-11-01-2026-11-30.csv"
    written = Path(taken.value.path()).read_bytes()
    assert written.startswith("\ufeffSemana;Citas;Atendidas;".encode())


def test_the_owner_teaches_the_bot_a_word(page: Page, missed: Demo, complaints: list[str]) -> None:
    sign_in(page, missed)
    page.goto(f"{missed.url}/admin/no-entendido/")
    page.get_by_role("link", name="Enseñar").click()
    page.get_by_label("¿A qué se refería?").select_option(index=1)
    page.get_by_label("Palabras que lo dicen").fill("rapado")

    page.get_by_role("button", name="Enseñar").click()

    expect(page.get_by_text(f"El bot ya entiende «{MISSED}»")).to_be_visible()
    expect(page.get_by_text("El bot ha entendido todo")).to_be_visible()
    with missed.parts.database.reading() as session:
        (heard,) = teaching.read(session, [MISSED], now=MORNING)
    assert heard.services == (first_meaning(missed),)


def first_meaning(live: Demo) -> str:
    with live.parts.database.reading() as session:
        return teaching.meanings(session)[0].id
