"""The archive of everything, from both kinds of database."""

import json
from io import BytesIO
from zipfile import ZipFile

from booking_bot.db import Database
from booking_bot.models import ImportKind
from booking_bot.services.exports import writing
from tests.services.imports.salon import furnish, taken_in
from tests.shop import NOW


def test_both_databases_give_the_same(database: Database) -> None:
    furnish(database)
    taken_in(database, ImportKind.CUSTOMERS, "tel;nombre;etiquetas\n600111222;Ana;vip\n", opt_in=True)
    taken_in(
        database, ImportKind.APPOINTMENTS, "fecha;servicio;con;tel\n24/11/2026 10:30;Corte;Marcos;600111222\n"
    )
    taken_in(database, ImportKind.ORDERS, "pedido;tel;total;articulos\n#7;600111222;29,35;2 x Taza\n")
    target = BytesIO()

    writing.all_of_it(database, target, now=NOW)

    with ZipFile(target) as archive:
        told = {
            name: json.loads(archive.read(f"json/{name}.json")) for name in ("clientes", "citas", "pedidos")
        }
        services = json.loads(archive.read("json/servicios.json"))
    ((ana,), (cut,), (order,)) = told.values()
    assert (ana["phone"], ana["tags"], ana["opt_in"], ana["offers"]) == ("+34600111222", "vip", True, None)
    assert (cut["start"], cut["time"], cut["staff"], cut["source"]) == (
        "2026-11-24",
        "10:30",
        "Marcos",
        "import",
    )
    assert (order["name"], order["total"], order["items"]) == ("Ana", "29.35", "2 x Taza")
    assert [(one["name"], one["length"], sorted(one["staff"].split(", "))) for one in services] == [
        ("Corte", 30, ["Lucía", "Marcos"]),
        ("Tinte", 60, ["Lucía"]),
    ]
