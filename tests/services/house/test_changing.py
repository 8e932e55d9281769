from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import Session, select

from booking_bot.db import Database
from booking_bot.models import Appointment, Audit, Notice, Resource, Service, Source, row_id
from booking_bot.services import bookings, business_file
from booking_bot.services.file_form.faults import WrongForm
from booking_bot.services.house.changing import LeftOutside, Raw, change, present
from booking_bot.services.house.naming import slug_of
from booking_bot.services.house.parts import Part
from tests.shop import NOW, at
from tests.web.house import customer

BY = "owner:1"


def book(session: Session, service: str, staff: str, start: str) -> int:
    tables: list[type[Any]] = [Service, Resource]
    rows = {one.slug: one for table in tables for one in session.exec(select(table))}
    made = bookings.book(
        session,
        customer_id=customer(session, "Marta", f"+3460000{len(session.exec(select(Appointment)).all()):04}"),
        service_id=row_id(rows[service]),
        staff_id=row_id(rows[staff]),
        start=at(start),
        source=Source.BOT,
        by="bot",
        now=NOW,
    )
    return row_id(made)


def closed_on_friday(raw: Raw) -> None:
    raw["hours"]["fri"] = ["09:30-14:00"]


def away(raw: Raw) -> None:
    raw["staff"][0]["absences"] = [{"from": "2026-11-27"}]


def gone(raw: Raw) -> None:
    del raw["staff"][0]


def not_offered(raw: Raw) -> None:
    raw["services"][0]["active"] = False


def not_theirs(raw: Raw) -> None:
    raw["staff"][0]["services"].remove("corte-mujer")


def closed_that_day(raw: Raw) -> None:
    raw["closed"].append({"from": "2026-11-27", "reason": "obras"})


@pytest.mark.parametrize("edit", [closed_on_friday, away, gone, not_offered, not_theirs, closed_that_day])
def test_whoever_would_be_left_outside_is_named_before(
    database: Database, edit: Callable[[Raw], None]
) -> None:
    with database.transaction() as session:
        hit = book(session, "corte-mujer", "elena", "2026-11-27 17:00")
        book(session, "corte-mujer", "nacho" if edit is not not_offered else "elena", "2026-11-26 10:00")
        before = business_file.dump(session)

    with pytest.raises(LeftOutside) as refused, database.transaction() as session:
        change(session, Part.HOURS, edit, by=BY, now=NOW)

    expected = {hit} if edit is not not_offered else {hit, hit + 1}
    assert {entry.id for entry in refused.value.entries} == expected
    with database.reading() as session:
        assert business_file.dump(session) == before
        assert session.exec(select(Audit).where(Audit.object_kind == "business")).all() == []


def test_who_knows_saves_and_nobody_is_moved(database: Database) -> None:
    with database.transaction() as session:
        hit = book(session, "corte-mujer", "elena", "2026-11-27 17:00")
        before = session.get_one(Appointment, hit).model_dump()

    with database.transaction() as session:
        change(session, Part.HOURS, closed_on_friday, by=BY, now=NOW, knowing=True)
    with database.transaction() as session:
        change(session, Part.HOURS, closed_on_friday, by=BY, now=NOW)

    with database.reading() as session:
        assert session.get_one(Appointment, hit).model_dump() == before
        assert present(session)["hours"]["fri"] == ["09:30-14:00"]
        verbs = session.exec(select(Audit.actor, Audit.verb).where(Audit.object_kind == "business")).all()
        assert verbs == [(BY, "hours_changed")] * 2


def test_what_is_wrong_is_told_with_its_place_and_changes_nothing(database: Database) -> None:
    def wrong(raw: Raw) -> None:
        raw["services"][1]["minutes"] = "mucho"
        raw["rules"]["horizon_days"] = 0

    with pytest.raises(WrongForm) as refused, database.transaction() as session:
        change(session, Part.SERVICES, wrong, by=BY, now=NOW)

    places = {fault.path for fault in refused.value.faults}
    assert places == {("services", 1, "minutes"), ("rules", "horizon_days")}
    with database.reading() as session:
        assert present(session)["rules"]["horizon_days"] == 90


def test_another_reminder_is_planned_for_who_is_booked(database: Database) -> None:
    with database.transaction() as session:
        book(session, "corte-mujer", "elena", "2026-11-27 17:00")

    def earlier(raw: Raw) -> None:
        raw["rules"]["reminders"] = ["48h"]

    with database.transaction() as session:
        change(session, Part.NOTICES, earlier, by=BY, now=NOW)

    with database.reading() as session:
        planned = session.exec(select(Notice.lead).where(Notice.status == "planned", Notice.lead != "")).all()
        assert planned == ["48h"]


@pytest.mark.parametrize(
    ("name", "taken", "slug"),
    [
        ("Corte de niña", set(), "corte-de-nina"),
        ("Corte de niña", {"corte-de-nina"}, "corte-de-nina-2"),
        ("理发", set(), "otro"),
        ("  ¡Color! ", set(), "color"),
    ],
)
def test_what_is_new_gets_an_id_of_its_own(name: str, taken: set[str], slug: str) -> None:
    assert slug_of(name, taken) == slug
