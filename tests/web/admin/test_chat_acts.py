"""What the owner and the staff do in a conversation, by the forms on its page."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlmodel import col, select

from booking_bot.db import Database
from booking_bot.models import ChannelName, Conversation, Holder, Message, MessageKind, Outbox
from booking_bot.services.chats import canned, notes
from tests.shop import NOW
from tests.web.house import STAFF, House, Visitor, application


def written(database: Database, conversation_id: int) -> list[tuple[str, str]]:
    with database.reading() as session:
        rows = session.exec(
            select(Message.body, Outbox.status)
            .join(Outbox, col(Outbox.message_id) == col(Message.id))
            .where(Message.conversation_id == conversation_id, Message.kind == MessageKind.MANUAL)
            .order_by(col(Message.id))
        )
        return [(body, status) for body, status in rows]


def conversation(database: Database, number: int) -> Conversation:
    with database.reading() as session:
        return session.get_one(Conversation, number)


def test_staff_answer_whoever_waits_and_a_double_tap_sends_once(
    app: Flask, sqlite: Database, house: House
) -> None:
    lucia, here = Visitor(app), f"/admin/conversaciones/{house.with_bot}"
    lucia.sign_in(STAFF)

    for _ in range(2):
        answered = lucia.post(f"{here}/mensajes", page=here, texto="Te llamo ahora", vez="abc")

    assert (answered.status_code, answered.location) == (303, f"{here}#final")
    assert written(sqlite, house.with_bot) == [("Te llamo ahora", "queued")]
    assert conversation(sqlite, house.with_bot).holder is Holder.PERSON
    assert "Te llamo ahora" in lucia.get(here).text


@pytest.mark.parametrize(("text", "words"), [("  ", "Escribe algo"), ("x" * 1601, "acórtalo")])
def test_what_cannot_be_sent_stays_in_the_form(
    carmen: Visitor, sqlite: Database, house: House, text: str, words: str
) -> None:
    here = f"/admin/conversaciones/{house.with_bot}"

    answered = carmen.post(f"{here}/mensajes", page=here, texto=text, vez="abc")

    assert answered.status_code == 422
    assert words in answered.text
    assert f">{text}</textarea>" in answered.text
    assert written(sqlite, house.with_bot) == []


def test_after_the_24_hours_the_page_says_why_and_opens_whatsapp(sqlite: Database, house: House) -> None:
    carmen, here = (
        Visitor(application(sqlite, clock=lambda: NOW + timedelta(days=2))),
        f"/admin/conversaciones/{house.with_person}",
    )
    carmen.sign_in()

    before = carmen.get(here).text
    carmen.post(f"{here}/mensajes", page=here, texto="Ya está arreglado", vez="abc")
    after = carmen.get(here).text

    assert "WhatsApp no deja que le escribamos" in before
    assert "https://wa.me/34600111333?text=Ya%20est%C3%A1%20arreglado" in after
    with sqlite.reading() as session:
        (row,) = session.exec(select(Outbox).where(Outbox.channel == ChannelName.HAND)).all()
    assert f"/admin/por-enviar/{row.id}/enviado" in after


def test_it_is_put_off_resolved_and_brought_back(carmen: Visitor, sqlite: Database, house: House) -> None:
    here = f"/admin/conversaciones/{house.with_person}"

    carmen.post(f"{here}/aplazar", cuando="manana")
    put_off = conversation(sqlite, house.with_person).snoozed_until
    hoy = carmen.get("/admin/").text
    carmen.post(f"{here}/resuelta")
    resolved = conversation(sqlite, house.with_person)
    carmen.post(f"{here}/reabrir")
    back = conversation(sqlite, house.with_person)

    assert put_off is not None
    assert "Se queja del tinte" not in hoy
    assert (resolved.resolved_at, resolved.holder) == (NOW, Holder.BOT)
    assert (back.resolved_at, back.snoozed_until) == (None, None)


def test_a_time_that_has_passed_meanwhile_is_said(carmen: Visitor, house: House) -> None:
    here = f"/admin/conversaciones/{house.with_person}"

    answered = carmen.post(f"{here}/aplazar", cuando="ayer")

    assert answered.location == f"{here}#final"
    assert "Ese momento ya ha pasado" in carmen.get(here).text


def test_notes_and_labels_come_and_go(carmen: Visitor, sqlite: Database, house: House) -> None:
    here = f"/admin/conversaciones/{house.with_bot}"

    carmen.post(f"{here}/notas", nota="Prefiere a Lucía")
    carmen.post(f"{here}/etiquetas", etiqueta="boda")
    page = carmen.get(here).text
    with sqlite.reading() as session:
        (note,) = notes.of(session, house.with_bot)
    carmen.post(f"{here}/notas/{note.id}/borrar")
    carmen.post(f"{here}/etiquetas/quitar", etiqueta="boda")
    after = carmen.get(here).text

    assert "Nota interna de <bdi>carmen@example.com</bdi>" in page
    assert "Prefiere a Lucía" in page
    assert "Quitar la etiqueta boda" in page
    assert "Prefiere a Lucía" not in after
    assert "Quitar la etiqueta boda" not in after


def test_a_saved_answer_is_chosen_without_a_script(carmen: Visitor, sqlite: Database, house: House) -> None:
    with sqlite.transaction() as session:
        reply = canned.save(session, "parking", "Hola {nombre}, hay parking al lado.", by="owner:1", now=NOW)
        number = reply.id

    page = carmen.get(f"/admin/conversaciones/{house.with_bot}?guardada={number}").text

    assert ">Hola Marta, hay parking al lado.</textarea>" in page


def test_saved_answers_are_the_owners_to_write(carmen: Visitor, house: House) -> None:
    here = "/admin/respuestas/"

    carmen.post(here, page=here, atajo="Parking", texto="Al lado <b>hay</b> uno.")
    twice = carmen.post(here, page=here, atajo="parking", texto="Otro")
    carmen.post(f"{here}1", page=here, atajo="aparcar", texto="Al lado.")
    listed = carmen.get(here).text
    carmen.post(f"{here}1/borrar", page=here)

    assert twice.status_code == 422
    assert "Ya hay una respuesta que se llama /parking." in twice.text
    assert "/aparcar" in listed
    assert "Aún no hay ninguna" in carmen.get(here).text
    assert carmen.get(f"{here}1").status_code == 404
