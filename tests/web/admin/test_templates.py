from datetime import timedelta

from flask import Flask

from booking_bot.channels.base import Approval
from booking_bot.db import Database
from booking_bot.models import ChannelName, Conversation, TemplateStatus
from booking_bot.services.templates import approvals
from booking_bot.services.templates.texts import names
from booking_bot.web.admin import template_words
from booking_bot.web.words import TEMPLATE, TEMPLATE_STATUS
from booking_bot.wiring import EXTENSION
from tests.services.templates.test_approvals import Registrar
from tests.shop import NOW
from tests.web.house import House, Visitor


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


def test_one_that_was_rejected_is_sent_again_by_its_own_button(
    app: Flask, carmen: Visitor, sqlite: Database
) -> None:
    registrar = Registrar()
    app.extensions[EXTENSION].registrar = registrar
    carmen.post("/admin/plantillas/enviar", volver="/admin/plantillas/")
    registrar.decided = Approval("rejected", "TAG_CONTENT_MISMATCH")
    approvals.look_after(sqlite, registrar, now=NOW.replace(year=2027))

    before = carmen.get("/admin/plantillas/").text
    carmen.post("/admin/plantillas/survey/enviar", volver="/admin/plantillas/")
    carmen.post("/admin/plantillas/survey/enviar", volver="/admin/plantillas/")
    after = carmen.get("/admin/plantillas/").text

    assert "Motivo: El idioma o la categoría no corresponden al texto." in before
    assert before.count("Enviar otra vez") - after.count("Enviar otra vez") == 1
    assert "Esa plantilla ya estaba enviada." in after
    assert "Mientras no la aprueben, fuera de las 24 horas la encuesta no sale." in before
    assert "Mientras no la aprueben, ese mensaje lo envías tú con un toque." in before
    assert len(registrar.submitted) == len(names()) + 1


def test_a_text_that_is_none_is_nowhere(carmen: Visitor) -> None:
    assert carmen.post("/admin/plantillas/nada/enviar").status_code == 404


def test_every_text_and_every_state_is_told_in_words() -> None:
    assert set(template_words.USE) == set(TEMPLATE) == set(names())
    assert set(template_words.STATE) == set(TEMPLATE_STATUS) == set(TemplateStatus)


def test_the_sandbox_is_explained_and_says_who_must_join_again(
    app: Flask, carmen: Visitor, house: House, sqlite: Database
) -> None:
    parts = app.extensions[EXTENSION]
    parts.settings = parts.settings.model_copy(update={"twilio_whatsapp_from": "whatsapp:+14155238886"})
    with sqlite.transaction() as session:
        line = session.get_one(Conversation, house.with_bot)
        line.channel, line.last_inbound_at = ChannelName.WHATSAPP, NOW - timedelta(hours=60)

    page = carmen.get("/admin/plantillas/").text

    assert "Usas el número de pruebas" in page
    assert "Your appointment is coming up on … at …" in page
    assert "Marta Gil" in page
    assert "Sin enviar" not in page


def test_without_a_number_of_ones_own_nothing_can_be_submitted(carmen: Visitor) -> None:
    page = carmen.get("/admin/plantillas/").text
    answer = carmen.post("/admin/plantillas/enviar", volver="/admin/plantillas/")

    assert "Todavía no hay un número de WhatsApp conectado" in page
    assert answer.status_code == 303
