from zoneinfo import ZoneInfo

from pydantic import Field
from sqlmodel import Session

from booking_bot.domain.appointments import Status
from booking_bot.models import Source
from booking_bot.services import appointment_list
from booking_bot.services.appointment_list import Listed
from booking_bot.services.objects.base import Moment, Person, Shown, shown


class Appointment(Shown):
    id: str
    start: Moment
    end: Moment
    service: str = Field(description="The id of the service.")
    staff: str = Field(description="The id of who does it.")
    customer: Person
    subject: str | None = Field(description="What is attended, where it is not the customer: a pet, a car.")
    status: Status
    source: Source
    note: str | None
    visit: str = Field(
        default="", description="Common to the appointments of one visit, where they are several."
    )


def of(listed: Listed, zone: ZoneInfo) -> Appointment:
    shared = {"visit": listed.visit} if listed.visit else {}
    return Appointment(
        id=str(listed.id),
        start=shown(listed.starts_at, zone),
        end=shown(listed.ends_at, zone),
        service=listed.service,
        staff=listed.staff,
        customer=Person(phone=listed.phone, name=listed.name),
        subject=listed.subject,
        status=listed.status,
        source=listed.source,
        note=listed.note,
        **shared,
    )


def find(session: Session, appointment_id: int, zone: ZoneInfo) -> Appointment | None:
    found = appointment_list.one(session, appointment_id)
    return of(found, zone) if found else None
