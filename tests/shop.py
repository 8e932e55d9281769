"""A shop to test in: as small as a test needs it, and in words that it reads well in.

    carmen = Shop(session)
    lucia = carmen.staff("Lucía")
    cut = carmen.service("Corte", minutes=30, by=[lucia])

Everything answers with ids, since that is what services take. The usual clock of these tests is
Monday 23 November 2026, 10:00 in Madrid.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

from booking_bot.domain.walltime import instant, utc
from booking_bot.models import (
    Absence,
    Appointment,
    Business,
    ChannelName,
    Conversation,
    Customer,
    Identity,
    IdentityKind,
    Resource,
    ResourceKind,
    Service,
    ServiceResource,
    ServiceStaff,
    Source,
    SpecialHours,
    WeekHours,
    row_id,
)
from booking_bot.services import bookings
from booking_bot.services.availability import free_slots

MADRID = ZoneInfo("Europe/Madrid")
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
SPLIT_DAY: WeekHours = {
    **{day: ["10:00-14:00", "17:00-20:00"] for day in ("mon", "tue", "wed", "thu", "fri")},
    "sat": ["10:00-14:00"],
}


def after_first_words(reply: str) -> str:
    """A reply without the line in which the bot introduces itself to who never wrote before."""
    first, _, rest = reply.partition("\n")
    return rest if rest and first.startswith("¡Hola! Soy el asistente virtual") else reply


def at(text: str, zone: ZoneInfo = MADRID) -> datetime:
    """UTC of a wall time such as "2026-11-24 10:30"; of one that comes twice, the first."""
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


def clock(moment: datetime, zone: ZoneInfo = MADRID) -> str:
    """The wall time of an instant, "10:30"."""
    return f"{moment.astimezone(zone):%H:%M}"


def every_day(*hours: str) -> WeekHours:
    return {day: list(hours) for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}


class Shop:
    """One business in `session`. Rules it is not told of are mild: no notice, a year ahead, no emoji."""

    def __init__(
        self, session: Session, hours: WeekHours = SPLIT_DAY, zone: str = "Europe/Madrid", **rules: Any
    ) -> None:
        self.session = session
        mild = {"min_notice": timedelta(0), "horizon_days": 365, "emoji": False}
        self.business = Business(name="Peluquería Carmen", timezone=zone, hours=hours, **{**mild, **rules})
        self._add(self.business)

    def staff(self, name: str = "Lucía", *, hours: WeekHours | None = None) -> int:
        return self._add(Resource(kind=ResourceKind.STAFF, slug=name.lower(), name=name, hours=hours))

    def room(self, name: str = "Cabina", *, capacity: int = 1, whole_day: bool = False) -> int:
        room = Resource(
            kind=ResourceKind.ROOM, slug=name.lower(), name=name, capacity=capacity, whole_day=whole_day
        )
        return self._add(room)

    def service(
        self,
        name: str = "Corte",
        *,
        minutes: int = 30,
        by: Sequence[int] | Mapping[int, int] = (),
        rooms: Sequence[int] = (),
        before: int = 0,
        after: int = 0,
        processing: tuple[int, int] | None = None,
        **more: Any,
    ) -> int:
        """Lengths are minutes; `by` may give those of each member. `processing` is (after, length)."""
        service = Service(
            slug=name.lower().replace(" ", "-"),
            name=name,
            length=timedelta(minutes=minutes),
            buffer_before=timedelta(minutes=before),
            buffer_after=timedelta(minutes=after),
            processing_after=timedelta(minutes=processing[0]) if processing else None,
            processing_length=timedelta(minutes=processing[1]) if processing else None,
            **more,
        )
        service_id = self._add(service)
        own = by if isinstance(by, Mapping) else {}
        for staff in by:
            length = timedelta(minutes=own[staff]) if staff in own else None
            self.session.add(ServiceStaff(service_id=service_id, staff_id=staff, length=length))
        for room in rooms:
            self.session.add(ServiceResource(service_id=service_id, resource_id=room))
        self.session.flush()
        return service_id

    def special(self, first: str, last: str | None = None, *hours: str, reason: str | None = None) -> None:
        """Hours of their own for the days from `first` to `last`; none closes them."""
        self._add(
            SpecialHours(
                first_day=date.fromisoformat(first),
                last_day=date.fromisoformat(last or first),
                hours=list(hours),
                reason=reason,
            )
        )

    def starts(
        self, service: int, day: str, staff: int | None = None, *, now: datetime = NOW, **more: Any
    ) -> list[str]:
        """The wall times at which it is free on that date of the calendar."""
        zone = ZoneInfo(self.business.timezone)
        first = date.fromisoformat(day)
        slots = free_slots(
            self.session,
            service_id=service,
            staff_id=staff,
            start=utc(instant(first, 0, zone)),
            end=utc(instant(first, 24 * 60, zone)),
            now=now,
            **more,
        )
        return [clock(slot.start, zone) for slot in slots]

    def book(self, service: int, start: str | datetime, staff: int | None = None, **more: Any) -> Appointment:
        """An appointment of a new customer, at a wall time of Madrid."""
        begin = at(start) if isinstance(start, str) else start
        told: dict[str, Any] = {
            "customer_id": more.pop("customer", None) or self.customer(),
            "source": Source.BOT,
        }
        told |= {"by": "bot", "now": NOW, **more}
        return bookings.book(self.session, service_id=service, staff_id=staff, start=begin, **told)

    def away(self, staff: int, start: str, end: str) -> None:
        self._add(Absence(staff_id=staff, starts_at=at(start), ends_at=at(end)))

    def customer(self, name: str = "Carla", *, phone: str | None = None) -> int:
        customer = self._add(Customer(name=name, created_at=NOW))
        if phone:
            self._add(Identity(customer_id=customer, kind=IdentityKind.PHONE, value=phone, created_at=NOW))
        return customer

    def conversation(self, customer: int) -> int:
        return self._add(
            Conversation(
                customer_id=customer,
                channel=ChannelName.SIMULATOR,
                address=f"customer {customer}",
                created_at=NOW,
            )
        )

    def _add(self, row: Any) -> int:
        self.session.add(row)
        self.session.flush()
        return row_id(row)
