"""What is urgent and does not arrive in time."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from booking_bot.channels.base import ChannelError, Receipt, Remedy
from booking_bot.db import Database
from booking_bot.domain.questions import QuestionKind
from booking_bot.models import (
    Attention,
    ChannelName,
    ConsentKind,
    Conversation,
    Customer,
    Delivery,
    Message,
    OpenQuestion,
    Outbox,
    row_id,
)
from booking_bot.services import circuit, dispatch, fallback, held, instead, receipts
from booking_bot.services.ways import Ways, set_ways
from tests.services.lines import CUT, open_shop, rows, say, send, ways
from tests.shop import NOW

MINUTE = timedelta(minutes=1)
LEASE = timedelta(seconds=60)
LATE = NOW + 10 * MINUTE
BY_SMS = "Peluquería Carmen: te esperamos el jue 26 nov, 11:00 (Corte). Si no puedes venir, responde ANULAR."


def shop(database: Database, *, mail: str | None = None, sms: bool = True) -> int:
    """The line of somebody who wrote at ten to a shop that has these ways; `mail` is their address."""
    line = open_shop(database, sms=sms, mail=mail is not None)
    with database.transaction() as session:
        say(session, line, ConsentKind.SERVICE, True, NOW)
        session.exec(select(Customer)).one().email = mail
    return line


@pytest.fixture
def line(database: Database) -> int:
    return shop(database)


def go(database: Database, status: str | None = "sent", *, now: datetime = NOW, number: int = 1) -> None:
    """Everything due goes out, and this is what the receipt says of it."""
    with database.transaction() as session:
        claimed = dispatch.claim(session, now, limit=10, lease=LEASE)
    for one in claimed:
        with database.transaction() as session:
            if dispatch.fence(session, one, now, lease=LEASE):
                dispatch.record_accepted(session, one, f"SM{one.id}", now)
    if status:
        told(database, status, now=now, number=number)


def told(
    database: Database,
    status: str,
    remedy: Remedy = Remedy.GIVE_UP,
    *,
    now: datetime = LATE,
    number: int = 1,
) -> None:
    with database.transaction() as session:
        receipts.record(session, Receipt(sid=f"SM{number}", status=status, remedy=remedy), now)


def fall_back(database: Database, now: datetime = LATE) -> int:
    return fallback.run_due(database, now=now)


def bodies(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.exec(select(Message.body).order_by(col(Message.id))))


def attentions(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.exec(select(Attention.reason)))


def test_what_is_urgent_and_not_delivered_in_ten_minutes_goes_by_sms_once(
    database: Database, line: int
) -> None:
    send(database, line, NOW, template=CUT, urgent=True)
    go(database)

    before = fall_back(database, LATE - MINUTE / 60)
    number = [fall_back(database), fall_back(database, LATE + MINUTE)]

    assert (before, number) == (0, [1, 0])
    assert ways(database) == [("whatsapp", "sent"), ("sms", "queued")]
    assert bodies(database) == ["Te esperamos el jueves.", BY_SMS]
    assert (rows(database)[1].recipient, rows(database)[1].follows_id) == ("+34600111222", 1)
    assert attentions(database) == []


@pytest.mark.postgres
def test_however_many_workers_look_it_goes_once(on_postgres: Database) -> None:
    send(on_postgres, shop(on_postgres), NOW, urgent=True)
    go(on_postgres)

    with ThreadPoolExecutor(4) as workers:
        list(workers.map(lambda _: fall_back(on_postgres), range(8)))

    assert ways(on_postgres) == [("whatsapp", "sent"), ("sms", "queued")]


@pytest.mark.parametrize(("status", "let_go"), [("sent", 0), ("failed", 1)])
def test_what_whatsapp_may_have_delivered_goes_by_it_again_for_no_answer_of_theirs(
    sqlite: Database, status: str, let_go: int
) -> None:
    line = shop(sqlite, sms=False)
    send(sqlite, line, NOW, urgent=True)
    go(sqlite)
    fall_back(sqlite)
    told(sqlite, status)
    with sqlite.transaction() as session:
        session.get_one(Conversation, line).last_inbound_at = LATE + MINUTE

    found = held.run_due(sqlite, now=LATE + 2 * MINUTE)

    assert found == let_go
    assert ways(sqlite)[0] == ("whatsapp", status)


@pytest.mark.parametrize("status", ["delivered", "read"])
def test_what_arrived_needs_no_other_way(database: Database, line: int, status: str) -> None:
    send(database, line, NOW, urgent=True)
    go(database, status)

    assert fall_back(database) == 0


def test_what_is_not_urgent_may_take_its_time(database: Database, line: int) -> None:
    send(database, line, NOW)
    go(database)

    assert fall_back(database) == 0


def test_what_arrives_before_the_sms_has_left_keeps_it_here(sqlite: Database) -> None:
    line = shop(sqlite)
    send(sqlite, line, NOW, urgent=True)
    go(sqlite)
    fall_back(sqlite)

    told(sqlite, "delivered")
    go(sqlite, None, now=LATE)

    assert ways(sqlite) == [("whatsapp", "delivered"), ("sms", "cancelled")]
    assert rows(sqlite)[1].error == instead.CAME_AFTER_ALL


def test_the_fence_looks_once_more_whether_it_arrived(sqlite: Database) -> None:
    line = shop(sqlite)
    send(sqlite, line, NOW, urgent=True)
    go(sqlite)
    fall_back(sqlite)
    with sqlite.transaction() as session:
        (claimed,) = dispatch.claim(session, LATE, limit=10, lease=LEASE)

    told(sqlite, "delivered")
    with sqlite.transaction() as session:
        passed = dispatch.fence(session, claimed, LATE, lease=LEASE)

    assert not passed
    assert ways(sqlite)[1] == ("sms", "cancelled")


def test_it_goes_on_by_mail_and_in_the_end_by_hand_each_once(sqlite: Database) -> None:
    line = shop(sqlite, mail="carla@example.com")
    send(sqlite, line, NOW, template=CUT, urgent=True)
    go(sqlite)
    fall_back(sqlite)

    go(sqlite, None, now=LATE)
    told(sqlite, "undelivered", Remedy.UNREACHABLE, number=2)
    go(sqlite, None, now=LATE)
    with sqlite.transaction() as session:
        row = session.get_one(Outbox, 3)
        row.status, row.attempts = Delivery.QUEUED, 1
    number = [fall_back(sqlite, LATE + 11 * MINUTE), fall_back(sqlite, LATE + 30 * MINUTE)]

    assert number == [1, 0]
    assert ways(sqlite) == [
        ("whatsapp", "sent"),
        ("sms", "undelivered"),
        ("email", "cancelled"),
        ("hand", "queued"),
    ]
    assert bodies(sqlite) == [
        "Te esperamos el jueves.",
        BY_SMS,
        "Te esperamos el jueves.\n\nPeluquería Carmen",
        "Te esperamos el jueves.",
    ]
    assert attentions(sqlite) == [fallback.URGENT]


def test_what_never_leaves_goes_another_way_and_not_by_both(sqlite: Database) -> None:
    line = shop(sqlite)
    send(sqlite, line, NOW, urgent=True)
    with sqlite.transaction() as session:
        (claimed,) = dispatch.claim(session, NOW, limit=10, lease=LEASE)
        error = ChannelError("busy", permanent=False)
        dispatch.record_not_accepted(session, claimed, error, NOW, jitter=lambda: 0.0)

    fall_back(sqlite)

    assert ways(sqlite) == [("whatsapp", "cancelled"), ("sms", "queued")]


def test_what_nobody_has_tried_yet_is_tried_first(sqlite: Database) -> None:
    """The worker was down for an hour."""
    line = shop(sqlite)
    send(sqlite, line, NOW, urgent=True)

    assert fall_back(sqlite, NOW + 60 * MINUTE) == 0


def test_what_a_halted_account_holds_back_goes_another_way(sqlite: Database) -> None:
    line = shop(sqlite)
    send(sqlite, line, NOW, urgent=True)
    with sqlite.transaction() as session:
        circuit.trip(session, rows(sqlite)[0].channel, "no", NOW)

    assert fall_back(sqlite) == 1
    assert ways(sqlite) == [("whatsapp", "cancelled"), ("sms", "queued")]


def test_without_any_other_way_the_owner_is_told_once(sqlite: Database) -> None:
    line = shop(sqlite, sms=False)
    send(sqlite, line, NOW, urgent=True)
    go(sqlite)

    by_hand = fall_back(sqlite)
    with sqlite.transaction() as session:
        fallback.settled(session, line, LATE)
    again = fall_back(sqlite, LATE + MINUTE)

    assert (by_hand, again) == (1, 0)
    assert ways(sqlite)[-1] == ("hand", "queued")
    assert attentions(sqlite) == [fallback.URGENT]


def test_a_refusal_of_what_is_urgent_is_no_end(sqlite: Database) -> None:
    line = shop(sqlite)
    send(sqlite, line, NOW, urgent=True)
    send(sqlite, line, NOW)
    go(sqlite, None)

    go(sqlite, None, now=NOW + MINUTE)
    told(sqlite, "failed")
    told(sqlite, "failed", number=2)

    assert ways(sqlite) == [("whatsapp", "failed"), ("whatsapp", "failed"), ("sms", "queued")]
    assert attentions(sqlite) == ["WhatsApp no pudo entregarlo."]


def test_the_question_is_answered_on_either_line_while_both_may_arrive(sqlite: Database) -> None:
    line = shop(sqlite)
    question = (QuestionKind.REMINDER, 7, 1, NOW + timedelta(days=1))
    send(sqlite, line, NOW, template=CUT, urgent=True, question=question)
    go(sqlite)

    fall_back(sqlite)

    with sqlite.reading() as session:
        open_on = [lines_of(session, one) for one in session.exec(select(OpenQuestion))]
        kept = session.exec(select(Message.conversation_id).order_by(col(Message.id))).all()
    assert open_on == ["whatsapp:+34600111222", "+34600111222"]
    assert kept == [1, 2]


def test_a_question_that_failed_is_asked_by_sms_alone(sqlite: Database) -> None:
    line = shop(sqlite)
    question = (QuestionKind.REMINDER, 7, 1, NOW + timedelta(days=1))
    send(sqlite, line, NOW, template=CUT, question=question)
    go(sqlite, None)

    told(sqlite, "failed", Remedy.ELSEWHERE)

    with sqlite.reading() as session:
        open_on = [lines_of(session, one) for one in session.exec(select(OpenQuestion))]
    assert open_on == ["+34600111222"]


def test_a_number_that_writes_as_somebody_else_gets_no_sms(sqlite: Database) -> None:
    line = shop(sqlite)
    with sqlite.transaction() as session:
        other = Customer(created_at=NOW)
        session.add(other)
        session.flush()
        session.add(
            Conversation(
                customer_id=row_id(other), channel=ChannelName.SMS, address="+34600111222", created_at=NOW
            )
        )
    send(sqlite, line, NOW, urgent=True)
    go(sqlite)

    fall_back(sqlite)

    assert ways(sqlite)[1] == ("hand", "queued")


def test_whoever_shut_out_our_sms_keeps_their_other_ways(sqlite: Database) -> None:
    """Twilio does that of itself at a bare "CANCEL"."""
    line = shop(sqlite, mail="carla@example.com")
    send(sqlite, line, NOW, urgent=True)
    go(sqlite)
    fall_back(sqlite)
    go(sqlite, None, now=LATE)

    told(sqlite, "failed", Remedy.OPTED_OUT, number=2)
    set_ways(sqlite, Ways(sms=True))
    send(sqlite, line, NOW + timedelta(days=2), urgent=True)

    assert ways(sqlite)[2:] == [("email", "queued"), ("hand", "queued")]


def lines_of(session: Session, question: OpenQuestion) -> str:
    return session.get_one(Conversation, question.conversation_id).address
