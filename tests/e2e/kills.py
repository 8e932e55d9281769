"""Workers that die at random while messages go out, and what the people have on their phones in the end."""

import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlmodel import col, select

from booking_bot.models import Delivery, MessageKind, Outbox
from booking_bot.services import outbox, wakes
from booking_bot.wiring import utc_now
from tests.e2e.house import PUBLIC_URL, House
from tests.e2e.programs import Forked, Program, wait_for
from tests.services.sending import conversation
from tests.twilio_standin import faults
from tests.twilio_standin.webhooks import Post
from tests.web.test_webhooks import app_with

UNDECIDED = (Delivery.QUEUED, Delivery.SENDING, Delivery.UNKNOWN)
# Made once: it is asked fifty times a second until all are through.
_UNDECIDED = select(sa.func.count(col(Outbox.id))).where(col(Outbox.status).in_(UNDECIDED))
# Longer than the longest pause after a refusal, and what is looked for is found sooner.
PATIENCE = 2 * outbox.LONGEST_BACKOFF.total_seconds()
_numbers = count(1)


@dataclass
class Tally:
    """What became of the messages, by what is on the phones and not by our own tables."""

    kills: int = 0
    queued: int = 0
    lost: int = 0
    doubled: int = 0
    disordered: int = 0  # people whose messages came in another order
    seconds: float = 0.0

    @property
    def is_clean(self) -> bool:
        return (self.lost, self.doubled, self.disordered) == (0, 0, 0)


class Shuffled(Sequence[str]):
    """Receipts that come in any order."""

    def __init__(self, chance: random.Random, *statuses: str) -> None:
        self.chance = chance
        self.statuses = statuses

    def __len__(self) -> int:
        return len(self.statuses)

    def __getitem__(self, at: int) -> str:  # type: ignore[override]
        return self.statuses[at]

    def __iter__(self) -> Iterator[str]:
        return iter(self.chance.sample(self.statuses, len(self.statuses)))


@dataclass
class Strain:
    """Messages to so many people through workers of this house; `seed` decides what goes wrong."""

    house: House
    people: int
    seed: int = 1
    tally: Tally = field(default_factory=Tally)
    expected: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        self.began = time.monotonic()
        twilio = self.house.twilio
        twilio.pause = 0.05
        twilio.post = unruly(self._to_app(), self.chance)
        twilio.receipts = Shuffled(self.chance, "sent", "delivered", "read")
        if self.house.others.get("DELIVERY_ENGINE", "auto") == "auto" and not self.house.database.is_sqlite:
            wakes.carry(self.house.database)
        for number in range(self.people):
            address = f"whatsapp:+346{number:08}"
            self.expected[address] = []
            twilio.hear(address, "hola")

    def _to_app(self) -> Post:
        app = app_with(self.house.database, public_url=PUBLIC_URL)

        def post(url: str, form: dict[str, str], headers: dict[str, str]) -> int:
            try:
                told = app.test_client().post(url.removeprefix(PUBLIC_URL), data=form, headers=headers)
            except DBAPIError:  # the database is down, and Twilio tells it once
                return 500
            return told.status_code

        return post

    def queue(self, messages: int, *, well: int = 7) -> None:
        """So many more, to people drawn at random; of ten sendings so many go well."""
        for _ in range(messages):
            self._say(self.chance.choice(list(self.expected)))
        passing = list(faults.PASSING.values())
        weights = [len(passing) * well, *([10 - well] * len(passing))]
        self.house.twilio.go_wrong(self.chance.choices([None, *passing], weights, k=messages))
        self.tally.queued += messages

    def queue_one(self) -> None:
        """One more, that nothing goes wrong with but what was told before."""
        person = next(iter(self.expected))
        self._say(person)
        self.tally.queued += 1

    def _say(self, person: str) -> None:
        body = f"mensaje {next(_numbers)}"
        self.expected[person].append(body)
        now = utc_now()
        with self.house.database.transaction() as session:
            talk = conversation(session, person, now=now)
            outbox.queue(session, talk, body=body, kind=MessageKind.REPLY, now=now)

    def kill(self, rounds: int, *, longest: float = 0.5) -> None:
        """Two workers, both of which die at some instant of their work; and the like again."""
        for _ in range(rounds):
            with self._worker() as first, self._worker() as second:
                self.see_work()
                for worker in (first, second):
                    time.sleep(self.chance.uniform(0.0, longest))
                    worker.kill()
            self.tally.kills += 2
            self.house.be_off()

    def see_work(self) -> None:
        """Return once one more is posted, or none is left to be."""
        before = self.house.twilio.requests
        wait_for(lambda: self.house.twilio.requests > before or not self.undecided(), PATIENCE)

    def _worker(self) -> Program:
        return self.house.program("booking-bot", "worker", kind=Forked)

    def finish(self, seconds: float = 60.0) -> Tally:
        """Let two workers do the rest, and count."""
        with self._worker(), self._worker():
            wait_for(lambda: not self.undecided(), seconds)
        self.house.twilio.receipts_posted()
        for person, bodies in self.expected.items():
            seen = self.house.twilio.seen_by(person)
            times = Counter(seen)
            self.tally.lost += sum(times[body] == 0 for body in bodies)
            self.tally.doubled += sum(times[body] > 1 for body in bodies)
            self.tally.disordered += list(dict.fromkeys(seen)) != [body for body in bodies if times[body]]
        self.tally.seconds = time.monotonic() - self.began
        return self.tally

    def undecided(self) -> int:
        with self.house.database.glance() as connection:
            return int(connection.execute(_UNDECIDED).scalar_one())


def unruly(post: Post, chance: random.Random) -> Post:
    """Loses three receipts of ten, and posts one of ten twice."""

    def posting(url: str, form: dict[str, str], headers: dict[str, str]) -> int:
        dice = chance.random()
        if dice < 0.3:
            return 0
        if dice > 0.9:
            post(url, form, headers)
        return post(url, form, headers)

    return posting
