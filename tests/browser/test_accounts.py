"""From an invitation to an account that works here, and a second step by telephone, at the size of one."""

import re

import pyotp
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from booking_bot.demo import EMAIL, PASSWORD
from tests.browser.conftest import Demo, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("complaints")]


def test_somebody_invited_has_the_day_and_the_chats_and_nothing_of_the_owners(
    context: BrowserContext, live: Demo, browser_without_script: Page
) -> None:
    owner, invited = context.new_page(), browser_without_script
    owner.set_viewport_size({"width": 412, "height": 839})
    sign_in(owner, live)
    owner.get_by_role("link", name="Ajustes").click()
    owner.get_by_role("link", name="Cuentas").click()
    owner.get_by_label("Su agenda es la de").select_option(index=1)
    owner.get_by_role("button", name="Hacer el enlace").click()

    invited.goto(owner.get_by_label("Enlace").input_value())
    for label, text in (
        ("Tu nombre", "Sara"),
        ("Correo", "sara@example.com"),
        ("Contraseña nueva", "tijeras azules"),
        ("Otra vez la contraseña", "tijeras azules"),
    ):
        invited.get_by_label(label).fill(text)
    invited.get_by_role("button", name="Crear la cuenta").click()

    expect(invited.get_by_role("heading", level=1)).to_have_text("Hoy")
    invited.get_by_role("link", name="Ajustes").click()
    expect(invited.get_by_role("link", name="Mi cuenta")).to_be_visible()
    expect(invited.get_by_role("link", name="Cuentas")).to_have_count(0)


def test_the_second_step_is_turned_on_and_asked_for(context: BrowserContext, live: Demo) -> None:
    page = context.new_page()
    page.set_viewport_size({"width": 412, "height": 839})
    sign_in(page, live)
    page.goto(f"{live.url}/admin/cuenta/segundo-paso")
    expect(page.get_by_role("img", name="Código QR")).to_be_visible()
    link = page.get_by_role("link", name="ábrela desde aquí").get_attribute("href") or ""
    app = pyotp.parse_uri(link)
    assert isinstance(app, pyotp.TOTP)
    page.get_by_label("Código", exact=True).fill(app.now())
    page.get_by_role("button", name="Activarlo").click()
    expect(page.get_by_role("status")).to_contain_text("Activado")
    codes = page.locator(".codes code").all_inner_texts()

    page.get_by_role("button", name="Salir").click()
    page.get_by_label("Correo").fill(EMAIL)
    page.get_by_label("Contraseña").fill(PASSWORD)
    page.get_by_role("button", name="Entrar").click()
    expect(page).to_have_url(re.compile("/admin/entrar/codigo$"))
    page.get_by_label("Código").fill(codes[0].upper())
    page.get_by_role("button", name="Entrar").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Hoy")
