"""Appointments for others: who is meant, what lacks, what stands in the way."""

import pytest
from sqlmodel import Session, col, select

from booking_bot.db import Database
from booking_bot.dialogue import owner_texts as texts
from booking_bot.models import Absence, Audit, Consent, Customer, Identity
from tests.services.owner_chat.house import CARMEN, LUCIA, House
from tests.shop import at

JUST = "el jueves 26 de noviembre"


def test_somebody_new_with_a_number_becomes_a_customer_who_may_be_told(sqlite: Database) -> None:
    house = House(sqlite)

    asked = house.says(CARMEN, "apunta a Pepa Ríos 600 99 98 88 el jueves a las 17:00 corte con Marcos")
    house.says(CARMEN, "sí")

    assert asked == (
        f"Apunto a Pepa Ríos 600 99 98 88: Corte {JUST} a las 17:00 con Marcos. No está en tu lista: la "
        "añado. A ese número va la confirmación, sola o desde «Por enviar». ¿Lo hago?"
    )
    assert house.agenda()[3:] == ["26 17:00 Pepa Ríos, Corte, Marcos"]
    with sqlite.reading() as session:
        pepa = session.exec(select(Customer).where(col(Customer.name) == "Pepa Ríos")).one()
        phones = session.exec(select(Identity.value).where(col(Identity.customer_id) == pepa.id)).all()
        consents = session.exec(
            select(Consent.kind, Consent.source, Consent.granted).where(col(Consent.customer_id) == pepa.id)
        ).all()
    assert (phones, consents) == (["+34600999888"], [("service", "owner", True)])


def test_a_known_number_is_whose_it_is(sqlite: Database) -> None:
    house = House(sqlite)

    asked = house.says(CARMEN, "apunta a Anita 600111222 el jueves a las 17:00 corte con Marcos")

    assert asked == f"Apunto a Ana Ruiz (…1222): Corte {JUST} a las 17:00 con Marcos. ¿Lo hago?"


def test_somebody_new_without_a_number_is_written_down_by_name(sqlite: Database) -> None:
    house = House(sqlite)

    asked = house.says(CARMEN, "apunta a Jorge el jueves a las 17:00 corte con Marcos")
    house.says(CARMEN, "sí")

    assert asked == (
        f"Apunto a Jorge: Corte {JUST} a las 17:00 con Marcos. No está en tu lista: va sin teléfono, y no le "
        "llegan avisos. ¿Lo hago?"
    )
    assert house.agenda()[3:] == ["26 17:00 Jorge, Corte, Marcos"]


def test_somebody_may_stay_without_a_name(sqlite: Database) -> None:
    house = House(sqlite)

    house.says(CARMEN, "apunta a una chica el jueves a las 17:00 corte con Marcos")
    done = house.says(CARMEN, "sí")

    assert done == f"Apuntado. Sin nombre: Corte {JUST} a las 17:00 con Marcos."
    assert house.agenda()[3:] == ["26 17:00 None, Corte, Marcos"]


def two_martas(house: House) -> None:
    with house.furnishing():
        house.people.shop.customer("Marta Soler", phone="+34600111555")


def test_of_several_with_that_name_it_is_asked_which(sqlite: Database) -> None:
    house = House(sqlite)
    two_martas(house)
    answers = {
        "1": "Marta Gil",
        "la segunda": "Marta Soler",
        "Marta Soler": "Marta Soler",
        "soler": "Marta Soler",
    }

    said = {}
    for answer in answers:
        asked = house.says(CARMEN, "apunta a Marta el jueves a las 17:00 corte con Marcos")
        titles = list(house.buttons(CARMEN))
        said[answer] = house.says(CARMEN, answer).partition(" (")[0].removeprefix("Apunto a ")

    assert (asked, titles) == (
        texts.WHO_OF_THEM,
        ["Marta Gil (…1444), mar 24 nov", "Marta Soler (…1555)", texts.SOMEBODY_NEW],
    )
    assert said == answers


def test_a_tap_tells_which_of_them(sqlite: Database) -> None:
    house = House(sqlite)
    two_martas(house)
    house.says(CARMEN, "apunta a Marta el jueves a las 17:00 corte con Marcos")

    assert house.taps(CARMEN, "Marta Soler (…1555)").startswith("Apunto a Marta Soler (…1555): Corte")


