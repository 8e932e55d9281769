"""A town that lives with a shop for a fortnight: thirty people, and a Twilio that has bad days.

Time is moved by hand from one thing that is due to the next. `Town` is what happens; `judge.py`
says afterwards whether everybody got what was due to them, and nothing else.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from random import Random
from typing import Any

import sqlalchemy as sa
from flask import Flask
from sqlmodel import col, select

from booking_bot.app import build, create_app
from booking_bot.config import Settings
from booking_bot.domain.appointments import Status
from booking_bot.domain.refusals import Refused
from booking_bot.jobs import tasks
from booking_bot.jobs.missing_receipts import MissingReceipts
from booking_bot.jobs.sender import Sender
from booking_bot.models import (
    Appointment,
    ChannelName,
    ConsentSource,
    Conversation,
    Delivery,
    Notice,
    NoticeStatus,
    Outbox,
    Source,
    row_id,
)
from booking_bot.services import bookings, dispatch, introductions
from booking_bot.services.templates import approvals
from tests.shop import MADRID, Shop, at, every_day
from tests.twilio_standin import Account, TwilioStandIn, faults
from tests.twilio_standin.posting import deliver, weather
from tests.twilio_standin.webhooks import text_form

HOUR, DAY, MINUTE = timedelta(hours=1), timedelta(days=1), timedelta(minutes=1)
PUBLIC = "https://bot.example.com"
ACCOUNT = Account(sender="whatsapp:+34900555666")
# The clocks go back in the night to Sunday 25 October.
BEGIN, END = at("2026-10-19 10:00"), at("2026-11-02 10:00")
OUTAGE = at("2026-10-28 10:00"), at("2026-10-28 13:00")
PAUSE = at("2026-10-23 09:00"), at("2026-10-25 12:00")
CRASH = at("2026-10-22 12:00")
FAULTS = [
    faults.BUSY, faults.DOWN, faults.LOST_AFTER, faults.RESET_BEFORE, faults.RESET_AFTER, faults.WRONG_JSON,
    faults.HALF,
]  # fmt: skip
STEP_IN_OUTAGE = 10 * MINUTE
EVERY_FEW_HOURS: tuple[Callable[[Any], object], ...] = (
    tasks.watch, tasks.fall_back, lambda parts: MissingReceipts(parts).ask(),
)  # fmt: skip


@dataclass
class Stand:
    """How an appointment stood from `since` on."""

    since: datetime
    start: datetime
    status: Status
    urgent: bool = False


@dataclass
class Person:
    phone: str
    customer: int = 0
    wrote: list[datetime] = field(default_factory=list)
    appointments: list[int] = field(default_factory=list)
    no_offers: datetime | None = None  # when they first said BAJA
    no_notices: datetime | None = None  # when they said it again
    out_of_reach: datetime | None = None
    back: datetime = END
    vouched: bool = True

    @property
    def line(self) -> str:
        return f"whatsapp:{self.phone}"


class Town:
    def __init__(self, url: str, seed: int, *, people: int = 30) -> None:
        self.now = BEGIN
        self.url = url
        self.chance = Random(seed)
        self.twilio = TwilioStandIn(ACCOUNT, clock=self.clock)
        self.twilio.public_url = PUBLIC
        self.twilio.post = self.post
        self.twilio.whatsapp.keeps_window = True
        self.twilio.weather = weather(seed, lost=0.1, twice=0.2)
        self.people = [Person(f"+346001001{number:02}") for number in range(people)]
        self.history: dict[int, list[Stand]] = {}
        self.coming: list[tuple[datetime, int, Callable[[], object]]] = []
        self.numbers = count()
        self.looked_at: datetime = BEGIN

    def clock(self) -> datetime:
        return self.now

    def open(self) -> None:
        """The shop, its texts approved, and everybody's plans."""
        self.start()
        with self.parts.database.transaction() as session:
            shop = Shop(session, every_day("10:00-20:00"))
            shop.business.reminders = ["24h", "2h"]
            shop.business.survey_after = 2 * HOUR
            shop.business.quiet_hours = "21:00-09:00"
            by = [shop.staff(f"P{number}") for number in range(6)]
            self.cut = shop.service("Corte", by=by)
        assert self.parts.registrar is not None
        approvals.submit_all(self.parts.database, self.parts.registrar, now=self.now)
        self.now += HOUR
        tasks.follow_templates(self.parts)
        for number, person in enumerate(self.people):
            self.plan_life(number, person)
        self.at(PAUSE[0], lambda: self.set_template("paused"))
        self.at(PAUSE[1], lambda: self.set_template("approved"))
        self.at(PAUSE[1] + HOUR, lambda: tasks.follow_templates(self.parts))
        self.at(OUTAGE[0], lambda: setattr(self.twilio, "outage", faults.DOWN))
        self.at(OUTAGE[1], lambda: setattr(self.twilio, "outage", None))
        self.at(CRASH, self.crash)

    def start(self) -> None:
        """A process of the app, as after any other."""
        self.parts = build(
            Settings(
                _env_file=None,
                secret_key="0123456789" * 4,
                database_url=self.url,
                public_url=PUBLIC,
                twilio_account_sid=ACCOUNT.sid,
                twilio_auth_token=ACCOUNT.token,
                twilio_whatsapp_from=ACCOUNT.sender,
                twilio_api_url=self.twilio.url,
                log_level="CRITICAL",
            )
        )
        self.parts.clock = self.clock
        self.app: Flask = create_app(parts=self.parts)
        settings = self.parts.settings
        self.sender = Sender(
            self.parts.database, self.parts.channels, self.clock, deadline=settings.delivery_deadline,
            grace=settings.delivery_grace, on_progress=lambda: None,
        )  # fmt: skip

    def stop(self) -> None:
        self.sender.stop()
        self.parts.database.dispose()

    def post(self, url: str, form: dict[str, str], headers: dict[str, str]) -> int:
        path = url.removeprefix(PUBLIC)
        return self.app.test_client().post(path, data=form, headers=headers).status_code

    # what people do

    def plan_life(self, number: int, person: Person) -> None:
        """The last two never write: the shop books for them, and for the very last without their leave."""
        stranger = number >= len(self.people) - 2
        first = self.daytime(BEGIN, BEGIN + 3 * DAY)
        if stranger:
            person.vouched = number == len(self.people) - 2
            self.at(first, lambda: self.meet(person))
        else:
            self.at(first, lambda: self.writes(person, "hola, buenas tardes"))
        for _ in range(2):
            made = self.daytime(first + MINUTE, first + 5 * DAY)
            self.at(made, lambda made=made: self.books(person, made, by_shop=stranger))  # type: ignore[misc]
        if number in (0, 1, 2):
            stops = self.daytime(BEGIN + 4 * DAY, BEGIN + 9 * DAY)
            self.at(stops, lambda: self.says_stop(person))
        if number in (3, 4):
            self.at(BEGIN + 4 * DAY, lambda: self.loses_phone(person))
        if number in (5, 6):
            self.twilio.switched_off.add(person.line)

    def meet(self, person: Person) -> None:
        with self.parts.database.transaction() as session:
            person.customer = Shop.customer(self.shop_in(session), "Vecina", phone=person.phone)
            if person.vouched:
                introductions.vouch(session, person.customer, ConsentSource.OWNER, now=self.now)

    @staticmethod
    def shop_in(session: Any) -> Shop:
        shop = Shop.__new__(Shop)
        shop.session = session
        return shop

    def writes(self, person: Person, text: str, **others: str) -> None:
        """By a webhook, which may come twice."""
        self.twilio.hear(person.line, text)
        person.wrote.append(self.now)
        digits = person.phone.removeprefix("+")
        whose = {"From": person.line, "WaId": digits, "ExternalUserId": f"whatsapp:ES.{digits}"}
        form = text_form(ACCOUNT, text, **{**whose, **others})
        for _ in range(1 + (self.chance.random() < 0.2)):
            assert deliver(ACCOUNT, self.post, f"{PUBLIC}/twilio/whatsapp#rc=2&rp=all", form)
        if self.twilio.whatsapp.blocked.pop(person.line, None):
            person.back = self.now  # on a phone that works

    def says_stop(self, person: Person) -> None:
        self.writes(person, "BAJA")
        person.no_offers = self.now

        def again() -> None:
            self.writes(person, "BAJA")
            person.no_notices = self.now

        self.at(self.now + 5 * MINUTE, again)

    def loses_phone(self, person: Person) -> None:
        self.twilio.whatsapp.blocked[person.line] = 63003
        person.out_of_reach = self.now

    def books(self, person: Person, made: datetime, *, by_shop: bool) -> None:
        start = self.daytime(made + 2 * HOUR, made + 7 * DAY)
        with self.parts.database.transaction() as session:
            customer = (
                person.customer
                or session.exec(
                    select(Conversation.customer_id).where(col(Conversation.address) == person.line)
                ).one()
            )
            try:
                booked = bookings.book(
                    session, customer_id=customer, service_id=self.cut, start=start, now=self.now,
                    source=Source.OWNER if by_shop else Source.BOT,
                    by="owner:1" if by_shop else f"customer:{customer}",
                )  # fmt: skip
            except Refused:
                return
            number = row_id(booked)
        person.customer = customer
        person.appointments.append(number)
        self.note(number)
        self.plan_end(person, number)

    def plan_end(self, person: Person, number: int) -> None:
        """What becomes of an appointment, if anything."""
        start, dice = self.history[number][-1].start, self.chance.random()
        changed = self.daytime(self.now + MINUTE, start)
        theirs, shops = f"customer:{person.customer}", "owner:1"
        if changed >= start:
            return
        tonight = self.evening(changed)
        if tonight >= start:
            tonight = changed
        if dice < 0.15:
            self.at(changed, lambda: self.moves(number, theirs))
        elif dice < 0.3:
            self.at(tonight, lambda: self.moves(number, shops))
        elif dice < 0.4:
            self.at(changed, lambda: self.does(bookings.cancel, number, by=theirs))
        elif dice < 0.5:
            self.at(tonight, lambda: self.does(bookings.cancel, number, by=shops))
        elif dice < 0.55:
            self.at(start + HOUR, lambda: self.does(bookings.close, number, Status.NO_SHOW, by=shops))

    def moves(self, number: int, by: str) -> None:
        start = self.daytime(self.now + 2 * HOUR, self.now + 6 * DAY)
        self.does(bookings.reschedule, number, start=start, by=by)

    def does(self, verb: Any, number: int, *told: Any, by: str, **more: Any) -> None:
        before = self.history[number][-1].start
        try:
            with self.parts.database.transaction() as session:
                verb(session, number, *told, by=by, now=self.now, **more)
        except Refused:
            return
        stands = self.note(number)
        soon = min(before, stands.start) - self.now < DAY
        stands.urgent = by == "owner:1" and soon

    def note(self, number: int) -> Stand:
        with self.parts.database.reading() as session:
            kept = session.get_one(Appointment, number)
            stands = Stand(self.now, kept.starts_at, kept.status)
        self.history.setdefault(number, []).append(stands)
        return stands

    def tap(self, person: Person) -> None:
        """They say yes to the newest question on their phone."""
        newest = self.twilio.ledger.newest(to=person.line, sender=None)
        asked = next((one for one in newest if one.options and one.failed is None), None)
        if asked is not None:
            told = asked.tap(asked.options[0][0])
            self.writes(person, told.pop("Body"), **told)

    # what the machine goes through

    def set_template(self, status: str) -> None:
        for content in self.twilio.contents.known.values():
            if "reminder_ask" in content.definition.get("friendly_name", ""):
                content.approval["status"] = status

    def crash(self) -> None:
        """In the middle of sending: the first message is taken, and nobody is left to note that it was."""
        claimed = self.claim()
        if not claimed:
            self.at(self.now + 5 * MINUTE, self.crash)
            return
        with self.parts.database.transaction() as session:
            assert dispatch.fence(session, claimed[0], self.now, lease=self.sender.lease)
        self.parts.channels[claimed[0].channel].send(claimed[0].outbound)
        self.stop()
        self.start()

    def claim(self) -> list[dispatch.Claimed]:
        tasks.hand_over_notices(self.parts)
        with self.parts.database.transaction() as session:
            if not dispatch.is_any_due(session, self.now):
                return []
            return dispatch.claim(
                session, self.now, limit=50, lease=self.sender.lease, channels=[ChannelName.WHATSAPP]
            )

    # time

    def at(self, moment: datetime, happens: Callable[[], object]) -> None:
        self.coming.append((moment, next(self.numbers), happens))

    def daytime(self, first: datetime, last: datetime) -> datetime:
        """Some quarter of an hour from ten until half past seven, between the two as far as there is one."""
        moment = first + self.chance.random() * (last - first)
        wall = moment.astimezone(MADRID)
        hour = min(max(wall.hour, 10), 19)
        minute = 15 * self.chance.randrange(3 if hour == 19 else 4)
        return max(at(f"{wall:%Y-%m-%d} {hour}:{minute:02}"), first.replace(second=0, microsecond=0))

    def evening(self, moment: datetime) -> datetime:
        """The shop works late as well: that evening, or the same moment."""
        return at(f"{moment.astimezone(MADRID):%Y-%m-%d} 22:15") if self.chance.random() < 0.5 else moment

    def live(self) -> None:
        """Until the end, the worker looks at every instant at which something is due."""
        while (moment := self.next_due()) <= END:
            self.now = moment
            due = sorted(one for one in self.coming if one[0] <= moment)
            self.coming = [one for one in self.coming if one[0] > moment]
            for _, _, happens in due:
                happens()
            self.look()

    def look(self) -> None:
        tasks.run_turns(self.parts)
        if self.now - self.looked_at >= 3 * HOUR:
            self.looked_at = self.now
            for task in EVERY_FEW_HOURS:
                task(self.parts)
        while claimed := self.claim():
            for one in claimed:
                self.twilio.faults.extend(
                    [self.chance.choice(FAULTS)] if self.chance.random() < 0.1 else [None]
                )
                self.sender.deliver(one)
                self.twilio.faults.clear()
            self.twilio.receipts_posted()
            self.answer_reminders(claimed)
        self.sender.settle()

    def answer_reminders(self, claimed: list[dispatch.Claimed]) -> None:
        """Most who are asked something tap an answer within the hour."""
        for one in claimed:
            person = next(person for person in self.people if person.line == one.outbound.recipient)
            if one.outbound.content_sid and one.outbound.options and self.chance.random() < 0.6:
                later = self.now + self.chance.randrange(5, 60) * MINUTE
                self.at(later, lambda person=person: self.tap(person))  # type: ignore[misc]

    def next_due(self) -> datetime:
        waits = col(Outbox.status) == Delivery.QUEUED
        when = sa.case(
            (waits & (col(Outbox.lease_until) > col(Outbox.send_at)), col(Outbox.lease_until)),
            (waits, col(Outbox.send_at)),
            else_=col(Outbox.lease_until),
        )
        going = (Delivery.QUEUED, Delivery.SENDING, Delivery.UNKNOWN)
        with self.parts.database.reading() as session:
            found = [
                session.exec(
                    select(sa.func.min(Notice.due_at)).where(
                        col(Notice.status) == NoticeStatus.PLANNED, col(Notice.due_at) > self.now
                    )
                ).one(),
                session.exec(
                    select(sa.func.min(when)).where(
                        col(Outbox.status).in_(going),
                        col(Outbox.channel) != ChannelName.HAND,
                        when > self.now,
                    )
                ).one(),
                session.exec(select(sa.func.min(Conversation.turn_due_at))).one(),
                min((moment for moment, _, _ in self.coming), default=None),
                END + MINUTE,
            ]
        soonest: datetime = min(one for one in found if one is not None)
        least = STEP_IN_OUTAGE if self.twilio.outage else timedelta(seconds=1)
        return max(soonest, self.now + least)
