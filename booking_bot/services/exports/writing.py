"""Tables as files, from one look at the database and in bounded memory."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session

from booking_bot.db import Database
from booking_bot.domain import sheets
from booking_bot.services import audit, business_file
from booking_bot.services.exports.tables import TABLES, Table
from booking_bot.services.place import place_of

ALL = "todo"
_IN_PARTS = {"yield_per": 500}
_ABOUT = """Todo lo que había en la recepción el {day}, con las horas de {zone}.

*.csv         para una hoja de cálculo: punto y coma, coma decimal, UTF-8. Un apóstrofo delante de +, -, = o @
              está ahí para que la hoja no lo tome por una fórmula; al importarlo aquí se quita solo.
json/*.json   lo mismo para programas.
negocio.toml  servicios, personal, horario y reglas, como los carga `booking-bot business load`.

Clientes, citas y pedidos se pueden volver a traer en Ajustes, Importar. Fotos y audios no están aquí: los
guarda la copia de seguridad de quien instaló el programa. No hay contraseñas ni claves.
"""


def one(database: Database, name: str, target: IO[bytes]) -> None:
    """That table, for a spreadsheet."""
    with database.reading() as session:
        zone = place_of(session).zone
    with database.snapshot() as connection:
        for line in _sheet(connection, TABLES[name], zone):
            target.write(line)


def all_of_it(database: Database, target: IO[bytes], *, now: datetime) -> None:
    """An archive with every table, twice, and the business file."""
    with database.reading() as session:
        zone, business = place_of(session).zone, business_file.dump(session)
    with ZipFile(target, "w", ZIP_DEFLATED) as archive, database.snapshot() as connection:
        about = _ABOUT.format(day=f"{now.astimezone(zone):%d/%m/%Y a las %H:%M}", zone=zone.key)
        archive.writestr("LEEME.txt", about)
        archive.writestr("negocio.toml", business)
        for name, table in TABLES.items():
            for path, lines in (
                (f"{name}.csv", _sheet(connection, table, zone)),
                (f"json/{name}.json", _told(connection, table, zone)),
            ):
                with archive.open(path, "w", force_zip64=True) as member:
                    for line in lines:
                        member.write(line)


def record(session: Session, name: str, *, by: str, now: datetime) -> None:
    """Whoever takes customers' data away is written down."""
    audit.record(session, by, "export.taken", 0, now=now, what=name)


def _sheet(connection: sa.Connection, table: Table, zone: ZoneInfo) -> Iterator[bytes]:
    yield sheets.BOM + sheets.written([one.title for one in table.columns])
    for row in _rows(connection, table):
        values = ((one.kind, one.value(row)) for one in table.columns)
        yield sheets.written(["" if value is None else kind.read(value, zone) for kind, value in values])


def _told(connection: sa.Connection, table: Table, zone: ZoneInfo) -> Iterator[bytes]:
    before = "[\n"
    for row in _rows(connection, table):
        values = ((one.key, one.kind, one.value(row)) for one in table.columns)
        told = {key: None if value is None else kind.tell(value, zone) for key, kind, value in values}
        yield f"{before}{json.dumps(told, ensure_ascii=False)}".encode()
        before = ",\n"
    yield b"[]\n" if before == "[\n" else b"\n]\n"


def _rows(connection: sa.Connection, table: Table) -> Iterator[Any]:
    return iter(connection.execute(table.query, execution_options=_IN_PARTS))
