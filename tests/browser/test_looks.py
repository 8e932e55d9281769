"""Every page as it looks, with names that break nowhere: on a phone and on a desk, by day and by night."""

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
    ViewportSize,
    expect,
)
from werkzeug.serving import make_server

from booking_bot.db import Database
from tests.web import hostile
from tests.web.crawl import kind_of
from tests.web.house import Visitor, application, furnish

pytestmark = pytest.mark.browser

PAGES = (
    "/admin/",
    "/admin/agenda/?dia=2026-11-25",
    "/admin/agenda/?dia=2026-11-29",
    "/admin/agenda/?dia=2027-03-28",
    "/admin/agenda/semana",
    "/admin/agenda/imprimir",
    "/admin/agenda/bloquear",
    "/admin/agenda/bloqueos/1",
    "/admin/citas/1",
    "/admin/citas/1/mover?hora=10:40",
    "/admin/citas/1/cancelar",
    "/admin/citas/nueva?servicio=1&dia=2026-11-25",
    "/admin/citas/sin-cita",
    "/admin/citas/1/la-proxima",
    "/admin/fijas/1",
    "/admin/fijas/1/2026-12-01",
    "/admin/fijas/nueva?cita=1&cada=2",
    "/admin/fijas/nueva?cliente=1",
    "/admin/mal-dia/",
    "/admin/mal-dia/plan?que=away&quien=1",
    "/admin/mal-dia/1",
    "/admin/conversaciones/?ver=todas",
    "/admin/conversaciones/?ver=todas&elegir=todas",
    "/admin/conversaciones/?ver=aplazadas",
    "/admin/conversaciones/buscar?q=hola",
    "/admin/conversaciones/1",
    "/admin/conversaciones/2",
    "/admin/conversaciones/1/presupuesto",
    "/admin/conversaciones/999",
    "/admin/respuestas/",
    "/admin/respuestas/1",
    "/admin/por-enviar/",
    "/admin/espera/",
    "/admin/clientes/",
    "/admin/clientes/les-toca/",
    "/admin/clientes/nuevo",
    "/admin/clientes/1",
    "/admin/clientes/1/datos",
    "/admin/clientes/1/borrar",
    "/admin/clientes/1/juntar",
    "/admin/clientes/1/juntar?otra=2",
    "/admin/contactos/",
    "/admin/pedidos/",
    "/admin/pedidos/1",
    "/admin/pedidos/nuevo",
    "/admin/ajustes/",
    "/admin/horario/",
    "/admin/datos/",
    "/admin/servicios/",
    "/admin/servicios/nuevo",
    "/admin/servicios/corte",
    "/admin/personal/",
    "/admin/personal/nuevo",
    "/admin/personal/r1",
    "/admin/salas/",
    "/admin/preguntas/",
    "/admin/preguntas/nueva",
    "/admin/preguntas/1",
    "/admin/avisos/",
    "/admin/avisos/textos/reminder_ask",
    "/admin/plantillas/",
    "/admin/no-entendido/",
    "/admin/no-entendido/1",
    "/admin/informes/",
    "/admin/informes/citas",
    "/admin/informes/horas",
    "/admin/costes/",
    "/admin/cuentas/",
    "/admin/cuentas/2",
    "/admin/cuenta/",
    "/admin/cuenta/clave",
    "/admin/cuenta/segundo-paso",
    "/admin/actividad/",
    "/admin/whatsapp/",
    "/admin/whatsapp/cartel",
    "/admin/probar/",
    "/admin/empezar/",
    "/admin/sms-y-correo/",
    "/admin/calendarios/",
    "/admin/calendarios/nuevo",
    "/admin/calendarios/direcciones/1",
    "/admin/conexiones/",
    "/admin/conexiones/nueva/woocommerce",
    "/admin/conexiones/1",
    "/admin/conexiones/1/estados",
    "/admin/importar/",
    "/admin/importar/clientes",
    "/admin/importar/1",
    "/admin/importar/3",
    "/admin/importar/agenda",
    "/admin/importar/agenda/5",
    "/admin/importar/contactos",
    "/admin/importar/contactos/6",
    "/admin/exportar/",
    "/admin/api/",
    "/admin/api/avisos/1",
)
# Drawn otherwise where there is room.
WIDE = frozenset({"/admin/", "/admin/agenda/?dia=2026-11-25", "/admin/agenda/semana"})
# Of a shop that does not exist yet, of a door, or no pages at all: parts of one, and what is saved.
SEEN_ELSEWHERE = frozenset(
    """
    admin.first_run_hours admin.first_run_services admin.first_run_staff admin.first_run_done admin.join
    admin.sign_in admin.sign_in_code admin.forgotten admin.choose_password admin.unknown
    """.split()  # noqa: SIM905
)
PART, FILE = ("now", "_now"), ("admin.file", "export_", "_file", "_template", "_report")
PHONE, DESK = ViewportSize(width=412, height=839), ViewportSize(width=1280, height=800)
ALL = {"resultTypes": ["violations"], "preload": False}
CONTRAST = {**ALL, "runOnly": ["color-contrast"]}


@pytest.fixture(scope="module")
def crowded(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Flask]]:
    """A shop with something of everything, and where it is served."""
    path = tmp_path_factory.mktemp("crowded") / "crowded.db"
    shutil.copy(sqlite_template, path)
    database = Database(f"sqlite:///{path}")
    with database.transaction() as session:
        hostile.fill(session, furnish(session))
        hostile.lengthen(session)
    app = application(database)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", app
    server.shutdown()
    thread.join()
    server.server_close()
    database.dispose()


