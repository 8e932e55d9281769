"""The agenda in the hands of the shop's people: by thumb on a phone, by mouse and keys on a desk."""

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect

from booking_bot.models import Appointment
from tests.browser.conftest import Demo, sign_in
from tests.browser.patience import press
from tests.shop import clock

pytestmark = pytest.mark.browser


@pytest.fixture
def phone(playwright: Playwright, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="es-ES", **playwright.devices["Pixel 7"])
    yield context.new_page()
    context.close()


@pytest.fixture
def desk(context: BrowserContext) -> Page:
    page = context.new_page()
    page.set_viewport_size({"width": 1280, "height": 900})
    return page


def test_somebody_comes_in_and_is_attended_in_two_taps(phone: Page, live: Demo) -> None:
    sign_in(phone, live)

    phone.get_by_role("link", name="Sin cita").click()
    phone.get_by_role("button", name="Corte de mujer").click()
    phone.get_by_role("button", name="Lo sé, apúntalo igual").click()  # half an hour before they open

    expect(phone.get_by_role("heading", level=1)).to_have_text("Cliente sin nombre")
    expect(phone.locator(".status").first).to_have_text("En curso")
    phone.get_by_role("textbox", name="Nombre").fill("Inés Peña")
    phone.get_by_role("button", name="Guardar", exact=True).click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Inés Peña")


def test_a_tap_is_taken_back(phone: Page, live: Demo) -> None:
    sign_in(phone, live)
    first = phone.get_by_role("button", name="Llegó").first
    name = (first.get_attribute("aria-label") or "").removeprefix("Llegó: ")

    first.click()
    arrived = phone.locator(".slot", has_text=name).first
    expect(arrived).to_contain_text("Ha llegado")
    phone.get_by_role("button", name="Deshacer").click()

    expect(phone.get_by_role("status")).to_have_text("Deshecho.")
    expect(arrived).not_to_contain_text("Ha llegado")


def test_an_appointment_is_dragged_to_another_time(desk: Page, complaints: list[str], live: Demo) -> None:
    sign_in(desk, live)
    desk.goto(f"{live.url}/admin/agenda/?dia=2026-11-25")
    block = desk.locator(".slot > .open[data-move]").first
    number = int((block.get_attribute("href") or "").rpartition("/")[2])
    line = desk.locator(".timeline")

    block.drag_to(line, source_position={"x": 20, "y": 5}, target_position={"x": 120, "y": 3 * 60 * 1.8 + 5})
    expect(desk.get_by_role("heading", level=1)).to_have_text("Mover la cita")
    there = parse_qs(urlsplit(desk.url).query)["hora"]
    if desk.get_by_text("Lo sé, muévela igual").count():
        desk.get_by_text("Lo sé, muévela igual").click()
    desk.get_by_role("button", name="Mover la cita").click()

    expect(desk.get_by_role("status")).to_contain_text("Cambiada.")
    with live.parts.database.reading() as session:
        moved = session.get_one(Appointment, number)
    assert [clock(moved.starts_at)] == there == ["12:00"]
    assert complaints == []


def test_keys_lead_about_unless_somebody_writes_or_wants_none(desk: Page, live: Demo) -> None:
    sign_in(desk, live)

    press(desk, "d")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Martes 24 de noviembre")
    press(desk, "j")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Miércoles 25 de noviembre")
    press(desk, "w")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Del 23 al 29 de noviembre")
    press(desk, "c")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Nueva cita")
    desk.get_by_label("Nombre o teléfono").press_sequentially("td")
    expect(desk.get_by_label("Nombre o teléfono")).to_have_value("td")
    desk.goto(f"{live.url}/admin/agenda/")
    press(desk, "?")
    desk.get_by_role("button", name="Desactivar los atajos").click()
    desk.locator("h1").click()
    press(desk, "j")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Martes 24 de noviembre")
    assert desk.get_by_role("button", name="Activar los atajos").is_visible()
