"""Lists of customers, from the file to their cards."""

from sqlmodel import col, select

from booking_bot.db import Database
from booking_bot.models import Consent, Customer, CustomerTag, Identity, ImportKind
from tests.services.imports.salon import counts, faults, salon, taken_in

__all__ = ["salon"]

PEOPLE = (
    "Nombre;Apellidos;Teléfono móvil;E-mail;Observaciones;Grupo\r\n"
    'Ana;"García; de la O";600 111 222;ana@example.com;"Viene\ncon prisa";VIP, mañanas\r\n'
    "Luis;;+52 1 55 1234 5678;;;\r\n"
    ";;;;;\r\n"
    "Eva;;12;;;\r\n"
    "Pía;;;;;\r\n"
    "Noa;;600111333;noa;;\r\n"
)


def cards(database: Database) -> list[tuple[str | None, str, str | None, str | None]]:
    with database.reading() as session:
        return list(
            session.exec(
                select(Customer.name, Identity.value, Customer.email, Customer.note)
                .join(Identity, col(Identity.customer_id) == col(Customer.id))
                .order_by(col(Customer.id))
            )
        )


def test_each_line_becomes_a_card_and_what_is_wrong_is_told_by_its_line(salon: Database) -> None:
    row = taken_in(salon, ImportKind.CUSTOMERS, PEOPLE)

    assert cards(salon) == [
        ("Ana García; de la O", "+34600111222", "ana@example.com", "Viene\ncon prisa"),
        ("Luis", "+525512345678", None, None),
    ]
    assert counts(row) == (2, 0, 0)
    assert faults(row) == [
        ("5", "«12» no es un teléfono. Si es de otro país, ponle el prefijo."),
        ("6", "Falta el teléfono."),
        ("7", "«noa» no es un correo."),
    ]


def test_who_is_known_keeps_their_name_and_gets_what_was_missing(salon: Database) -> None:
    taken_in(salon, ImportKind.CUSTOMERS, "tel,nombre\n600111222,Anita")

    row = taken_in(salon, ImportKind.CUSTOMERS, PEOPLE)
    again = taken_in(salon, ImportKind.CUSTOMERS, PEOPLE)

    assert cards(salon)[0] == ("Anita", "+34600111222", "ana@example.com", "Viene\ncon prisa")
    assert (counts(row), counts(again)) == ((1, 1, 0), (0, 0, 2))
    with salon.reading() as session:
        assert sorted(session.exec(select(CustomerTag.tag))) == ["mañanas", "vip"]


def test_consent_is_noted_only_where_the_owner_vouches_for_it(salon: Database) -> None:
    taken_in(salon, ImportKind.CUSTOMERS, "tel;nombre\n600111222;Ana")
    with salon.reading() as session:
        before = session.exec(select(Consent)).all()

    taken_in(salon, ImportKind.CUSTOMERS, "tel;nombre\n600111222;Ana", opt_in=True)

    with salon.reading() as session:
        said = session.exec(select(Consent.kind, Consent.granted, Consent.source)).all()
    assert (before, said) == ([], [("service", True, "import")])
