"""What a booking costs in turns and messages: twenty customers write to the demo's shop, with all of it real.

Each says one thing first, then answers what is asked with as little as people do: the first thing there
is to tap, else a name, else yes. A turn is one message of theirs with its one answer; WhatsApp bills by
the message.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from importlib.resources import files
from itertools import count
from statistics import mean

from sqlmodel import col, select

from benchmarks.agenda_data import sqlite_database
from benchmarks.tables import show
from booking_bot.channels.base import Inbound
from booking_bot.db import Database
from booking_bot.demo import SHOP
from booking_bot.models import Appointment, ChannelName, Conversation, Direction, Message
from booking_bot.services import business_file, demo, inbound, turns
from booking_bot.services.file_form.reading import parse

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)  # a Monday, with an hour until the shop's first customers
UNTIL_ANSWERED = timedelta(seconds=20)
MOST_TURNS = 8


class Said(StrEnum):
    """How much of a booking the first words hold: nothing, some of it, or service, day and time."""

    BARE = "bare"
    PARTLY = "partly"
    COMPLETE = "complete"


BOOKINGS: tuple[tuple[Said, str], ...] = (
    (Said.BARE, "quiero cita"),
    (Said.BARE, "hola, buenas, quería pedir hora"),
    (Said.BARE, "Buenos días, me gustaría reservar una cita por favor"),
    (Said.BARE, "necesito un turno"),
    (Said.BARE, "hi, I'd like to book an appointment"),
    (Said.PARTLY, "quiero cortarme las puntas"),
    (Said.PARTLY, "hola! tenéis hueco mañana para cortarme el pelo?"),
    (Said.PARTLY, "corte de hombre el sábado por la mañana"),
    (Said.PARTLY, "me podeis arreglar la barba lo antes posible"),
    (Said.PARTLY, "BUENOS DIAS HIJA QUERIA PEINARME EL VIERNES"),
    (Said.PARTLY, "cita con Nacho para corte caballero esta semana"),
    (Said.PARTLY, "corte para mi hija de 6 años el miércoles por la tarde"),
    (Said.PARTLY, "quiero hora para keratina la semana que viene"),
    (Said.PARTLY, "el viernes a las 12"),
    (Said.COMPLETE, "corte de hombre el jueves a las 11"),
    (Said.COMPLETE, "Hola, soy Eva, quería cita para corte de mujer con Elena el 2 de diciembre a las 10:30"),
    (Said.COMPLETE, "qiero ora pa barba el viernes alas 6 d la tarde"),
    (Said.COMPLETE, "me apuntas para lavar y peinar el sábado a las 10, por favor? Gracias!"),
    (Said.COMPLETE, "can I book a corte de hombre tomorrow at 5pm?"),
    (Said.COMPLETE, "corte infantil pasado mañana a las 17:30"),
)  # fmt: skip


@dataclass
class Salon:
    """The demo's shop on its first morning, and the phones of those who write to it."""

    database: Database
    now: datetime = NOW
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def open(self) -> "Salon":
        shop = parse(files("booking_bot.demo").joinpath(SHOP).read_text(encoding="utf-8"), SHOP)
        with self.database.transaction() as session:
            business_file.load(session, shop)
            demo.seed(session, now=self.now)
        return self

    def says(self, phone: str, body: str, *, name: str = "Eva", payload: str | None = None) -> Message | None:
        """The one answer to it, None where there is none."""
        self.now += UNTIL_ANSWERED
        told = Inbound(
            f"SM{next(self.numbers)}",
            f"whatsapp:{phone}",
            self.now,
            phone=phone,
            profile_name=name,
            body=body,
            payload=payload,
        )
        before = len(self.heard(phone))
        with self.database.transaction() as session:
            inbound.receive(session, told, self.now)
        self.now += UNTIL_ANSWERED
        turns.run_due(self.database, now=self.now)
        fresh = self.heard(phone)[before:]
        return fresh[-1] if fresh else None

    def heard(self, phone: str) -> list[Message]:
        with self.database.reading() as session:
            return list(
                session.exec(
                    select(Message)
                    .join(Conversation)
                    .where(
                        col(Conversation.channel) == ChannelName.WHATSAPP,
                        col(Conversation.address) == f"whatsapp:{phone}",
                        col(Message.direction) == Direction.OUT,
                    )
                    .order_by(col(Message.id))
                )
            )

    def booked(self, phone: str) -> int:
        with self.database.reading() as session:
            return len(
                session.exec(
                    select(Appointment.id)
                    .join(Conversation, col(Conversation.customer_id) == col(Appointment.customer_id))
                    .where(col(Conversation.address) == f"whatsapp:{phone}")
                ).all()
            )


@dataclass(frozen=True)
class Course:
    """How one booking went: the customer's turns, and what was sent to them."""

    said: Said
    words: str
    turns: int
    messages: int
    letters: int  # of the longest message
    booked: bool


def course(salon: Salon, phone: str, said: Said, words: str) -> Course:
    """From the first words until something is booked, or nobody would go on any more."""
    answer = salon.says(phone, words)
    spoken = 1
    while not salon.booked(phone) and spoken < MOST_TURNS:
        options = answer.options if answer else []
        if options:
            answer = salon.says(phone, options[0]["title"], payload=options[0]["id"])
        else:
            answer = salon.says(phone, "Eva Ruiz" if answer and "nombre" in answer.body else "sí")
        spoken += 1
    sent = salon.heard(phone)
    longest = max(len(message.body) for message in sent)
    return Course(said, words, spoken, len(sent), longest, salon.booked(phone) > 0)


def courses() -> list[Course]:
    salon = Salon(sqlite_database()).open()
    return [
        course(salon, f"+346110000{number:02}", said, words) for number, (said, words) in enumerate(BOOKINGS)
    ]


def run() -> None:
    """Turns and messages of each booking, and of all bookings that begin alike."""
    found = courses()
    show(
        "Twenty bookings from the first word to the receipt",
        ("first words", "", "turns", "sent", "longest", "booked"),
        [(one.words[:60], one.said, one.turns, one.messages, one.letters, one.booked) for one in found],
    )
    show(
        "Beginning with",
        ("", "bookings", "turns", "most", "messages sent"),
        [
            (
                said,
                len(alike),
                round(mean(one.turns for one in alike), 1),
                max(one.turns for one in alike),
                round(mean(one.messages for one in alike), 1),
            )
            for said in Said
            if (alike := [one for one in found if one.said is said])
        ],
    )
