"""The pages of what a stretch of days came to, and the files of their tables."""

import csv
import html
import re
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from urllib.parse import unquote

import pytest
from sqlmodel import select

from booking_bot.db import Database
from booking_bot.domain.appointments import Status
from booking_bot.models import (
    Appointment,
    Attention,
    AttentionKind,
    Customer,
    Delivery,
    Direction,
    Message,
    MessageKind,
    Occupancy,
    Outbox,
    Rating,
    Service,
    Source,
    row_id,
)
from booking_bot.web.admin.reports.listing import REPORTS
from tests.agenda.test_statements import counted
from tests.shop import NOW, at
from tests.web.house import STAFF, House, Visitor, answer

ALL = "/admin/informes/"
EARLIER = NOW - timedelta(hours=1)
FILES = [(report, table) for report, one in REPORTS.items() for table in one.tables]
# What customers are called, where they are written to, and what they said.
THEIRS = ("Marta", "Gil", "Rosa", "Pineda", "600111", "600 111", "tinte", "fatal", "Tardasteis", "cita?")


@pytest.fixture
def busy(sqlite: Database, house: House) -> Database:
    """Last week: nine who came, one who did not, one who cancelled; ratings, answers and a case."""
    with sqlite.transaction() as session:
        begun = at("2026-11-16 10:00")
        for number in range(11):
            status = {9: Status.NO_SHOW, 10: Status.CANCELLED}.get(number, Status.COMPLETED)
            start = begun + timedelta(days=number % 3, hours=number // 3)
            row = Appointment(
                customer_id=house.marta, service_id=house.cut, staff_id=house.lucia, starts_at=start,
                ends_at=start + timedelta(minutes=30), status=status, source=Source.BOT,
                created_at=begun - timedelta(days=2), beneficiary="Rosa Pineda", note="Trae el tinte",
            )  # fmt: skip
            session.add(row)
            session.flush()
            if number < 2:
                words = "Tardasteis. Soy Marta, 600111222" if number else None
                session.add(
                    Rating(appointment_id=row_id(row), rating=5 - 2 * number, comment=words, at=EARLIER)
                )
            if status is not Status.CANCELLED:
                first = int(start.timestamp())
                session.add(
                    Occupancy(
                        appointment_id=row_id(row),
                        resource_id=house.lucia,
                        start_ts=first,
                        end_ts=first + 1800,
                    )
                )
        answer(session, house.with_bot, "Hola, Marta", Delivery.READ)
        for said in session.exec(select(Message)):
            said.at = EARLIER
        session.exec(select(Outbox)).one().claimed_at = EARLIER + timedelta(seconds=4)
        message = Message(
            conversation_id=house.with_person, direction=Direction.OUT, kind=MessageKind.MANUAL, body="Rosa",
            at=NOW - timedelta(minutes=48),
        )  # fmt: skip
        session.add(message)
        session.add(
            Attention(
                kind=AttentionKind.HANDOVER, conversation_id=house.with_person, at=EARLIER,
                summary="El tinte me ha quedado fatal",
            )
        )  # fmt: skip
    return sqlite


def lines(page: str) -> list[str]:
    found = re.findall(r'<li><a href="/admin/informes/([\w-]+)\?[^"]*">(.*?)</a></li>', page, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", text).split()) for _, text in found][:5]


def cells(page: str) -> list[str]:
    rows = re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in rows]


def spreadsheet(answered: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(answered.decode("utf-8-sig")), delimiter=";"))


def test_five_lines_tell_how_it_goes(carmen: Visitor, busy: Database) -> None:
    assert lines(carmen.get(f"{ALL}?dias=30").text) == [
        "Citas y 1 anulada 10",
        "No vinieron 1 de 10 citas cerradas 10 %",
        "Ocupación 5 h con cita de 312 h 2 %",
        "Respuesta tarda el bot; una persona, 12 min 4 s",
        "Valoración de 5, con 2 opiniones 4,0",
    ]


def test_what_the_bot_earned_comes_first_and_may_be_sent_on(carmen: Visitor, busy: Database) -> None:
    page = carmen.get(f"{ALL}?mes=2026-11").text
    section = page[page.index("earned") : page.index("report-lines")]
    told = html.unescape(re.findall(r"<textarea[^>]*>(.*?)</textarea>", section, re.DOTALL)[0])
    sent = re.findall(r'href="https://wa\.me/\?text=([^"]*)"', section)[0]

    assert told.splitlines() == [
        "Lo que te ha dado el bot en noviembre de 2026, hasta hoy",
        "- 12 citas apuntadas: todas por el bot.",
        "- Ninguna apuntada con el negocio cerrado.",
        "- Ningún hueco recuperado con la lista de espera.",
        "- No vino el 10 % (1 de 10); todavía no hay con qué comparar.",
        told.splitlines()[5],
    ]
    assert unquote(html.unescape(sent)) == told
    assert [html.unescape(line) for line in re.findall(r"<li>(.*?)</li>", section)] == [
        line.removeprefix("- ") for line in told.splitlines()[1:]
    ]


def test_of_the_last_days_the_month_under_way_is_told(carmen: Visitor, busy: Database) -> None:
    assert "noviembre de 2026, hasta hoy</h2>" in carmen.get(f"{ALL}?dias=7").text
    assert "dado el bot" not in carmen.get(f"{ALL}?mes=2026-10").text


