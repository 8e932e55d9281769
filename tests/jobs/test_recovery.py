"""What was lost on the way, with Twilio's list on the loopback."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from sqlmodel import col, select
from twilio.rest import Client

from booking_bot.channels.base import Inbound
from booking_bot.channels.twilio_history import TwilioHistory
from booking_bot.channels.twilio_http import TwilioHttp
from booking_bot.db import Database
from booking_bot.jobs.recovery import Recovery
from booking_bot.models import (
    Attachment,
    Attention,
    AttentionKind,
    ChannelName,
    Conversation,
    Holder,
    Message,
    Outbox,
)
from booking_bot.services import inbound, recovery, turns
from booking_bot.wiring import Wiring
from tests.shop import NOW, Shop
from tests.twilio_standin import TwilioStandIn
from tests.web.test_webhooks import settings_with

ANA, CARLA = "whatsapp:+34600111222", "whatsapp:+34600333444"
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@dataclass
class Bot:
    """A bot whose clock stands still until it is told otherwise."""

    database: Database
    twilio: TwilioStandIn
    now: datetime = NOW

    def __post_init__(self) -> None:
        http = TwilioHttp(lambda _: self.twilio.url, deadline=timedelta(seconds=5))
        account = self.twilio.account
        self.client = Client(account.sid, account.token, http_client=http)
        self.restart()

    def restart(self) -> None:
        parts = Wiring(
            settings=settings_with(), database=self.database, clock=lambda: self.now,
            history={ChannelName.WHATSAPP: TwilioHistory(self.client, to=self.twilio.account.sender)},
        )  # fmt: skip
        self.recovery = Recovery(parts, on_progress=lambda: None)

    def hear(self, person: str, text: str, sid: str) -> None:
        with self.database.transaction() as session:
            phone = person.removeprefix("whatsapp:")
            said = Inbound(sid=sid, address=person, phone=phone, body=text, at=self.now)
            inbound.receive(session, said, self.now)

    def answer(self) -> None:
        turns.run_due(self.database, now=self.now + MINUTE)

    def stored(self) -> list[tuple[str, bool]]:
        """What customers said, and whether the bot is done with it."""
        with self.database.reading() as session:
            rows = session.exec(select(Message).where(Message.direction == "in").order_by(col(Message.id)))
            return [(row.body, row.answered_at is not None) for row in rows]

    def replies(self) -> int:
        with self.database.reading() as session:
            return len(session.exec(select(Outbox)).all())

    def told(self) -> list[str]:
        with self.database.reading() as session:
            return list(session.exec(select(Attention.reason)))


@pytest.fixture
def bot(sqlite: Database) -> Iterator[Bot]:
    """It heard Ana, answered her, and was then switched off for three hours."""
    with sqlite.transaction() as session:
        shop = Shop(session)
        shop.service("Corte", by=[shop.staff()])
    with TwilioStandIn() as twilio:
        made = Bot(sqlite, twilio)
        made.hear(ANA, "hola", "SM1")
        made.answer()
        made.now += 3 * HOUR
        yield made
        made.client.http_client.close()


def test_what_came_while_nobody_listened_is_answered_after_the_start(bot: Bot) -> None:
    bot.twilio.history.lose(CARLA, "quería un corte", bot.now - HOUR)
    bot.twilio.history.lose(ANA, "hola", bot.now - 3 * HOUR, sid="SM1")

    found = bot.recovery.look()
    bot.answer()

    with bot.database.reading() as session:
        marks = [(row.raw or {}).get("Recovered") for row in session.exec(select(Message)) if row.raw]
    assert found == 1
    assert bot.stored() == [("hola", True), ("quería un corte", True)]
    assert (bot.replies(), bot.told(), marks) == (2, [], ["true"])


def test_files_come_with_it(bot: Bot) -> None:
    bot.twilio.history.lose(
        CARLA, "", bot.now - HOUR, files=[("image/jpeg", b"\xff\xd8"), ("image/png", b"x")]
    )

    bot.recovery.look()

    with bot.database.reading() as session:
        files = session.exec(select(Attachment).order_by(col(Attachment.position))).all()
        (kind,) = session.exec(select(Message.kind).where(Message.direction == "in", Message.kind != "text"))
    assert kind == "image"
    assert [file.claimed_type for file in files] == ["image/jpeg", "image/png"]
    assert [file.url.removeprefix("https://api.twilio.com") for file in files] == [*bot.twilio.shelf.answers]


@pytest.mark.parametrize(
    ("person", "age"), [(CARLA, 25 * HOUR), (ANA, 4 * HOUR)], ids=["too old", "the talk went on"]
)
def test_what_is_no_longer_to_be_answered_goes_to_the_owner(bot: Bot, person: str, age: timedelta) -> None:
    with bot.database.transaction() as session:
        recently = session.exec(select(Conversation)).one()
        recently.last_inbound_at = bot.now - 30 * HOUR  # so far back it was off
    bot.twilio.history.lose(person, "¿me guardáis el sitio?", bot.now - age)

    bot.recovery.look()
    bot.answer()

    assert ("¿me guardáis el sitio?", True) in bot.stored()
    assert (bot.replies(), bot.told()) == (1, ["recovered"])


def test_it_is_asked_once_at_the_start_and_once_a_day(bot: Bot) -> None:
    bot.recovery.look()
    bot.twilio.history.lose(CARLA, "quería un corte", bot.now - HOUR / 2)
    found = []

    for wait in (timedelta(0), 23 * HOUR, HOUR):
        bot.now += wait
        found.append(bot.recovery.look())
    bot.twilio.history.lose(CARLA, "¿hola?", bot.now - MINUTE * 5)
    bot.restart()
    found.append(bot.recovery.look())

    assert found == [0, 0, 1, 1]


def test_what_just_came_is_left_to_its_webhook(bot: Bot) -> None:
    bot.twilio.history.lose(CARLA, "quería un corte", bot.now - MINUTE)

    assert bot.recovery.look() == 0


def test_a_shop_that_nobody_ever_wrote_to_has_no_past(sqlite: Database) -> None:
    with TwilioStandIn() as twilio:
        bot = Bot(sqlite, twilio)
        twilio.history.lose(CARLA, "hola, soy de antes", bot.now - 2 * HOUR)
        found = bot.recovery.look()
        bot.now += 25 * HOUR
        twilio.history.lose(CARLA, "quería un corte", bot.now - HOUR)
        found += bot.recovery.look()
        bot.client.http_client.close()

    assert (found, bot.stored()) == (1, [("quería un corte", False)])


@pytest.mark.postgres
def test_two_workers_that_start_at_once_do_not_disturb_each_other(on_postgres: Database) -> None:
    """Both find that nothing was ever noted, and note it."""
    second = ThreadPoolExecutor(1)
    with on_postgres.transaction() as session:
        recovery.note_seen(session, ChannelName.WHATSAPP, NOW)
        waits = second.submit(_note_seen, on_postgres)
        with pytest.raises(TimeoutError):
            waits.result(timeout=0.3)

    waits.result(timeout=5)
    second.shutdown()


def _note_seen(database: Database) -> None:
    with database.transaction() as session:
        recovery.note_seen(session, ChannelName.WHATSAPP, NOW)


def test_without_an_answer_it_is_asked_again(bot: Bot) -> None:
    bot.twilio.history.lose(CARLA, "quería un corte", bot.now - HOUR)
    bot.client.http_client.host_of = lambda _: "http://127.0.0.1:1"
    nothing = bot.recovery.look()
    bot.client.http_client.host_of = lambda _: bot.twilio.url

    found = bot.recovery.look()

    assert (nothing, found) == (0, 1)


def test_a_message_whose_turn_was_forgotten_is_answered(bot: Bot) -> None:
    bot.hear(ANA, "quería un corte mañana", "SM2")
    with bot.database.transaction() as session:
        session.exec(select(Conversation)).one().turn_due_at = None
    found = []

    for wait in (MINUTE, 5 * MINUTE, MINUTE):
        bot.now += wait
        found.append(bot.recovery.look())
        bot.answer()

    assert found == [0, 1, 0]
    assert (bot.replies(), bot.stored()[-1]) == (2, ("quería un corte mañana", True))


def test_what_a_person_holds_or_was_told_of_is_left_to_them(bot: Bot) -> None:
    bot.hear(ANA, "quería un corte mañana", "SM2")
    with bot.database.transaction() as session:
        conversation = session.exec(select(Conversation)).one()
        conversation.turn_due_at, conversation.holder = None, Holder.PERSON
    bot.now += HOUR
    held = bot.recovery.look()
    with bot.database.transaction() as session:
        conversation = session.exec(select(Conversation)).one()
        conversation.holder = Holder.BOT
        session.add(
            Attention(
                kind=AttentionKind.UNANSWERED,
                conversation_id=conversation.id,
                reason="turn_failed",
                at=bot.now,
            )
        )

    assert (held, bot.recovery.look()) == (0, 0)
