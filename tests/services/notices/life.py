"""A shop that lives through days in an instant: its worker looks whenever something is due.

    life = Life(database, survey_after=2 * HOUR)
    life.book("2026-11-25 11:00")
    life.until("2026-11-26 09:00")
    assert life.heard() == ["mar 11:00 reminder", ...]

Carla wrote at the beginning, Monday 23 November 2026 at ten. All templates are approved. The shop asks for no
opinions and has no quiet hours, unless it is told so.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from booking_bot.channels.base import Inbound
from booking_bot.db import Database
from booking_bot.models import (
    Appointment,
    Attention,
    Business,
    ChannelName,
    Consent,
    ConsentKind,
    ConsentSource,
    Conversation,
    Delivery,
    Message,
    Notice,
    NoticeStatus,
    OpenQuestion,
    Outbox,
    Rating,
    Source,
    Template,
    TemplateStatus,
    row_id,
)
from booking_bot.services import bookings, dispatch, inbound, turns
from booking_bot.services.notices import running
from booking_bot.services.templates.texts import names, wording_of
from booking_bot.services.ways import Ways, set_ways
from tests.shop import MADRID, NOW, Shop, at, every_day

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LEASE = timedelta(seconds=60)
PHONE = "+34600111222"
DAYS = ("lun", "mar", "mié", "jue", "vie", "sáb", "dom")


@dataclass
class Life:
    database: Database
    now: datetime = NOW
    rules: dict[str, Any] = field(default_factory=dict)
    down: bool = False  # the machine is off

    def __post_init__(self) -> None:
        self.sids = count(1)
        self.arrived: list[tuple[datetime, str, str]] = []  # when, kind, text
        set_ways(self.database, Ways(account="AC1"))
        with self.database.transaction() as session:
            shop = Shop(session, hours=every_day("08:00-22:00"))
            for name, value in {"survey_after": None, "quiet_hours": None, **self.rules}.items():
                setattr(shop.business, name, value)
            self.lucia, self.marco = shop.staff("Lucía"), shop.staff("Marco")
            both = [self.lucia, self.marco]
            self.cut = shop.service("Corte", by=both)
            self.colour = shop.service("Tinte", minutes=60, by=both)
            for name in names():
                approve(session, shop.business, name)
            self.carla = shop.customer("Carla", phone=PHONE)
            talk = Conversation(
                customer_id=self.carla,
                channel=ChannelName.WHATSAPP,
                address=f"whatsapp:{PHONE}",
                last_inbound_at=self.now,
                introduced_at=self.now,
                created_at=self.now,
            )
            session.add(talk)
            # The shop knows her: she may hold as much as she likes.
            vouched = Consent(customer_id=self.carla, kind=ConsentKind.SERVICE, granted=True, at=self.now,
                              source=ConsentSource.OWNER)  # fmt: skip
            session.add(vouched)
            session.flush()
            self.talk = row_id(talk)

    # what happens

    def book(self, start: str, **more: Any) -> int:
        told: dict[str, Any] = {
            "customer_id": self.carla, "service_id": self.cut, "staff_id": self.lucia, "source": Source.BOT,
            "by": f"customer:{self.carla}", **more,
        }  # fmt: skip
        with self.database.transaction() as session:
            return row_id(bookings.book(session, start=at(start), now=self.now, **told))

    def does(self, verb: Any, *told: Any, by: str = "owner:1", **more: Any) -> None:
        """One of the verbs of `bookings` and the like, by the owner."""
        with self.database.transaction() as session:
            verb(session, *told, by=by, now=self.now, **more)

    def writes(self, text: str, *, button: str | None = None, quoting: str | None = None) -> str:
        """What Carla gets for an answer."""
        with self.database.transaction() as session:
            told = Inbound(
                sid=f"IN{next(self.sids)}", address=f"whatsapp:{PHONE}", phone=PHONE, body=text,
                profile_name="Carla", payload=button, kind="button" if button else "text",
                quoted_sid=quoting, at=self.now,
            )  # fmt: skip
            inbound.receive(session, told, self.now)
        self.now += timedelta(seconds=15)
        turns.run_due(self.database, now=self.now)
        self.send()
        return self.arrived[-1][2]

    def until(self, moment: str | datetime) -> None:
        """Let time pass; the worker looks at every instant at which something falls due, and in the end."""
        end = at(moment) if isinstance(moment, str) else moment
        if not self.down:
            self.look()
        while not self.down and (due := self._next_due()) is not None and due < end:
            self.now = max(due, self.now)
            self.look()
        self.now = end
        if not self.down:
            self.look()

    def look(self) -> None:
        running.run_due(self.database, now=self.now)
        self.send()

    def send(self) -> None:
        """As the sender does: claim, fence, record, until nothing is due."""
        while claimed := self._claimed():
            for one in claimed:
                with self.database.transaction() as session:
                    if not dispatch.fence(session, one, self.now, lease=LEASE):
                        continue
                    row = session.get_one(Outbox, one.id)
                    kind = session.get_one(Message, row.message_id).kind
                    dispatch.record_accepted(session, one, f"SM{one.id}")
                self.arrived.append((self.now, kind, one.outbound.body))

    def _claimed(self) -> list[dispatch.Claimed]:
        with self.database.transaction() as session:
            if not dispatch.is_any_due(session, self.now):
                return []
            return dispatch.claim(session, self.now, limit=50, lease=LEASE)

    def _next_due(self) -> datetime | None:
        """The next that the worker would find, of what it has not just looked at."""
        with self.database.reading() as session:
            planned = select(sa.func.min(Notice.due_at)).where(
                col(Notice.status) == NoticeStatus.PLANNED, col(Notice.due_at) > self.now
            )
            queued = select(sa.func.min(Outbox.send_at)).where(
                col(Outbox.status) == Delivery.QUEUED, col(Outbox.send_at) > self.now
            )
            found = [moment for one in (planned, queued) if (moment := session.exec(one).one()) is not None]
        return min(found, default=None)

    # what came of it

    def heard(self) -> list[str]:
        """ "mar 11:00 reminder": all that arrived on Carla's phone, without the answers to what she wrote."""
        return [
            f"{DAYS[wall.weekday()]} {wall:%H:%M} {kind}"
            for moment, kind, _ in self.arrived
            if kind != "reply"
            for wall in [moment.astimezone(MADRID)]
        ]

    def texts(self) -> list[str]:
        return [text for _, kind, text in self.arrived if kind != "reply"]

    def ledger(self) -> list[str]:
        """Every notice in the order in which it was planned, "reminder 24h rev 1: queued"."""
        with self.database.reading() as session:
            rows = session.exec(select(Notice).order_by(col(Notice.id))).all()
        return [
            f"{' '.join(filter(None, (one.kind, one.lead)))} rev {one.revision}: {one.status}"
            + (f" ({one.reason})" if one.reason else "")
            for one in rows
        ]

    def planned(self) -> list[str]:
        """What is still to come, "24h mar 11:00"."""
        with self.database.reading() as session:
            rows = session.exec(
                select(Notice)
                .where(col(Notice.status) == NoticeStatus.PLANNED)
                .order_by(col(Notice.due_at), col(Notice.id))
            ).all()
        walls = [(one, one.due_at.astimezone(MADRID)) for one in rows]
        return [f"{one.lead or one.kind} {DAYS[wall.weekday()]} {wall:%H:%M}" for one, wall in walls]

    def status(self, number: int) -> str:
        with self.database.reading() as session:
            return session.get_one(Appointment, number).status.value

    def asked(self) -> list[tuple[str, int]]:
        """The open questions, oldest first."""
        with self.database.reading() as session:
            rows = session.exec(
                select(OpenQuestion)
                .where(col(OpenQuestion.answered_at).is_(None), col(OpenQuestion.expires_at) > self.now)
                .order_by(col(OpenQuestion.id))
            ).all()
        return [(one.kind, one.object_id) for one in rows]

    def marks(self) -> list[tuple[int, int]]:
        with self.database.reading() as session:
            return [(one.appointment_id, one.rating) for one in session.exec(select(Rating)).all()]

    def attentions(self) -> list[str]:
        """What waits for the owner."""
        with self.database.reading() as session:
            rows = session.exec(select(Attention).where(col(Attention.resolved_at).is_(None)))
            return [one.kind.value for one in rows]


def approve(session: Session, business: Business, name: str) -> None:
    wording = wording_of(business, name)
    session.add(
        Template(
            account="AC1", name=name, language=wording.language, fingerprint=wording.fingerprint,
            sid=f"HX{name}", status=TemplateStatus.APPROVED, created_at=NOW,
        )
    )  # fmt: skip
