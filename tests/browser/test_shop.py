"""The business in its owner's hands, by thumb: other hours with what they leave outside, and own words."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Demo, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("complaints")]


def phone(context: BrowserContext, live: Demo) -> Page:
    page = context.new_page()
    page.set_viewport_size({"width": 412, "height": 839})
    sign_in(page, live)
    page.goto(f"{live.url}/admin/ajustes/")
    return page


def test_friday_ends_earlier_and_who_is_left_outside_is_seen_before(
    context: BrowserContext, live: Demo
) -> None:
    page = phone(context, live)
    page.get_by_role("link", name=re.compile("^Horario")).click()
    page.get_by_text("Viernes", exact=True).click()
    page.get_by_label("Viernes, hasta, tramo 1").fill("12:00")
    page.get_by_label("Viernes, desde, tramo 2").fill("12:30")
    page.get_by_label("Viernes, hasta, tramo 2").fill("13:00")
    page.get_by_label("Viernes, desde, tramo 3").fill("13:15")
    page.get_by_label("Viernes, hasta, tramo 3").fill("13:30")
    expect(page.get_by_label("Viernes, desde, tramo 4")).to_be_visible()
    page.get_by_role("button", name="Guardar el horario").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text(re.compile(r"\d+ citas? quedan? fuera"))
    expect(page.get_by_role("main").get_by_role("listitem").first).to_contain_text("27 nov")
    page.get_by_role("button", name="Guardar igual").click()

    expect(page.get_by_role("status")).to_have_text("Horario guardado.")
    page.get_by_text("Viernes", exact=True).click()
    expect(page.get_by_label("Viernes, hasta, tramo 1")).to_have_value("12:00")
    expect(page.get_by_label("Viernes, hasta, tramo 3")).to_have_value("13:30")


def test_a_reminder_in_own_words_is_seen_while_it_is_typed(context: BrowserContext, live: Demo) -> None:
    page = phone(context, live)
    page.get_by_role("link", name="Avisos y textos").click()
    page.get_by_role("link", name="Recordatorio que pregunta").click()
    expect(page.get_by_label("Así lo verá el cliente")).to_contain_text("¿Podrás venir?")

    page.get_by_label("Tu texto").fill("¡{nombre}! Te esperamos el {día} a las {hora}.")

    expect(page.get_by_label("Así lo verá el cliente")).to_contain_text("¡Ana! Te esperamos el jueves 26")
    page.get_by_label("Tu texto").fill("¡{nombre}! Son {euros}.")
    expect(page.get_by_label("Así lo verá el cliente")).to_contain_text("Revisa: {euros}.")
    page.get_by_label("Tu texto").fill("¡{nombre}! ¿Vienes el {día}?")
    page.get_by_role("button", name="Guardar").click()
    expect(page.get_by_role("status")).to_have_text("Texto guardado.")
    expect(page.get_by_role("main")).to_contain_text("Con tu texto: ¡{nombre}! ¿Vienes el {día}?")
