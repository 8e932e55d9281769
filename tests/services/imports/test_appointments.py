"""Another agenda's appointments: those to come take their time, those of the past are history."""

from datetime import datetime

from sqlmodel import col, select

from booking_bot.db import Database
from booking_bot.domain.appointments import Status
from booking_bot.models import Appointment, Customer, ImportKind, Message, Notice, Occupancy, Resource, Source
from tests.services.imports.salon import counts, faults, salon, taken_in
from tests.shop import at

__all__ = ["salon"]

HEADING = "Fecha;Hora;Servicio;Profesional;Cliente;Móvil;Estado\n"
AGENDA = HEADING + (
    "24/11/2026;10:30;Corte;Lucía;Ana;600111222;confirmada\n"
    "24/11/2026;10:30;corte de pelo;;Luis;600111333;\n"
    "01/10/2026;17:00;Tinte;;Ana;600111222;\n"
    "02/10/2026;17:00;Tinte;;Ana;600111222;No vino\n"
    "26/11/2026;12:00;Corte;Marcos;Ana;600111222;Anulada\n"
)


def entries(database: Database) -> list[tuple[str, str, datetime, str]]:
    with database.reading() as session:
        return [
            (customer or "", staff, start, status)
            for customer, staff, start, status in session.exec(
                select(Customer.name, Resource.name, Appointment.starts_at, Appointment.status)
                .join(Appointment, col(Appointment.customer_id) == col(Customer.id))
                .join(Resource, col(Appointment.staff_id) == col(Resource.id))
                .order_by(col(Appointment.id))
            )
        ]


def test_what_is_to_come_takes_its_time_and_what_is_past_is_history(salon: Database) -> None:
    row = taken_in(salon, ImportKind.APPOINTMENTS, AGENDA)

    assert entries(salon) == [
        ("Ana", "Lucía", at("2026-11-24 10:30"), Status.CONFIRMED),
        ("Luis", "Marcos", at("2026-11-24 10:30"), Status.BOOKED),
        ("Ana", "Lucía", at("2026-10-01 17:00"), Status.COMPLETED),
        ("Ana", "Lucía", at("2026-10-02 17:00"), Status.NO_SHOW),
        ("Ana", "Marcos", at("2026-11-26 12:00"), Status.CANCELLED),
    ]
    assert (counts(row), faults(row)) == ((5, 0, 0), [])
    with salon.reading() as session:
        assert len(session.exec(select(Occupancy)).all()) == 2
        assert set(session.exec(select(Appointment.source))) == {Source.IMPORT}


def test_nobody_is_told_of_it_and_those_to_come_are_reminded_of(salon: Database) -> None:
    taken_in(salon, ImportKind.APPOINTMENTS, AGENDA.replace("24/11", "25/11"), opt_in=True)

    with salon.reading() as session:
        planned = session.exec(
            select(Notice.kind, Appointment.starts_at)
            .join(Appointment, col(Notice.appointment_id) == col(Appointment.id))
            .order_by(col(Notice.id))
        ).all()
        assert session.exec(select(Message)).all() == []
    begin = at("2026-11-25 10:30")
    assert planned == [("reminder", begin), ("survey", begin)] * 2


def test_the_same_file_again_changes_nothing(salon: Database) -> None:
    taken_in(salon, ImportKind.APPOINTMENTS, AGENDA)
    before = entries(salon)

    row = taken_in(salon, ImportKind.APPOINTMENTS, AGENDA)

    assert (counts(row), faults(row), entries(salon)) == ((0, 0, 5), [], before)


def test_what_overlaps_or_cannot_be_understood_is_told_and_not_kept(salon: Database) -> None:
    row = taken_in(
        salon,
        ImportKind.APPOINTMENTS,
        HEADING + "24/11/2026;10:30;Tinte;Lucía;Ana;600111222;\n"
        "24/11/2026;11:00;Corte;lucia;Luis;600111333;\n"
        "24/11/2026;11:00;Tinte;;Luis;600111333;\n"
        "24/11/2026;11:00;Tinte;Marcos;Luis;600111333;\n"
        "24/11/2026;12:00;Uñas;Marcos;Luis;600111333;\n"
        "24/11/2026;12:00;Corte;Pepe;Luis;600111333;\n"
        "31/11/2026;12:00;Corte;;Luis;600111333;\n"
        "24/11/2026;25:00;Corte;;Luis;600111333;\n"
        "24/11/2026;;Corte;;Luis;600111333;\n"
        ";12:00;Corte;;Luis;600111333;\n"
        "24/11/2026;12:00;Corte;;;;\n"
        "24/11/2026;12:00;;;Luis;600111333;\n"
        "24/11/2026;12:00;Corte;;Luis;600111333;completada\n"
        "24/11/2086;12:00;Corte;;Luis;600111333;\n",
    )

    assert len(entries(salon)) == 1
    assert faults(row) == [
        ("3", "Lucía ya tiene otra cita, a las 10:30."),
        ("4", "A esa hora no queda nadie libre para ese servicio."),
        ("5", "Marcos no hace «Tinte»."),
        ("6", "Aquí no hay ningún servicio «Uñas». Añádelo, o ponle ese otro nombre al que sea."),
        ("7", "Aquí no trabaja nadie que se llame «Pepe»."),
        ("8", "La fecha «31/11/2026» no existe."),
        ("9", "«25:00» no es una hora. Escríbela así: 10:30."),
        ("10", "Falta la hora."),
        ("11", "Falta la fecha."),
        ("12", "Falta el teléfono o el nombre."),
        ("13", "Falta el servicio."),
        ("14", "Dice que ya se atendió, pero la fecha es de más adelante."),
        ("15", "Queda demasiado lejos: se apuntan citas de aquí a tres años."),
    ]
    with salon.reading() as session:
        assert session.exec(select(Customer.name)).all() == ["Ana"]


def test_it_may_lie_outside_the_hours_and_belong_to_somebody_without_a_number(salon: Database) -> None:
    agenda = "Inicio,Servicio,Cliente\n2026-11-29T08:00,Corte,Pía\n2026-11-30T08:00:00+01:00,Corte,Pía\n"

    taken_in(salon, ImportKind.APPOINTMENTS, agenda)
    again = taken_in(salon, ImportKind.APPOINTMENTS, agenda)

    assert entries(salon) == [
        ("Pía", "Lucía", at("2026-11-29 08:00"), Status.BOOKED),
        ("Pía", "Lucía", at("2026-11-30 08:00"), Status.BOOKED),
    ]
    assert counts(again) == (0, 0, 2)
