"""Every page as it looks: readable for everybody, on a phone and on a desk, by day and by night."""

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Playwright, expect

from booking_bot.channels.simulator import message_form
from booking_bot.channels.twilio_forms import message
from booking_bot.models import ChannelName, Conversation, Message
from booking_bot.services import handovers, inbound
from tests.browser.conftest import Demo, sign_in

pytestmark = pytest.mark.browser

PAGES = (
    "/admin/",
    "/admin/agenda/?dia=2026-11-25",
    "/admin/agenda/?dia=2026-11-29",
    "/admin/agenda/semana",
    "/admin/agenda/bloquear",
    "/admin/citas/30",
    "/admin/citas/30/mover?hora=10:40",
    "/admin/citas/nueva?servicio=1&dia=2026-11-25",
    "/admin/citas/sin-cita",
    "/admin/conversaciones/",
    "/admin/conversaciones/?ver=todas",
    "/admin/conversaciones/?ver=aplazadas",
    "/admin/conversaciones/buscar?q=hola",
    "/admin/respuestas/",
    "/admin/conversaciones/1",
    "/admin/conversaciones/999",
    "/admin/ajustes/",
    "/admin/horario/",
    "/admin/servicios/color",
    "/admin/personal/samira",
    "/admin/avisos/",
    "/admin/avisos/textos/reminder_ask",
    "/admin/cuentas/",
    "/admin/cuentas/1",
    "/admin/cuenta/",
    "/admin/cuenta/segundo-paso",
    "/admin/actividad/",
    "/admin/api/",
    "/admin/clientes/1/borrar",
    "/admin/informes/",
    "/admin/informes/citas",
    "/admin/informes/horas",
    "/admin/no-entendido/",
    "/admin/clientes/",
    "/admin/clientes/nuevo",
    "/admin/clientes/1",
    "/admin/clientes/1/datos",
    "/admin/clientes/1/juntar",
    "/admin/clientes/1/juntar?otra=2",
    "/admin/contactos/",
    "/admin/importar/",
    "/admin/importar/citas",
    "/admin/exportar/",
    "/simulator/",
)


@pytest.fixture(params=["phone by day", "desk by night"])
def page_of_a_kind(
    request: pytest.FixtureRequest, playwright: Playwright, browser: Browser
) -> Iterator[Page]:
    kinds: dict[str, dict[str, Any]] = {
        "phone by day": {**playwright.devices["Pixel 7"], "color_scheme": "light"},
        "desk by night": {"viewport": {"width": 1280, "height": 800}, "color_scheme": "dark"},
    }
    context = browser.new_context(locale="es-ES", **kinds[request.param])
    yield context.new_page()
    context.close()


@pytest.fixture
def visited(live: Demo) -> Demo:
    """The demo after somebody wrote a long word and a long text, and asked for a person."""
    now = live.parts.clock()
    words = "Holaholahola" * 20 + " quiero hablar con alguien. " + "Y esto es una frase larga. " * 20
    with live.parts.database.transaction() as session:
        form = message_form("+34600000103", "Pilar Sanz", words)
        stored = inbound.receive(session, message(form, now=now), now, channel=ChannelName.SIMULATOR)
        assert stored
        session.get_one(Message, stored.id).answered_at = now
        talk = session.get_one(Conversation, stored.conversation_id)
        talk.turn_due_at = None
        handovers.open_case(session, talk, reason="asked_for", summary=words, now=now)
    return live


def test_every_page_can_be_read_by_everybody(page_of_a_kind: Page, visited: Demo) -> None:
    page = page_of_a_kind
    page.goto(f"{visited.url}/admin/")
    faults = {"the door": look(page)}
    sign_in(page, visited)

    for path in PAGES:
        page.goto(visited.url + path)
        expect(page.locator("h1")).to_be_visible()
        faults[path] = look(page)

    assert faults == {path: [] for path in faults}


def look(page: Page) -> list[str]:
    """What axe finds wrong, what is too small for a thumb, and whether the page is wider than its screen."""
    found = [
        f"{one['id']}: {one['nodes'][0]['html'][:100]}" for one in Axe().run(page).response["violations"]
    ]
    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
        found.append("wider than the screen")
    found.extend(page.evaluate(SMALL))
    return found


# Links within a sentence may be as small as its words; a box is ticked by its label as well.
SMALL = """
[...document.querySelectorAll("button, .btn, input:not([type=hidden]), nav a, .call")]
  .filter((node) => node.offsetParent)
  .filter((node) => (node.closest("label") ?? node).getBoundingClientRect().height < 43.5)
  .map((node) => `too small: ${node.outerHTML.slice(0, 80)}`)
"""
