"""The list of customers, the card of one, and what is changed there."""

import re
from io import BytesIO

import pytest
from sqlmodel import col, select

from booking_bot.db import Database
from booking_bot.models import ConsentKind, Conversation, Customer, Identity
from booking_bot.services import consents
from tests.agenda.test_statements import counted
from tests.shop import NOW
from tests.web.house import STAFF, House, Visitor, customer

LIST = "/admin/clientes/"


def names(page: str) -> list[str]:
    return re.findall(r'<li><a href="/admin/clientes/\d+"><span>\s*<strong><bdi>([^<]+)', page)


def test_everybody_stands_in_the_list_with_when_they_come(carmen: Visitor, house: House) -> None:
    page = carmen.get(LIST).text

    assert names(page) == ["Marta Gil", "Rosa Pineda"]
    assert "Viene hoy a las 10:30" in page


def test_one_is_found_without_accents_and_nobody_leads_back_to_all(carmen: Visitor, house: House) -> None:
    assert names(carmen.get(f"{LIST}?q=márta").text) == ["Marta Gil"]
    assert names(carmen.get(f"{LIST}?q=rosa+pimeda").text) == ["Rosa Pineda"]
    assert "No hay nadie así." in carmen.get(f"{LIST}?q=gustavo").text


def test_a_customer_is_noted_down_by_hand(carmen: Visitor, house: House, sqlite: Database) -> None:
    page = f"{LIST}nuevo"

    answer = carmen.post(page, page=page, name="Inés Peña", phone="600 222 333", consents="y")

    assert answer.status_code == 303
    with sqlite.reading() as session:
        ines = session.exec(select(Customer).where(Customer.name == "Inés Peña")).one()
        assert answer.location == f"{LIST}{ines.id}"
        assert (
            session.exec(select(Identity.value).where(Identity.customer_id == ines.id)).one()
            == "+34600222333"
        )
        assert consents.holds(session, ines.id or 0) == {ConsentKind.SERVICE: True}


@pytest.mark.parametrize(
    ("fields", "fault"),
    [({}, "Escribe su nombre o su teléfono."), ({"name": "Inés", "phone": "12"}, "Eso no es un teléfono.")],
)
def test_nobody_and_no_number_make_no_card(
    carmen: Visitor, house: House, fields: dict[str, str], fault: str
) -> None:
    page = f"{LIST}nuevo"

    answer = carmen.post(page, page=page, **{"name": "", "phone": "", **fields})

    assert answer.status_code == 422
    assert fault in answer.text


def test_who_is_known_by_that_number_is_shown_instead(carmen: Visitor, house: House) -> None:
    page = f"{LIST}nuevo"

    answer = carmen.post(page, page=page, name="Marta", phone="600111222")

    assert answer.location == f"{LIST}{house.marta}"
    assert "Ese teléfono ya tenía ficha" in carmen.get(answer.location).text


def test_an_allergy_stands_in_plain_sight(carmen: Visitor, house: House) -> None:
    edit = f"{LIST}{house.marta}/datos"

    answer = carmen.post(
        edit, page=edit, name="Marta Gil", allergies="Al níquel", tags="vip, tardes", **blank()
    )

    assert answer.status_code == 303
    page = carmen.get(f"{LIST}{house.marta}").text
    assert re.search(r"Alergias y cuidados:</strong> <bdi>Al níquel", page)
    assert names(carmen.get(f"{LIST}?etiqueta=vip").text) == ["Marta Gil"]


def blank() -> dict[str, str]:
    return {"note": "", "email": "", "phone": "", "subjects": ""}


@pytest.mark.parametrize(
    ("field", "value", "fault"),
    [
        ("email", "marta@", "Eso no es un correo."),
        ("phone", "12", "Eso no es un teléfono."),
        ("phone", "600111333", "Ese teléfono ya es de otra ficha."),
    ],
)
def test_what_is_no_address_is_said_beside_it_and_nothing_is_lost(
    carmen: Visitor, house: House, field: str, value: str, fault: str
) -> None:
    edit = f"{LIST}{house.marta}/datos"
    told = {**blank(), "name": "Otra", "allergies": "Al polen", "tags": "", field: value}

    answer = carmen.post(edit, page=edit, **told)

    assert answer.status_code == 422
    assert fault in answer.text
    assert "Al polen" in answer.text
    assert "Marta Gil" in carmen.get(f"{LIST}{house.marta}").text


def test_what_they_say_of_messages_is_noted(carmen: Visitor, house: House, sqlite: Database) -> None:
    card = f"{LIST}{house.marta}"

    carmen.post(f"{card}/permiso", page=card, que="offers", dice="no")

    assert "te lo dijo a ti" in carmen.get(card).text
    with sqlite.reading() as session:
        assert consents.holds(session, house.marta)[ConsentKind.OFFERS] is False
    assert carmen.post(f"{card}/permiso", page=card, que="other", dice="no").status_code == 400


def test_who_never_wrote_and_said_nothing_is_sent_nothing_of_either_kind(
    carmen: Visitor, house: House, sqlite: Database
) -> None:
    carmen.post(f"{LIST}nuevo", page=f"{LIST}nuevo", name="Inés Peña", phone="600 222 333")
    with sqlite.reading() as session:
        ines = session.exec(select(Customer.id).where(Customer.name == "Inés Peña")).one()

    unheard, heard = carmen.get(f"{LIST}{ines}").text, carmen.get(f"{LIST}{house.marta}").text

    assert (unheard.count("no consta; hasta que escriba"), heard.count("no consta")) == (2, 0)
    assert "sí, mientras no diga que no" in heard


