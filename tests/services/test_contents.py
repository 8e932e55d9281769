"""Which contents there are, and what becomes of a message whose buttons WhatsApp did not show."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlmodel import col, select

from booking_bot.channels.base import Receipt
from booking_bot.db import Database
from booking_bot.models import Content, Delivery, Holder, Message, MessageKind, Outbox
from booking_bot.services import outbox, receipts
from booking_bot.services.contents import AS_TEXT, ContentShelf
from tests.services.sending import NOW, accept, attentions, claim, conversation

BUTTONS, HX = "quick-reply/2/es/1", "HX" + "0" * 32
FAILED = Receipt("SM1", "failed", error_code="63021", error="No se admite.", refused_content=HX)


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> object:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def shelf(database: Database, clock: Clock) -> ContentShelf:
    return ContentShelf(database, "AC1", clock)  # type: ignore[arg-type]


def test_what_is_kept_is_used_by_its_account_alone(shelf: ContentShelf, database: Database) -> None:
    shelf.keep(BUTTONS, HX)

    assert (shelf.sid_of(BUTTONS), shelf.is_wanted(BUTTONS)) == (HX, False)
    another = ContentShelf(database, "AC2", lambda: NOW)
    assert (another.sid_of(BUTTONS), another.is_wanted(BUTTONS)) == (None, True)


def test_of_two_processes_that_make_the_same_the_first_stays(shelf: ContentShelf) -> None:
    shelf.keep(BUTTONS, HX)
    shelf.keep(BUTTONS, "HX2")

    assert shelf.sid_of(BUTTONS) == HX


def test_many_that_make_the_same_at_once_agree_on_one(shelf: ContentShelf, database: Database) -> None:
    made = [f"HX{number}" for number in range(8)]

    with ThreadPoolExecutor(len(made)) as threads:
        list(threads.map(lambda sid: shelf.keep(BUTTONS, sid), made))

    with database.reading() as session:
        (row,) = session.exec(select(Content)).all()
    assert row.sid in made


def test_what_is_refused_is_tried_again_after_a_day(shelf: ContentShelf, clock: Clock) -> None:
    shelf.keep(BUTTONS, HX)
    shelf.refuse(BUTTONS, "Twilio refused with 63021")
    wanted = []
    for hours in (0, 23, 24):
        clock.now = NOW + timedelta(hours=hours)
        wanted.append(shelf.is_wanted(BUTTONS))
    shelf.keep(BUTTONS, "HX2")

    assert (wanted, shelf.sid_of(BUTTONS)) == ([False, False, True], "HX2")


def test_what_was_never_made_can_be_refused(shelf: ContentShelf, database: Database) -> None:
    shelf.refuse(BUTTONS, "Twilio refused with 20001")

    with database.reading() as session:
        (row,) = session.exec(select(Content)).all()
    assert (row.shape, row.sid, row.error) == (BUTTONS, None, "Twilio refused with 20001")


def sent(database: Database, *, hours_ago: float = 1, holder: Holder = Holder.BOT) -> None:
    """A question with buttons that Twilio took as SM1, in a conversation that was last written in then."""
    with database.transaction() as session:
        line = conversation(session)
        line.last_inbound_at = NOW - timedelta(hours=hours_ago)
        outbox.queue(
            session,
            line,
            body="¿Te va bien?",
            kind=MessageKind.REPLY,
            now=NOW,
            options=[{"id": "yes:0:1", "title": "Sí"}, {"id": "no:0:1", "title": "No"}],
        )
    (taken,) = claim(database)
    accept(database, taken, "SM1")
    with database.transaction() as session:
        conversation(session).holder = holder


def tell(database: Database, *news: Receipt) -> None:
    for one in news:
        with database.transaction() as session:
            receipts.record(session, one, NOW)


def rows(database: Database) -> list[tuple[str, Delivery, str | None, int | None]]:
    with database.reading() as session:
        found = session.exec(select(Outbox, Message).join(Message).order_by(col(Outbox.id))).all()
        return [(message.body, row.status, row.error, row.follows_id) for row, message in found]


def test_what_fails_by_its_buttons_goes_once_more_without_them(
    shelf: ContentShelf, database: Database
) -> None:
    shelf.keep(BUTTONS, HX)
    sent(database)
    tell(database, FAILED, FAILED, Receipt("SM1", "undelivered", error_code="63021", refused_content=HX))

    with database.reading() as session:
        first, _ = session.exec(select(Outbox.id).order_by(col(Outbox.id))).all()
    assert rows(database) == [
        ("¿Te va bien?", Delivery.UNDELIVERED, AS_TEXT, None),
        ("¿Te va bien?", Delivery.QUEUED, None, first),
    ]
    assert (shelf.sid_of(BUTTONS), shelf.is_wanted(BUTTONS), attentions(database)) == (None, False, [])
    assert [one["title"] for one in claim(database)[0].outbound.options] == ["Sí", "No"]


@pytest.mark.parametrize(
    "where", [{"hours_ago": 24}, {"holder": Holder.PERSON}], ids=["too long ago", "a person has it"]
)
def test_where_text_would_not_go_either_the_owner_is_told(
    shelf: ContentShelf, database: Database, where: dict[str, object]
) -> None:
    shelf.keep(BUTTONS, HX)
    sent(database, **where)  # type: ignore[arg-type]
    tell(database, FAILED)

    assert rows(database) == [("¿Te va bien?", Delivery.FAILED, "No se admite.", None)]
    assert (shelf.sid_of(BUTTONS), attentions(database)) == (HX, ["No se admite."])


def test_a_failure_for_another_reason_is_no_matter_of_buttons(database: Database) -> None:
    sent(database)
    tell(database, Receipt("SM1", "failed", error_code="63014", error="Bloqueado."))

    assert rows(database) == [("¿Te va bien?", Delivery.FAILED, "Bloqueado.", None)]


def test_a_delivery_told_after_all_withdraws_the_text(database: Database) -> None:
    sent(database)
    tell(database, FAILED, Receipt("SM1", "delivered"))

    assert [status for _, status, *_ in rows(database)] == [Delivery.DELIVERED, Delivery.CANCELLED]
