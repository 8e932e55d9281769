"""A telephone's contacts among the customers: only who is ticked comes in, and nobody is written to."""

import pytest
from sqlmodel import col, select

from booking_bot.db import Database
from booking_bot.models import Consent, Customer, Identity, Message
from booking_bot.services.moving_in import contacts
from booking_bot.services.moving_in.contacts import Made
from tests.agenda.test_statements import counted
from tests.shop import NOW, Shop

CARDS = """\
BEGIN:VCARD
VERSION:3.0
FN:🌸Mari🌸
TEL;TYPE=CELL:600 111 001
TEL;TYPE=HOME:0034 961 111 001
END:VCARD
BEGIN:VCARD
VERSION:2.1
FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:In=C3=A9s tinte (vecina)
TEL;CELL:+34600111002
TEL;CELL:600-111-002
END:VCARD
BEGIN:VCARD
FN:Mamá
TEL:600111003
END:VCARD
BEGIN:VCARD
FN:Pepe fontanero
TEL:600111004
END:VCARD
BEGIN:VCARD
FN:ROSA GIL cliente
TEL:600111005
END:VCARD
BEGIN:VCARD
FN:Información
TEL:1004
END:VCARD
"""
ROSA = "+34600111005"


@pytest.fixture
def salon(sqlite: Database) -> Database:
    with sqlite.transaction() as session:
        shop = Shop(session)
        shop.service("Tinte", minutes=60, by=[shop.staff()])
        shop.customer("Rosita", phone=ROSA)
    return sqlite


def test_contacts_are_shown_clean_once_each_and_by_what_they_seem(salon: Database) -> None:
    with salon.reading() as session:
        found = contacts.look(session, CARDS)

    assert [(one.phone, one.name, one.note, one.known_as, one.looks_personal) for one in found.people] == [
        ("+34600111002", "Inés", "tinte, vecina", None, False),
        ("+34600111003", "Mamá", "", None, True),
        ("+34600111001", "Mari", "", None, False),
        ("+34961111001", "Mari", "", None, False),
        ("+34600111004", "Pepe fontanero", "", None, True),
        (ROSA, "Rosa Gil", "", "Rosita", False),
    ]
    assert found.unread == ["Información"]


def test_only_who_is_ticked_comes_in_and_nobody_agreed_to_anything(salon: Database) -> None:
    wanted, family = ["+34600111002", ROSA, "+34699999999"], ["+34600111003"]
    with salon.transaction() as session:
        made = contacts.make(session, CARDS, wanted, family, by="owner:1", now=NOW)
    with salon.transaction() as session:
        again = contacts.make(session, CARDS, wanted, family, by="owner:1", now=NOW)

    assert (made, again) == (Made(1, 1), Made(0, 0))
    with salon.reading() as session:
        rows = session.exec(
            select(Identity.value, Customer.name, Customer.note, Customer.personal)
            .join(Customer)
            .order_by(col(Identity.value))
        ).all()
        assert [tuple(row) for row in rows] == [
            ("+34600111002", "Inés", "tinte, vecina", False),
            ("+34600111003", "Mamá", None, True),
            (ROSA, "Rosita", None, False),
        ]
        assert (session.exec(select(Consent)).all(), session.exec(select(Message)).all()) == ([], [])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_file_is_read_in_whatever_letters_and_without_its_pictures(encoding: str) -> None:
    picture = "PHOTO;ENCODING=b;TYPE=JPEG:" + "\r\n ".join(["QUJD" * 18] * 4)
    card = f"BEGIN:VCARD\r\nFN:Iñaki\r\n{picture}\r\nTEL:600111222\r\nEND:VCARD\r\n"

    text = contacts.plain(card.encode(encoding))

    assert text.split() == ["BEGIN:VCARD", "FN:Iñaki", "TEL:600111222", "END:VCARD"]


def test_hundreds_take_as_many_statements_as_one(salon: Database) -> None:
    many = "".join(f"Ana {number} 6001{number:05}\n" for number in range(400))
    counts = []
    for text in ("Ana 600111222", many):
        with salon.reading() as session:
            contacts.look(session, "")
            with counted(salon) as made:
                contacts.look(session, text)
        counts.append(len(made))

    assert counts[0] == counts[1]
