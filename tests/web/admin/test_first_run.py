"""From an account to a shop in four pages, with what is wrong said beside where it stands."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import col, select
from werkzeug.security import generate_password_hash

from booking_bot.db import Database
from booking_bot.models import Business, Resource, Role, Service, SpecialHours, User
from booking_bot.services.first_run import building, draft
from tests.agenda.test_statements import counted
from tests.shop import NOW
from tests.web.house import OWNER, PASSWORD, STAFF, Visitor, application

SHOP, HOURS, SERVICES, STAFF_PAGE = (
    "/admin/empezar/", "/admin/empezar/horario", "/admin/empezar/servicios", "/admin/empezar/personal",
)  # fmt: skip
ABOUT = {"trade": "peluqueria", "name": "Pelu Ana", "spot": "ES/VC"}
WEEK = {"week-1-desde": "09:00", "week-1-hasta": "14:00", "week-2-desde": "16:00", "week-2-hasta": "20:00"}
LINE = {"nombre-0": "Corte", "minutos-0": "30", "si-0": "on"}


@pytest.fixture
def bare(sqlite_template: Path, tmp_path: Path) -> Iterator[Database]:
    """Two accounts and no shop."""
    shutil.copy(sqlite_template, tmp_path / "booking.db")
    database = Database(f"sqlite:///{tmp_path}/booking.db")
    with database.transaction() as session:
        for email, role in ((OWNER, Role.OWNER), (STAFF, Role.STAFF)):
            fast = generate_password_hash(PASSWORD, method="pbkdf2:sha256:1")
            session.add(User(email=email, password_hash=fast, role=role, name="Ana Gil", created_at=NOW))
    yield database
    database.dispose()


@pytest.fixture
def ana(bare: Database) -> Visitor:
    visitor = Visitor(application(bare))
    visitor.sign_in()
    return visitor


def filled(visitor: Visitor, page: str, **fields: str) -> str:
    """Where the page leads to, or the fault it tells."""
    answer = visitor.post(page, page=page, **fields)
    return answer.location or answer.text


def test_four_pages_make_a_shop(ana: Visitor, bare: Database) -> None:
    steps = [
        ana.get("/admin/").location,
        filled(ana, SHOP, **ABOUT, phone="963 111 222"),
        filled(ana, HOURS, **WEEK, **{"wed-cierra": "on", "cerrado": "2027-03-19", "festivos": "on"}),
        filled(ana, SERVICES, **LINE, **{"precio-0": "18,50 €", "nombre-1": "Cejas", "minutos-1": "10"}),
        filled(ana, STAFF_PAGE, nombre="Ana"),
    ]

    assert steps == [SHOP, HOURS, SERVICES, STAFF_PAGE, "/admin/empezar/listo"]
    assert "Tu agenda está lista" in ana.get("/admin/empezar/listo").text
    assert ana.get("/admin/").status_code == 200
    with bare.reading() as session:
        shop = session.exec(select(Business)).one()
        day = ["09:00-14:00", "16:00-20:00"]
        assert (shop.name, shop.phone, shop.subdivision, shop.holidays) == (
            "Pelu Ana", "+34963111222", "VC", True,
        )  # fmt: skip
        assert shop.hours == {
            "mon": day, "tue": day, "wed": [], "thu": day, "fri": day, "sat": [], "sun": [],
        }  # fmt: skip
        services = session.exec(select(Service).order_by(col(Service.position))).all()
        assert [(one.name, one.price_cents) for one in services] == [("Corte", 1850)]
        assert [one.name for one in session.exec(select(Resource))] == ["Ana"]
        assert len(session.exec(select(SpecialHours)).all()) == 1


def test_what_the_trade_usually_does_is_there_and_may_be_left(ana: Visitor, bare: Database) -> None:
    filled(ana, SHOP, **{**ABOUT, "trade": "dentista"})

    page = ana.get(SERVICES).text
    hours = ana.get(HOURS).text
    names = ana.get(STAFF_PAGE).text

    assert 'value="Limpieza dental"' in page
    assert 'name="week-1-desde" value="09:30"' in hours
    assert 'name="fri-1-hasta" value="14:00"' in hours
    assert 'name="nombre" value="Ana"' in names


def test_going_back_loses_nothing_and_another_trade_begins_with_its_own(ana: Visitor, bare: Database) -> None:
    filled(ana, SHOP, **ABOUT)
    filled(ana, HOURS, **WEEK)
    filled(ana, SERVICES, **LINE)

    kept = [ana.get(SHOP).text, ana.get(HOURS).text, ana.get(SERVICES).text]
    filled(ana, SHOP, **{**ABOUT, "trade": "taller"})

    assert 'value="Pelu Ana"' in kept[0]
    assert 'name="week-1-desde" value="09:00"' in kept[1]
    assert 'value="Corte"' in kept[2]
    assert 'value="Pinchazo"' in ana.get(SERVICES).text


@pytest.mark.parametrize(
    ("path", "fields", "fault"),
    [
        (SHOP, {**ABOUT, "trade": ""}, "Elige a qué te dedicas"),
        (SHOP, {**ABOUT, "name": " "}, "Escribe el nombre del negocio"),
        (SHOP, {**ABOUT, "spot": "ES/ZZ"}, "Elige dónde está"),
        (SHOP, {**ABOUT, "phone": "12"}, "Ese teléfono no existe"),
        (HOURS, {}, "Pon al menos un día en que abras"),
        (HOURS, {"week-1-desde": "09:00"}, "falta la hora a la que cierras"),
        (HOURS, {**WEEK, "week-2-desde": "13:00"}, "esas horas no cuadran"),
        (HOURS, {**WEEK, "sat-1-desde": "25:99", "sat-1-hasta": "26:00"}, "esas horas no cuadran"),
        (HOURS, {**WEEK, "week-2-hasta": "09:30"}, "cierras después de la hora a la que abres"),
        (HOURS, {**WEEK, "cerrado": "2027-02-30"}, "Una de las fechas no existe"),
        (SERVICES, {"nombre-0": "Corte", "minutos-0": "30"}, "Marca al menos un servicio"),
        (SERVICES, {**LINE, "minutos-0": "media hora"}, "Corte: di cuántos minutos dura"),
        (SERVICES, {**LINE, "precio-0": "según"}, "Corte: escribe el precio con cifras"),
        (SERVICES, {**LINE, "nombre-1": "corte", "minutos-1": "5", "si-1": "on"}, "está dos veces"),
        (STAFF_PAGE, {"nombre": " "}, "Escribe al menos un nombre"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_made(
    ana: Visitor, bare: Database, path: str, fields: dict[str, str], fault: str
) -> None:
    filled(ana, SHOP, **ABOUT)

    told = filled(ana, path, **fields)

    assert fault in told
    with bare.reading() as session:
        assert session.exec(select(Business)).all() == []


def test_a_page_cannot_be_passed_over(ana: Visitor) -> None:
    assert [ana.get(page).location for page in (HOURS, SERVICES, STAFF_PAGE)] == [SHOP] * 3


def test_prices_are_read_as_people_write_them(ana: Visitor, bare: Database) -> None:
    filled(ana, SHOP, **{**ABOUT, "spot": "CO/America/Bogota"})
    names = {f"nombre-{n}": f"Corte {n}" for n in range(3)} | {f"si-{n}": "on" for n in range(3)}
    minutes = {f"minutos-{n}": "30" for n in range(3)}
    filled(
        ana, SERVICES, **names, **minutes, **{"precio-0": "$ 25.000", "precio-1": "25000", "precio-2": "9,5"}
    )
    filled(ana, STAFF_PAGE, nombre="Ana")

    with bare.reading() as session:
        prices = session.exec(select(Service.price_cents).order_by(col(Service.position))).all()
        assert prices == [2500000, 2500000, 950]


def test_more_lines_keep_what_was_typed(ana: Visitor) -> None:
    filled(ana, SHOP, **ABOUT)

    filled(ana, SERVICES, **LINE, mas="1")

    assert 'value="Corte"' in ana.get(SERVICES).text


def test_once_there_is_a_shop_it_is_not_made_again(ana: Visitor, bare: Database) -> None:
    with bare.transaction() as session:
        draft.keep(session, draft.Plan(**ABOUT, staff=["Ana"]), now=NOW)
        building.open_shop(session, by="owner:1", now=NOW)

    pages = [ana.get(page).text for page in (SHOP, HOURS, SERVICES, STAFF_PAGE)]

    assert all("Tu agenda está lista" in page for page in pages)


def test_each_page_costs_few_statements(ana: Visitor, bare: Database) -> None:
    filled(ana, SHOP, **ABOUT)

    with counted(bare) as statements:
        ana.get(SERVICES)

    assert len(statements) <= 4
