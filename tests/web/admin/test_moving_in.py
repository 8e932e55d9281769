"""Mudarse aquí, on the pages: a diary pasted and put right in place, and the contacts of a telephone."""

import re
from html import unescape
from io import BytesIO

from sqlmodel import col, select
from werkzeug.test import TestResponse

from booking_bot.db import Database
from booking_bot.models import Appointment, Audit, Customer, Import
from tests.agenda.test_statements import counted
from tests.web.house import House, Visitor

PASTE = "/admin/importar/agenda"
DIARY = "Jueves 26\n10:00 Eva corte\n11:00 Paco??\n13:00 comida\n17h Pía krt"
CARDS = "BEGIN:VCARD\nFN:✨NOA✨\nTEL:600222111\nEND:VCARD\nBEGIN:VCARD\nFN:Mamá\nTEL:600222112\nEND:VCARD"


def pasted(carmen: Visitor, text: str = DIARY) -> str:
    return carmen.post(PASTE, page=PASTE, agenda=text).location


def fields(page: str, line: int) -> dict[str, str]:
    """What the fields of a line hold, as a browser would send them."""
    held = dict(re.findall(rf'name="([a-z]+-{line})" value="([^"]*)"', page))
    for name, options in re.findall(rf'<select[^>]* name="([a-z]+-{line})">(.*?)</select>', page, re.DOTALL):
        held[name] = next(iter(re.findall(r'value="(\d+)" selected', options)), "")
    return {name: unescape(value) for name, value in held.items()}


def save(carmen: Visitor, here: str, *ticked: int, **told: str) -> TestResponse:
    form = {"csrf_token": carmen.token(here), "apuntar": list(map(str, ticked)), **told}
    return carmen.client.post(f"{here}/apuntar", data=form)


def booked(database: Database) -> list[str | None]:
    with database.reading() as session:
        return list(
            session.exec(
                select(Customer.name)
                .join(Appointment, col(Appointment.customer_id) == col(Customer.id))
                .where(col(Appointment.source) == "import")
                .order_by(col(Appointment.id))
            )
        )


def test_a_diary_is_shown_as_it_would_stand_with_its_doubts_first(carmen: Visitor, sqlite: Database) -> None:
    page = unescape(carmen.get(pasted(carmen)).text)

    assert "1 cita lista, 2 por mirar." in page
    assert page.index("Por mirar") < page.index("11:00 Paco??") < page.index("Jueves 26 de noviembre</h2>")
    assert "Lleva un interrogante: ¿es seguro?" in page
    assert "¿Qué es «krt»?" in page
    assert "13:00 comida" in page
    assert re.findall(r'name="apuntar" value="(\d+)" checked', page) == ["2"]
    assert booked(sqlite) == []


def test_what_is_ticked_is_written_down_and_what_is_not_waits(carmen: Visitor, sqlite: Database) -> None:
    here = pasted(carmen)

    answer = save(carmen, here, 2)
    page = unescape(carmen.get(answer.location).text)

    assert (answer.status_code, answer.location) == (303, here)
    assert "Apuntada una cita. Quedan 2 líneas por mirar." in page
    assert "Ya apuntadas: 1" in page
    assert booked(sqlite) == ["Eva"]


def test_a_line_is_put_right_in_place_and_taken_without_another_tick(
    carmen: Visitor, sqlite: Database, house: House
) -> None:
    here = pasted(carmen)
    page = carmen.get(here).text
    paco, pia = fields(page, 3), fields(page, 5)
    assert (paco["dia-3"], paco["hora-3"], paco["nombre-3"]) == ("2026-11-26", "11:00", "Paco")

    save(carmen, here, **{**paco, **pia, "servicio-5": str(house.cut)})

    assert booked(sqlite) == ["Pía"]
    save(carmen, here, 2, 3, **{**fields(carmen.get(here).text, 3), "servicio-3": str(house.cut)})
    assert booked(sqlite) == ["Pía", "Eva", "Paco"]


def test_a_certain_line_can_be_opened_and_changed(carmen: Visitor, sqlite: Database) -> None:
    here = pasted(carmen)
    page = carmen.get(f"{here}?linea=2").text

    save(carmen, here, 2, **{**fields(page, 2), "nombre-2": "Eva María"})

    assert booked(sqlite) == ["Eva María"]


def test_when_all_of_it_is_in_its_text_is_forgotten_and_the_agenda_shown(
    carmen: Visitor, sqlite: Database
) -> None:
    here = pasted(carmen, "Jueves 26\n10:00 Eva corte")

    answer = save(carmen, here, 2)

    assert answer.location == "/admin/agenda/?dia=2026-11-26"
    assert "Apuntada una cita." in carmen.get(answer.location).text
    with sqlite.reading() as session:
        assert session.exec(select(Import.text)).one() is None


def test_nothing_pasted_is_asked_for_again(carmen: Visitor) -> None:
    empty = carmen.post(PASTE, page=PASTE, agenda="  \n")
    nothing = carmen.get(pasted(carmen, "hola")).text

    assert (empty.status_code, "Pega o escribe al menos una línea." in empty.text) == (422, True)
    assert "Aquí no hay ninguna cita que se entienda." in nothing


def test_a_diary_that_is_done_with_is_forgotten(carmen: Visitor, sqlite: Database) -> None:
    here = pasted(carmen)
    save(carmen, here, 2)

    listed = carmen.get("/admin/importar/").text
    ended = carmen.post(f"{here}/terminar", page=here)

    assert "Agenda de papel" in listed
    assert ended.status_code == 303
    assert carmen.get(here).status_code == 303
    with sqlite.reading() as session:
        row = session.exec(select(Import)).one()
        verbs = session.exec(select(Audit.verb).where(col(Audit.object_kind) == "import")).all()
    assert (row.text, row.corrections) == (None, None)
    assert verbs == ["brought", "ended"]


def test_contacts_come_in_clean_and_only_who_was_ticked(carmen: Visitor, sqlite: Database) -> None:
    upload = "/admin/importar/contactos"
    form = {"csrf_token": carmen.token(upload), "archivo": (BytesIO(CARDS.encode()), "contactos.vcf")}
    here = carmen.client.post(upload, data=form).location
    page = unescape(carmen.get(here).text)

    data = {"csrf_token": carmen.token(here), "cliente": ["+34600222111"]}
    answer = carmen.client.post(f"{here}/traer", data=data)

    assert 'name="cliente" value="+34600222111" checked' in page
    assert 'name="personal" value="+34600222112" >' in page
    assert answer.status_code == 303
    with sqlite.reading() as session:
        names = session.exec(select(Customer.name).order_by(col(Customer.id))).all()
    assert names[-1] == "Noa"
    assert "Mamá" not in names


def test_a_long_diary_takes_as_many_statements_as_a_short_one(carmen: Visitor, sqlite: Database) -> None:
    counts = []
    for text in (
        "Jueves 26\n10:00 Eva corte",
        "Jueves 26\n" + "".join(f"{hour}:00 Eva{hour} corte\n" for hour in range(10, 20)),
    ):
        here = pasted(carmen, text)
        carmen.get(here)
        with counted(sqlite) as made:
            carmen.get(here)
        counts.append(len(made))

    assert counts[0] == counts[1]
