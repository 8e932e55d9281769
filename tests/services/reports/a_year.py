"""A shop with months of made-up work around both changes of the clock, the same each time."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count
from random import Random
from typing import TypeVar

from sqlmodel import Session, SQLModel

from booking_bot.domain.appointments import Status
from booking_bot.models import (
    Absence,
    Appointment,
    Attention,
    AttentionKind,
    ChannelName,
    Delivery,
    Direction,
    Message,
    MessageKind,
    Occupancy,
    Outbox,
    Rating,
    Source,
    row_id,
)
from tests.shop import Shop, at

Row = TypeVar("Row", bound=SQLModel)
NOW = at("2026-11-01 12:20")  # a Sunday, with October and its long night behind
# Stretches of days on which something was made up: a change of the clock lies in each.
BUSY = (("2026-03-26", 6), ("2026-10-20", 12))
LINE = "whatsapp:+34600111222"
HOURS = {
    **{day: ["09:00-14:00", "17:00-20:30"] for day in ("mon", "tue", "wed", "thu")},
    "fri": ["10:00-14:00"],
    "sat": ["20:00-04:00"],  # over the change itself
}


class MadeUp:
    """Everything that was put into the tables, to be counted in another way."""

    def __init__(self, session: Session) -> None:
        self.numbers = count(1)
        self.random = Random(20261025)
        self.session = session
        self.shop = Shop(session, HOURS)
        self.shop.special("2026-10-12", reason="Fiesta")
        self.staff = [
            self.shop.staff("Lucía"),
            self.shop.staff("Marcos", hours={"mon": ["12:00-19:00"], "sat": ["22:00-01:30"]}),
        ]
        self.services = [
            self.shop.service("Corte", minutes=30, by=self.staff),
            self.shop.service("Tinte", minutes=90, by=self.staff),
        ]
        self.people = [self.shop.customer(f"Cliente {number}") for number in range(12)]
        self.lines = [self.shop.conversation(person) for person in self.people]
        self.appointments: list[Appointment] = []
        self.busy: list[tuple[int, int, int]] = []
        self.messages: list[tuple[Message, Outbox | None]] = []
        self.cases: list[Attention] = []
        self.ratings: list[Rating] = []
        self.absences = [self._absence("2026-10-20 10:00", "2026-10-21 11:30")]
        for first, days in BUSY:
            for moment in self._moments(first, days):
                self._appointment(moment)
                self._talk(moment)
        session.flush()

    def _moments(self, first: str, days: int) -> Iterator[datetime]:
        """Every two hours or so, day and night."""
        moment = at(f"{first} 00:05")
        until = moment + timedelta(days=days)
        while moment < until:
            yield moment
            moment += timedelta(minutes=self.random.choice((75, 95, 110, 150)))

    def _absence(self, start: str, end: str) -> Absence:
        return self._kept(Absence(staff_id=self.staff[0], starts_at=at(start), ends_at=at(end)))

    def _appointment(self, start: datetime) -> None:
        draw = self.random
        end = start + timedelta(minutes=draw.choice((30, 45, 60)))
        one = Appointment(
            customer_id=draw.choice(self.people),
            service_id=draw.choice(self.services),
            staff_id=draw.choice(self.staff),
            starts_at=start,
            ends_at=end,
            status=draw.choice(list(Status)),
            source=draw.choice(list(Source)),
            created_at=start - timedelta(minutes=draw.randrange(60 * 48)),
        )
        self.appointments.append(self._kept(one))
        if one.status is not Status.CANCELLED:
            span = int(start.timestamp()), int(end.timestamp())
            self.busy.append((one.staff_id, *span))
            self._kept(
                Occupancy(
                    appointment_id=row_id(one), resource_id=one.staff_id, start_ts=span[0], end_ts=span[1]
                )
            )
        if one.status is Status.COMPLETED:
            given = Rating(
                appointment_id=row_id(one),
                rating=draw.randint(1, 5),
                comment=draw.choice((None, "Bien, soy Ana: 600111222")),
                at=end + timedelta(hours=2),
            )
            self.ratings.append(self._kept(given))

    def _talk(self, moment: datetime) -> None:
        """Somebody writes, perhaps twice; the bot answers, perhaps in two parts; perhaps a person does."""
        draw, line = self.random, self.random.choice(self.lines)
        asked = moment + timedelta(minutes=7, microseconds=draw.randrange(1_000_000))
        for ahead in range(draw.randint(1, 2)):
            self._message(line, Direction.IN, "text", asked + timedelta(seconds=3 * ahead))
        for part in range(draw.randint(1, 2)):
            written = asked + timedelta(seconds=draw.randint(5, 9) + part)
            self._message(line, Direction.OUT, MessageKind.REPLY, written, claimed=draw.randint(0, 90))
        if draw.random() < 0.4:
            self._case(line, asked + timedelta(seconds=12))

    def _case(self, line: int, moment: datetime) -> None:
        draw = self.random
        ended = draw.choice((None, moment + timedelta(hours=1)))
        case = Attention(
            kind=AttentionKind.HANDOVER,
            conversation_id=line,
            at=moment,
            resolved_at=ended,
            summary="Se queja",
        )
        self.cases.append(self._kept(case))
        if draw.random() < 0.7:
            after = moment + timedelta(seconds=draw.randrange(7200))
            self._message(line, Direction.OUT, MessageKind.MANUAL, after, claimed=2)

    def _message(
        self, line: int, direction: Direction, kind: str, moment: datetime, claimed: int | None = None
    ) -> None:
        message = self._kept(
            Message(conversation_id=line, direction=direction, kind=kind, body="Soy Ana", at=moment)
        )
        sent = None
        if claimed is not None:
            status = self.random.choice(list(Delivery))
            went = moment + timedelta(seconds=claimed) if status is not Delivery.QUEUED else None
            sent = self._kept(
                Outbox(
                    message_id=row_id(message), channel=ChannelName.WHATSAPP, recipient=LINE,
                    status=status, send_at=moment, claimed_at=went, created_at=moment,
                )
            )  # fmt: skip
        self.messages.append((message, sent))

    def _kept(self, row: Row) -> Row:
        """With a number of its own, since all are written at once."""
        row.id = next(self.numbers)
        self.session.add(row)
        return row
