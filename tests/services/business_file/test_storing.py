from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from booking_bot.db import Database
from booking_bot.models import (
    Absence,
    Business,
    ConfirmRule,
    Faq,
    Resource,
    ResourceKind,
    Service,
    ServiceResource,
    ServiceStaff,
    SpecialHours,
    Tone,
    row_id,
)
from booking_bot.services.business_file import load, vocabulary_of
from booking_bot.services.file_form.faults import BusinessFileError
from booking_bot.services.file_form.form import BusinessFile
from booking_bot.services.file_form.reading import parse, read
from booking_bot.services.file_form.vocabulary import vocabulary
from tests.services.business_file.rows import DEMO, everything, rows


def shop(services: str = "corte color", staff: str = "ana", more: str = "") -> BusinessFile:
    """A small business file with these services and members of staff."""
    text = more + '\n[business]\nname = "Salón"\ntimezone = "Europe/Madrid"\n[hours]\nmon = ["10:00-14:00"]\n'
    text += "".join(
        f'[[services]]\nid = "{one}"\nname = "{one.title()}"\nminutes = 30\n' for one in services.split()
    )
    text += "".join(f'[[staff]]\nid = "{one}"\nname = "{one.title()}"\n' for one in staff.split())
    return parse(text)


def services(session: Session) -> list[tuple[str, int, bool]]:
    found = session.exec(select(Service).order_by(col(Service.position)))
    return [(row.slug, row_id(row), row.active) for row in found]


def resources(session: Session, kind: ResourceKind) -> Sequence[Resource]:
    return session.exec(
        select(Resource).where(col(Resource.kind) == kind).order_by(col(Resource.position))
    ).all()


def test_every_key_of_the_file_is_kept(database: Database) -> None:
    with database.transaction() as session:
        load(session, everything())

    with database.reading() as session:
        business = session.exec(select(Business)).one()
        podology, insoles, control = session.exec(select(Service).order_by(col(Service.position)))
        rosa, teo = resources(session, ResourceKind.STAFF)
        rooms = resources(session, ResourceKind.ROOM)
        does = session.exec(select(ServiceStaff)).all()
        needs = session.exec(select(ServiceResource)).all()
        absences = session.exec(select(Absence).order_by(col(Absence.starts_at))).all()
        days = session.exec(select(SpecialHours).order_by(col(SpecialHours.first_day))).all()
        faq = session.exec(select(Faq)).one()

    assert business.model_dump(exclude={"id", "stamp"}) == {
        "name": "Clínica del Pie",
        "locale": "es_CL",
        "timezone": "America/Santiago",
        "country": "CL",
        "subdivision": "RM",
        "currency": "CLP",
        "phone": "+56223456789",
        "address": "Los Aromos 12, Santiago",
        "appointment_word": "hora",
        "website": "https://pie.example",
        "privacy_url": "https://pie.example/privacidad",
        "tone": Tone.USTED,
        "subject": "paciente",
        "location": "-33.4372,-70.6506",
        "greeting": "Hola, soy Rosa, de la Clínica del Pie.",
        "signature": "Rosa",
        "emoji": False,
        "holidays": True,
        "min_notice": timedelta(hours=2),
        "horizon_days": 60,
        "slot_length": timedelta(minutes=20),
        "cancel_notice": timedelta(days=1),
        "max_open_per_customer": 2,
        "max_party": 3,
        "max_no_shows": 2,
        "confirm": ConfirmRule.NEVER,
        "hold": timedelta(minutes=5),
        "reminders": ["48h", "90m"],
        "survey_after": None,
        "follow_up": True,
        "order_notices": ["ready", "refunded"],
        "quiet_hours": "22:00-08:00",
        "monthly_cap": 3000,
        "tomorrow_by_email": False,
        "hours": {
            "mon": ["09:00-13:00", "14:00-18:00"],
            "tue": [],
            "wed": [],
            "thu": [],
            "fri": ["20:00-02:00"],
            "sat": ["10:00-24:00"],
            "sun": [],
        },
    }
    assert podology.model_dump(exclude={"id"}) == {
        "slug": "podologia",
        "name": "Podología",
        "length": timedelta(minutes=60),
        "price_cents": 25000,
        "price_from": True,
        "price_hidden": True,
        "aliases": ["uñas", "pies"],
        "buffer_before": timedelta(minutes=5),
        "buffer_after": timedelta(minutes=10),
        "processing_after": timedelta(minutes=20),
        "processing_length": timedelta(minutes=20),
        "capacity": 2,
        "questions": [
            {"id": "alergias", "ask": "¿Tiene alergias?", "required": True},
            {"id": "edad", "ask": "¿Edad?", "required": False},
        ],
        "preparation": "Venga sin esmalte.",
        "approval": True,
        "deposit": {"amount_cents": 5000, "how": "Transferencia", "hold": "2h"},
        "revisit": timedelta(weeks=5),
        "recall": True,
        "drop_off": "09:00-10:30",
        "pick_up": "18:00",
        "active": True,
        "position": 0,
    }
    assert (insoles.length, insoles.price_cents, insoles.active) == (timedelta(minutes=90), None, False)
    assert (control.price_cents, control.deposit) == (0, {"amount_cents": 1000})
    assert [(room.slug, room.name, room.capacity, room.whole_day) for room in rooms] == [
        ("box-1", "Box 1", 2, True),
        ("laser", "Láser", 1, False),
    ]
    assert (rosa.name, rosa.aliases, rosa.phone) == ("Rosa", ["la doctora", "Rosita"], "+56987654321")
    assert rosa.hours == {"mon": ["10:00-12:00"]} | {
        day: [] for day in ("tue", "wed", "thu", "fri", "sat", "sun")
    }
    assert (teo.slug, teo.hours, teo.phone) == ("todo", None, None)
    assert sorted((link.staff_id, link.service_id, link.length, link.price_cents) for link in does) == [
        (rosa.id, podology.id, timedelta(minutes=75), None),
        (rosa.id, control.id, None, 9000),
        (teo.id, podology.id, None, None),
        (teo.id, insoles.id, None, None),
        (teo.id, control.id, None, None),
    ]
    assert sorted((link.service_id, link.resource_id) for link in needs) == [
        (podology.id, rooms[0].id),
        (podology.id, rooms[1].id),
    ]
    assert [(one.staff_id, one.starts_at, one.ends_at, one.reason) for one in absences] == [
        (rosa.id, at("2026-12-01T03:00"), at("2026-12-06T03:00"), "congreso"),
        (rosa.id, at("2026-12-07T12:00"), at("2026-12-07T14:30"), None),
        (rosa.id, at("2026-12-09T15:00"), at("2026-12-11T03:00"), None),
    ]
    assert [(one.first_day, one.last_day, one.hours, one.reason) for one in days] == [
        (date(2026, 12, 24), date(2026, 12, 24), [], None),
        (date(2026, 12, 27), date(2026, 12, 27), ["10:00-12:00"], "atrasos"),
        (date(2026, 12, 30), date(2027, 1, 2), [], "inventario"),
        (date(2027, 1, 10), date(2027, 1, 12), [], None),
        (date(2027, 2, 1), date(2027, 2, 1), [], None),
    ]
    assert (faq.questions, faq.answer) == (
        ["¿Hay estacionamiento?", "¿Dónde dejo el auto?"],
        'En la calle "Los Aromos".',
    )


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize("file", [everything(), read(DEMO)], ids=["everything", "demo"])
def test_loading_twice_changes_nothing(database: Database, file: BusinessFile) -> None:
    with database.transaction() as session:
        load(session, file)
        before = rows(session)

    with database.transaction() as session:
        load(session, file)
        written = len(session.dirty) + len(session.new) + len(session.deleted)
        after = rows(session)

    assert after == before
    assert written == 0
    assert all(before.values())


