"""A shop with a full agenda, written straight into the tables."""

import tempfile
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from booking_bot.db import Database
from booking_bot.models import (
    Appointment,
    Business,
    Customer,
    Occupancy,
    Resource,
    ResourceKind,
    Service,
    ServiceStaff,
    Source,
    row_id,
)
from booking_bot.services.schema import migrate

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def sqlite_database() -> Database:
    """A new, migrated database in a temporary folder, which the system clears away."""
    database = Database(f"sqlite:///{Path(tempfile.mkdtemp(prefix='booking-bench')) / 'bench.db'}")
    migrate(database)
    return database


def open_shop(
    database: Database,
    *,
    zone: str,
    hours: dict[str, list[str]],
    staff: Sequence[str],
    length: timedelta,
    step: timedelta,
) -> tuple[int, list[int]]:
    """One service that everybody does, with no notice. Gives its id and those of the staff."""
    with database.transaction() as session:
        session.add(
            Business(
                name="Bench",
                timezone=zone,
                hours=hours,
                slot_length=step,
                min_notice=timedelta(0),
                horizon_days=3650,
            )
        )
        service = Service(slug="service", name="Service", length=length)
        people = [
            Resource(kind=ResourceKind.STAFF, slug=f"staff-{number}", name=name)
            for number, name in enumerate(staff)
        ]
        session.add_all([service, *people, Customer(name="Bench", created_at=datetime.now(UTC))])
        session.flush()
        ids = [row_id(person) for person in people]
        session.add_all(ServiceStaff(service_id=row_id(service), staff_id=each) for each in ids)
        return row_id(service), ids


def fill(database: Database, service: int, taken: Iterable[tuple[int, datetime, datetime]]) -> None:
    """Appointments of one customer with staff, from start to end, each with its occupancy."""
    appointments, occupancies = [], []
    with database.transaction() as session:
        last = session.connection().execute(sa.select(sa.func.max(Appointment.id))).scalar() or 0
        for number, (staff, start, end) in enumerate(taken, last + 1):
            appointments.append(
                {
                    "id": number,
                    "customer_id": 1,
                    "service_id": service,
                    "staff_id": staff,
                    "starts_at": start,
                    "ends_at": end,
                    "source": Source.IMPORT,
                    "created_at": start,
                }
            )
            occupancies.append(
                {
                    "appointment_id": number,
                    "resource_id": staff,
                    "start_ts": int(start.timestamp()),
                    "end_ts": int(end.timestamp()),
                }
            )
        if appointments:
            session.connection().execute(sa.insert(Appointment), appointments)
            session.connection().execute(sa.insert(Occupancy), occupancies)


def past(
    staff: Sequence[int], count: int, before: date, zone: ZoneInfo
) -> Iterable[tuple[int, datetime, datetime]]:
    """`count` appointments of half an hour before a date, 16 a day with each member of staff."""
    for number in range(count):
        slot, person = divmod(number, len(staff))
        days, nth = divmod(slot, 16)
        start = datetime.combine(before - timedelta(days=days + 1), time(10), zone) + timedelta(
            minutes=30 * nth
        )
        yield staff[person], start.astimezone(UTC), (start + timedelta(minutes=30)).astimezone(UTC)