def test_on_the_first_day_the_page_says_that_there_is_nothing_yet(carmen: Visitor) -> None:
    page = carmen.get(f"{ALL}?mes=2026-10").text

    assert "En octubre de 2026 no ha habido citas ni mensajes." in page
    assert lines(page) == []


def test_each_report_says_so_where_there_is_nothing(carmen: Visitor) -> None:
    pages = {name: carmen.get(f"{ALL}{name}?mes=2019-02").text for name in REPORTS}

    # There were open hours, and nothing in them.
    assert {name for name, page in pages.items() if REPORTS[name].empty not in page} == {"ocupacion"}
    assert not any("<svg viewBox" in page for name, page in pages.items() if name != "ocupacion")


def test_a_report_shows_its_table_and_a_picture_that_is_told(carmen: Visitor, busy: Database) -> None:
    page = carmen.get(f"{ALL}citas?mes=2026-11").text

    assert cells(page) == [
        "Semana Citas Atendidas No vino Anuladas",
        "1 nov 0 0 0 0",
        "2–8 nov 0 0 0 0",
        "9–15 nov 0 0 0 0",
        "16–22 nov 11 9 1 1",
        "23–29 nov 0 0 0 0",
        "30 nov 0 0 0 0",
        "Apuntadas por Citas Atendidas No vino Anuladas",
        "El bot 11 9 1 1",
    ]
    assert re.findall(r"<(?:title|desc) id[^>]*>(.*?)</", page) == [
        "Semana a semana: Citas",
        "Lo más alto, 16–22 nov: 11.",
    ]
    assert len(re.findall(r"<rect ", page)) == 6


def test_the_busiest_hours_are_a_table_that_says_its_numbers(carmen: Visitor, busy: Database) -> None:
    page = carmen.get(f"{ALL}horas?dias=7").text

    assert cells(page)[:2] == ["Hora L M X J V S D", "10:00 1 1"]  # today's monday is another week's
    assert 'class="heat-5"' in page


def test_what_customers_wrote_with_their_rating_stands_in_the_page_alone(
    carmen: Visitor, busy: Database
) -> None:
    page = carmen.get(f"{ALL}valoraciones?dias=7").text

    assert "Tardasteis. Soy Marta, 600111222" in page
    assert "Tardasteis" not in carmen.get(f"{ALL}valoraciones/valoraciones.csv?dias=7").text


def test_a_file_opens_in_a_spanish_spreadsheet(carmen: Visitor, busy: Database) -> None:
    answered = carmen.get(f"{ALL}ausencias/ausencias-por-servicio.csv?dias=30")

    assert answered.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert (
        answered.headers["Content-Disposition"]
        == 'attachment; filename="ausencias-por-servicio-2026-10-25-2026-11-23.csv"'
    )
    assert answered.data == ("\ufeffServicio;No vino (%);Faltas;De\r\nCorte;10;1;10\r\n".encode())


def test_no_name_becomes_a_formula(carmen: Visitor, busy: Database, house: House) -> None:
    names = ["=1+1", "+34", "-2", "@SUM(A1)", "\tx", "\rx"]
    found = []
    for name in names:
        with busy.transaction() as session:
            session.get_one(Service, house.cut).name = name
        found.append(spreadsheet(carmen.get(f"{ALL}ausencias/ausencias-por-servicio.csv").data)[1][0])

    assert found == [f"'{name}" for name in names]


def test_no_file_tells_of_a_customer(carmen: Visitor, busy: Database, house: House) -> None:
    with busy.reading() as session:
        assert session.get_one(Customer, house.marta).name == "Marta Gil"

    found = {table: carmen.get(f"{ALL}{report}/{table}.csv?dias=30").text for report, table in FILES}

    assert all(len(text.splitlines()) > 1 for text in found.values())
    assert [(table, word) for table, text in found.items() for word in THEIRS if word in text] == []


def test_what_is_none_is_not_found(carmen: Visitor) -> None:
    paths = (
        "?dias=8", "?dias=", "?mes=2026-13", "?mes=1900-01", "nada", "citas/nada.csv", "nada/citas.csv",
        "citas/horas.csv", "citas?dias=x",
    )  # fmt: skip

    assert {path: carmen.get(ALL + path).status_code for path in paths} == dict.fromkeys(paths, 404)


@pytest.fixture
def asked(busy: Database) -> Iterator[list[str]]:
    with counted(busy) as statements:
        yield statements


def test_a_page_asks_as_often_however_much_there_is(
    carmen: Visitor, asked: list[str], busy: Database, house: House
) -> None:
    def ask() -> dict[str, int]:
        found = {}
        for path in ("", *REPORTS):
            asked.clear()
            assert carmen.get(f"{ALL}{path}?mes=2026-11").status_code == 200
            found[path] = len(asked)
        return found

    ask()
    few = ask()
    with busy.transaction() as session:
        for number in range(30):
            start = at("2026-11-09 10:00") + timedelta(hours=number)
            session.add(
                Appointment(
                    customer_id=house.marta, service_id=house.cut, staff_id=house.lucia, starts_at=start,
                    ends_at=start + timedelta(minutes=30), source=Source.OWNER, created_at=start,
                )
            )  # fmt: skip

    assert ask() == few


def test_staff_see_no_report(stranger: Visitor) -> None:
    stranger.sign_in(STAFF)

    assert [stranger.get(ALL + path).status_code for path in ("", "citas", "citas/citas.csv")] == [403] * 3
