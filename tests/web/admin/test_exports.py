"""Exportar: what is kept here, taken away, and brought back."""

import csv
import json
from datetime import timedelta
from io import BytesIO, StringIO
from zipfile import ZipFile

from sqlmodel import col, select

from booking_bot.db import Database
from booking_bot.domain.orders import Item, OrderDraft, OrderStatus
from booking_bot.models import Audit, Customer, Import, ImportKind, Rating
from booking_bot.services.exports.tables import TABLES
from booking_bot.services.imports import beginning, running
from booking_bot.services.orders import storing
from tests.shop import NOW
from tests.web.house import PASSWORD, House, Visitor

PAGE = "/admin/exportar/"


def taken(visitor: Visitor, name: str) -> bytes:
    with visitor.post(f"{PAGE}{name}", page=PAGE) as answer:
        assert answer.status_code == 200
        return bytes(answer.data)


def cells(data: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(data.decode("utf-8-sig")), delimiter=";"))


def filled(database: Database, house: House) -> None:
    with database.transaction() as session:
        session.add(Rating(appointment_id=house.appointment, rating=5, comment="=1+1", at=NOW))
        marta = session.get_one(Customer, house.marta)
        marta.note, marta.email = "@cmd|calc", "marta@example.com"
        draft = OrderDraft("#7", OrderStatus.SHIPPED, "+34600111222", items=(Item("Taza", 2, 500),))
        storing.put(session, draft, by="owner:1", now=NOW, notify=False)


def test_customers_come_out_as_a_sheet_in_which_nothing_runs(
    carmen: Visitor, sqlite: Database, house: House
) -> None:
    filled(sqlite, house)

    heading, marta, rosa = cells(taken(carmen, "clientes"))

    assert heading[:5] == ["Nombre", "Teléfono", "Correo", "Nota", "Alergias"]
    assert marta[:5] == ["Marta Gil", "'+34600111222", "marta@example.com", "'@cmd|calc", ""]
    assert rosa[0] == "Rosa Pineda"


def test_appointments_come_out_by_the_shops_clock(carmen: Visitor, sqlite: Database, house: House) -> None:
    rows = cells(taken(carmen, "citas"))

    assert rows[1][:10] == [
        "23/11/2026", "10:30", "11:00", "Corte", "Lucía", "Marta Gil", "'+34600111222", "", "", "Reservada",
    ]  # fmt: skip


def test_all_comes_in_one_archive_for_people_and_for_programs(
    carmen: Visitor, sqlite: Database, house: House
) -> None:
    filled(sqlite, house)

    with ZipFile(BytesIO(taken(carmen, "todo"))) as archive:
        names = archive.namelist()
        parts = {name: archive.read(name) for name in names}

    read = {name: json.loads(parts[f"json/{name}.json"]) for name in TABLES}
    assert sorted(names) == sorted(
        ["LEEME.txt", "negocio.toml", *(f"{n}.csv" for n in TABLES), *(f"json/{n}.json" for n in TABLES)]
    )
    assert {name: len(cells(parts[f"{name}.csv"])) - 1 for name in TABLES} == {
        name: len(rows) for name, rows in read.items()
    }
    assert read["citas"][0]["start"] == "2026-11-23"
    assert read["opiniones"][0]["comment"] == "=1+1"
    assert (read["pedidos"][0]["items"], read["pedidos"][0]["status"]) == ("2 x Taza", "shipped")
    assert [one["body"] for one in read["mensajes"]] == [
        "Hola, ¿a qué hora tengo la cita?",
        "El tinte me ha quedado fatal",
    ]


def test_nothing_that_opens_a_door_is_in_it(carmen: Visitor, sqlite: Database, house: House) -> None:
    with ZipFile(BytesIO(taken(carmen, "todo"))) as archive:
        told = b"".join(archive.read(name) for name in archive.namelist()).decode()

    assert "Marta Gil" in told
    assert [word for word in (PASSWORD, "pbkdf2", "scrypt", "carmen@example.com") if word in told] == []


def test_what_went_out_comes_in_again_and_is_known(carmen: Visitor, sqlite: Database, house: House) -> None:
    filled(sqlite, house)
    told = {ImportKind.CUSTOMERS: "clientes", ImportKind.APPOINTMENTS: "citas", ImportKind.ORDERS: "pedidos"}
    outcomes = {}
    for kind, name in told.items():
        data = taken(carmen, name)
        with sqlite.transaction() as session:
            number = beginning.bring(session, kind, name, data, by="owner:1", now=NOW)
            beginning.start(session, number, opt_in=False, by="owner:1", now=NOW)
        running.run_due(sqlite, now=NOW + timedelta(minutes=1))
        with sqlite.reading() as session:
            row = session.get_one(Import, number)
            outcomes[name] = (row.made, row.changed, row.same, row.faults)

    assert outcomes == {"clientes": (0, 0, 2, []), "citas": (0, 0, 1, []), "pedidos": (0, 0, 1, [])}


def test_it_is_written_down_who_took_what(carmen: Visitor, sqlite: Database) -> None:
    taken(carmen, "citas")
    taken(carmen, "todo")

    with sqlite.reading() as session:
        said = session.exec(
            select(Audit.actor, Audit.verb, Audit.detail).where(col(Audit.object_kind) == "export")
        ).all()
    assert said == [("owner:1", "taken", {"what": "citas"}), ("owner:1", "taken", {"what": "todo"})]


def test_what_is_no_table_is_not_there(carmen: Visitor) -> None:
    assert carmen.post(f"{PAGE}usuarios", page=PAGE).status_code == 404