@pytest.fixture(scope="module")
def carmens(playwright: Playwright, browser: Browser, crowded: tuple[str, Flask]) -> Iterator[BrowserContext]:
    """Her phone; she has signed in."""
    url, app = crowded
    visitor = Visitor(app)
    visitor.sign_in()
    cookie = visitor.client.get_cookie("booking")
    assert cookie is not None
    phone = {**playwright.devices["Pixel 7"], "reduced_motion": "reduce"}
    context = browser.new_context(locale="es-ES", **phone)
    context.add_cookies([{"name": "booking", "value": cookie.value, "url": url}])
    context.add_init_script(Axe().axe_script)
    yield context
    context.close()


def test_no_page_is_left_out(crowded: tuple[str, Flask]) -> None:
    _, app = crowded
    adapter = app.url_map.bind("localhost")
    looked_at = {kind_of(adapter, path.partition("?")[0], "GET")[0] for path in PAGES}

    pages = {
        str(rule.endpoint)
        for rule in app.url_map.iter_rules()
        if str(rule.endpoint).startswith("admin.") and "GET" in (rule.methods or ())
    }

    missing = {
        one for one in pages - looked_at if not one.endswith(PART) and not any(part in one for part in FILE)
    }
    assert missing == SEEN_ELSEWHERE


def test_every_page_can_be_read_by_everybody(carmens: BrowserContext, crowded: tuple[str, Flask]) -> None:
    url, _ = crowded
    page, heard = carmens.new_page(), list[str]()

    def on_console(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and "404" not in message.text:
            heard.append(f"{page.url}: {message.text}")

    page.on("console", on_console)
    page.on("pageerror", lambda error: heard.append(f"{page.url}: {error}"))

    faults = {path: all_round(page, url + path, wide=path in WIDE) for path in PAGES}

    assert faults == {path: [] for path in PAGES}
    assert heard == []


def all_round(page: Page, address: str, *, wide: bool) -> list[str]:
    """What is wrong with a page on a phone by day and by night, and on a desk."""
    page.goto(address)
    expect(page.locator("h1")).to_be_visible()
    found = [*too_wide(page), *page.evaluate(SMALL)]
    page.set_viewport_size(DESK)
    found += [f"on a desk: {one}" for one in (violations(page, ALL) if wide else []) + too_wide(page)]
    page.set_viewport_size(PHONE)
    page.evaluate(THIN)
    found += violations(page, ALL)
    page.emulate_media(color_scheme="dark")
    found += [f"by night: {one}" for one in violations(page, CONTRAST)]
    page.emulate_media(color_scheme="light")
    return found


def look(page: Page) -> list[str]:
    """What axe finds wrong, what is too small for a thumb, and whether the page is wider than its screen."""
    return [*violations(page, ALL), *too_wide(page), *page.evaluate(SMALL)]


def violations(page: Page, options: dict[str, object]) -> list[str]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    told = page.evaluate("options => axe.run(document, options).then(({violations}) => violations)", options)
    return [f"{one['id']}: {node['html'][:100]}" for one in told for node in one["nodes"][:1]]


def too_wide(page: Page) -> list[str]:
    # Not innerWidth: a phone looks from farther away at what is too wide for it.
    wide = page.evaluate(
        "(({scrollWidth, clientWidth}) => scrollWidth > clientWidth)(document.documentElement)"
    )
    return ["wider than the screen"] if wide else []


# Of rows that are alike, three tell as much as thirty.
THIN = """
for (const list of document.querySelectorAll("ul, ol, tbody, select, section")) {
  const seen = {};
  for (const row of list.children) {
    if (list.matches("section") && !row.matches("article")) continue;
    const kind = row.tagName + row.className;
    seen[kind] = [...(seen[kind] ?? []), row];
  }
  Object.values(seen).forEach((rows) => rows.slice(3).forEach((row) => row.remove()));
}
"""
# Links within a sentence may be as small as its words; a box is ticked by its label as well.
SMALL = """
[...document.querySelectorAll("button, .btn, input:not([type=hidden]), nav a, .call")]
  .filter((node) => node.offsetParent)
  .filter((node) => (node.closest("label") ?? node).getBoundingClientRect().height < 43.5)
  .map((node) => `too small: ${node.outerHTML.slice(0, 80)}`)
"""


def test_the_keyboard_comes_everywhere_and_it_is_seen_where_it_is(
    carmens: BrowserContext, crowded: tuple[str, Flask]
) -> None:
    url, _ = crowded
    page, unseen = carmens.new_page(), {}

    for path in ("/admin/clientes/", "/admin/citas/1", "/admin/conversaciones/2"):
        page.goto(url + path)
        page.keyboard.press("Tab")
        expect(page.locator(":focus")).to_have_attribute("href", "#main")
        there = page.evaluate(STOPS)
        told = [page.evaluate(WHERE)]
        for _ in range(there - 1):
            page.keyboard.press("Tab")
            told.append(page.evaluate(WHERE))
        unseen[path] = [one["what"] for one in told if not one["seen"]]
        assert len({one["number"] for one in told}) == there

    assert unseen == {path: [] for path in unseen}


# What the Tab key stops at, numbered; of several radio buttons only the chosen one is.
STOPS = """
(() => {
  const stops = [...document.querySelectorAll(
    "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0'], audio[controls]")]
    .filter((node) => !node.disabled && node.checkVisibility({visibilityProperty: true})
      && !(node.type === "radio" && !node.checked) && node.tabIndex >= 0);
  stops.forEach((node, number) => { node.dataset.stop = number; });
  return stops.length;
})()
"""
WHERE = """
(() => {
  const node = document.activeElement, style = getComputedStyle(node), box = node.getBoundingClientRect();
  return {
    number: node.dataset.stop, what: node.outerHTML.slice(0, 80),
    seen: (style.outlineStyle !== "none" || style.boxShadow !== "none") && box.width > 0 && box.bottom > 0,
  };
})()
"""
