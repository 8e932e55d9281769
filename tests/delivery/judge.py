"""Whether everybody in the town got what was due to them, once, and nothing that they should not.

What arrived is read from the stand-in's ledger, what was due from what happened, by rules written down here
anew. The app's own rows tell of a message only what it was meant to be, and what the owner is left to send.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import pairwise

from sqlmodel import select

from booking_bot.db import Database
from booking_bot.domain.appointments import Status
from booking_bot.models import ChannelName, Delivery, Message, MessageKind, Notice, Outbox
from booking_bot.services.settling import UNCONFIRMED
from tests.delivery.town import BEGIN, DAY, END, HOUR, MINUTE, OUTAGE, PAUSE, Person, Stand, Town
from tests.shop import MADRID
from tests.twilio_standin.ledger import Taken

FIRM = (Status.BOOKED, Status.CONFIRMED)
LEADS = {"24h": DAY, "2h": 2 * HOUR}
QUIET, MORNING = time(21), time(9)
TALK = timedelta(minutes=30)
JUST_BOOKED = HOUR
# How late a message may be: until it is known that one was lost, and the pause after a refusal.
LATE = 5 * MINUTE
# Both reminders of an appointment may read the same.
AT_LEAST_APART = 10 * HOUR


@dataclass
class Arrived:
    """A message on somebody's phone, and what it was meant to be; `meant` is None where nobody knows it."""

    person: Person
    taken: Taken
    meant: Message | None
    row: Outbox | None

    @property
    def at(self) -> datetime:
        return self.taken.created_at

    @property
    def answers(self) -> bool:
        return self.meant is not None and self.meant.kind == MessageKind.REPLY

    @property
    def wall(self) -> time:
        return self.at.astimezone(MADRID).time()

    @property
    def in_a_talk(self) -> bool:
        return any(timedelta(0) <= self.at - wrote < TALK for wrote in self.person.wrote)


@dataclass
class Wanted:
    """A reminder that somebody is to get between two instants."""

    person: Person
    lead: str
    start: datetime
    due: datetime
    until: datetime

    @property
    def clock(self) -> str:
        return f"{self.start.astimezone(MADRID):%-H:%M}"


def waited(row: Outbox) -> bool:
    """Whether it was left to the owner until its template was good again, and then it was too late."""
    return PAUSE[0] <= row.send_at <= PAUSE[1] + HOUR


