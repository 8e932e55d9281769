"""A diary of paper among what is booked already: what waits and why, and what is taken, once."""

from collections.abc import Mapping
from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from booking_bot.db import Database
from booking_bot.domain.notices import NoticeKind
from booking_bot.models import (
    Appointment,
    Consent,
    Customer,
    Identity,
    Import,
    ImportKind,
    ImportStatus,
    Message,
    Notice,
    Source,
)
from booking_bot.services.diary.effects import Hindered
from booking_bot.services.imports.beginning import NotNow
from booking_bot.services.imports.line import setting_of
from booking_bot.services.moving_in import keeping, saving
from booking_bot.services.moving_in.entries import Entry
from booking_bot.services.moving_in.saving import Saved
from booking_bot.services.moving_in.saying import why
from tests.agenda.test_statements import counted
from tests.shop import NOW, Shop, clock

LUCIA, MARCOS = 1, 2
CUT, TINT = 1, 2


@pytest.fixture
def salon(sqlite: Database) -> Database:
    """Lucía and Marcos cut, Lucía alone dyes; on Friday it is closed."""
    with sqlite.transaction() as session:
        shop = Shop(session)
        lucia, marcos = shop.staff("Lucía"), shop.staff("Marcos")
        shop.service("Corte", minutes=30, by=[lucia, marcos])
        shop.service("Tinte", minutes=60, by=[lucia], aliases=["color"])
        shop.special("2026-11-27", reason="San Crispín")
    return sqlite


def at_work(session: Session) -> Shop:
    """The shop that is there already."""
    shop = Shop.__new__(Shop)
    shop.session = session
    return shop


def brought(database: Database, text: str) -> int:
    with database.transaction() as session:
        return keeping.bring(session, ImportKind.DIARY, text, by="owner:1", now=NOW)


def looked_at(database: Database, number: int) -> list[Entry]:
    with database.reading() as session:
        return list(saving.look(session, number, now=NOW).entries)


def reasons(database: Database, text: str) -> list[list[str]]:
    return [why(one) for one in looked_at(database, brought(database, text))]


def save(
    database: Database,
    number: int,
    *ticked: int,
    corrections: Mapping[int, Mapping[str, str]] = {},
    seen: Mapping[int, str] = {},
    opt_in: bool = False,
) -> Saved:
    lines = ticked or tuple(one.number for one in looked_at(database, number))
    return saving.save(
        database, number, {*lines, *corrections}, corrections=corrections, seen=seen, opt_in=opt_in, now=NOW
    )


def booked(database: Database) -> list[tuple[str, str, int, int]]:
    with database.reading() as session:
        rows = session.exec(
            select(Appointment.starts_at, Customer.name, Appointment.service_id, Appointment.staff_id)
            .join(Customer)
            .order_by(col(Appointment.starts_at), col(Appointment.id))
        ).all()
    return [(clock(at), name or "", service, staff) for at, name, service, staff in rows]


def test_lines_become_appointments_that_nobody_is_told_of_but_by_reminders(salon: Database) -> None:
    number = brought(
        salon, "Miércoles 25\n10:00 Ana corte 600 111 222\n10:00 Bea corte\n11 Pía corte y color"
    )

    saved = save(salon, number, opt_in=True)

    assert saved == Saved(made=3, same=0, left=0)
    assert booked(salon) == [
        ("10:00", "Ana", CUT, LUCIA),
        ("10:00", "Bea", CUT, MARCOS),
        ("11:00", "Pía", CUT, LUCIA),
        ("11:30", "Pía", TINT, LUCIA),
    ]
    with salon.reading() as session:
        assert session.exec(select(Message)).all() == []
        kinds = set(session.exec(select(Notice.kind)))
        visits = session.exec(select(Appointment.visit).where(col(Appointment.visit).is_not(None))).all()
        assert session.exec(select(Consent.source, Consent.customer_id)).all() == [("import", 1)]
        assert {one.source for one in session.exec(select(Appointment))} == {Source.IMPORT}
    assert NoticeKind.CONFIRMATION not in kinds
    assert (len(visits), len(set(visits))) == (2, 1)


def test_without_the_owners_word_nobody_has_agreed_to_anything(salon: Database) -> None:
    save(salon, brought(salon, "Miércoles 25\n10:00 Ana corte 600 111 222"))

    with salon.reading() as session:
        assert session.exec(select(Consent)).all() == []