def test_a_name_that_is_nearly_known_is_no_guess(sqlite: Database) -> None:
    house = House(sqlite)

    for name in ("Marca", "Marta Gilbert"):
        asked = house.says(CARMEN, f"apunta a {name} el jueves a las 17:00 corte con Marcos")
        new = house.taps(CARMEN, texts.SOMEBODY_NEW)

        assert asked == "¿Es Marta Gil (…1444)?"
        assert new.startswith(f"Apunto a {name}: Corte")


def test_capitals_and_accents_do_not_count(sqlite: Database) -> None:
    house = House(sqlite)
    with house.furnishing():
        house.people.shop.customer("Francisco Peña", phone="+34600111666")
    names = ("MARTA GIL", "marta gil", "Gil", "francisco pena")

    said = [house.says(CARMEN, f"apunta a {name} el jueves a las 17:00 corte con Marcos") for name in names]

    known = ["Marta Gil (…1444)"] * 3 + ["Francisco Peña (…1666)"]
    assert [text.partition(":")[0] for text in said] == [f"Apunto a {one}" for one in known]


def test_a_short_name_or_half_a_first_name_is_asked_about(sqlite: Database) -> None:
    house = House(sqlite)
    with house.furnishing():
        house.people.shop.customer("José María Soto", phone="+34600111666")
    order = "apunta a {} el jueves a las 17:00 corte con Marcos"

    asked = [house.says(CARMEN, order.format(name)) for name in ("Pepe", "José", "María", "Chema")]
    taken = house.says(CARMEN, "sí, ese")
    house.says(CARMEN, order.format("Pepe"))
    new = house.says(CARMEN, "no")

    assert asked == ["¿Es José María Soto (…1666)?"] * 4
    assert taken.startswith("Apunto a José María Soto (…1666): Corte")
    assert new.startswith("Apunto a Pepe: Corte")
    for whole in ("José María", "Soto"):
        assert house.says(CARMEN, order.format(whole)).startswith("Apunto a José María Soto")


@pytest.mark.parametrize("said", ["Soler", "la Soler", "la de 1555", "la segunda", "es la 1555"])
def test_who_of_several_is_named_by_what_only_they_have(sqlite: Database, said: str) -> None:
    house = House(sqlite)
    two_martas(house)
    house.says(CARMEN, "apunta a Marta el jueves a las 17:00 corte con Marcos")
    place = [*house.buttons(CARMEN)].index("Marta Soler (…1555)") + 1

    found = house.says(CARMEN, said if said != "la segunda" else str(place))

    assert found.startswith("Apunto a Marta Soler (…1555): Corte")


def test_only_what_lacks_is_asked(sqlite: Database) -> None:
    house = House(sqlite)

    said = [
        house.says(CARMEN, text)
        for text in ("apunta a Luis", "corte", "el jueves", "a las 12", "mejor con Lucía", "sí")
    ]

    assert said == [
        texts.WHAT,
        texts.WHEN,
        f"¿A qué hora {JUST}?",
        f"Apunto a Luis (…1333): Corte {JUST} a las 12:00 con Marcos. ¿Lo hago?",
        f"Apunto a Luis (…1333): Corte {JUST} a las 12:00 con Lucía. ¿Lo hago?",
        f"Apuntado. Luis: Corte {JUST} a las 12:00 con Lucía.",
    ]


def test_free_times_may_be_tapped(sqlite: Database) -> None:
    house = House(sqlite)
    house.says(CARMEN, "apunta a Luis el jueves por la tarde, corte")
    titles = list(house.buttons(CARMEN))

    asked = house.taps(CARMEN, "jue 26 nov, 17:30")

    assert titles[:2] == ["jue 26 nov, 17:00", "jue 26 nov, 17:30"]
    assert asked.startswith(f"Apunto a Luis (…1333): Corte {JUST} a las 17:30")


def test_an_hour_alone_is_that_of_today(sqlite: Database) -> None:
    house = House(sqlite)

    assert house.says(CARMEN, "apunta a Luis a las 12 corte con Marcos") == (
        "Apunto a Luis (…1333): Corte hoy, lunes 23 de noviembre, a las 12:00 con Marcos. ¿Lo hago?"
    )


def test_two_services_follow_each_other(sqlite: Database) -> None:
    house = House(sqlite)
    house.says(CARMEN, "apunta a Luis el jueves a las 11 tinte y corte con Lucía")
    house.says(CARMEN, "sí")

    assert house.agenda()[3:] == ["26 11:00 Luis, Tinte, Lucía", "26 12:00 Luis, Corte, Lucía"]


def is_ill(session: Session, staff_id: int) -> None:
    start, end = at("2026-11-26 09:00"), at("2026-11-26 21:00")
    session.add(Absence(staff_id=staff_id, starts_at=start, ends_at=end, reason="médico"))