class Judge:
    def __init__(self, town: Town) -> None:
        self.town = town
        database = Database(town.url)
        with database.reading() as session:
            rows = session.exec(select(Message, Outbox).join(Outbox)).all()
            self.notices = session.exec(select(Notice)).all()
        database.dispose()
        self.outbox = [row for _, row in rows]
        by_sid = {message.provider_sid: (message, row) for message, row in rows if message.provider_sid}
        self.known = {sid: row.status for sid, (_, row) in by_sid.items()}
        whose = {person.line: person for person in town.people}
        self.arrived = [
            Arrived(whose[one.to], one, *by_sid.get(one.sid, (None, None)))
            for one in town.twilio.ledger.messages
            if one.failed is None
        ]
        self.by_hand = [
            (row.recipient, row.send_at, message.body)
            for message, row in rows
            if row.channel is ChannelName.HAND or (row.status is Delivery.EXPIRED and waited(row))
        ]

    def faults(self) -> list[str]:
        """All that is wrong, in words; nothing where all is well."""
        checks = (
            self.twice, self.unknown, self.missing, self.in_the_quiet, self.after_the_stop,
            self.outside_the_window, self.surveys, self.stuck, self.of_the_past, self.unnoticed,
        )  # fmt: skip
        return [fault for check in checks for fault in check()]

    def twice(self) -> Iterator[str]:
        """Two of a kind for one revision, by the rows; and the same words twice, by the phone alone."""
        first = {row.id: row for row in self.outbox}

        def root(row: Outbox) -> Outbox:
            return root(first[row.follows_id]) if row.follows_id else row

        told = Counter(root(one.row).message_id for one in self.arrived if one.row)
        for notice in self.notices:
            if notice.message_id and told[notice.message_id] > 1:
                yield f"{notice.kind} {notice.lead} of {notice.appointment_id} came more than once"
        seen: dict[tuple[str, str], datetime] = {}
        for one in self.arrived:
            words = (one.taken.to, one.taken.body)
            before = seen.get(words)
            if not one.answers and before is not None and one.at - before < AT_LEAST_APART:
                yield f"twice: {one.taken.body}"
            seen[words] = one.at

    def unknown(self) -> Iterator[str]:
        yield from (f"nobody knows of {one.taken.body}" for one in self.arrived if one.meant is None)

    def missing(self) -> Iterator[str]:
        for wanted in self.wanted():
            till = wanted.until + LATE
            got = any(
                one.person is wanted.person
                and wanted.due <= one.at <= till
                and f" {wanted.clock}" in one.taken.body
                for one in self.arrived
            )
            left = any(
                to == wanted.person.line and wanted.due <= at <= till and f" {wanted.clock}" in body
                for to, at, body in self.by_hand
            )
            if not (got or left):
                yield f"{wanted.person.phone} missed {wanted.lead} of {wanted.start}"

    def wanted(self) -> Iterator[Wanted]:
        for person in self.town.people:
            for number in person.appointments:
                stands = self.town.history[number]
                last = Stand(END, stands[-1].start, stands[-1].status)
                for stood, after in pairwise([*stands, last]):
                    if stood.status in FIRM:
                        yield from self._wanted(person, stood, after)

    def _wanted(self, person: Person, stood: Stand, after: Stand) -> Iterator[Wanted]:
        for lead, length in LEADS.items():
            wall = stood.start.astimezone(MADRID)
            falls = (wall - length).replace(fold=0) if lead == "24h" else stood.start - length
            half = falls + (stood.start - falls) / 2
            if falls <= stood.since:
                continue
            due = self._after_quiet(falls)
            if due > half or due < stood.since + JUST_BOOKED:
                continue
            if OUTAGE[0] - LATE <= due < OUTAGE[1]:
                due = OUTAGE[0] if half > OUTAGE[1] + LATE else half
            if (
                after.since <= max(due + LATE, OUTAGE[1] if OUTAGE[0] <= due < OUTAGE[1] else due)
                or due >= half
            ):
                continue
            if self._may_be_told(person, due):
                yield Wanted(person, lead, stood.start, due, half)

    @staticmethod
    def _after_quiet(falls: datetime) -> datetime:
        wall = falls.astimezone(MADRID)
        if QUIET > wall.time() >= MORNING:
            return falls
        day = wall.date() + (timedelta(days=1) if wall.time() >= QUIET else timedelta(0))
        return datetime.combine(day, MORNING, MADRID).astimezone(falls.tzinfo)

    @staticmethod
    def _may_be_told(person: Person, at: datetime) -> bool:
        gone = person.out_of_reach is not None and person.out_of_reach <= at <= person.back
        stopped = person.no_notices is not None and person.no_notices - LATE <= at
        return person.vouched and not gone and not stopped

    def in_the_quiet(self) -> Iterator[str]:
        for one in self.arrived:
            if one.answers or one.in_a_talk or MORNING <= one.wall < QUIET:
                continue
            if one.row is None or not (one.row.urgent and time(8) <= one.wall < time(22)):
                yield f"at {one.at.astimezone(MADRID)}: {one.taken.body}"

    def after_the_stop(self) -> Iterator[str]:
        for one in self.arrived:
            if one.answers or one.in_a_talk:
                continue
            stopped, no_offers = one.person.no_notices, one.person.no_offers
            if stopped and one.at > stopped:
                yield f"after BAJA: {one.taken.body}"
            elif no_offers and one.at > no_offers and one.meant and one.meant.kind == MessageKind.SURVEY:
                yield f"a survey after BAJA: {one.taken.body}"
        for person in self.town.people:
            if not person.vouched and any(one.person is person for one in self.arrived):
                yield f"{person.phone} never wrote and never agreed"

    def outside_the_window(self) -> Iterator[str]:
        messages = self.town.twilio.ledger.messages
        yield from (f"outside the window: {one.body}" for one in messages if one.failed == 63016)

    def surveys(self) -> Iterator[str]:
        """One within the fortnight for who came and may be asked, unless it is not known to have arrived;
        for others none."""
        asked = Counter(
            one.person.phone for one in self.arrived if one.meant and one.meant.kind == MessageKind.SURVEY
        )
        given_up = {row.recipient for row in self.outbox if row.error == UNCONFIRMED}
        for person in self.town.people:
            ends = [
                stands[-1].start
                for number in person.appointments
                if (stands := self.town.history[number])[-1].status in FIRM
            ]
            came = any(start < END - DAY for start in ends)
            stopped = person.no_offers or person.out_of_reach or person.line in given_up
            may = person.vouched and not stopped
            number = asked[person.phone]
            if (
                number > 1
                or (number and not any(start < END for start in ends))
                or (not number and came and may)
            ):
                yield f"{person.phone} was asked {number} times how it was"

    def stuck(self) -> Iterator[str]:
        open_ones = (Delivery.SENDING, Delivery.UNKNOWN)
        for row in self.outbox:
            is_due = row.status is Delivery.QUEUED and row.send_at < END - HOUR
            if row.status in open_ones or (is_due and row.channel is not ChannelName.HAND):
                yield f"outbox {row.id} is still {row.status}"

    def unnoticed(self) -> Iterator[str]:
        """One that never reached its phone, and of which nobody knows a day later, its receipt being lost."""
        failed = {
            one.sid for one in self.town.twilio.ledger.messages if one.failed and one.created_at < END - DAY
        }
        for sid, status in self.known.items():
            if sid in failed and status in (Delivery.ACCEPTED, Delivery.SENT):
                yield f"{sid} failed, and counts as {status}"

    def of_the_past(self) -> Iterator[str]:
        """A reminder of a time at which it does not take place, or not any more."""
        stood = [
            (person, stand.start, stand.since, after.since)
            for person in self.town.people
            for number in person.appointments
            for stand, after in pairwise([*self.town.history[number], Stand(END, BEGIN, Status.BOOKED)])
            if stand.status in FIRM
        ]
        for one in self.arrived:
            if one.meant is None or one.meant.kind != MessageKind.REMINDER:
                continue
            if not any(
                person is one.person and since <= one.at <= until and one.at < start
                and f" {start.astimezone(MADRID):%-H:%M}" in one.taken.body
                for person, start, since, until in stood
            ):  # fmt: skip
                yield f"no such appointment at {one.at}: {one.taken.body}"