def test_pasted_twice_nothing_is_there_twice(salon: Database) -> None:
    text = "Miércoles 25\n10:00 Ana corte 600 111 222\n10:30 Bea corte\n12:00 Pía ???"
    number = brought(salon, text)
    save(salon, number)

    same = brought(salon, text)
    other = brought(salon, f"{text}\n13:00 Eva tinte")
    again = save(salon, other)

    assert (same, again) == (number, Saved(made=1, same=0, left=1))
    assert [one[:2] for one in booked(salon)] == [("10:00", "Ana"), ("10:30", "Bea"), ("13:00", "Eva")]


def test_a_day_named_from_today_stays_what_it_was_when_it_was_pasted(salon: Database) -> None:
    number = brought(salon, "Mañana\n10:00 Ana corte\nViernes\n10:00 Bea corte")

    with salon.reading() as session:
        later = saving.look(session, number, now=NOW + timedelta(days=7))

    assert [one.day for one in later.entries] == [one.day for one in looked_at(salon, number)]


def test_two_taps_at_once_take_a_line_once(salon: Database) -> None:
    number = brought(salon, "Miércoles 25\n10:00 Ana corte")
    with salon.transaction() as session:
        (entry,) = saving.look(session, number, now=NOW).entries
        setting = setting_of(session, number, opt_in=False, now=NOW)

    with salon.transaction() as session:
        first = saving.put(session, entry, setting, knowing=False)
    with salon.transaction() as session:
        second = saving.put(session, entry, setting, knowing=False)

    assert (first, second) == (True, False)
    assert len(booked(salon)) == 1


WAITING = {
    "Viernes 27\n10:00 Ana corte": "Ese día está cerrado (San Crispín).",
    "Miércoles 25\n15:00 Ana corte": "A esa hora está cerrado, o no da tiempo antes de cerrar.",
    "Miércoles 25\n13:45 Ana corte": "A esa hora está cerrado, o no da tiempo antes de cerrar.",
    "Lunes 16\n10:00 Ana corte": "Ya ha pasado.",
    "Lunes 23\n9:30 Ana corte": "Ya ha pasado.",
    "Miércoles 25\n10:00 Ana tinte con Marcos": "Marcos no hace eso.",
    "Miércoles 25\n10:00 Ana tte larguísimo": "¿Qué es «larguísimo»?",
    "Miércoles 25\n10:00 Ana krt": "¿Qué es «krt»?",
    "Miércoles 25\n10:00 Ana": "¿Qué se le hace?",
    "10:00 Ana corte": "¿De qué día es? Encima no hay ninguna fecha.",
    "Miércoles 25\n10-13 Ana corte": "Pone hasta las 13:00, y aquí no dura eso.",
}


def test_a_line_that_cannot_be_so_waits_and_says_why(salon: Database) -> None:
    told, taken = {}, []
    for lines, reason in WAITING.items():
        number = brought(salon, lines)
        (entry,) = looked_at(salon, number)
        told[lines] = next((one for one in why(entry) if one == reason), why(entry))
        taken.append(save(salon, number))

    assert told == WAITING
    assert taken == [Saved(0, 0, 1)] * len(WAITING)
    assert booked(salon) == []


def test_whose_time_it_is_already_is_told(salon: Database) -> None:
    with salon.transaction() as session:
        shop = at_work(session)
        shop.book(TINT, "2026-11-25 10:00", LUCIA, customer=shop.customer("Rosa"))

    lines = "Miércoles 25\n10:30 Ana tinte\n11:00 Bea tinte\n11:30 Pía color\n11:00 Eva corte"

    assert reasons(salon, lines) == [
        ["Esa hora ya la tiene Rosa."], [], ["Esa hora ya la tiene Bea."], [],
    ]  # fmt: skip


def test_a_time_that_was_taken_meanwhile_is_not_taken_again(salon: Database) -> None:
    number = brought(salon, "Miércoles 25\n10:00 Ana tinte")
    with salon.transaction() as session:
        (entry,) = saving.look(session, number, now=NOW).entries
        setting = setting_of(session, number, opt_in=False, now=NOW)
        shop = at_work(session)
        shop.book(TINT, "2026-11-25 10:00", LUCIA, customer=shop.customer("Rosa"))

    with pytest.raises(Hindered), salon.transaction() as session:
        saving.put(session, entry, setting, knowing=False)

    assert [one[1] for one in booked(salon)] == ["Rosa"]