def test_what_the_file_no_longer_names_goes_to_sleep_and_keeps_its_id(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        load(session, shop("corte color mechas", "ana luis"))
        before = services(session)
        load(session, shop("mechas barba", "luis"))
        between = services(session)
        load(session, shop("color mechas", "ana luis"))
        after = services(session)
        staff = session.exec(select(Resource).order_by(col(Resource.position))).all()

    assert before == [("corte", 1, True), ("color", 2, True), ("mechas", 3, True)]
    assert between == [("mechas", 3, True), ("barba", 4, True), ("corte", 1, False), ("color", 2, False)]
    assert after == [("color", 2, True), ("mechas", 3, True), ("barba", 4, False), ("corte", 1, False)]
    assert [(row.slug, row.active) for row in staff] == [("ana", True), ("luis", True)]


def test_the_file_wins_over_edits(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        load(session, everything())
        before = rows(session)
        session.exec(select(Business)).one().name = "Otro nombre"
        session.exec(select(Service)).first().price_cents = 1  # type: ignore[union-attr]
        session.exec(select(Resource)).first().active = False  # type: ignore[union-attr]
        session.exec(select(Absence)).first().reason = "médico"  # type: ignore[union-attr]
        session.delete(session.exec(select(ServiceStaff)).first())
        session.add(SpecialHours(first_day=date(2027, 5, 1), last_day=date(2027, 5, 1)))
        session.flush()

        load(session, everything())
        after = rows(session)

    assert without_ids(after) == without_ids(before)


def without_ids(tables: dict[str, list[tuple[object, ...]]]) -> dict[str, list[tuple[object, ...]]]:
    """Rows of tables whose ids nobody keeps, without them."""
    passing = {"special_hours", "absence"}
    return {
        name: sorted((row[1:] for row in found), key=repr) if name in passing else found
        for name, found in tables.items()
    }


def test_a_wrong_file_changes_nothing(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        load(session, shop())
        before = rows(session)

    with pytest.raises(BusinessFileError), sqlite.transaction() as session:
        load(session, shop(more="closed = [2026-02-30]"))

    with sqlite.reading() as session:
        assert rows(session) == before


def test_the_tables_have_the_vocabulary_of_their_file(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        load(session, shop("corte color mechas", "ana luis"))
        load(session, everything())

        assert vocabulary_of(session) == vocabulary(everything())
