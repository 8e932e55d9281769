"""The list of orders, the card of one, a step in a tap and back, and an order by hand."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlmodel import Session, col, select

from booking_bot.db import Database
from booking_bot.domain.orders import Item, OrderDraft, OrderStatus
from booking_bot.models import Attention, Customer, Order, OrderEvent, Outbox, row_id
from booking_bot.services.diary import visitors
from booking_bot.services.orders import storing
from booking_bot.web.admin.new_order import items_of
from tests.agenda.test_statements import counted
from tests.shop import NOW
from tests.web.house import STAFF, House, Visitor

LIST = "/admin/pedidos/"
MARTA = "+34600111222"
RECEIVED, PREPARING, READY, SHIPPED, DELIVERED, CANCELLED, REFUNDED = OrderStatus


def put(sqlite: Database, number: str, status: OrderStatus = RECEIVED, **more: object) -> int:
    told: dict[str, object] = {"phone": MARTA, "name": "Marta", **more}
    with sqlite.transaction() as session:
        draft = OrderDraft(number, status, **told)  # type: ignore[arg-type]
        return row_id(storing.put(session, draft, by="api:1", now=NOW).order)


def numbers(page: str) -> list[str]:
    return re.findall(r'class="top-line"><strong><bdi>([^<]+)', page)


def state(sqlite: Database) -> tuple[list[OrderStatus], list[str]]:
    """What the orders are, and how far their messages are."""
    with sqlite.reading() as session:
        orders = session.exec(select(Order.status).order_by(col(Order.id))).all()
        rows = session.exec(select(Outbox.status).order_by(col(Outbox.id))).all()
        return [OrderStatus(one) for one in orders], [str(one) for one in rows]


def test_what_is_under_way_is_shown_and_the_rest_a_tap_further(
    carmen: Visitor, house: House, sqlite: Database
) -> None:
    put(sqlite, "#1", DELIVERED)
    put(sqlite, "#2", READY, items=(Item("Champú", 2, None), Item("Peine", 1, None)), total_cents=1990)
    put(sqlite, "#3", problem="El pago ha fallado.")

    page = carmen.get(LIST).text

    assert numbers(page) == ["#3", "#2"]
    assert "2 Champú, Peine" in page
    assert "19,90 €" in page
    assert numbers(carmen.get(f"{LIST}?ver=con-problemas").text) == ["#3"]
    assert numbers(carmen.get(f"{LIST}?ver=ready").text) == ["#2"]
    assert numbers(carmen.get(f"{LIST}?ver=terminados").text) == ["#1"]
    assert numbers(carmen.get(f"{LIST}?ver=todos").text) == ["#3", "#2", "#1"]


def test_one_is_found_by_its_number_or_by_whose_it_is(
    carmen: Visitor, house: House, sqlite: Database
) -> None:
    put(sqlite, "#1042", DELIVERED)
    put(sqlite, "A-7", phone="+34600111333", name="Rosa")

    found = [numbers(carmen.get(f"{LIST}?q={text}").text) for text in ("1042", "rosa", "600111222", "99")]

    assert found == [["#1042"], ["A-7"], ["#1042"], []]


def test_a_shop_without_orders_is_told_how_to_begin(carmen: Visitor, house: House) -> None:
    assert "Aún no hay pedidos." in carmen.get(f"{LIST}?ver=todos").text
    assert "Pedidos" not in carmen.get("/admin/").text


def test_hoy_leads_to_the_orders_under_way(carmen: Visitor, house: House, sqlite: Database) -> None:
    put(sqlite, "#1")

    assert re.search(r'Pedidos <span class="count">1<', carmen.get("/admin/").text)


def test_beside_a_chat_stand_their_newest_orders(carmen: Visitor, house: House, sqlite: Database) -> None:
    for number in ("1040", "1041", "1042", "1043"):
        put(sqlite, number, PREPARING)

    page = carmen.get(f"/admin/conversaciones/{house.with_bot}").text

    assert re.findall(r"/admin/pedidos/\d+\"><bdi>(\d+)", page) == ["1043", "1042", "1041"]


def test_a_tap_moves_it_and_another_takes_it_back(carmen: Visitor, house: House, sqlite: Database) -> None:
    number = put(sqlite, "#1")

    answer = carmen.post(f"{LIST}{number}/a/ready", page=LIST, volver=LIST)
    page = carmen.get(answer.location).text
    moved = state(sqlite)
    carmen.post(f"{LIST}deshacer", page=LIST, volver=LIST)

    assert answer.status_code == 303
    assert "Pedido #1: listo para recoger. Se avisará al cliente enseguida." in page
    assert moved == ([READY], ["cancelled", "queued"])
    assert state(sqlite) == ([RECEIVED], ["cancelled", "cancelled", "queued"])


def test_the_page_of_a_cancelled_order_offers_to_revive_it(
    carmen: Visitor, house: House, sqlite: Database
) -> None:
    number = put(sqlite, "#1", CANCELLED)
    page = f"{LIST}{number}"

    offered = re.findall(rf"{page}/a/(\w+)", carmen.get(page).text)
    carmen.post(f"{page}/a/preparing", page=page, volver=page)

    assert offered == ["received", "preparing", "ready", "shipped", "refunded"]
    assert state(sqlite)[0] == [PREPARING]


def test_nothing_is_taken_back_twice_and_nothing_goes_back(
    carmen: Visitor, house: House, sqlite: Database
) -> None:
    number = put(sqlite, "#1", DELIVERED)

    carmen.post(f"{LIST}deshacer", page=LIST, volver=LIST)
    undone = carmen.get(LIST).text
    carmen.post(f"{LIST}{number}/a/ready", page=LIST, volver=LIST)
    refused = carmen.get(LIST).text

    assert "Ya no se puede deshacer." in undone
    assert "Ya está en «Entregado»: no puede volver atrás." in refused
    assert state(sqlite)[0] == [DELIVERED]


def test_the_card_tells_what_its_customer_heard_and_why_not(
    carmen: Visitor, house: House, sqlite: Database
) -> None:
    number = put(sqlite, "#1")
    put(sqlite, "#1", PREPARING)
    link = "https://envios.example/1?a=<b>"
    put(sqlite, "#1", SHIPPED, tracking_url=link, note="<script>alert(1)</script>")

    page = carmen.get(f"{LIST}{number}").text

    assert "De este estado no se avisa." in page
    assert "Se le avisa: en cola" in page
    assert "El pedido cambió antes de que saliera." in page
    assert "&lt;script&gt;alert(1)" in page
    assert "https://envios.example/1?a=&lt;b&gt;" in page
    assert carmen.get(f"{LIST}99").status_code == 404


def test_a_problem_is_seen_to(carmen: Visitor, house: House, sqlite: Database) -> None:
    number = put(sqlite, "#1", problem="El pago ha fallado.")
    today = carmen.get("/admin/").text

    carmen.post(f"{LIST}{number}/resuelto", page=f"{LIST}{number}", volver=LIST)

    assert "Pedido #1: El pago ha fallado." in today
    assert f'href="{LIST}{number}"' in today
    with sqlite.reading() as session:
        assert session.exec(select(Order.problem)).one() is None
        asked = select(Attention.resolved_at).where(col(Attention.order_id) == number)
        assert session.exec(asked).one() is not None


def test_what_the_shop_writes_beside_it_is_kept(carmen: Visitor, house: House, sqlite: Database) -> None:
    number = put(sqlite, "#1")

    carmen.post(
        f"{LIST}{number}/datos",
        page=f"{LIST}{number}",
        enlace=" https://envios.example/AB12 ",
        numero=" AB 12 ",
        nota="Frágil",
    )

    with sqlite.reading() as session:
        order = session.get_one(Order, number)
    assert (order.tracking_url, order.tracking_number, order.note) == (
        "https://envios.example/AB12", "AB 12", "Frágil",
    )  # fmt: skip


def test_a_link_that_cannot_be_followed_is_refused_beside_its_field(
    carmen: Visitor, house: House, sqlite: Database
) -> None:
    number = put(sqlite, "#1", tracking_url="https://envios.example/1", note="Frágil")
    card = f"{LIST}{number}"

    answer = carmen.post(f"{card}/datos", page=card, enlace="envios.example/2", numero="AB 12", nota="Otra")

    with sqlite.reading() as session:
        order = session.get_one(Order, number)
    fields = answer.text.partition("<details")[2]
    assert (answer.status_code, "Guardado." in answer.text) == (422, False)
    assert "Ese enlace no se puede abrir" in fields
    assert [f'value="{one}"' in fields for one in ("envios.example/2", "AB 12")] == [True, True]
    assert f'name="volver" value="{card}/datos"' not in answer.text
    assert (order.tracking_url, order.tracking_number, order.note) == (
        "https://envios.example/1", None, "Frágil",
    )  # fmt: skip


def test_a_step_with_a_link_that_cannot_be_followed_is_not_made(
    carmen: Visitor, house: House, sqlite: Database
) -> None:
    number = put(sqlite, "#1")

    answer = carmen.post(f"{LIST}{number}/a/shipped", page=LIST, volver=LIST, enlace="javascript:alert(1)")

    assert "Ese enlace no se puede abrir" in carmen.get(answer.location).text
    assert state(sqlite) == ([RECEIVED], ["queued"])


def test_an_order_by_hand_of_somebody_known(carmen: Visitor, house: House, sqlite: Database) -> None:
    page = f"{LIST}nuevo"
    told = {"numero": "1", "quien": "marta", "que": "2 Champú\nPeine", "total": "19,90", "accion": "apuntar"}

    asked = carmen.post(page, page=page, **told)
    answer = carmen.post(page, page=page, **told, cliente=str(house.marta), listo="on")

    with sqlite.reading() as session:
        order = session.exec(select(Order)).one()
    assert (asked.status_code, answer.status_code) == (409, 303)
    assert "¿Es alguna de estas personas?" in asked.text
    assert (order.customer_id, order.status, order.total_cents) == (house.marta, READY, 1990)
    assert state(sqlite)[1] == ["queued"]


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"numero": ""}, "Ponle un número al pedido."),
        ({"numero": "#7"}, "Ya hay un pedido con ese número."),
        ({"quien": ""}, "Escribe de quién es"),
        ({"total": "mucho"}, "El total es una cantidad"),
        ({"telefono": "12"}, "Eso no es un teléfono."),
    ],
)
def test_what_is_missing_is_said(
    carmen: Visitor, house: House, sqlite: Database, fields: dict[str, str], fault: str
) -> None:
    put(sqlite, "7")
    page = f"{LIST}nuevo"
    told = {"numero": "8", "quien": "Inés", "total": "", "accion": "apuntar"}

    answer = carmen.post(page, page=page, **{**told, **fields})

    assert answer.status_code == 422
    assert fault in answer.text


def test_a_number_that_somebody_else_takes_at_that_moment_stays_theirs(
    carmen: Visitor, house: House, sqlite: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    look = visitors.find

    def overtaken(session: Session, query: str, *, country: str) -> list[visitors.Candidate]:
        put(sqlite, "8", items=(Item("Peine", 1, None),))
        return look(session, query, country=country)

    monkeypatch.setattr(visitors, "find", overtaken)
    page = f"{LIST}nuevo"
    told = {"numero": "8", "quien": "Inés", "que": "Champú", "total": "", "accion": "apuntar"}

    answer = carmen.post(page, page=page, **told)

    with sqlite.reading() as session:
        order = session.exec(select(Order)).one()
        strangers = session.exec(select(Customer).where(col(Customer.name) == "Inés")).all()
    assert (answer.status_code, "Ya hay un pedido con ese número." in answer.text) == (422, True)
    assert (order.customer_id, [one["name"] for one in order.items or ()]) == (house.marta, ["Peine"])
    assert strangers == []


@pytest.mark.parametrize("path", [f"{LIST}?desde={'9' * 20}", f"{LIST}nuevo?quien=x&cliente={'9' * 20}"])
def test_what_no_database_looks_for_is_nobodys_number(carmen: Visitor, house: House, path: str) -> None:
    assert carmen.get(path).status_code == 200


def test_items_are_read_a_line_each() -> None:
    assert items_of("2 Champú\n3x Peine\n\n  Cera mate \n10 uds de algodón\n7up") == (
        Item("Champú", 2, None),
        Item("Peine", 3, None),
        Item("Cera mate", 1, None),
        Item("de algodón", 10, None),
        Item("7up", 1, None),
    )


def test_the_customers_card_shows_orders_under_way_and_their_history(
    carmen: Visitor, house: House, sqlite: Database
) -> None:
    put(sqlite, "#1")
    put(sqlite, "#1", DELIVERED)
    put(sqlite, "#2", READY)

    page = carmen.get(f"/admin/clientes/{house.marta}").text
    panel, _, history = page.partition("<h2>Historia</h2>")

    assert ("<bdi>#2</bdi>" in panel, "<bdi>#1</bdi>" in panel) == (True, False)
    assert re.findall(r"<bdi>(#\d)</bdi></a>: ([\w ]+)<", history) == [
        ("#2", "listo para recoger"), ("#1", "entregado"), ("#1", "recibido"),
    ]  # fmt: skip


def test_staff_may_see_and_move_them(app: Flask, house: House, stranger: Visitor, sqlite: Database) -> None:
    number = put(sqlite, "#1")
    stranger.sign_in(STAFF)

    stranger.post(f"{LIST}{number}/a/delivered", page=LIST, volver=LIST)

    assert state(sqlite)[0] == [DELIVERED]
    with sqlite.reading() as session:
        actors = session.exec(select(OrderEvent.actor).order_by(col(OrderEvent.id))).all()
    assert actors == ["api:1", "staff:2"]


def test_the_pages_ask_the_database_as_often_for_many_orders(
    carmen: Visitor, house: House, sqlite: Database
) -> None:
    number = put(sqlite, "#1")
    pages = (LIST, f"{LIST}{number}", f"{LIST}?q=marta")
    with counted(sqlite) as few:
        for page in pages:
            carmen.get(page)
    for more in range(2, 8):
        put(sqlite, f"#{more}", phone=f"+3460011150{more}", name=f"Cliente {more}")
    put(sqlite, "#1", DELIVERED, updated_at=NOW + timedelta(hours=1))

    with counted(sqlite) as many:
        for page in pages:
            carmen.get(page)

    assert len(many) == len(few)
