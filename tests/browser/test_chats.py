"""The chats by thumb: who waits is answered from the phone, and what they say next appears by itself."""

import pytest
from playwright.sync_api import BrowserContext, expect

from booking_bot.services.chats import canned
from tests.browser.conftest import Demo, sign_in
from tests.browser.test_demo import last_answer, phone_of, write
from tests.browser.test_live import come_back

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("complaints")]


def test_who_waits_is_answered_from_the_phone_and_what_they_say_next_appears(
    context: BrowserContext, live: Demo
) -> None:
    with live.parts.database.transaction() as session:
        canned.save(session, "parking", "Hola {nombre}: al lado.", by="owner:1", now=live.parts.clock())
    phones, admin = context.new_page(), context.new_page()
    admin.set_viewport_size({"width": 390, "height": 800})
    phones.goto(f"{live.url}/simulator/")
    lucia = phone_of(phones, "Lucía Romero")
    write(lucia, "quiero hablar con una persona")
    expect(last_answer(lucia)).to_contain_text("equipo")

    sign_in(admin, live)
    admin.get_by_role("link", name="Chats").click()
    admin.get_by_role("link", name="Lucía Romero").click()
    words = admin.get_by_label("Mensaje para Lucía Romero")
    expect(words).to_have_attribute("aria-autocomplete", "list")  # from then on the page listens to "/"
    words.press_sequentially("/par")
    words.press("Enter")
    expect(words).to_have_value("Hola Lucía: al lado.")
    admin.get_by_role("button", name="Enviar").click()
    expect(admin.get_by_role("log")).to_contain_text("Hola Lucía: al lado.")

    phones.bring_to_front()
    expect(last_answer(lucia)).to_contain_text("Hola Lucía: al lado.")
    admin.bring_to_front()
    words.fill("a medias")
    write(lucia, "¡Gracias!")
    expect(lucia).to_contain_text("¡Gracias!")
    come_back(admin)
    expect(admin.get_by_role("log")).to_contain_text("¡Gracias!")
    expect(words).to_have_value("a medias")
