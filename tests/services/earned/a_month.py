"""A busy month and the months before it, made up the same each time, with everything that can happen."""

from datetime import datetime, timedelta
from itertools import count
from random import Random
from typing import TypeVar

from sqlmodel import Session, SQLModel

from booking_bot.domain.appointments import Status
from booking_bot.models import (
    Appointment,
    ChannelName,
    Conversation,
    Delivery,
    Direction,
    FreedPlace,
    Message,
    MessageKind,
    OfferStatus,
    Outbox,
    Source,
    WaitEntry,
    WaitOffer,
    WaitStatus,
    row_id,
)
from tests.shop import Shop, at

Row = TypeVar("Row", bound=SQLModel)
LINES = (
    "whatsapp:+34600111222",
    "whatsapp:+5215512345678",
    "whatsapp:+4915112345678",
)  # the last has no rate
HOURS = {day: ["09:00-14:00", "17:00-20:00"] for day in ("mon", "tue", "wed", "thu", "fri")}
KINDS = tuple(
    MessageKind(kind) for kind in ("reply", "reminder", "notice", "survey", "waitlist", "recall", "staff")
)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


class Month:
    """From the middle of August to the middle of December; the clocks go back in October."""

    def __init__(self, session: Session, *, seed: int = 7, history: bool = True) -> None:
        self.numbers = count(1)
        self.random = Random(seed)
        self.session = session
        self.shop = Shop(session, HOURS)
        self.shop.special("2026-10-12", reason="Fiesta")
        self.staff = [self.shop.staff("Lucía"), self.shop.staff("Marcos")]
        self.services = [
            self.shop.service("Corte", by=self.staff, price_cents=1600),
            self.shop.service("Color", by=self.staff, price_cents=4550, price_from=True),
            self.shop.service("Consulta", by=self.staff),
        ]
        self.people = [self.shop.customer(f"Cliente {number}") for number in range(6)]
        self.lines = [self.shop.conversation(person) for person in self.people]
        for line in self.lines[1:]:
            session.get_one(Conversation, line).channel = ChannelName.WHATSAPP
        if history:
            for number in range(40):
                self.past(number)
        moment = at("2026-08-14 00:10")
        while moment < at("2026-12-15 00:00"):
            self.booking(moment)
            self.said(moment)
            if self.random.random() < 0.3:
                self.gap(moment)
            moment += self.random.choice((3, 5, 8)) * HOUR + self.random.randrange(60) * MINUTE
        session.flush()

    def past(self, number: int) -> None:
        """Brought in from the older diary, when it was over."""
        self.appointment(
            at("2026-05-04 10:00") + number * DAY,
            created=at("2026-08-14 12:00"),
            source=Source.IMPORT,
            status=Status.NO_SHOW if number % 6 == 0 else Status.COMPLETED,
        )

    def booking(self, moment: datetime) -> Appointment:
        draw = self.random
        return self.appointment(
            moment + draw.choice((-30, 2, 30, 200)) * HOUR,
            created=moment,
            source=draw.choice(list(Source)),
            status=draw.choice(list(Status)),
        )

    def appointment(
        self, start: datetime, *, created: datetime, source: Source, status: Status
    ) -> Appointment:
        number = self.random.randrange(3)
        return self.kept(
            Appointment(
                customer_id=self.random.choice(self.people),
                service_id=self.services[number],
                staff_id=self.random.choice(self.staff),
                starts_at=start,
                ends_at=start + 30 * MINUTE,
                status=status,
                source=source,
                price_cents=(1600, 4550, None)[number],
                created_at=created,
            )
        )

    def gap(self, moment: datetime) -> None:
        """A place comes free; it is offered, and perhaps taken by one or two, of whom something becomes."""
        draw = self.random
        gone = self.appointment(moment + 3 * HOUR, created=moment, source=Source.API, status=Status.CANCELLED)
        place = self.kept(
            FreedPlace(
                freed_by=row_id(gone), staff_id=gone.staff_id, starts_at=gone.starts_at,
                ends_at=gone.ends_at + 30 * MINUTE, freed_at=moment,
            )
        )  # fmt: skip
        for _ in range(draw.randint(1, 3)):
            taken = self.offer(place, moment, draw.choice(list(OfferStatus)))
            if taken is not None and draw.random() < 0.3:  # and comes yet earlier, or elsewhere
                other = self.appointment(
                    moment + HOUR, created=moment, source=Source.API, status=Status.CANCELLED
                )
                earlier = self.kept(
                    FreedPlace(
                        freed_by=row_id(other), staff_id=taken.staff_id, starts_at=other.starts_at,
                        ends_at=other.ends_at, freed_at=moment,
                    )
                )  # fmt: skip
                taken.starts_at, taken.ends_at = earlier.starts_at, earlier.ends_at
                self.offer(earlier, moment, OfferStatus.TAKEN, moving=taken)

    def offer(
        self, place: FreedPlace, moment: datetime, status: OfferStatus, *, moving: Appointment | None = None
    ) -> Appointment | None:
        """What came of it, where somebody took it."""
        draw = self.random
        is_taken = status is OfferStatus.TAKEN
        given_up = moving
        if given_up is None and draw.random() < 0.3:
            given_up = self.appointment(
                moment + 4 * DAY, created=moment - DAY, source=Source.BOT, status=Status.BOOKED
            )
        entry = self.kept(
            WaitEntry(
                conversation_id=draw.choice(self.lines), service_id=self.services[0],
                moving_id=row_id(given_up) if given_up else None, until=moment + 9 * DAY,
                status=WaitStatus.BOOKED if is_taken else WaitStatus.WAITING, created_at=moment - DAY,
            )
        )  # fmt: skip
        came = given_up if is_taken else None
        if is_taken and came is None:
            came = self.appointment(
                place.starts_at + draw.choice((0, 15)) * MINUTE, created=moment + MINUTE, source=Source.BOT,
                status=draw.choice((Status.BOOKED, Status.COMPLETED, Status.NO_SHOW, Status.CANCELLED)),
            )  # fmt: skip
        if came is not None:
            if moving is None and given_up is not None:
                came.starts_at, came.ends_at = place.starts_at, place.starts_at + 30 * MINUTE
            if draw.random() < 0.8:
                came.staff_id = place.staff_id
        self.kept(
            WaitOffer(
                entry_id=row_id(entry), place_id=row_id(place), staff_id=place.staff_id,
                starts_at=place.starts_at, ends_at=place.ends_at, status=status, offered_at=moment,
                expires_at=moment + 30 * MINUTE,
                ended_at=None if status is OfferStatus.OFFERED else moment + MINUTE,
                appointment_id=row_id(came) if came else None,
            )
        )  # fmt: skip
        return came

    def said(self, moment: datetime) -> None:
        """Somebody writes, and is answered by one way or another, perhaps by a template."""
        draw, number = self.random, self.random.randrange(6)
        line = self.lines[number]
        if draw.random() < 0.7:
            self.kept(
                Message(conversation_id=line, direction=Direction.IN, kind="text", body="Hola", at=moment)
            )
        answer = self.kept(
            Message(
                conversation_id=line, direction=Direction.OUT, kind=draw.choice(KINDS),
                body="Hola", at=moment + MINUTE, provider_sid=draw.choice((None, f"SM{next(self.numbers)}")),
            )
        )  # fmt: skip
        status = draw.choice((*Delivery, *4 * [Delivery.DELIVERED]))
        self.kept(
            Outbox(
                message_id=row_id(answer), channel=draw.choice((*ChannelName, *4 * [ChannelName.WHATSAPP])),
                recipient=draw.choice(LINES), status=status, send_at=answer.at, created_at=answer.at,
                claimed_at=None if status is Delivery.QUEUED else answer.at,
                as_template=draw.random() < 0.3, content_sid=draw.choice((None, "HX1")),
                error_code=draw.choice((None, "63016", "63018")),
            )
        )  # fmt: skip

    def kept(self, row: Row) -> Row:
        """With a number of its own, since all are written at once."""
        row.id = next(self.numbers)
        self.session.add(row)
        return row
