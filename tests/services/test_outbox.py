"""The contract of the outbox, on both kinds of database."""

import threading
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import select

from booking_bot.channels.base import ChannelError
from booking_bot.db import Database
from booking_bot.models import ChannelName, Customer, Delivery, Holder, Message, MessageKind, Outbox
from booking_bot.services import dispatch, outbox
from tests.services.sending import (
    LEASE,
    NOW,
    accept,
    attentions,
    bodies,
    claim,
    conversation,
    fence,
    queue,
    refuse,
    seconds,
    statuses,
)

BUSY = ChannelError("busy", permanent=False)
REFUSED = ChannelError("refused", permanent=True, code="21211", explanation="El número no es válido.")


def test_a_queued_message_is_claimed_once_and_sent(database: Database) -> None:
    queue(database, "Hola")

    first, second = claim(database), claim(database)
    passed = fence(database, first[0])
    accept(database, first[0], "SM1")

    assert (bodies(first), bodies(second), passed) == (["Hola"], [], True)
    assert statuses(database) == {"Hola": Delivery.ACCEPTED}


def test_what_is_rolled_back_is_never_sent(database: Database) -> None:
    with database.transaction() as session:
        outbox.queue(session, conversation(session), body="Hola", kind=MessageKind.REPLY, now=NOW)
        session.rollback()

    assert claim(database) == []


def test_one_recipient_gets_messages_in_order_and_one_at_a_time(database: Database) -> None:
    for body in ("1", "2", "3"):
        queue(database, body)
    queue(database, "otra", to="whatsapp:+34600333444")

    first = claim(database)
    while_under_way = claim(database)
    accept(database, first[0], "SM1")
    second = claim(database)

    assert bodies(first) == ["1", "otra"]
    assert while_under_way == []
    assert bodies(second) == ["2"]


def test_workers_that_claim_at_once_take_one_message_of_each_person(database: Database) -> None:
    people = [f"whatsapp:+3460011122{number}" for number in range(6)]
    for number in range(4):
        for person in people:
            queue(database, f"{person} {number}", to=person)
    barrier = threading.Barrier(4)
    taken: list[str] = []

    def work() -> None:
        barrier.wait()
        for _ in range(5):
            taken.extend(bodies(claim(database, limit=2)))

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert sorted(taken) == [f"{person} 0" for person in people]


def test_a_message_that_backs_off_keeps_its_place(database: Database) -> None:
    queue(database, "1")
    queue(database, "2", now=NOW + seconds(1))

    (taken,) = claim(database)
    refuse(database, taken, BUSY)
    too_early = claim(database, NOW + seconds(0.9))
    later = claim(database, NOW + seconds(2))

    assert too_early == []
    assert bodies(later) == ["1"]


def test_pauses_grow_up_to_a_minute(database: Database) -> None:
    queue(database, "Hola")
    now, pauses = NOW, []
    for _ in range(9):
        (taken,) = claim(database, now)
        refuse(database, taken, BUSY, now)
        with database.reading() as session:
            row = session.exec(select(Outbox)).one()
            assert row.lease_until is not None
            pauses.append((row.lease_until - now).total_seconds())
            now = row.lease_until

    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert attentions(database) == ["busy"]


def test_the_provider_may_ask_for_a_longer_pause(database: Database) -> None:
    queue(database, "Hola")

    (taken,) = claim(database)
    refuse(database, taken, ChannelError("busy", permanent=False, retry_after=seconds(30)))

    assert claim(database, NOW + seconds(30)) == []
    assert bodies(claim(database, NOW + seconds(31))) == ["Hola"]


def test_what_is_refused_for_good_is_not_tried_again_and_the_owner_is_told(database: Database) -> None:
    queue(database, "1")
    queue(database, "2")
    for _ in range(2):
        (taken,) = claim(database)
        refuse(database, taken, REFUSED)

    assert claim(database, NOW + timedelta(days=1)) == []
    assert statuses(database) == {"1": Delivery.FAILED, "2": Delivery.FAILED}
    assert attentions(database) == ["El número no es válido."]


def test_planning_twice_sends_once(database: Database) -> None:
    first = queue(database, "Mañana a las 10", dedupe_key="appointment:1:1:reminder:24h")
    second = queue(database, "Mañana a las diez", dedupe_key="appointment:1:1:reminder:24h")

    assert first == second
    assert bodies(claim(database)) == ["Mañana a las 10"]


def test_what_is_planned_waits_for_its_hour_and_holds_up_nobody(database: Database) -> None:
    queue(database, "recordatorio", send_at=NOW + timedelta(hours=1))
    queue(database, "respuesta")

    now = claim(database)
    accept(database, now[0], "SM1")

    assert bodies(now) == ["respuesta"]
    assert bodies(claim(database, NOW + timedelta(hours=1))) == ["recordatorio"]