def test_blocking_is_said_on_the_card_and_taken_back(carmen: Visitor, house: House) -> None:
    card = f"{LIST}{house.marta}"

    for path, said in (
        ("bloquear", "Bloqueado: no se le contesta"),
        ("desbloquear", "Desbloqueado"),
        ("personal", "el bot no le contesta"),
        ("del-bot", "el bot vuelve a atenderle"),
    ):
        carmen.post(f"{card}/{path}", page=card, volver=card)
        assert said in carmen.get(card).text


def test_staff_see_customers_and_decide_nothing_about_them(
    app: object, stranger: Visitor, house: House
) -> None:
    stranger.sign_in(STAFF)
    card = f"{LIST}{house.marta}"

    page = stranger.get(card).text

    assert "Marta Gil" in page
    assert "Juntar, bloquear, borrar" not in page
    assert stranger.post(f"{card}/bloquear", page=card).status_code == 403
    assert stranger.post(f"{card}/juntar", page=card, otra=str(house.rosa)).status_code == 403


def test_two_cards_become_one_after_both_were_seen(carmen: Visitor, house: House, sqlite: Database) -> None:
    ask = f"{LIST}{house.marta}/juntar"

    assert "Rosa Pineda" in carmen.get(f"{ask}?q=rosa").text
    both = carmen.get(f"{ask}?otra={house.rosa}").text
    answer = carmen.post(ask, page=f"{ask}?otra={house.rosa}", otra=str(house.rosa))

    assert both.index("Se queda esta") < both.index("Marta Gil") < both.index("Desaparece esta")
    assert answer.location == f"{LIST}{house.marta}"
    assert names(carmen.get(LIST).text) == ["Marta Gil"]
    with sqlite.reading() as session:
        assert {one.customer_id for one in session.exec(select(Conversation))} == {house.marta}


def test_a_card_is_not_merged_with_itself_or_with_nobody(carmen: Visitor, house: House) -> None:
    ask = f"{LIST}{house.marta}/juntar"

    assert carmen.get(f"{ask}?otra={house.marta}").status_code == 409
    assert carmen.get(f"{ask}?otra=999").status_code == 404
    assert carmen.post(ask, otra="999").status_code == 404


def disown(sqlite: Database, conversation: int) -> None:
    with sqlite.transaction() as session:
        session.get_one(Conversation, conversation).disowned_at = NOW


def test_who_says_it_is_not_marta_gets_a_card_of_their_own(
    carmen: Visitor, house: House, sqlite: Database
) -> None:
    disown(sqlite, house.with_bot)
    card, path = f"{LIST}{house.marta}", f"/admin/conversaciones/{house.with_bot}/es-otra-persona"

    for page in (card, f"/admin/conversaciones/{house.with_bot}"):
        assert "dice que no es <bdi>Marta Gil</bdi>" in carmen.get(page).text
    carmen.post(path, page=card)
    carmen.post(path, page="/admin/conversaciones/")

    with sqlite.reading() as session:
        holder = session.exec(select(Identity.customer_id).where(Identity.value == "+34600111222")).one()
        assert holder not in (house.marta, house.rosa)
        assert len(session.exec(select(Customer)).all()) == 3


def test_who_is_marta_after_all_sees_again_what_is_hers(
    carmen: Visitor, house: House, sqlite: Database
) -> None:
    disown(sqlite, house.with_bot)
    card = f"{LIST}{house.marta}"

    carmen.post(f"/admin/conversaciones/{house.with_bot}/es-la-misma", page=card, volver=card)

    assert "dice que no es" not in carmen.get(card).text


def test_personal_contacts_are_pasted_or_come_from_a_telephone(
    carmen: Visitor, house: House, sqlite: Database
) -> None:
    page = "/admin/contactos/"
    card = b"BEGIN:VCARD\nFN:Luis\nTEL:600777888\nEND:VCARD"

    pasted = carmen.post(page, page=page, lista="Mamá 600 444 555\nTía Pepa")
    carmen.client.post(
        page, data={"csrf_token": carmen.token(page), "lista": "", "archivo": (BytesIO(card), "a.vcf")}
    )
    nothing = carmen.post(page, page=page, lista=" ")

    assert "Tía Pepa</textarea>" in pasted.text
    assert nothing.status_code == 422
    with sqlite.reading() as session:
        kept = session.exec(select(Customer.name).where(Customer.personal).order_by(col(Customer.id))).all()
    assert kept == ["Mamá", "Luis"]
    assert re.findall(r"<strong><bdi>([^<]+)", carmen.get(page).text) == ["Luis", "Mamá"]


def test_many_customers_cost_no_statement_more(carmen: Visitor, house: House, sqlite: Database) -> None:
    def taken() -> int:
        with counted(sqlite) as statements:
            carmen.get(LIST)
        return len(statements)

    few = taken()
    with sqlite.transaction() as session:
        for number in range(60):
            customer(session, f"Ana {number}", f"+346002220{number:02}")

    assert taken() == few
    assert 'aria-label="Por letra"' in carmen.get(LIST).text
