import tomllib
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from booking_bot.db import Database
from booking_bot.models import Absence, Resource, row_id
from booking_bot.services.business_file import NoBusiness, dump, load
from booking_bot.services.file_form.form import BusinessFile
from booking_bot.services.file_form.reading import parse, read
from tests.services.business_file.rows import DEMO, everything, rows

FILES = pytest.mark.parametrize("file", [everything(), read(DEMO)], ids=["everything", "demo"])


@FILES
def test_what_is_dumped_loads_to_the_same_rows(database: Database, file: BusinessFile) -> None:
    with database.transaction() as session:
        load(session, file)
        before = rows(session)

        load(session, parse(dump(session)))

        assert rows(session) == before


@FILES
def test_an_empty_database_takes_a_dump_and_gives_it_back(sqlite: Database, file: BusinessFile) -> None:
    with sqlite.transaction() as session:
        load(session, file)
        text = dump(session)
        session.rollback()
    with sqlite.transaction() as session:
        load(session, parse(text))

        assert dump(session) == text


def test_a_dump_says_everything_that_the_file_said(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        load(session, everything())

        said = tomllib.loads(dump(session))

    assert said["closed"] == [
        date(2026, 12, 24),
        {"from": date(2026, 12, 30), "to": date(2027, 1, 2), "reason": "inventario"},
        date(2027, 2, 1)
        if date(2027, 1, 10) is None
        else {"from": date(2027, 1, 10), "to": date(2027, 1, 12)},
        date(2027, 2, 1),
    ]
    assert said["rules"] == {
        "holidays": True,
        "min_notice": "2h",
        "horizon_days": 60,
        "slot_minutes": 20,
        "cancel_notice": "1d",
        "max_open_per_customer": 2,
        "max_party": 3,
        "max_no_shows": 2,
        "confirm": "never",
        "hold": "5m",
        "reminders": ["48h", "90m"],
        "survey_after": "",
        "follow_up": True,
        "order_notices": ["ready", "refunded"],
        "quiet_hours": "22:00-08:00",
        "monthly_cap": 3000,
        "tomorrow_by_email": False,
    }
    assert said["services"][1] == {"id": "plantillas", "name": "Plantillas", "active": False, "minutes": 90}
    assert said["staff"][0] == {
        "id": "rosa",
        "name": "Rosa",
        "aliases": ["la doctora", "Rosita"],
        "phone": "+56987654321",
        "services": ["podologia", "control"],
        "absences": [
            {"from": date(2026, 12, 1), "to": date(2026, 12, 5), "reason": "congreso"},
            {"from": local("2026-12-07T09:00"), "to": local("2026-12-07T11:30")},
            {"from": local("2026-12-09T12:00"), "to": date(2026, 12, 10)},
        ],
        "hours": {"mon": ["10:00-12:00"]} | {day: [] for day in ("tue", "wed", "thu", "fri", "sat", "sun")},
        "minutes": {"podologia": 75},
        "price": {"control": "9000"},
    }


def local(text: str) -> datetime:
    """A summer's wall time of Santiago."""
    return datetime.fromisoformat(f"{text}-03:00")


def test_who_is_asleep_is_left_out_and_stays_asleep(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        load(session, everything())
        session.exec(select(Resource).where(col(Resource.slug) == "rosa")).one().active = False
        session.flush()
        text = dump(session)
        load(session, parse(text))
        session.flush()
        asleep = session.exec(select(Resource.slug).where(~col(Resource.active))).all()

        assert [member["id"] for member in tomllib.loads(text)["staff"]] == ["todo"]
        assert asleep == ["rosa"]
        assert dump(session) == text


def test_an_hour_that_comes_twice_is_told_apart(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        load(session, read(DEMO))
        elena = session.exec(select(Resource).where(col(Resource.slug) == "elena")).one()
        # On 31 October 2027 the clock of Madrid shows 02:30 at 00:30 and at 01:30 UTC.
        first = datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
        session.add(Absence(staff_id=row_id(elena), starts_at=first, ends_at=first + timedelta(hours=1)))
        session.flush()
        before = rows(session)

        load(session, parse(dump(session)))

        assert rows(session) == before


def test_without_a_business_there_is_nothing_to_dump(sqlite: Database) -> None:
    with sqlite.reading() as session, pytest.raises(NoBusiness):
        dump(session)


words = st.text(min_size=1, max_size=12).map(str.strip).filter(bool)


@given(name=words, aliases=st.lists(words, max_size=3), answer=words)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_words_come_back_as_they_were(
    sqlite: Database, name: str, aliases: list[str], answer: str
) -> None:
    with sqlite.reading() as session:
        session.autoflush = True
        fill(session, name, aliases, answer)

        said = parse(dump(session))

    assert (said.business.name, said.services[0].aliases, said.faq[0].answer) == (name, aliases, answer)


def fill(session: Session, name: str, aliases: list[str], answer: str) -> None:
    file = everything()
    file.business.name, file.services[0].aliases, file.faq[0].answer = name, aliases, answer
    load(session, file)
