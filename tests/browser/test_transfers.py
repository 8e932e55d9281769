"""A list of customers brought in from a file, and everything taken away, at the size of a telephone."""

from zipfile import ZipFile

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.conftest import Demo, sign_in
from tests.browser.test_looks import look

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("complaints")]

LIST = "Nombre;Móvil\nNoa Prieto;600 999 111\nAlguien;12\nIvó;600999222\n"


def test_a_list_comes_in_and_everything_goes_out(context: BrowserContext, live: Demo) -> None:
    page = context.new_page()
    page.set_viewport_size({"width": 412, "height": 839})
    sign_in(page, live)
    page.get_by_role("link", name="Ajustes").click()
    page.get_by_role("link", name="Importar").click()
    faults = look(page)
    page.get_by_role("link", name="Clientes Nombres y teléfonos").click()
    faults += look(page)
    page.get_by_label("Archivo CSV").set_input_files(
        {"name": "mi lista.csv", "mimeType": "text/csv", "buffer": LIST.encode("cp1252")}
    )
    page.get_by_role("button", name="Ver qué pasaría").click()
    expect(page.get_by_text("Una línea no se puede traer")).to_be_visible()
    for closed in page.locator("summary").all():
        closed.click()
    faults += look(page)
    page.get_by_label("Estas personas me han dicho").check()
    page.get_by_role("button", name="Traer clientes").click()
    # The page asks again every ten seconds, and at once when the telephone has a net again.
    page.evaluate("setInterval(() => dispatchEvent(new Event('online')), 300)")
    expect(page.get_by_text("Hecho: 3 líneas.")).to_be_visible()
    faults += look(page)
    with page.expect_download() as report:
        page.get_by_role("link", name="Descargar las líneas con fallos").click()
    page.goto(f"{live.url}/admin/exportar/")
    faults += look(page)
    with page.expect_download() as everything:
        page.get_by_role("button", name="Descargar todo").click()

    assert faults == []
    assert "Alguien;12;«12» no es un teléfono." in report.value.path().read_text(encoding="utf-8-sig")
    with ZipFile(everything.value.path()) as archive:
        assert "Noa Prieto;'+34600999111" in archive.read("clientes.csv").decode()