def test_what_stands_in_the_way_is_told_before_the_yes(sqlite: Database) -> None:
    house = House(sqlite)
    with house.furnishing() as session:
        is_ill(session, house.people.lucia)

    away = house.says(CARMEN, "apunta a Ana el jueves a las 11 tinte")
    upon = house.says(CARMEN, "apunta a Ana mañana a las 12 corte con Marcos")
    closed = house.says(CARMEN, "apunta a Ana el domingo a las 11 corte con Marcos")
    house.says(CARMEN, "sí")

    assert [text.partition("\n")[2] for text in (away, upon, closed)] == [
        "Ojo: Lucía no está a esa hora (médico). ¿Lo hago igual?",
        "Ojo: coincide con Marta Gil (Corte, de 12:00 a 12:30). ¿Lo hago igual?",
        "Ojo: a esa hora está cerrado. ¿Lo hago igual?",
    ]
    assert house.agenda()[3:] == ["29 11:00 Ana Ruiz, Corte, Marcos"]


def test_what_was_taken_meanwhile_is_asked_once_more(database: Database) -> None:
    house = House(database)
    house.says(CARMEN, "apunta a Ana el jueves a las 11 corte con Lucía")
    house.says(LUCIA, "apunta a Luis el jueves a las 11 corte")
    house.says(LUCIA, "sí")

    again = house.says(CARMEN, "sí")
    before = house.agenda()[3:]
    house.says(CARMEN, "sí")

    assert again == (
        f"Entretanto ha cambiado algo. Corte {JUST} a las 11:00 con Lucía.\n"
        "Ojo: coincide con Luis (Corte, de 11:00 a 11:30). ¿Lo hago igual?"
    )
    assert before == ["26 11:00 Luis, Corte, Lucía"]
    assert house.agenda()[3:] == ["26 11:00 Luis, Corte, Lucía", "26 11:00 Ana Ruiz, Corte, Lucía"]


def test_where_nobody_is_free_other_times_are_named(sqlite: Database) -> None:
    house = House(sqlite)

    said = house.says(CARMEN, "apunta a Ana mañana a las 12 corte")

    assert said == (
        "Mañana, martes 24 de noviembre, a las 12:00 no hay nadie libre. Dime otra hora, o con quién lo "
        "pongo igual."
    )
    assert list(house.buttons(CARMEN)) == ["mar 24 nov, 11:15", "mar 24 nov, 11:30", "mar 24 nov, 12:30"]


def test_staff_book_with_themselves_alone(sqlite: Database) -> None:
    house = House(sqlite)

    other = house.says(LUCIA, "apunta a Ana el jueves a las 11 corte con Marcos")
    own = house.says(LUCIA, "apunta a Ana el jueves a las 11 corte")

    assert other == texts.OWN_ONLY.format(name="Marcos")
    assert own == f"Apunto a Ana Ruiz (…1222): Corte {JUST} a las 11:00 con Lucía. ¿Lo hago?"


def test_more_than_one_order_is_not_half_done(sqlite: Database) -> None:
    house = House(sqlite)

    two = house.says(CARMEN, "apunta a Ana y a Luis el jueves a las 12 corte")
    repeated = house.says(CARMEN, "apunta a Ana el jueves a las 12 corte cada semana")

    assert (two, repeated) == (texts.ONE_BY_ONE, texts.REPEATED)


def test_who_does_not_do_it_is_named(sqlite: Database) -> None:
    house = House(sqlite)

    assert house.says(CARMEN, "apunta a Ana el jueves a las 11 tinte con Marcos") == "Marcos no hace Tinte."
    assert house.says(CARMEN, "con Lucía").startswith("Apunto a Ana Ruiz (…1222): Tinte")


def test_a_number_that_is_none_is_said_so(sqlite: Database) -> None:
    said = House(sqlite).says(CARMEN, "apunta a Pepa 1234567890123456 el jueves a las 11 corte")

    assert said == texts.NO_PHONE


def test_the_history_says_who_did_it(sqlite: Database) -> None:
    house = House(sqlite)
    house.says(LUCIA, "apunta a Ana el jueves a las 11 corte")
    house.says(LUCIA, "sí")

    with sqlite.reading() as session:
        rows = select(Audit.actor).where(col(Audit.verb) == "booked").order_by(col(Audit.id).desc())
        assert session.exec(rows).first() == f"staff:resource:{house.people.lucia}"