def test_the_owner_may_mean_it_so_of_what_they_saw(salon: Database) -> None:
    number = brought(salon, "Viernes 27\n10:00 Ana corte")
    (entry,) = looked_at(salon, number)

    unseen = save(salon, number, entry.number, seen={entry.number: "something else"})
    meant = save(salon, number, entry.number, seen={entry.number: entry.stands})

    assert (unseen, meant) == (Saved(0, 0, 1), Saved(1, 0, 0))


def test_what_is_put_right_in_place_is_taken_as_it_stands(salon: Database) -> None:
    number = brought(salon, "Miércoles 25\n11 Paco??\n3 Pía corte")
    told = {
        "day": "2026-11-26",
        "time": "11:15",
        "services": str(TINT),
        "staff": "",
        "name": "Paco Gil",
        "phone": "600111222",
    }

    saved = save(salon, number, 2, corrections={2: told})

    assert saved == Saved(1, 0, 1)
    assert booked(salon) == [("11:15", "Paco Gil", TINT, LUCIA)]
    assert [one.there for one in looked_at(salon, number)] == [True, False]


def test_a_wrong_correction_is_kept_and_asked_about(salon: Database) -> None:
    number = brought(salon, "Miércoles 25\n11 Paco??")
    told = {"day": "2026-13-40", "time": "99", "services": "999", "staff": "x", "name": "Paco", "phone": "12"}

    saved = save(salon, number, corrections={2: told})

    assert saved == Saved(0, 0, 1)
    assert [why(one) for one in looked_at(salon, number)] == [
        [
            "«12» no es un teléfono.",
            "¿De qué día es? Encima no hay ninguna fecha.",
            "¿A qué hora?",
            "¿Qué se le hace?",
        ]
    ]


def test_a_word_that_was_asked_about_once_is_known_in_every_line(salon: Database) -> None:
    number = brought(salon, "Miércoles 25\n10:00 Ana krt\n12:00 Bea krt")
    told = {
        "day": "2026-11-25",
        "time": "10:00",
        "services": str(TINT),
        "staff": "",
        "name": "Ana",
        "phone": "",
    }

    save(salon, number, 2, corrections={2: told})

    assert [
        (one.there, one.is_certain, [each.name for each in one.services]) for one in looked_at(salon, number)
    ] == [
        (True, False, ["Tinte"]),
        (False, True, ["Tinte"]),
    ]


def test_who_they_are_is_told_by_number_then_by_all_of_their_name(salon: Database) -> None:
    with salon.transaction() as session:
        shop = at_work(session)
        ana, bea = shop.customer("Ana Ruiz", phone="+34600111222"), shop.customer("Béa Gil")
        shop.customer("Rosa")
        shop.customer("Eva")
        shop.customer("Eva", phone="+34600111333")
    number = brought(
        salon,
        "Miércoles 25\n10 Ana corte 600 11 12 22\n10:30 Bea Gil corte\n11 Eva corte\n"
        "11:30 Noa corte 600111222\n12 Rosa corte",
    )

    save(salon, number)

    with salon.reading() as session:
        rows = session.exec(
            select(Appointment.customer_id, Appointment.beneficiary).order_by(col(Appointment.id))
        )
        assert rows.all() == [(ana, None), (bea, None), (ana, "Noa")]
        assert len(session.exec(select(Identity)).all()) == 2
    assert [why(one) for one in looked_at(salon, number) if not one.there] == [
        ["Hay más de un cliente que se llama Eva: pon su teléfono."],
        ["¿Es Rosa, que ya es cliente? Si es otra persona, pon su teléfono."],
    ]


def test_when_it_is_over_no_line_of_it_is_kept(salon: Database) -> None:
    number = brought(salon, "Miércoles 25\n10 Ana corte")
    save(salon, number)

    with salon.transaction() as session:
        keeping.end(session, number, ImportKind.DIARY, by="owner:1", now=NOW)

    with salon.reading() as session:
        row = session.get_one(Import, number)
        assert (row.text, row.corrections, row.status, row.made) == (None, None, ImportStatus.DONE, 1)
        with pytest.raises(NotNow):
            saving.look(session, number, now=NOW)
    assert len(booked(salon)) == 1


def test_a_long_diary_is_looked_at_with_as_many_statements_as_a_short_one(salon: Database) -> None:
    counts = []
    for text in (
        "Miércoles 25\n10 Ana corte",
        "".join(f"Día {day}\n10 Ana corte\n11 Bea tinte\n" for day in (25, 26, 30)),
    ):
        number = brought(salon, text)
        looked_at(salon, number)
        with counted(salon) as made:
            looked_at(salon, number)
        counts.append(len(made))

    assert counts[0] == counts[1] <= 12
