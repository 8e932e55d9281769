"""Who wants to be rung, on Hoy and in their chat: the number to tap, and what came of it."""

import pytest
from flask import Flask
from sqlmodel import col, select

from booking_bot.db import Database
from booking_bot.models import Attention, AttentionKind, Audit
from tests.shop import NOW
from tests.web.house import STAFF, House, Visitor


@pytest.fixture
def call(sqlite: Database, house: House) -> int:
    with sqlite.transaction() as session:
        wanted = Attention(
            kind=AttentionKind.CALL, conversation_id=house.with_bot, reason="call_wanted",
            summary="«llamadme»", at=NOW, call_at=NOW, phone="+34911222333",
        )  # fmt: skip
        session.add(wanted)
        session.flush()
        return wanted.id or 0


def found(sqlite: Database, number: int) -> Attention:
    with sqlite.reading() as session:
        return session.get_one(Attention, number)


def test_it_shows_who_what_about_and_the_number_to_tap(carmen: Visitor, house: House, call: int) -> None:
    for page in ("/admin/", f"/admin/conversaciones/{house.with_bot}"):
        text = carmen.get(page).text

        assert 'href="tel:+34911222333"' in text
        assert "Quiere que le llaméis." in text
        assert "Ya le he llamado" in text
        assert "Escribirle" not in text


def test_one_tap_and_it_is_done_by_staff_too(app: Flask, sqlite: Database, call: int) -> None:
    lucia = Visitor(app)
    lucia.sign_in(STAFF)

    answer = lucia.post(f"/admin/llamadas/{call}/hecha")

    assert answer.status_code == 303
    assert found(sqlite, call).resolved_at == NOW
    assert "Ya le he llamado" not in lucia.get("/admin/").text


def test_nobody_answered_so_it_comes_back_and_they_may_be_written_to(
    sqlite: Database, carmen: Visitor, house: House, call: int
) -> None:
    carmen.post(f"/admin/llamadas/{call}/sin-respuesta")
    flashed = carmen.get("/admin/").text
    chat = carmen.get(f"/admin/conversaciones/{house.with_bot}").text
    carmen.post(f"/admin/llamadas/{call}/avisar")

    assert "Anotado: no contesta. Vuelve a salir en Hoy 11:00." in flashed
    assert "Una llamada más tarde" in flashed
    assert flashed.count("Escribirle «te he llamado»") == chat.count("Escribirle «te he llamado»") == 1
    with sqlite.reading() as session:
        verbs = session.exec(select(Audit.verb).where(col(Audit.object_kind) == "call")).all()
    assert verbs == ["not_answered", "told"]
