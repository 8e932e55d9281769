"""Importar, from the file to the customers, with everything real but the worker's clockwork."""

from io import BytesIO

from sqlmodel import col, select
from werkzeug.test import TestResponse

from booking_bot.db import Database
from booking_bot.domain import sheets
from booking_bot.models import Audit, Consent, Customer, Import
from booking_bot.services.imports import running
from tests.shop import NOW
from tests.web.house import Visitor

LIST = "Nombre;Móvil;Nota\nAna;600 222 111;vip\nEva;12;\n<b>Pía</b>;600222333;\n"
UPLOAD = "/admin/importar/clientes"


def upload(visitor: Visitor, text: str | bytes = LIST, *, name: str = "lista.csv") -> TestResponse:
    data = text if isinstance(text, bytes) else text.encode()
    return visitor.client.post(
        UPLOAD, data={"csrf_token": visitor.token(UPLOAD), "archivo": (BytesIO(data), name)}
    )


def people(database: Database) -> list[str | None]:
    with database.reading() as session:
        return list(session.exec(select(Customer.name).order_by(col(Customer.id))))


def test_a_file_is_shown_before_anything_is_done(carmen: Visitor, sqlite: Database) -> None:
    before = people(sqlite)

    answer = upload(carmen)
    page = carmen.get(answer.location).text

    assert answer.status_code == 303
    assert page.count(">Nuevo</span>") == 2
    assert "&lt;b&gt;Pía&lt;/b&gt;" in page
    assert "«12» no es un teléfono." in page
    assert "Una línea no se puede traer" in page
    assert people(sqlite) == before


def test_it_is_brought_in_with_the_owners_word_and_its_bad_lines_come_back(
    carmen: Visitor, sqlite: Database
) -> None:
    here = upload(carmen).location
    carmen.post(f"{here}/empezar", page=here, permiso="si")
    under_way = carmen.get(here).text
    running.run_due(sqlite, now=NOW)

    page, part = carmen.get(here).text, carmen.get(f"{here}/ahora").text
    report = carmen.get(f"{here}/lineas.csv")

    assert "Van 0 de 3 líneas." in under_way
    assert '<noscript><meta http-equiv="refresh"' in under_way
    assert "Hecho: 3 líneas." in page
    assert "Hecho: 3 líneas." in part
    assert people(sqlite)[-2:] == ["Ana", "<b>Pía</b>"]
    with sqlite.reading() as session:
        sources = session.exec(select(Consent.source)).all()
        events = session.exec(select(Audit.actor, Audit.verb).where(col(Audit.object_kind) == "import")).all()
    assert sources == ["import", "import"]
    assert events == [("owner:1", "brought"), ("owner:1", "started"), ("import:1", "ended")]
    assert report.headers["Content-Disposition"] == 'attachment; filename="lineas-con-fallos-1.csv"'
    assert report.data.decode("utf-8-sig").splitlines() == [
        "Nombre;Móvil;Nota;Qué le pasa;Línea",
        "Eva;12;;«12» no es un teléfono. Si es de otro país, ponle el prefijo.;3",
    ]


def test_who_puts_the_bad_lines_right_brings_the_same_file_again(carmen: Visitor, sqlite: Database) -> None:
    here = upload(carmen).location
    carmen.post(f"{here}/empezar", page=here)
    running.run_due(sqlite, now=NOW)
    report = carmen.get(f"{here}/lineas.csv").data.replace(b";12;", b";600222444;")

    again = upload(carmen, report).location
    carmen.post(f"{again}/empezar", page=again)
    running.run_due(sqlite, now=NOW)

    assert people(sqlite)[-1] == "Eva"


def test_a_column_that_is_not_found_is_chosen_by_hand(carmen: Visitor, sqlite: Database) -> None:
    here = upload(carmen, "Quién;Número\nAna;600222111\n").location
    asked = carmen.get(here).text
    refused = carmen.post(f"{here}/empezar", page=here)

    carmen.post(f"{here}/columnas", page=here, phone="Número", name="Quién", note="Nada de esto")
    page = carmen.get(here).text

    assert "No encontramos la columna: teléfono." in asked
    assert "Traer clientes" not in asked
    assert refused.status_code == 303
    assert "Ana</bdi>" in page
    with sqlite.reading() as session:
        assert session.exec(select(Import.columns)).all() == [{"phone": "Número", "name": "Quién"}]


def test_a_file_that_is_no_table_is_refused_in_a_sentence(carmen: Visitor, sqlite: Database) -> None:
    sentences = {
        "libro.xlsx": (b"PK\x03\x04...", "Eso es un libro de Excel"),
        "vacio.csv": (b" \n \n", "El archivo está vacío."),
        "largo.csv": (b"tel\n" * (sheets.MOST_LINES + 2), "Son demasiadas líneas"),
    }

    answers = {name: upload(carmen, data, name=name) for name, (data, _) in sentences.items()}

    assert {answer.status_code for answer in answers.values()} == {422}
    assert [name for name, (_, told) in sentences.items() if told not in answers[name].text] == []
    with sqlite.reading() as session:
        assert session.exec(select(Import)).all() == []


def test_nothing_is_brought_in_without_a_file(carmen: Visitor) -> None:
    answer = carmen.post(UPLOAD, page=UPLOAD)

    assert (answer.status_code, "Elige un archivo." in answer.text) == (422, True)


def test_it_is_stopped_goes_on_and_is_no_longer_to_be_dropped(carmen: Visitor, sqlite: Database) -> None:
    here = upload(carmen).location
    carmen.post(f"{here}/empezar", page=here)

    carmen.post(f"{here}/parar", page=here)
    stopped = carmen.get(here).text
    dropped = carmen.post(f"{here}/descartar", page=here)
    carmen.post(f"{here}/empezar", page=here)
    running.run_due(sqlite, now=NOW)

    assert "Parado en la línea 0 de 3." in stopped
    assert dropped.location == "/admin/importar/"
    assert "Hecho: 3 líneas." in carmen.get(here).text


def test_what_was_not_begun_can_be_dropped(carmen: Visitor, sqlite: Database) -> None:
    here = upload(carmen).location

    carmen.post(f"{here}/descartar", page=here)

    assert carmen.get(here).status_code == 404
    with sqlite.reading() as session:
        assert session.exec(select(Import)).all() == []


def test_earlier_files_are_listed_with_what_came_of_them(carmen: Visitor, sqlite: Database) -> None:
    here = upload(carmen, name="de mi agenda.csv").location
    carmen.post(f"{here}/empezar", page=here)
    running.run_due(sqlite, now=NOW)

    page = carmen.get("/admin/importar/").text

    assert "de mi agenda.csv" in page
    assert "2 nuevos" in page
    assert "1 con fallos" in page


def test_the_file_to_begin_with_can_be_brought_in_as_it_is(carmen: Visitor) -> None:
    for what in ("clientes", "citas", "pedidos"):
        template = carmen.get(f"/admin/importar/{what}/plantilla.csv")
        path = f"/admin/importar/{what}"
        here = carmen.client.post(
            path, data={"csrf_token": carmen.token(path), "archivo": (BytesIO(template.data), "p.csv")}
        ).location
        page = carmen.get(here).text
        assert 'class="status status-confirmed">Nuevo' in page, what
