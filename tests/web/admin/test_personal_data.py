import json
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from sqlmodel import select

from booking_bot.db import Database
from booking_bot.models import Audit, Customer
from tests.web.house import House, Visitor


def test_a_customer_gets_all_that_is_held_on_them_and_nothing_of_others(
    carmen: Visitor, house: House
) -> None:
    answer = carmen.get(f"/admin/clientes/{house.marta}/exportar")

    assert answer.headers["Content-Disposition"] == f"attachment; filename=cliente-{house.marta}.zip"
    with ZipFile(BytesIO(answer.data)) as archive:
        assert archive.namelist() == ["datos.json"]
        told = archive.read("datos.json").decode()
    assert json.loads(told)["customer"][0]["name"] == "Marta Gil"
    assert "¿a qué hora tengo la cita?" in told
    assert "Rosa" not in told


def test_before_data_are_erased_it_is_said_what_goes_and_what_stays(carmen: Visitor, house: House) -> None:
    page = carmen.get(f"/admin/clientes/{house.marta}/borrar").text

    assert "Borrar los datos de <bdi>Marta Gil</bdi>" in page
    assert "Tiene una cita pendiente" in page


def test_what_is_erased_is_gone_from_the_file_too(carmen: Visitor, house: House, sqlite: Database) -> None:
    page = f"/admin/clientes/{house.rosa}/borrar"

    answer = carmen.post(page, page=page)

    assert answer.status_code == 303
    with sqlite.reading() as session:
        assert session.get_one(Customer, house.rosa).name is None
        assert [one.verb for one in session.exec(select(Audit)) if one.object_kind == "customer"] == [
            "erased"
        ]
    file = Path(sqlite.url.removeprefix("sqlite:///"))
    kept = b"".join(one.read_bytes() for one in file.parent.glob(f"{file.name}*"))
    assert b"Rosa Pineda" not in kept
    assert b"El tinte me ha quedado fatal" not in kept
    assert b"Marta Gil" in kept


def test_nobody_is_erased_who_is_not_there(carmen: Visitor) -> None:
    assert carmen.get("/admin/clientes/999/borrar").status_code == 404
    assert carmen.post("/admin/clientes/999/borrar").status_code == 404
    assert carmen.get("/admin/clientes/999/exportar").status_code == 404
