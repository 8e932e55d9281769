"""Calendarios: the owner's and the staff's own."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlmodel import select

from booking_bot.channels.calendars import Fetched, NoCalendar
from booking_bot.db import Database
from booking_bot.models import Absence, CalendarFeed, ExternalCalendar, User
from booking_bot.services.calendars.reading import NO_CALENDAR
from booking_bot.wiring import EXTENSION
from tests.services.calendars.ics import calendar, event
from tests.shop import at
from tests.web.house import STAFF, House, Visitor

PAGE, NEW = "/admin/calendarios/", "/admin/calendarios/nuevo"
FILE = calendar(
    event("20261123T103000", "20261123T120000"),
    "DTSTART;VALUE=DATE:20261125\nDTEND;VALUE=DATE:20261127",
)


class Web:
    """One calendar for whatever address."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.answer: Callable[[], Fetched] = lambda: Fetched(FILE, '"1"')

    def fetch(self, url: str, etag: str | None = None) -> Fetched:
        self.asked.append(url)
        return self.answer()


@pytest.fixture
def web(app: Flask) -> Web:
    app.extensions[EXTENSION].calendars = Web()
    return app.extensions[EXTENSION].calendars  # type: ignore[no-any-return]


@pytest.fixture
def lucia(app: Flask, house: House, sqlite: Database) -> Visitor:
    """Who works there, signed in."""
    with sqlite.transaction() as session:
        session.exec(select(User).where(User.email == STAFF)).one().staff_id = house.lucia
    visitor = Visitor(app)
    visitor.sign_in(STAFF)
    return visitor


def address_on(page: str) -> str:
    found = re.search(r'id="address" readonly value="http://localhost([^"]+)"', page)
    assert found
    return found.group(1)


def test_an_address_is_made_shown_read_and_taken_away(
    carmen: Visitor, stranger: Visitor, house: House
) -> None:
    answer = carmen.post(PAGE, page=PAGE, con="")
    page = carmen.get(answer.location).text
    read = stranger.get(address_on(page))
    carmen.post("/admin/calendarios/direcciones/1/quitar", page=answer.location)

    assert answer.status_code == 303
    assert "webcal://localhost/calendar/" in page
    assert "data:image/svg+xml" in page
    assert "Marta Gil" in read.text
    assert stranger.get(address_on(page)).status_code == 404
    assert carmen.get(answer.location).status_code == 404


def test_a_calendar_is_looked_at_before_it_blocks_anything(
    carmen: Visitor, sqlite: Database, house: House, web: Web
) -> None:
    wanted = {"staff": str(house.lucia), "name": "Google", "url": "webcal://example.com/a.ics"}

    looked = carmen.post(NEW, page=NEW, **wanted)
    with sqlite.reading() as session:
        before = session.exec(select(Absence)).all()
    kept = carmen.post(NEW, page=NEW, **wanted, guardar="si")
    page = carmen.get(PAGE).text

    assert (looked.status_code, before, kept.status_code) == (200, [], 303)
    assert "Lunes 23 de noviembre, 10:30–12:00" in looked.text
    assert "Miércoles 25 de noviembre, todo el día, hasta el jueves 26 de noviembre" in looked.text
    assert web.asked == ["https://example.com/a.ics"] * 2
    with sqlite.reading() as session:
        assert [(one.staff_id, one.starts_at) for one in session.exec(select(Absence))] == [
            (house.lucia, at("2026-11-23 10:30")), (house.lucia, at("2026-11-25 00:00")),
        ]  # fmt: skip
        assert "example.com" not in session.exec(select(ExternalCalendar)).one().url
    assert "una cita ya dada cae en esas horas" in page
    assert "ocupa 2 ratos" in page
    assert page.index("Citas que caen en horas ocupadas") < page.index("Marta Gil")


