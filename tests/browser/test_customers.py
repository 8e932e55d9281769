"""Somebody is looked for with a slip, an allergy of hers is noted, and it is seen at her appointment."""

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import select

from booking_bot.models import Appointment, Customer, row_id
from tests.browser.conftest import Demo, sign_in

pytestmark = pytest.mark.browser


def test_an_allergy_is_noted_on_the_card_and_seen_at_the_appointment(
    page: Page, live: Demo, complaints: list[str]
) -> None:
    with live.parts.database.transaction() as session:
        appointment = session.get_one(Appointment, 30)
        customer = session.get_one(Customer, appointment.customer_id)
        customer.name = "Begoña Ibáñez"
        number = row_id(customer)
    page.set_viewport_size({"width": 412, "height": 839})
    sign_in(page, live)

    page.get_by_role("link", name="Clientes").click()
    page.get_by_label("Nombre, teléfono").fill("begoña ivanez")
    page.get_by_role("button", name="Buscar").click()
    expect(page.get_by_text("Nadie se llama exactamente así.")).to_be_visible()
    page.get_by_role("link", name="Begoña Ibáñez").click()
    page.get_by_role("link", name="Editar").click()
    page.get_by_label("Alergias y cuidados").fill("Al amoniaco")
    page.get_by_role("button", name="Guardar").click()

    expect(page.get_by_role("note")).to_have_text("Alergias y cuidados: Al amoniaco")
    page.goto(f"{live.url}/admin/citas/30")
    expect(page.get_by_role("note")).to_have_text("Alergias y cuidados: Al amoniaco")
    with live.parts.database.reading() as session:
        kept = session.exec(select(Customer.allergies).where(Customer.id == number)).one()
    assert kept == "Al amoniaco"