def test_what_came_too_late_expires_and_lets_the_next_pass(database: Database) -> None:
    queue(database, "tarde", not_after=NOW + seconds(5))
    queue(database, "a tiempo", now=NOW + seconds(1))

    assert bodies(claim(database, NOW + seconds(6))) == ["a tiempo"]
    assert statuses(database)["tarde"] is Delivery.EXPIRED


def test_what_is_no_longer_wanted_is_withdrawn_unless_it_is_under_way(database: Database) -> None:
    queue(database, "1", dedupe_key="a")
    queue(database, "2", dedupe_key="b", to="whatsapp:+34600333444")
    claim(database, limit=1)

    with database.transaction() as session:
        withdrawn = [outbox.cancel(session, key, reason="anulada") for key in ("a", "b", "c")]

    assert withdrawn == [False, True, False]
    assert statuses(database) == {"1": Delivery.SENDING, "2": Delivery.CANCELLED}


def hold(database: Database, holder: Holder, *, paused_until: datetime | None = None) -> None:
    with database.transaction() as session:
        found = conversation(session)
        found.holder, found.paused_until = holder, paused_until


@pytest.mark.parametrize("paused_until", [None, NOW + timedelta(hours=1)])
def test_a_reply_is_dropped_when_a_person_took_over_meanwhile(
    database: Database, paused_until: datetime | None
) -> None:
    queue(database, "del bot")
    queue(database, "recordatorio", kind=MessageKind.REMINDER)
    (reply,) = claim(database)
    hold(database, Holder.BOT if paused_until else Holder.PERSON, paused_until=paused_until)

    passed = fence(database, reply)
    (reminder,) = claim(database)

    assert not passed
    assert fence(database, reminder)
    assert statuses(database) == {"del bot": Delivery.CANCELLED, "recordatorio": Delivery.SENDING}


def test_who_is_blocked_gets_only_what_a_person_writes(database: Database) -> None:
    queue(database, "recordatorio", kind=MessageKind.REMINDER)
    queue(database, "de Carmen", kind=MessageKind.MANUAL)
    with database.transaction() as session:
        session.exec(select(Customer)).one().blocked = True

    passed = [fence(database, claim(database)[0]) for _ in range(2)]

    assert passed == [False, True]
    assert statuses(database)["recordatorio"] == Delivery.CANCELLED


def test_the_parting_word_of_the_bot_goes_out_though_a_person_holds(database: Database) -> None:
    hold(database, Holder.PERSON)
    queue(database, "Te paso con una persona")

    (word,) = claim(database)

    assert fence(database, word)


def test_who_slept_through_the_lease_does_not_pass_the_fence(database: Database) -> None:
    queue(database, "Hola")
    (slept,) = claim(database)
    with database.transaction() as session:
        session.execute(sa.update(Outbox).values(status=Delivery.QUEUED, lease_until=None))
    (awake,) = claim(database, NOW + seconds(200))

    assert not fence(database, slept, NOW + seconds(201))
    assert fence(database, awake, NOW + seconds(201))


def test_an_acceptance_counts_whatever_became_of_the_row(database: Database) -> None:
    queue(database, "Hola")
    (slept,) = claim(database)
    with database.transaction() as session:
        session.execute(sa.update(Outbox).values(status=Delivery.QUEUED, lease_until=None))

    accept(database, slept, "SM1")

    assert claim(database, NOW + seconds(200)) == []
    assert statuses(database) == {"Hola": Delivery.ACCEPTED}


def test_the_first_acceptance_stays(database: Database, caplog: pytest.LogCaptureFixture) -> None:
    queue(database, "Hola")
    (taken,) = claim(database)

    accept(database, taken, "SM1")
    accept(database, taken, "SM2")

    with database.reading() as session:
        assert session.exec(select(Message.provider_sid)).all() == ["SM1"]
    assert "accepted twice: as SM1 and as SM2" in caplog.text


def test_a_channel_that_is_not_set_up_keeps_its_messages_waiting(database: Database) -> None:
    queue(database, "Hola")

    with database.transaction() as session:
        none = dispatch.claim(session, NOW, limit=10, lease=LEASE, channels=[ChannelName.SMS])

    assert none == []
    assert statuses(database) == {"Hola": Delivery.QUEUED}


def test_an_id_that_is_anothers_is_an_acceptance_all_the_same(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    for body in ("1", "2"):
        queue(database, body)
        (taken,) = claim(database)
        accept(database, taken, "SM1")

    assert statuses(database) == {"1": Delivery.ACCEPTED, "2": Delivery.ACCEPTED}
    assert "the id of another message" in caplog.text