def test_what_it_blocks_is_seen_in_the_agenda_and_lifted_with_it_alone(
    carmen: Visitor, sqlite: Database, house: House, web: Web
) -> None:
    carmen.post(
        NEW, page=NEW, staff=str(house.marcos), name="Casa", url="https://example.com/a.ics", guardar="si"
    )
    agenda, block = (
        carmen.get("/admin/agenda/?dia=2026-11-23").text,
        carmen.get("/admin/agenda/bloqueos/1").text,
    )
    refused = carmen.post("/admin/agenda/bloqueos/1/quitar", page=PAGE)
    carmen.post("/admin/calendarios/1/quitar", page=PAGE)

    assert "Ocupado (calendario)" in agenda
    assert "Lo dice su calendario" in block
    assert "Quitar el bloqueo" not in block
    assert refused.status_code == 404
    with sqlite.reading() as session:
        assert session.exec(select(Absence)).all() == []


def unreachable() -> Fetched:
    raise NoCalendar("No contesta nadie en esa dirección.")


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (unreachable, "No contesta nadie en esa dirección."),
        (lambda: Fetched(b"<!doctype html>"), NO_CALENDAR),
    ],
)
def test_what_is_no_calendar_is_said_beside_its_address(
    carmen: Visitor, house: House, web: Web, answer: Callable[[], Fetched], said: str
) -> None:
    web.answer = answer

    page = carmen.post(NEW, page=NEW, staff=str(house.lucia), name="Casa", url="https://a.es", guardar="si")

    assert page.status_code == 422
    assert said in page.text
    assert "Casa" not in carmen.get(PAGE).text


def test_an_empty_form_says_what_is_missing_and_asks_nobody(carmen: Visitor, house: House, web: Web) -> None:
    page = carmen.post(NEW, page=NEW, staff=str(house.lucia), name="", url="")

    assert (page.status_code, web.asked) == (422, [])
    assert "Ponle un nombre." in page.text
    assert "Pega aquí la dirección" in page.text


def test_staff_see_and_make_what_is_theirs_and_nothing_else(
    carmen: Visitor, lucia: Visitor, sqlite: Database, house: House, web: Web
) -> None:
    carmen.post(PAGE, page=PAGE, con="")
    carmen.post(PAGE, page=PAGE, con=str(house.marcos))
    carmen.post(
        NEW, page=NEW, staff=str(house.marcos), name="De Marcos", url="https://a.es/m.ics", guardar="si"
    )
    for chosen in ("", str(house.marcos), str(house.lucia)):
        lucia.post(PAGE, page=PAGE, con=chosen)
    another = lucia.post(NEW, page=NEW, staff=str(house.marcos), name="x", url="https://a.es", guardar="si")
    statuses = [
        lucia.get("/admin/calendarios/direcciones/1").status_code,
        lucia.post("/admin/calendarios/direcciones/2/quitar", page=PAGE).status_code,
        lucia.post("/admin/calendarios/1/quitar", page=PAGE).status_code,
    ]
    page = lucia.get(PAGE).text

    with sqlite.reading() as session:
        assert [one.staff_id for one in session.exec(select(CalendarFeed))] == [
            None,
            house.marcos,
            house.lucia,
        ]
        assert len(session.exec(select(ExternalCalendar)).all()) == 1
    assert (another.status_code, statuses) == (422, [404, 404, 404])
    assert "De Marcos" not in page
    assert "Toda la agenda" not in page


def test_staff_who_are_nobody_of_the_agenda_are_told_so(app: Flask, house: House) -> None:
    visitor = Visitor(app)
    visitor.sign_in(STAFF)

    assert "no está unida a nadie de la agenda" in visitor.get(PAGE).text
    assert "no está unida a nadie de la agenda" in visitor.get(NEW).text
    assert visitor.post(PAGE, page=PAGE, con="").location == PAGE


def test_a_hostile_name_stays_text(carmen: Visitor, house: House, web: Web) -> None:
    carmen.post(
        NEW, page=NEW, staff=str(house.lucia), name="<img src=x onerror=1>", url="https://a.es", guardar="si"
    )

    page = carmen.get(PAGE).text

    assert "<img src=x" not in page
    assert "&lt;img src=x" in page
