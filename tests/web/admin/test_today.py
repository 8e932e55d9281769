from datetime import timedelta

import sqlalchemy as sa

from booking_bot.db import Database
from booking_bot.models import Attention, AttentionKind, Business, Delivery, Source
from booking_bot.services import bookings
from tests.shop import NOW
from tests.web.house import STAFF, House, Visitor, answer, application


def test_today_shows_who_comes_when_to_whom(carmen: Visitor) -> None:
    page = carmen.get("/admin/").text

    assert "Lunes 23 de noviembre" in page
    assert "abierto de 10:00 a 14:00 y de 17:00 a 20:00" in page
    assert "Marta Gil" in page
    assert "10:30" in page
    assert 'Corte<span class="with"> con Lucía</span>' in page
    assert "Sin confirmar" in page
    assert "por WhatsApp" in page


def test_another_day_is_a_page_of_the_agenda(carmen: Visitor) -> None:
    answer = carmen.get("/admin/?dia=2026-11-24")

    assert (answer.status_code, answer.location) == (302, "/admin/agenda/?dia=2026-11-24")


def test_who_comes_soon_and_has_not_said_so_is_named(carmen: Visitor) -> None:
    page = carmen.get("/admin/").text

    assert "Una cita próxima sin confirmar" in page
    assert 'aria-label="Llamar a Marta Gil"' in page


def test_who_is_late_is_named_where_the_shop_notes_who_arrives(sqlite: Database, house: House) -> None:
    moment = [NOW + timedelta(minutes=45)]
    carmen = Visitor(application(sqlite, clock=lambda: moment[0]))
    carmen.sign_in()
    with sqlite.transaction() as session:
        other = bookings.book(
            session, customer_id=house.rosa, service_id=house.cut, staff_id=house.marcos,
            start=NOW + timedelta(minutes=30), source=Source.OWNER, by="owner:1", now=NOW - timedelta(days=1),
        )  # fmt: skip
        session.flush()
        number = other.id

    unnoted = carmen.get("/admin/").text
    carmen.post(f"/admin/citas/{number}/llego")
    late = carmen.get("/admin/").text
    moment[0] = NOW + timedelta(minutes=35)
    in_time = carmen.get("/admin/").text

    assert ["Alguien se retrasa" in page for page in (unnoted, late, in_time)] == [False, True, False]


def test_what_is_fetched_again_is_the_same_until_something_changes(carmen: Visitor, house: House) -> None:
    first = carmen.get("/admin/hoy/ahora")
    tag = {"If-None-Match": first.headers["ETag"]}

    same = carmen.client.get("/admin/hoy/ahora", headers=tag)
    carmen.post(f"/admin/citas/{house.appointment}/llego")
    changed = carmen.client.get("/admin/hoy/ahora", headers=tag)

    assert (first.status_code, same.status_code, same.data) == (200, 304, b"")
    assert changed.status_code == 200
    assert "Ha llegado" in changed.text


def test_a_case_shows_its_number_who_waits_and_why(carmen: Visitor, house: House) -> None:
    page = carmen.get("/admin/").text

    assert "Rosa Pineda" in page
    assert f"Caso {house.case}" in page
    assert "Tiene una queja." in page
    assert "Se queja del tinte." in page
    assert "Devolver al bot" in page


def test_what_is_done_no_longer_asks_for_attention(carmen: Visitor, sqlite: Database, house: House) -> None:
    with sqlite.transaction() as session:
        late = Attention(
            kind=AttentionKind.LATE,
            conversation_id=house.with_bot,
            reason="late",
            summary="15 minutos",
            at=NOW,
        )
        session.add(late)

    before = carmen.get("/admin/").text
    answered = carmen.post(f"/admin/avisos/{late.id}/hecho")

    assert "Llega tarde" in before
    assert answered.status_code == 303
    after = carmen.get("/admin/").text
    assert "Hecho, ya no sale en Hoy." in after
    assert "Llega tarde" not in after


def test_a_click_on_what_is_gone_is_answered_by_a_sentence(carmen: Visitor) -> None:
    carmen.post("/admin/avisos/999/hecho")

    assert "Ese aviso ya no está." in carmen.get("/admin/").text


def test_without_twilio_the_page_says_that_messages_wait(
    carmen: Visitor, sqlite: Database, house: House
) -> None:
    with sqlite.transaction() as session:
        answer(session, house.with_bot, "A las 10:30", Delivery.QUEUED)

    assert "los mensajes esperan aquí (1 en cola)" in carmen.get("/admin/").text


def test_the_demo_has_nothing_to_connect(sqlite: Database, house: House) -> None:
    visitor = Visitor(application(sqlite, demo=True))
    visitor.sign_in()

    assert "los mensajes esperan" not in visitor.get("/admin/").text


def test_where_there_is_no_shop_yet_the_owner_is_led_to_make_one_and_staff_wait(
    carmen: Visitor, stranger: Visitor, sqlite: Database
) -> None:
    with sqlite.transaction() as session:
        session.exec(sa.delete(Business))
    stranger.sign_in(STAFF)

    assert carmen.get("/admin/").location == "/admin/empezar/"
    assert "Todavía no hay agenda" in stranger.get("/admin/").text


def test_when_nobody_waits_the_page_is_calm(house: House, carmen: Visitor) -> None:
    carmen.post(f"/admin/conversaciones/{house.with_person}/bot")
    carmen.post(f"/admin/citas/{house.appointment}/llego")

    assert "Nada. El bot se ocupa de todo." in carmen.get("/admin/").text


def test_today_tells_what_the_month_has_come_to(carmen: Visitor) -> None:
    page = carmen.get("/admin/").text

    assert "Este mes: 1 cita apuntada por el bot y 0 mensajes enviados (0,0 por cita)." in page
