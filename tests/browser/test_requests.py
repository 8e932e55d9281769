"""The owner's word on a request, and on a deposit, given by thumb; the customer reads it on the phone."""

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.conftest import Demo, sign_in
from tests.browser.test_demo import last_answer, phone_of, write

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("complaints")]


def asks_for_highlights(phones: Page, live: Demo) -> Locator:
    phones.goto(f"{live.url}/simulator/")
    lucia = phone_of(phones, "Lucía Romero")
    write(lucia, "Quería mechas el jueves por la tarde")
    expect(last_answer(lucia)).to_contain_text("26 de noviembre")
    last_answer(lucia).get_by_role("button").first.click()
    expect(last_answer(lucia)).to_contain_text("Falta que el equipo lo acepte")
    return lucia


def request_of(admin: Page, live: Demo) -> Locator:
    sign_in(admin, live)
    return admin.get_by_role("article").filter(has_text="Cita por aceptar")


def test_a_request_is_accepted_and_its_deposit_received(context: BrowserContext, live: Demo) -> None:
    phones, admin = context.new_page(), context.new_page()
    admin.set_viewport_size({"width": 390, "height": 800})
    lucia = asks_for_highlights(phones, live)

    request_of(admin, live).get_by_role("button", name="Aceptar").click()
    expect(admin.get_by_role("status")).to_contain_text("Aceptada")
    phones.bring_to_front()
    expect(last_answer(lucia)).to_contain_text("señal de 20 €")
    write(lucia, "hecho")
    expect(last_answer(lucia)).to_contain_text("mira si ha llegado la señal")

    admin.bring_to_front()
    admin.reload()
    deposit = admin.get_by_role("article").filter(has_text="Señal por comprobar")
    deposit.get_by_role("button", name="Recibido").click()
    expect(admin.get_by_role("status")).to_contain_text("Señal recibida")
    phones.bring_to_front()
    expect(last_answer(lucia)).to_contain_text("Ha llegado la señal")


def test_another_time_is_proposed_and_a_request_declined(context: BrowserContext, live: Demo) -> None:
    phones, admin = context.new_page(), context.new_page()
    admin.set_viewport_size({"width": 390, "height": 800})
    lucia = asks_for_highlights(phones, live)

    card = request_of(admin, live)
    card.get_by_text("Proponer otra hora").click()
    card.get_by_label("Día").fill("2026-12-09")
    card.get_by_label("Hora").fill("10:30")
    card.get_by_role("button", name="Proponer", exact=True).click()
    expect(admin.get_by_role("status")).to_contain_text("Propuesta enviada")
    phones.bring_to_front()
    expect(last_answer(lucia)).to_contain_text("9 de diciembre a las 10:30")

    admin.bring_to_front()
    expect(card).to_contain_text("Le has propuesto otra hora")
    card.get_by_text("Rechazar", exact=True).click()
    card.get_by_label("Motivo, si quieres decírselo").fill("Esa semana cerramos.")
    card.get_by_role("button", name="Rechazar la cita").click()
    expect(admin.get_by_role("status")).to_contain_text("Rechazada")
    phones.bring_to_front()
    expect(last_answer(lucia)).to_contain_text("«Esa semana cerramos.»")
