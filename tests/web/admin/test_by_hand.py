from datetime import timedelta

import pytest
from sqlmodel import select

from booking_bot.db import Database
from booking_bot.models import Audit, Conversation, Delivery, MessageKind, Outbox
from booking_bot.services import notify
from booking_bot.services.ways import Ways, set_ways
from tests.shop import NOW
from tests.web.house import House, Visitor

PAGE = "/admin/por-enviar/"
TOMORROW = NOW + timedelta(days=1)


@pytest.fixture
def waits(sqlite: Database, house: House) -> int:
    """A reminder to Marta that the shop, which has no Twilio, has to send itself."""
    return have(sqlite, house, "Te esperamos a las 10:30.")


def have(database: Database, house: House, text: str, **more: object) -> int:
    set_ways(database, Ways(whatsapp=False))
    with database.transaction() as session:
        message = notify.send(
            session, session.get_one(Conversation, house.with_bot), text=text, now=NOW,
            **{"kind": MessageKind.REMINDER, **more},  # type: ignore[arg-type]
        )  # fmt: skip
        assert not isinstance(message, notify.Dropped)
        return session.exec(select(Outbox.id).where(Outbox.message_id == message.id)).one() or 0


def status(database: Database, number: int) -> tuple[Delivery, str | None]:
    with database.reading() as session:
        row = session.get_one(Outbox, number)
        return row.status, row.error


def test_one_tap_opens_whatsapp_with_the_text_written(carmen: Visitor, waits: int) -> None:
    page = carmen.get(PAGE).text

    text = "Te%20esperamos%20a%20las%2010%3A30."
    assert (
        f'<a class="btn btn-primary" href="https://wa.me/34600111222?text={text}" target="_blank" '
        'rel="noopener noreferrer" data-sends>'
    ) in page
    assert "Marta Gil" in page
    assert 'href="tel:+34600111222"' in page


def test_what_is_sent_is_noted_with_who_sent_it(carmen: Visitor, sqlite: Database, waits: int) -> None:
    answer = carmen.post(f"{PAGE}{waits}/enviado", page=PAGE, volver=PAGE)

    page = carmen.get(answer.location or "").text
    assert answer.status_code == 303
    assert "Anotado como enviado." in page
    assert "No hay nada por enviar." in page
    assert "Enviados en las últimas 24 horas (1)" in page
    assert status(sqlite, waits) == (Delivery.SENT, None)
    with sqlite.reading() as session:
        noted = session.exec(select(Audit).where(Audit.verb == "sent_by_hand")).one()
    assert noted.actor == "owner:1"


def test_a_script_gets_no_words_and_no_flash(carmen: Visitor, sqlite: Database, waits: int) -> None:
    answer = carmen.client.post(
        f"{PAGE}{waits}/enviado",
        data={"csrf_token": carmen.token(PAGE)},
        headers={"X-Requested-With": "fetch"},
    )

    assert (answer.status_code, answer.data) == (204, b"")
    assert "Anotado" not in carmen.get("/admin/").text
    assert status(sqlite, waits) == (Delivery.SENT, None)


def test_what_was_not_sent_after_all_waits_again(carmen: Visitor, sqlite: Database, waits: int) -> None:
    carmen.post(f"{PAGE}{waits}/enviado", page=PAGE)
    carmen.post(f"{PAGE}{waits}/no-lo-envie", page=PAGE)

    assert "Te esperamos a las 10:30." in carmen.get(PAGE).text
    assert status(sqlite, waits) == (Delivery.QUEUED, None)


@pytest.mark.parametrize(
    ("reason", "kept"), [(" Ya  le\nllamé. ", "Ya le llamé."), ("", "No se quiso enviar.")]
)
def test_what_is_not_to_be_sent_keeps_its_reason(
    carmen: Visitor, sqlite: Database, waits: int, reason: str, kept: str
) -> None:
    carmen.post(f"{PAGE}{waits}/no-enviar", page=PAGE, motivo=reason)

    assert status(sqlite, waits) == (Delivery.CANCELLED, kept)


def test_what_waits_no_more_is_said(carmen: Visitor, sqlite: Database, waits: int) -> None:
    carmen.post(f"{PAGE}{waits}/no-enviar", page=PAGE)

    answer = carmen.post(f"{PAGE}{waits}/enviado", page=PAGE, volver=PAGE)

    assert "Ese mensaje ya no espera." in carmen.get(answer.location or "").text
    assert status(sqlite, waits)[0] is Delivery.CANCELLED


def test_they_stand_by_when_they_are_due_and_what_is_urgent_first(
    carmen: Visitor, sqlite: Database, house: House
) -> None:
    have(sqlite, house, "El primero.")
    have(sqlite, house, "Hoy no vengas.", urgent=True)
    have(sqlite, house, "El de mañana.", send_at=TOMORROW)

    page = carmen.get(PAGE).text

    order = [
        "<h2>Ahora</h2>",
        "Hoy no vengas.",
        "El primero.",
        "<h2>Martes 24 de noviembre</h2>",
        "El de mañana.",
    ]
    assert sorted(order, key=page.index) == order
    assert page.count("Corre prisa") == 1


def test_a_text_with_signs_of_html_is_shown_as_text(carmen: Visitor, sqlite: Database, house: House) -> None:
    have(sqlite, house, '<script>alert(1)</script>"&')

    page = carmen.get(PAGE).text

    assert "<script>alert" not in page
    assert "text=%3Cscript%3Ealert%281%29%3C%2Fscript%3E%22%26" in page


def test_today_counts_what_is_due_and_leads_there(
    carmen: Visitor, sqlite: Database, house: House, waits: int
) -> None:
    have(sqlite, house, "El de mañana.", send_at=TOMORROW)

    page = carmen.get("/admin/").text

    assert "1 mensaje por enviar con un toque" in page
    assert f'href="{PAGE}"' in page


def test_the_talk_says_by_which_way_a_message_went(
    carmen: Visitor, sqlite: Database, house: House, waits: int
) -> None:
    before = carmen.get(f"/admin/conversaciones/{house.with_bot}").text
    carmen.post(f"{PAGE}{waits}/enviado", page=PAGE)

    after = carmen.get(f"/admin/conversaciones/{house.with_bot}").text

    assert "Lo envías tú con un toque" in before
    assert "Enviado desde tu teléfono" in after
