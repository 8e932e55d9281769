"""From the one link of a new owner to an appointment in the agenda, with a thumb and without a terminal."""

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect
from sqlmodel import select
from werkzeug.serving import make_server

from booking_bot.app import create_app
from booking_bot.config import Settings
from booking_bot.connection import connect
from booking_bot.db import Database
from booking_bot.domain.appointments import Status
from booking_bot.models import Appointment
from booking_bot.services import invitations
from booking_bot.wiring import Wiring, utc_now
from tests.browser.conftest import MORNING, Demo
from tests.browser.test_looks import look

pytestmark = pytest.mark.browser

MOST_TOUCHES = 22


@pytest.fixture
def bare(sqlite_template: Path, tmp_path: Path) -> Iterator[Demo]:
    """The program as it was installed a minute ago: nobody, and no shop."""
    shutil.copy(sqlite_template, tmp_path / "new.db")
    settings = Settings(
        _env_file=None, secret_key="0123456789" * 4, database_url=f"sqlite:///{tmp_path}/new.db"
    )
    parts = Wiring(settings=settings, database=Database(settings.database_url), clock=lambda: MORNING)
    connect(parts)
    server = make_server("127.0.0.1", 0, create_app(parts=parts), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield Demo(f"http://127.0.0.1:{server.server_port}", parts)
    server.shutdown()
    thread.join()
    server.server_close()
    parts.database.dispose()


class Thumb:
    """Counts what it does."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.touches = 0

    def tap(self, role: str, name: str) -> None:
        self.touches += 1
        self.page.get_by_role(role, name=name).click()  # type: ignore[arg-type]

    def write(self, label: str, text: str) -> None:
        self.touches += 1
        self.page.get_by_label(label).fill(text)

    def choose(self, label: str, value: str) -> None:
        self.touches += 1
        self.page.get_by_label(label).select_option(value)


@pytest.fixture
def phone(playwright: Playwright, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="es-ES", reduced_motion="reduce", **playwright.devices["Pixel 7"])
    page = context.new_page()
    heard: list[str] = []
    page.on("console", lambda message: heard.append(message.text))
    page.on("pageerror", lambda error: heard.append(str(error)))
    yield page
    context.close()
    assert heard == []


def seen(page: Page) -> list[str]:
    """What is wrong with the page by day and by night."""
    by_day = look(page)
    page.emulate_media(color_scheme="dark")
    by_night = look(page)
    page.emulate_media(color_scheme="light")
    return by_day + by_night


def test_a_new_owner_has_an_appointment_in_the_agenda_within_minutes(phone: Page, bare: Demo) -> None:
    with bare.parts.database.transaction() as session:
        token = invitations.for_first_owner(session, now=utc_now())
    thumb, faults = Thumb(phone), {}

    phone.goto(f"{bare.url}/admin/alta/{token}")
    for label, text in (
        ("Tu nombre", "Ana Gil"),
        ("Correo", "ana@example.com"),
        ("Contraseña nueva", "tijeras azules"),
        ("Otra vez la contraseña", "tijeras azules"),
    ):
        thumb.write(label, text)
    thumb.tap("button", "Crear la cuenta")

    faults["shop"] = look(phone)
    thumb.tap("radio", "Peluquería o barbería")
    thumb.write("¿Cómo se llama tu negocio?", "Peluquería Ana")
    thumb.choose("¿Dónde está?", "ES/VC")
    thumb.tap("button", "Seguir")
    faults["hours"] = look(phone)
    thumb.tap("button", "Seguir")
    faults["services"] = look(phone)
    thumb.tap("button", "Seguir")
    faults["staff"] = look(phone)
    thumb.tap("button", "Crear mi agenda")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Tu agenda está lista")
    faults["done"] = look(phone)
    thumb.tap("link", "Apuntar una cita")
    thumb.touches += 1
    phone.get_by_role("group", name="Servicio").locator("label").first.click()
    thumb.write("Otra hora", "16:00")
    thumb.write("Nombre o teléfono", "Rosa Pineda")
    thumb.tap("button", "Apuntar la cita")

    expect(phone.get_by_role("status")).to_have_text("Cita apuntada.")
    expect(phone.locator(".slot", has_text="Rosa Pineda")).to_be_visible()
    with bare.parts.database.reading() as session:
        assert [one.status for one in session.exec(select(Appointment))] == [Status.BOOKED]
    phone.goto(f"{bare.url}/admin/whatsapp/")
    faults["whatsapp"] = seen(phone)
    phone.get_by_role("link", name="Probar el bot aquí").click()
    phone.get_by_role("button", name="Hola, quiero pedir cita").click()
    expect(phone.locator(".thread > li")).to_have_count(2)
    faults["preview"] = look(phone)
    phone.goto(f"{bare.url}/admin/whatsapp/cartel")
    faults["poster"] = look(phone)
    assert faults == {name: [] for name in faults}
    assert thumb.touches <= MOST_TOUCHES
