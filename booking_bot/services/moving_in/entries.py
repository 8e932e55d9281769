"""A line of the diary as it would stand: the words of it put into the shop's own rows.

What the owner corrected goes before what was read, and takes with it every doubt of how to read that line.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from booking_bot.domain.folding import folded
from booking_bot.domain.walltime import instant, utc
from booking_bot.language.paper import Doubt, Kind, Line, Reason, read
from booking_bot.language.paper.marks import phone_of
from booking_bot.language.tokens import fold
from booking_bot.models import Customer, Identity, IdentityKind, Resource, Service, row_id
from booking_bot.services import catalogue
from booking_bot.services.business_file import vocabulary_in
from booking_bot.services.catalogue import Catalogue
from booking_bot.services.customer_book.changes import LONGEST_TEXT
from booking_bot.services.diary.visitors import LONGEST_NAME

FIELDS = ("day", "time", "services", "staff", "name", "phone")


@dataclass(frozen=True, slots=True)
class Wait:
    """Why a line waits. Of what is `soft` the owner may say that it is meant so."""

    code: str
    words: str = ""
    soft: bool = False


@dataclass(slots=True)
class Entry:
    """`start` is an instant once day and hour are known; `there` says that it is booked already."""

    line: Line
    day: date | None
    clock: time | None
    services: list[Service]
    staff: Resource | None
    name: str
    phone: str | None
    start: datetime | None = None
    customer_id: int | None = None
    known_as: str = ""
    namesakes: frozenset[int] = frozenset()
    corrected: bool = False
    there: bool = False
    waits: list[Wait] = field(default_factory=list)

    @property
    def number(self) -> int:
        return self.line.number

    @property
    def is_certain(self) -> bool:
        return not self.waits and not self.there

    @property
    def note(self) -> str:
        """What stood beside; with an animal of no shop for animals, that too."""
        return self.line.note[:LONGEST_TEXT]

    @property
    def stands(self) -> str:
        """What the owner says yes to where they say that it is meant so."""
        told = [self.start.isoformat() if self.start else "", str(self.staff.id if self.staff else "")]
        told += [
            ",".join(str(one.id) for one in self.services),
            *(one.code for one in self.waits if one.soft),
        ]
        return "|".join(told)


@dataclass(frozen=True, slots=True)
class Read:
    """The lines of a diary by what is to become of them."""

    entries: Sequence[Entry]
    beside: Sequence[Line]  # no appointments: the owner's own time, what is crossed out
    shop: Catalogue
    zone: ZoneInfo


def look(session: Session, text: str, corrections: Mapping[str, Mapping[str, str]], *, now: datetime) -> Read:
    """Read all of it anew; what there is room for is not looked at yet."""
    shop = catalogue.read(session)
    zone = ZoneInfo(shop.business.timezone)
    wall, vocabulary = now.astimezone(zone), vocabulary_in(shop)
    lines = read(text, wall, vocabulary)
    if learned := _learned(lines, corrections, shop):
        lines = read(text, wall, vocabulary, learned)
    entries = [
        _entry(line, corrections.get(str(line.number)), shop, zone)
        for line in lines
        if line.kind is Kind.APPOINTMENT
    ]
    _meet(session, entries)
    beside = [one for one in lines if one.kind in {Kind.ASIDE, Kind.CROSSED_OUT}]
    return Read(entries, beside, shop, zone)


def _learned(
    lines: Iterable[Line], corrections: Mapping[str, Mapping[str, str]], shop: Catalogue
) -> dict[str, str]:
    """What a word means that the owner was asked about once: it means so in every line."""
    slugs = {str(one.id): one.slug for one in shop.services}
    found: dict[str, str] = {}
    for line in lines:
        told = corrections.get(str(line.number), {})
        strange = [one.words for one in line.doubts if one.reason is Reason.UNKNOWN]
        if len(strange) == 1 and not line.services and told.get("services") in slugs:
            word = fold(strange[0])
            if word.isalpha() and word not in fold(told.get("name", "")).split():
                found[word] = slugs[told["services"]]
    return found


def _entry(line: Line, told: Mapping[str, str] | None, shop: Catalogue, zone: ZoneInfo) -> Entry:
    by_slug = {one.slug: one for one in shop.services if one.active}
    staff = {one.slug: one for one in shop.staff if one.active}
    entry = Entry(
        line,
        line.day,
        line.start,
        [by_slug[slug] for slug in line.services],
        staff.get(line.staff or ""),
        line.name[:LONGEST_NAME],
        line.phone,
    )
    if told is None:
        entry.waits = [_wait(one) for one in line.doubts]
    else:
        _correct(entry, told, shop)
    entry.waits += _missing(entry)
    if entry.day and entry.clock:
        minutes = 60 * entry.clock.hour + entry.clock.minute
        entry.start = utc(instant(entry.day, minutes, zone))
    return entry


def _wait(doubt: Doubt) -> Wait:
    return Wait(doubt.reason.value, doubt.words)


def _correct(entry: Entry, told: Mapping[str, str], shop: Catalogue) -> None:
    services = {str(one.id): one for one in shop.services if one.active}
    staff = {str(one.id): one for one in shop.staff if one.active}
    entry.corrected = True
    entry.day = _day(told.get("day", ""))
    entry.clock = _clock(told.get("time", ""))
    entry.services = [services[one] for one in told.get("services", "").split("+") if one in services]
    entry.staff = staff.get(told.get("staff", ""))
    entry.name = " ".join(told.get("name", "").split())[:LONGEST_NAME]
    written = told.get("phone", "").strip()
    entry.phone = phone_of(written, shop.business.country) if written else None
    if written and entry.phone is None:
        entry.waits.append(Wait(Reason.PHONE.value, written))


def _missing(entry: Entry) -> list[Wait]:
    """What no line can be without."""
    had = {one.code for one in entry.waits}
    lacking = [
        (entry.day is None, Reason.NO_DAY, ()),
        (entry.clock is None, Reason.NO_TIME, ()),
        (not entry.services, Reason.NO_SERVICE, (Reason.UNKNOWN, Reason.WHICH_SERVICE)),
        (not entry.name and not entry.phone, Reason.NO_NAME, (Reason.WHOSE,)),
    ]
    return [
        Wait(reason.value)
        for lacks, reason, instead in lacking
        if lacks and had.isdisjoint({reason.value, *(one.value for one in instead)})
    ]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _clock(text: str) -> time | None:
    try:
        return time.fromisoformat(text).replace(second=0, microsecond=0, tzinfo=None)
    except ValueError:
        return None


def _meet(session: Session, entries: Sequence[Entry]) -> None:
    """Who they are: by their number, else by all of their name, where one alone is called so."""
    phones = {one.phone for one in entries if one.phone}
    by_phone = {
        value: (number, name or "")
        for value, number, name in session.exec(
            select(Identity.value, Identity.customer_id, Customer.name)
            .join(Customer)
            .where(col(Identity.kind) == IdentityKind.PHONE, col(Identity.value).in_(phones))
        )
    }
    by_name: dict[str, list[tuple[int, str]]] = {}
    for customer in session.exec(select(Customer.id, Customer.name).where(col(Customer.name).is_not(None))):
        number, name = customer
        by_name.setdefault(folded(name or ""), []).append((number or 0, name or ""))
    for entry in entries:
        if entry.phone:
            entry.customer_id, entry.known_as = by_phone.get(entry.phone, (None, ""))
        elif entry.name:
            called = by_name.get(folded(entry.name), [])
            if len(called) == 1:
                entry.customer_id, entry.known_as = called[0]
                if " " not in entry.name and not entry.corrected:  # there are more Anas than the one here
                    entry.waits.append(Wait("same", entry.known_as))
            elif called:
                entry.namesakes = frozenset(number for number, _ in called)
                entry.waits.append(Wait("namesakes", entry.name))


def numbers_of(services: Iterable[Service]) -> list[int]:
    return [row_id(one) for one in services]
