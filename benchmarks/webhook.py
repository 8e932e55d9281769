"""How soon a webhook is answered by the real servers, and how soon everybody who wrote in a burst."""

import logging
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import col, select

from benchmarks.load import Answer, post_all, request
from benchmarks.tables import percentile, show
from booking_bot.db import Database
from booking_bot.models import Conversation, Delivery, Outbox
from booking_bot.services.schema import migrate
from tests.e2e.conftest import house_at, machines
from tests.e2e.house import PUBLIC_URL, House
from tests.e2e.programs import Program
from tests.postgres import own_server
from tests.twilio_standin import webhooks

PEOPLE = 500
STEADY, STEADY_SECONDS = 50, 20
BURST, BURST_SECONDS = 250, 10
PATIENCE = 300.0
HEADERS = (
    "", "posted", "a second", "errors", "p50 (ms)", "p99", "longest", "turns after (s)", "sent after",
    "CPU of a message (ms)",
)  # fmt: skip


def run() -> None:
    logging.disable(logging.WARNING)
    rows: list[tuple[object, ...]] = []
    with tempfile.TemporaryDirectory() as home:
        rows += measured(
            "SQLite, serve", Path(home), f"sqlite:///{home}/booking.db", lambda house: [house.serve()]
        )
    with tempfile.TemporaryDirectory() as home, own_server(()) as server:
        rows += measured("PostgreSQL, gunicorn and two workers", Path(home), server.url, machines)
    logging.disable(logging.NOTSET)
    show(f"Webhooks of {PEOPLE} people: the first of each, at a steady pace, and in a burst", HEADERS, rows)


def measured(
    name: str, home: Path, url: str, programs: Callable[[House], list[Program]]
) -> Iterator[tuple[object, ...]]:
    with at_work(home, url, programs) as house:
        loads = (
            ("first messages", STEADY, PEOPLE),
            ("steady", STEADY, STEADY * STEADY_SECONDS),
            ("burst", BURST, BURST * BURST_SECONDS),
        )
        for title, pace, number in loads:
            posts = [post_of(house, person % PEOPLE) for person in range(number)]
            before = sum(map(cpu_of, house.programs))
            answers = post_all(house.port, posts, pace)
            ended = time.monotonic()
            turned = until(lambda: not waiting(house)) - ended
            sent = until(lambda: not unsent(house)) - ended
            spent = sum(map(cpu_of, house.programs)) - before
            told = f"{turned:.1f}", f"{sent:.1f}", round(spent * 1000 / len(posts))
            yield f"{name}: {title}", len(posts), pace, *figures(answers), *told


@contextmanager
def at_work(home: Path, url: str, programs: Callable[[House], list[Program]]) -> Iterator[House]:
    database = Database(url)
    migrate(database)
    database.dispose()
    with house_at(home, url) as house, ExitStack() as stack:
        house.twilio.receipts = ()
        started = [stack.enter_context(program) for program in programs(house)]
        started[-1].wait_until_ready(house.url)
        yield house


def post_of(house: House, person: int) -> bytes:
    """A question of theirs."""
    digits = f"346{person:08}"
    form = webhooks.text_form(
        house.twilio.account,
        "¿cuánto cuesta un corte?",
        From=f"whatsapp:+{digits}",
        WaId=digits,
        ExternalUserId=f"whatsapp:ES.{digits}",
    )
    house.twilio.hear(form["From"], form["Body"])
    address = f"{PUBLIC_URL}/twilio/whatsapp"
    return request(address, form, webhooks.headers(house.twilio.account, address, form))


def figures(answers: list[Answer]) -> tuple[int, ...]:
    times = [answer.seconds * 1000 for answer in answers]
    errors = sum(answer.status != 200 for answer in answers)
    return errors, *(round(percentile(times, share)) for share in (0.5, 0.99)), round(max(times))


def cpu_of(program: Program) -> float:
    """Seconds that it and its children have worked."""
    ticks = 0
    for found in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            told = found.read_text().rpartition(")")[2].split()
            ticks += sum(map(int, told[11:13])) if int(told[2]) == program.pid else 0
    return ticks / os.sysconf("SC_CLK_TCK")


def waiting(house: House) -> int:
    with house.database.reading() as session:
        due = select(sa.func.count(col(Conversation.id))).where(col(Conversation.turn_due_at).is_not(None))
        return session.exec(due).one()


def unsent(house: House) -> int:
    with house.database.reading() as session:
        rows = select(sa.func.count(col(Outbox.id))).where(
            col(Outbox.status).in_((Delivery.QUEUED, Delivery.SENDING, Delivery.UNKNOWN))
        )
        return session.exec(rows).one()


def until(happened: Callable[[], bool]) -> float:
    """When it had happened."""
    end = time.monotonic() + PATIENCE
    while not happened():
        if time.monotonic() > end:
            raise TimeoutError("it did not come to an end")
        time.sleep(0.2)
    return time.monotonic()
