"""What files of 10,000 lines cost to be brought in, each by a worker that dies on the way."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from tempfile import TemporaryDirectory
from time import perf_counter

from sqlmodel import Session, func, select

from benchmarks.tables import show
from booking_bot.db import Database
from booking_bot.models import Appointment, Customer, Import, ImportKind, Order
from booking_bot.services.imports import beginning, running
from booking_bot.services.imports.kinds import KINDS, Kind
from booking_bot.services.imports.line import Done, Setting
from booking_bot.services.schema import migrate
from tests.shop import MADRID, NOW, Shop, every_day

LINES = 10_000
SERVICE, STAFF = "Corte", 8
BEGIN = datetime(2026, 11, 24, 8, tzinfo=MADRID)


class PowerCut(BaseException):
    """What nothing of ours catches."""


def customers() -> Iterator[str]:
    yield "Nombre;Teléfono;Correo;Nota;Etiquetas"
    for number in range(LINES):
        yield f"Persona {number};6{number:08};p{number}@example.com;Le gusta el {number};vip"


def appointments() -> Iterator[str]:
    """Half of them long past, half to come, by as many people."""
    yield "Fecha;Hora;Servicio;Profesional;Nombre;Teléfono"
    for number in range(LINES):
        day, place = divmod(number // 2, STAFF * 20)
        start = BEGIN + timedelta(minutes=30 * (place // STAFF))
        start += timedelta(days=day) if number % 2 else timedelta(days=-1 - day)
        who = f"Persona {place % STAFF}"
        yield f"{start:%d/%m/%Y;%H:%M};{SERVICE};{who};Cliente {number};6{number:08}"


def orders() -> Iterator[str]:
    yield "Pedido;Estado;Cliente;Teléfono;Total;Artículos"
    for number in range(LINES):
        yield f"#{number};enviado;Cliente {number};6{number:08};29,35;2 x Taza"


FILES = {
    ImportKind.CUSTOMERS: (customers, Customer),
    ImportKind.APPOINTMENTS: (appointments, Appointment),
    ImportKind.ORDERS: (orders, Order),
}


@contextmanager
def falling(kind: ImportKind, line: int) -> Iterator[None]:
    """The power goes while that line is done."""
    whole = KINDS[kind]

    def put(session: Session, said: object, number: int, setting: Setting) -> Done:
        if number == line:
            raise PowerCut
        return whole.put(session, said, number, setting)

    KINDS[kind] = Kind(whole.columns, whole.read, put, whole.at_once)
    try:
        yield
    finally:
        KINDS[kind] = whole


def most_memory() -> float:
    """Of this process so far, in megabytes; Linux counts in kilobytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measured(kind: ImportKind, path: str) -> tuple[str, ...]:
    database = Database(f"sqlite:///{path}")
    migrate(database)
    lines, table = FILES[kind]
    with database.transaction() as session:
        shop = Shop(session, hours=every_day("08:00-18:00"))
        shop.service(SERVICE, minutes=30, by=[shop.staff(f"Persona {number}") for number in range(STAFF)])
        data = "\n".join(lines()).encode()
        number = beginning.bring(session, kind, "lista.csv", data, by="owner:1", now=NOW)
        beginning.start(session, number, opt_in=True, by="owner:1", now=NOW)
    now, begun, memory = NOW, perf_counter(), most_memory()
    with falling(kind, LINES // 2):
        try:
            while running.run_due(database, now=now):
                pass
        except PowerCut:
            now += running.LEASE
    with database.reading() as session:
        fallen = session.exec(select(Import.line)).one()
    while running.run_due(database, now=now):
        pass
    took = perf_counter() - begun
    with database.reading() as session:
        row = session.exec(select(Import)).one()
        kept = session.exec(select(func.count()).select_from(table)).one()
    database.dispose()
    return (
        kind.value,
        f"{LINES / took:,.0f}",
        f"{most_memory() - memory:.0f} MB",
        str(fallen),
        f"{row.made} / {row.same} / {len(row.faults)}",
        str(kept),
    )


def run() -> None:
    with TemporaryDirectory() as folder:
        rows = [measured(kind, f"{folder}/{kind}.db") for kind in FILES]
    show(
        f"Files of {LINES:,} lines on SQLite, with a power cut at the half",
        ("kind", "lines/s", "memory beyond", "went on at", "made / same / faults", "rows kept"),
        rows,
    )
