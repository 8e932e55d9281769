"""What would be done about a day that goes wrong, and how each would hear of it; nothing is written."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from booking_bot.models import (
    ChannelName,
    Conversation,
    Customer,
    DisruptionKind,
    MessageKind,
    row_id,
)
from booking_bot.services import catalogue, consents, notify, routes
from booking_bot.services.disruptions.delays import later
from booking_bot.services.disruptions.places import Places, Search, away
from booking_bot.services.disruptions.troubles import Trouble, Visit, hit, requested
from booking_bot.services.foreseen import foreseen
from booking_bot.services.inbox import Person, people
from booking_bot.services.place import place_of
from booking_bot.services.routes import Way
from booking_bot.services.templates.texts import TemplateText

NO_NUMBER = "No tenemos su número."


class Reach(StrEnum):
    """How they would hear of it."""

    WRITE = "write"
    HAND = "hand"  # the owner sends it, by one tap
    CALL = "call"


@dataclass(frozen=True, slots=True)
class Case:
    """A visit that is hit. Times are the shop's; `fits` is set where it stays at its hour.

    `starts` and `staff` are how its parts are before anything is done.
    `places` are where it goes, or what is offered for it, a place for each part; `there` is when that begins,
    or when it begins that is delayed. `why` they must be called.
    """

    visit: Visit
    starts: tuple[datetime, ...]
    staff: tuple[int, ...]
    person: Person
    beneficiary: str | None
    services: str
    reach: Reach
    why: str = ""
    fits: bool = False
    places: Places = ()
    by: str = ""  # who would attend them there
    there: datetime | None = None

    @property
    def start(self) -> datetime:
        return self.starts[0]

    @property
    def key(self) -> int:
        """The id of its first part."""
        return row_id(self.visit[0])


@dataclass(frozen=True, slots=True)
class Plan:
    """`staff` is the name of whom it is about, "" where it is about all."""

    trouble: Trouble
    staff: str
    cases: tuple[Case, ...]
    requested: int
    zone: ZoneInfo

    @property
    def fitting(self) -> list[Case]:
        return [case for case in self.cases if case.fits]

    @property
    def left(self) -> list[Case]:
        """Those that do not stand any more."""
        return [case for case in self.cases if not case.fits and self.trouble.kind is not DisruptionKind.LATE]

    @property
    def to_write(self) -> list[Case]:
        return [case for case in self.cases if case.reach is not Reach.CALL]

    @property
    def to_call(self) -> list[Case]:
        return [case for case in self.cases if case.reach is Reach.CALL]


def survey(session: Session, trouble: Trouble, *, now: datetime) -> Plan:
    """A constant number of statements, however many are hit."""
    visits = hit(session, trouble, now=now)
    delays = later(session, trouble, visits, now=now)
    if trouble.kind is DisruptionKind.LATE:
        visits = [visit for visit in visits if visit[0].id in delays]
    shop = catalogue.read(session)
    staff = {row_id(one): one.name for one in shop.staff}
    fits, offers = _places(session, trouble, visits, list(staff), now)
    services = {row_id(one): one.name for one in shop.services}
    known = people(session, [visit[0].customer_id for visit in visits])
    ways = reaches(session, {visit[0].customer_id: visit[0].starts_at for visit in visits}, known, now=now)
    zone = place_of(session).zone

    def case(visit: Visit) -> Case:
        first = visit[0]
        places = fits.get(row_id(first)) or offers.get(row_id(first), ())
        reach, why = ways[first.customer_id]
        there = places[0].start if places else None
        if first.id in delays:
            there = first.starts_at + delays[first.id]
        return Case(
            visit=visit,
            starts=tuple(part.starts_at.astimezone(zone) for part in visit),
            staff=tuple(part.staff_id for part in visit),
            person=known[first.customer_id],
            beneficiary=first.beneficiary,
            services=joined(services[part.service_id] for part in visit),
            reach=reach,
            why=why,
            fits=row_id(first) in fits,
            places=places,
            by=joined(staff[place.staff_id] for place in places),
            there=there.astimezone(zone) if there else None,
        )

    return Plan(
        trouble,
        staff.get(trouble.staff_id or 0, ""),
        tuple(map(case, visits)),
        requested(session, trouble),
        zone,
    )


def joined(names: Iterable[str]) -> str:
    """ "Tinte y corte", each once."""
    *before, last = dict.fromkeys(names) or [""]
    return f"{', '.join(before)} y {last}" if before else last


def _places(
    session: Session, trouble: Trouble, visits: Sequence[Visit], staff: Sequence[int], now: datetime
) -> tuple[dict[int, Places], dict[int, Places]]:
    """Where those go that fit at their hour, and what is offered to the others; of a delay neither."""
    if trouble.kind is DisruptionKind.LATE or not visits:
        return {}, {}
    gone = [trouble.staff_id] if trouble.staff_id is not None else staff
    search = Search(session, visits, away(gone, trouble.start, trouble.end), now=now)
    fits = search.same_hour(visits)
    left = [visit for visit in visits if row_id(visit[0]) not in fits]
    return fits, {row_id(visit[0]): search.nearest(visit) for visit in left}


def reaches(
    session: Session,
    starts: Mapping[int, datetime],
    known: Mapping[int, Person],
    *,
    now: datetime,
    urgent: bool = True,
) -> dict[int, tuple[Reach, str]]:
    """How each customer would hear of what is changed of their appointment, and why not."""
    if not starts:
        return {}
    lines = notify.lines_of(session, starts)
    allowed = consents.vouched_for(session, starts)
    # kept in hand, so that the rules find them where they look
    there = session.exec(select(Customer).where(col(Customer.id).in_(starts))).all()
    ways: dict[int, tuple[Reach, str]] = {}
    with foreseen(session, starts):
        for number in map(row_id, there):
            line = lines.get(number) or _line_to_be(known[number], now)
            if line is None:
                ways[number] = Reach.CALL, NO_NUMBER
            elif number not in lines and number not in allowed:
                ways[number] = Reach.CALL, consents.NEVER_ASKED
            else:
                ways[number] = _way(session, line, starts[number], now, urgent=urgent)
    return ways


def _line_to_be(person: Person, now: datetime) -> Conversation | None:
    """As it is made in earnest once something is sent."""
    if not person.phone:
        return None
    address = f"whatsapp:{person.phone}"
    return Conversation(customer_id=person.id, channel=ChannelName.WHATSAPP, address=address, created_at=now)


def _way(
    session: Session, line: Conversation, start: datetime, now: datetime, *, urgent: bool
) -> tuple[Reach, str]:
    text = TemplateText("moved", {"what": ""}, start)
    found = routes.route(session, line, MessageKind.NOTICE, now, urgent=urgent, template=text)
    if found.way is Way.NEVER:
        return Reach.CALL, found.reason
    return (Reach.HAND if found.way is Way.HAND else Reach.WRITE), ""
