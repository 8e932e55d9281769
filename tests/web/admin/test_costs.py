"""The page of what messages cost."""

import re

import pytest
from sqlmodel import Session, select

from booking_bot.db import Database
from booking_bot.models import (
    Business,
    ChannelName,
    Delivery,
    Direction,
    Message,
    MessageKind,
    Outbox,
    Watch,
    row_id,
)
from tests.shop import NOW
from tests.web.house import STAFF, House, Visitor


def send(
    session: Session,
    line: int,
    kind: MessageKind,
    *,
    to: str = "whatsapp:+34600111222",
    template: bool = False,
) -> None:
    message = Message(conversation_id=line, direction=Direction.OUT, kind=kind, at=NOW)
    session.add(message)
    session.flush()
    session.add(
        Outbox(
            message_id=row_id(message), channel=ChannelName.WHATSAPP, recipient=to, status=Delivery.READ,
            as_template=template, send_at=NOW, claimed_at=NOW, created_at=NOW,
        )
    )  # fmt: skip


def lines(page: str) -> list[str]:
    """The rows of the tables, as they are read."""
    rows = re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in rows]


@pytest.fixture
def busy(sqlite: Database, house: House) -> None:
    with sqlite.transaction() as session:
        for kind in (MessageKind.REPLY, MessageKind.REPLY, MessageKind.NOTICE):
            send(session, house.with_bot, kind)
        send(session, house.with_bot, MessageKind.REMINDER, template=True)
        send(session, house.with_bot, MessageKind.REMINDER, to="whatsapp:+33612345678", template=True)


def test_the_owner_sees_what_the_month_costs_and_why(carmen: Visitor, busy: None) -> None:
    page = carmen.get("/admin/costes/").text

    assert lines(page) == [
        "Concepto Mensajes Tarifa Coste",
        "Texto dentro de las 24 horas España · 3 gratis 3 0,0200 $ 0,00 $",
        "Plantilla de aviso España 1 0,0200 $ 0,02 $",
        "Plantilla de aviso Otros países 1 sin tarifa —",
        "Twilio, por enviar 5 0,0050 $ 0,02 $",
        "Twilio, por recibir 2 0,0050 $ 0,01 $",
        "Total 0,06 $",
        "Mensajes Enviados",
        "Respuestas 2",
        "Recordatorios 2",
        "Avisos 1",
    ]
    assert "Sin contar 1 mensaje de los que no se conoce la tarifa." in page


def test_a_month_without_messages_says_so_and_where_to_go_on(carmen: Visitor, busy: None) -> None:
    page = carmen.get("/admin/costes/?mes=2026-10").text

    assert "Ese mes no salió ningún mensaje por WhatsApp." in page
    assert re.findall(r"mes=([\d-]+)", page) == ["2026-09", "2026-11"]


def test_no_month_to_come_is_offered(carmen: Visitor) -> None:
    assert re.findall(r"mes=([\d-]+)", carmen.get("/admin/costes/").text) == ["2026-10"]


@pytest.mark.parametrize("month", ["", "2026", "2026-13", "1900-01", "x"])
def test_a_month_that_is_none_is_not_found(carmen: Visitor, month: str) -> None:
    assert carmen.get(f"/admin/costes/?mes={month}").status_code == 404


def test_the_balance_and_the_cap_are_told(carmen: Visitor, sqlite: Database, busy: None) -> None:
    with sqlite.transaction() as session:
        session.exec(select(Business)).one().monthly_cap = 4
        readings = [["2026-11-22T09:00:00+00:00", 1434], [NOW.isoformat(), 1234]]
        session.add(Watch(name="balance", value={"currency": "USD", "readings": readings}, at=NOW))

    page = " ".join(re.sub(r"<[^>]+>", "", carmen.get("/admin/costes/").text).split())

    assert "Quedan 12,34 USD en Twilio, para unos 6 días al ritmo de las últimas semanas." in page
    assert "Van 5 de 4 mensajes. Se ha llegado al tope" in page


def test_staff_do_not_see_what_messages_cost(stranger: Visitor) -> None:
    stranger.sign_in(STAFF)

    assert stranger.get("/admin/costes/").status_code == 403
