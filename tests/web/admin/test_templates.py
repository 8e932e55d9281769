from flask import Flask

from booking_bot.channels.base import Approval
from booking_bot.db import Database
from booking_bot.services.templates import approvals
from booking_bot.wiring import EXTENSION
from tests.services.templates.test_approvals import Registrar
from tests.shop import NOW
from tests.web.house import Visitor


def test_the_page_tells_what_each_text_says_and_how_far_it_is(
    app: Flask, carmen: Visitor, sqlite: Database
) -> None:
    registrar = Registrar()
    app.extensions[EXTENSION].registrar = registrar

    before = carmen.get("/admin/plantillas/").text
    carmen.post("/admin/plantillas/enviar", volver="/admin/plantillas/")
    registrar.decided = Approval("rejected", "Se parece a publicidad")
    approvals.look_after(sqlite, registrar, now=NOW.replace(year=2027))
    after = carmen.get("/admin/plantillas/").text

    assert "te recordamos tu cita de corte de pelo en Peluquería Carmen" in before
    assert "Sin enviar" in before
    assert "Rechazada" in after
    assert "Motivo: Se parece a publicidad" in after


def test_without_a_number_of_ones_own_nothing_can_be_submitted(carmen: Visitor) -> None:
    page = carmen.get("/admin/plantillas/").text
    answer = carmen.post("/admin/plantillas/enviar", volver="/admin/plantillas/")

    assert "Todavía no hay un número de WhatsApp conectado" in page
    assert answer.status_code == 303
