"""A shop, its people and their telephones, and a clock that goes as far as it is told.

    with World(sqlite_url, tmp_path, "2026-11-24 08:05") as world:
        with world.furnishing() as shop:                  # tests.shop.Shop, in a transaction
            lucia = shop.staff("Lucía")
            shop.service("Corte", minutes=30, by=[lucia])
        world.opens(owner_phone=CARMEN)                   # templates approved, Carmen has an account
        world.says(ANA, "quiero un corte mañana a las 5") # what came to Ana's telephone since the last time
        world.passes(hours=2)                             # whatever falls due meanwhile happens when it does
        world.hears(ANA); world.taps(ANA, "Sí")
        world.carmen.get("/admin/")                       # the owner's pages

What customers write comes in as signed webhooks; what goes out goes to the stand-in for Twilio, whose ledger
says who got what, once each. Without `twilio` there is no account: messages wait for the owner's own hand.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import sqlalchemy as sa
from sqlmodel import col, select
from werkzeug.security import generate_password_hash

from booking_bot.app import build, create_app
from booking_bot.channels.base import Channel
from booking_bot.config import Settings
from booking_bot.jobs import tasks
from booking_bot.jobs.media import MediaJobs
from booking_bot.jobs.missing_receipts import MissingReceipts
from booking_bot.jobs.sender import Sender
from booking_bot.models import (
    ChannelName,
    Conversation,
    Delivery,
    Deposit,
    DepositStatus,
    FreedPlace,
    Notice,
    NoticeStatus,
    Outbox,
    Role,
    User,
    WaitOffer,
)
from booking_bot.models.waiting import OfferStatus
from booking_bot.services import dispatch, fetching
from booking_bot.services.templates import approvals
from tests.shop import Shop, at
from tests.twilio_standin import Account, TwilioStandIn
from tests.twilio_standin.ledger import Taken
from tests.twilio_standin.media import Given
from tests.twilio_standin.posting import deliver
from tests.twilio_standin.webhooks import text_form
from tests.web.house import COMPILED, OWNER, PASSWORD, Visitor

PUBLIC = "https://bot.example.com"
ACCOUNT = Account(sender="whatsapp:+34900555666")
CARMEN = "+34600100100"  # the owner's own telephone
PHOTO = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(64) + b"\xff\xd9"
VOICE = b"OggS" + bytes(24) + b"OpusHead" + bytes(64)
_SOON = timedelta(seconds=1)
_WORKED = (Delivery.QUEUED, Delivery.SENDING, Delivery.UNKNOWN)


class Ears:
    """A transcriber that hears whatever was last spoken."""

    def __init__(self) -> None:
        self.words: dict[bytes, str] = {}

    def transcribe(self, audio: bytes, content_type: str, *, language: str) -> str:
        return self.words[audio]


class World:
    """`start` is by Madrid's clocks. The worker looks when something falls due, and every `stride`."""

    def __init__(
        self,
        url: str,
        folder: Path,
        start: str,
        *,
        twilio: bool = True,
        stride: timedelta = timedelta(minutes=30),
        **settings: Any,
    ) -> None:
        self.now = at(start)
        self.stride = stride
        self.twilio = TwilioStandIn(ACCOUNT, clock=self.clock)
        self.twilio.public_url = PUBLIC
        self.twilio.post = self._post
        self.twilio.whatsapp.keeps_window = True
        self.with_twilio = twilio
        self.settings = {"database_url": url, "media_dir": folder / "media", **settings}
        self.ears = Ears()
        self.read: Counter[str] = Counter()

    def clock(self) -> datetime:
        return self.now

    def __enter__(self) -> Self:
        self.twilio.__enter__()
        account: dict[str, Any] = {
            "twilio_account_sid": ACCOUNT.sid,
            "twilio_auth_token": ACCOUNT.token,
            "twilio_whatsapp_from": ACCOUNT.sender,
            "twilio_api_url": self.twilio.url,
        }
        self.parts = build(
            Settings(
                _env_file=None,
                secret_key="0123456789" * 4,
                public_url=PUBLIC,
                log_level="CRITICAL",
                **self.settings,
                **(account if self.with_twilio else {}),
            )
        )
        self.parts.clock = self.clock
        self.parts.transcriber = self.ears
        self.app = create_app(parts=self.parts)
        self.app.config["TESTING"] = True
        self.app.jinja_env.bytecode_cache = COMPILED
        limits = self.parts.settings
        self.sender = Sender(
            self.parts.database, self.parts.channels, self.clock, deadline=limits.delivery_deadline,
            grace=limits.delivery_grace, on_progress=lambda: None,
        )  # fmt: skip
        self.media = MediaJobs(self.parts, on_progress=lambda: None)
        self.missing_receipts = MissingReceipts(self.parts)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.sender.stop()
        for channel in self.parts.channels.values():
            _close(channel)
        self.parts.database.dispose()
        self.twilio.__exit__(kind, raised, trace)

    # the shop

    @contextmanager
    def furnishing(self, *hours: Any, **rules: Any) -> Iterator[Shop]:
        """The business is made with these, or Shop's own usual hours."""
        with self.parts.database.transaction() as session:
            yield Shop(session, *hours, **rules)

    def opens(self, *, owner_phone: str | None = CARMEN, email: str = OWNER) -> None:
        """The texts are approved, and Carmen has an account and has signed in."""
        with self.parts.database.transaction() as session:
            fast = generate_password_hash(PASSWORD, method="pbkdf2:sha256:1")
            carmen = User(email=email, password_hash=fast, role=Role.OWNER, created_at=self.now)
            carmen.name, carmen.phone = "Carmen", owner_phone
            session.add(carmen)
        if self.parts.registrar is not None:
            approvals.submit_all(self.parts.database, self.parts.registrar, now=self.now - timedelta(hours=1))
            tasks.follow_templates(self.parts)
        self.carmen = Visitor(self.app)
        self.carmen.sign_in(email)

    # what people do

    def says(self, phone: str, text: str, *, name: str | None = None, **others: str) -> list[str]:
        """Write it, and wait for the answer: all that came to that telephone since the last time."""
        self.writes(phone, text, name=name, **others)
        self.passes(seconds=30)
        return self.hears(phone)

    def writes(self, phone: str, text: str, *, name: str | None = None, **others: str) -> None:
        digits, line = phone.removeprefix("+"), f"whatsapp:{phone}"
        self.twilio.hear(line, text)
        called = name or ("Carmen" if phone == CARMEN else f"Ana {digits[-3:]}")
        whose = {"From": line, "WaId": digits, "ExternalUserId": f"whatsapp:ES.{digits}"}
        form = text_form(ACCOUNT, text, **whose, ProfileName=called, **others)
        assert deliver(ACCOUNT, self._post, f"{PUBLIC}/twilio/whatsapp#rc=2&rp=all", form)

    def taps(self, phone: str, title: str) -> list[str]:
        """Tap that option of the newest message that has it."""
        shown = reversed(self.all_of(phone))
        message = next(one for one in shown if title in [label for label, _ in one.options])
        told = message.tap(title)
        return self.says(phone, told.pop("Body"), **told)

    def sends_photo(self, phone: str, caption: str = "", photo: bytes = PHOTO) -> list[str]:
        return self.says(phone, caption, **self._file(photo, "image/jpeg", "image"))

    def speaks(self, phone: str, words: str) -> list[str]:
        """A voice note, in which a transcriber hears these words."""
        note = VOICE + words.encode()
        self.ears.words[note] = words
        return self.says(phone, "", **self._file(note, "audio/ogg", "audio"))

    # what arrives

    def all_of(self, phone: str) -> list[Taken]:
        """Every message that reached that telephone, in order."""
        line = f"whatsapp:{phone}"
        return [one for one in self.twilio.ledger.messages if one.to == line and one.failed is None]

    def hears(self, phone: str) -> list[str]:
        """What came to that telephone since this was last asked."""
        came = self.all_of(phone)
        fresh = came[self.read[phone] :]
        self.read[phone] = len(came)
        return [one.body for one in fresh]

    # time

    def until(self, moment: str | datetime) -> None:
        """Go on to that moment, and do at its time whatever falls due."""
        end = at(moment) if isinstance(moment, str) else moment
        self.look()
        while self.now < end:
            self.now = min(max(self._next_due(end), self.now + _SOON), self.now + self.stride, end)
            self.look()

    def passes(self, **time: float) -> None:
        self.until(self.now + timedelta(**time))

    def look(self) -> None:
        """What the worker does at every tick, once, until there is nothing more to send."""
        self._fetch()
        tasks.run_turns(self.parts)
        tasks.watch(self.parts)
        tasks.offer_places(self.parts)
        tasks.hand_over_notices(self.parts)
        tasks.tell_team(self.parts)
        tasks.fall_back(self.parts)
        while claimed := self._claim():
            for one in claimed:
                self.sender.deliver(one)
            self.twilio.receipts_posted()
        self.sender.settle()

    def _claim(self) -> Sequence[dispatch.Claimed]:
        with self.parts.database.transaction() as session:
            if not dispatch.is_any_due(session, self.now):
                return []
            ways = [way for way in self.parts.channels if way is not ChannelName.HAND]
            return dispatch.claim(session, self.now, limit=50, lease=self.sender.lease, channels=ways)

    def _fetch(self) -> None:
        """Files come at once here, and voice notes are heard at once."""
        if not self.parts.media:
            return
        for stored, work in ((False, self.media.fetch), (True, self.media.transcribe)):
            with self.parts.database.transaction() as session:
                claimed = fetching.claim(
                    session, self.now, stored=stored, channels=list(self.parts.media), limit=50
                )
            for one in claimed:
                work(one)

    def _next_due(self, end: datetime) -> datetime:
        def soonest(column: Any, *which: Any) -> Any:
            return select(sa.func.min(column)).where(column > self.now, *which)

        asked = (
            soonest(col(Conversation.turn_due_at)),
            soonest(col(Notice.due_at), col(Notice.status) == NoticeStatus.PLANNED),
            soonest(col(Outbox.send_at), col(Outbox.status).in_(_WORKED)),
            soonest(col(Outbox.lease_until), col(Outbox.status).in_(_WORKED)),
            soonest(col(FreedPlace.due_at)),
            soonest(col(WaitOffer.expires_at), col(WaitOffer.status) == OfferStatus.OFFERED),
            soonest(col(Deposit.due_at), col(Deposit.status) == DepositStatus.AWAITED),
        )
        with self.parts.database.reading() as session:
            found: list[datetime | None] = [session.exec(one).one() for one in asked]
        return min((one for one in found if one is not None), default=end)

    def _file(self, content: bytes, kind: str, what: str) -> dict[str, str]:
        path = self.twilio.shelf.put(Given(body=content, headers={"Content-Type": kind}))
        url = f"{self.twilio.url}{path}"
        return {"NumMedia": "1", "MediaUrl0": url, "MediaContentType0": kind, "MessageType": what}

    def _post(self, url: str, form: dict[str, str], headers: dict[str, str]) -> int:
        path = url.removeprefix(PUBLIC)
        return self.app.test_client().post(path, data=form, headers=headers).status_code


def _close(channel: Channel) -> None:
    close = getattr(channel, "close", None)
    if close is not None:
        close()
