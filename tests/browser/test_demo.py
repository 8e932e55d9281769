"""What a visitor of the demo does: books by chat, sees it in the agenda, asks for a person, gives back."""

import pytest
from playwright.sync_api import BrowserContext, FilePayload, Locator, Page, expect

from tests.browser.conftest import Demo, sign_in

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c4944415408d763f8ffff3f0005fe02fea735818f0000000049454e44ae426082"
)

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("complaints")]


def phone_of(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=f"Teléfono de {name}")


def write(phone: Locator, text: str) -> None:
    phone.get_by_placeholder("Mensaje").fill(text)
    phone.get_by_role("button", name="Enviar").click()


def last_answer(phone: Locator) -> Locator:
    return phone.locator(".bubble.theirs").last


def test_who_books_by_chat_stands_in_the_agenda(context: BrowserContext, live: Demo) -> None:
    phones = context.new_page()
    phones.goto(f"{live.url}/simulator/")
    lucia = phone_of(phones, "Lucía Romero")

    write(lucia, "Quería un corte de mujer mañana por la tarde")
    expect(last_answer(lucia)).to_contain_text("miércoles 25 de noviembre")
    last_answer(lucia).get_by_role("button").first.click()
    expect(last_answer(lucia)).to_contain_text("¡Listo!")

    admin = context.new_page()
    sign_in(admin, live)
    admin.locator("main").get_by_role("link", name="Agenda").click()
    admin.get_by_role("link", name="Día siguiente").click()
    booked = admin.locator(".slot:visible", has_text="Lucía Romero")
    expect(booked).to_contain_text("Corte de mujer")
    expect(booked).to_contain_text("por WhatsApp")


def test_a_photo_is_shown_on_the_phone_and_to_the_owner(context: BrowserContext, live: Demo) -> None:
    phones = context.new_page()
    phones.goto(f"{live.url}/simulator/")
    lucia = phone_of(phones, "Lucía Romero")
    photo: FilePayload = {"name": "corte.png", "mimeType": "image/png", "buffer": PIXEL}

    lucia.get_by_label("Foto o archivo de Lucía Romero").set_input_files(photo)
    expect(last_answer(lucia)).to_contain_text("guardo la foto")
    expect(lucia.get_by_role("img", name="Foto")).to_have_js_property("naturalWidth", 1)

    admin = context.new_page()
    sign_in(admin, live)
    told = admin.get_by_role("article").filter(has_text="Ha mandado una foto")
    told.get_by_role("link", name="Ver conversación").click()
    expect(admin.get_by_role("img", name="Foto")).to_have_js_property("naturalWidth", 1)


def test_who_asks_for_a_person_comes_back_to_the_bot(context: BrowserContext, live: Demo) -> None:
    phones = context.new_page()
    phones.goto(f"{live.url}/simulator/")
    pilar = phone_of(phones, "Pilar Sanz")
    pilar.get_by_role("button", name="Quiero hablar con una persona").click()
    expect(pilar).to_contain_text("Le atiende una persona")

    admin = context.new_page()
    sign_in(admin, live)
    case = admin.get_by_role("article").filter(has_text="Espera a una persona")
    expect(case).to_contain_text("Pilar Sanz")
    case.get_by_role("link", name="Ver conversación").click()
    expect(admin.get_by_role("log", name="Mensajes")).to_contain_text("Quiero hablar con una persona")
    admin.get_by_role("button", name="Devolver al bot").click()
    expect(admin.get_by_role("status")).to_contain_text("Devuelta al bot")

    phones.bring_to_front()
    expect(pilar).not_to_contain_text("Le atiende una persona")
    write(pilar, "¿Dónde estáis?")
    expect(last_answer(pilar)).to_contain_text("Calle del Almendro 7")


def test_the_clock_moves_on(page: Page, live: Demo) -> None:
    page.goto(f"{live.url}/simulator/")
    expect(page.get_by_text("Martes 24 de noviembre")).to_be_visible()

    page.get_by_role("button", name="mañana a las 9").click()

    expect(page.get_by_text("Miércoles 25 de noviembre")).to_be_visible()


def test_what_customers_write_never_runs(context: BrowserContext, live: Demo, complaints: list[str]) -> None:
    phones = context.new_page()
    phones.goto(f"{live.url}/simulator/")
    lucia = phone_of(phones, "Lucía Romero")
    nasty = "<img src=x onerror=alert(1)><script>alert(2)</script>\"'><svg onload=alert(3)> {{7*7}}"

    write(lucia, f"Quiero hablar con una persona {nasty}")
    expect(lucia.get_by_role("log")).to_contain_text(nasty)
    expect(lucia.locator(".bubble.theirs")).not_to_have_count(0)

    admin = context.new_page()
    sign_in(admin, live)
    admin.goto(f"{live.url}/admin/conversaciones/")
    hers = admin.get_by_role("link").filter(has_text="Lucía Romero").first.get_attribute("href")
    for path in ("/admin/", "/admin/conversaciones/", str(hers)):
        admin.goto(live.url + path)
        assert admin.locator("script:not([src]), img, svg[onload]").count() == 0
    expect(admin.get_by_role("log", name="Mensajes")).to_contain_text(nasty)
    assert complaints == []


def test_the_owner_needs_no_script(browser_without_script: Page, live: Demo) -> None:
    page = browser_without_script
    sign_in(page, live)

    page.locator("main").get_by_role("link", name="Agenda").click()
    page.get_by_role("link", name="Día siguiente").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Miércoles 25 de noviembre")
    page.get_by_role("button", name="Salir").click()

    expect(page.get_by_role("status")).to_contain_text("Has salido")
