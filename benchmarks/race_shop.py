"""A shop that is hard to share: a few people and rooms, mixed lengths, buffers, processing, equal chairs."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from booking_bot.db import Database
from booking_bot.models import (
    Business,
    ChannelName,
    Conversation,
    Customer,
    Resource,
    ResourceKind,
    Service,
    ServiceResource,
    ServiceStaff,
    row_id,
)

NOW = datetime(2027, 1, 10, 9, tzinfo=UTC)
_MINUTE = timedelta(minutes=1)
# Minutes: length, buffer before, buffer after, processing from, processing for; the room.
_SERVICES = (
    (30, 0, 0, 0, 0, None),
    (45, 0, 10, 0, 0, "chairs"),
    (60, 5, 5, 0, 0, "cabin"),
    (90, 0, 10, 30, 30, "chairs"),
    (20, 0, 5, 0, 0, None),
)


@dataclass(frozen=True)
class RaceShop:
    """Ids, and the starts that everybody wants."""

    services: tuple[int, ...]
    staff: tuple[int, ...]
    starts: tuple[datetime, ...]
    customers: tuple[int, ...]
    conversations: tuple[int, ...]


def open_race_shop(database: Database, *, racers: int, starts: int = 50) -> RaceShop:
    """Three people, a cabin, two equal chairs; a customer and a conversation for each racer."""
    with database.transaction() as session:
        hours = {day: ["08:00-20:30"] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
        session.add(Business(name="Race", timezone="Europe/Madrid", hours=hours, min_notice=timedelta(0)))
        people = [Resource(kind=ResourceKind.STAFF, slug=f"p{each}", name=f"P{each}") for each in range(3)]
        rooms = {
            "cabin": Resource(kind=ResourceKind.ROOM, slug="cabin", name="Cabin"),
            "chairs": Resource(kind=ResourceKind.ROOM, slug="chairs", name="Chairs", capacity=2),
        }
        services = [
            Service(
                slug=f"s{number}",
                name=f"S{number}",
                length=length * _MINUTE,
                buffer_before=before * _MINUTE,
                buffer_after=after * _MINUTE,
                processing_after=pause * _MINUTE if lasts else None,
                processing_length=lasts * _MINUTE if lasts else None,
            )
            for number, (length, before, after, pause, lasts, _) in enumerate(_SERVICES)
        ]
        customers = [Customer(name=f"C{number}", created_at=NOW) for number in range(racers)]
        session.add_all([*people, *rooms.values(), *services, *customers])
        session.flush()
        conversations = [
            Conversation(
                customer_id=row_id(customer),
                channel=ChannelName.SIMULATOR,
                address=str(number),
                created_at=NOW,
            )
            for number, customer in enumerate(customers)
        ]
        session.add_all(conversations)
        for service, (*_, room) in zip(services, _SERVICES, strict=True):
            for person in people:
                session.add(ServiceStaff(service_id=row_id(service), staff_id=row_id(person)))
            if room:
                session.add(ServiceResource(service_id=row_id(service), resource_id=row_id(rooms[room])))
        session.flush()
        first = datetime(2027, 1, 11, 7, tzinfo=UTC)  # 08:00 in Madrid, where the grid begins
        return RaceShop(
            services=tuple(map(row_id, services)),
            staff=tuple(map(row_id, people)),
            starts=tuple(first + 15 * _MINUTE * number for number in range(starts)),
            customers=tuple(map(row_id, customers)),
            conversations=tuple(map(row_id, conversations)),
        )
