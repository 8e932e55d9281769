"""What is done about a message that failed, told at once or by a receipt."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from booking_bot.channels.base import ChannelError, Receipt, Remedy
from booking_bot.db import Database
from booking_bot.domain.questions import QuestionKind
from booking_bot.models import (
    Attention,
    ChannelName,
    Conversation,
    Customer,
    Message,
    MessageKind,
    OpenQuestion,
    Outbox,
    Template,
    Watch,
)
from booking_bot.services import circuit, consents, dispatch, instead, receipts
from booking_bot.services.ways import Ways, set_ways
from tests.services.lines import CUT, approve, open_shop, rows, send, ways
from tests.shop import NOW

LEASE = timedelta(seconds=60)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def line(sqlite: Database) -> int:
    return open_shop(sqlite)


def leave(database: Database) -> None:
    """Whatever is queued is taken by the provider."""
    with database.transaction() as session:
        for message in session.exec(select(Message).where(col(Message.provider_sid).is_(None))):
            message.provider_sid = f"SM{message.id}"


def receipt(database: Database, remedy: Remedy, *, sid: str = "SM1", code: str = "63000") -> None:
    leave(database)
    with database.transaction() as session:
        told = Receipt(sid=sid, status="failed", error_code=code, error="No salió.", remedy=remedy)
        receipts.record(session, told, NOW + MINUTE)


def refuse(database: Database, remedy: Remedy, *, now_in: timedelta = MINUTE) -> int:
    """Everything that may be claimed is refused at once; how many that were."""
    now = NOW + now_in
    with database.transaction() as session:
        claimed = dispatch.claim(session, now, limit=10, lease=LEASE)
    for one in claimed:
        with database.transaction() as session:
            error = ChannelError("no", permanent=remedy is not Remedy.HALT, explanation="La cuenta no vale.",
                                 remedy=remedy)  # fmt: skip
            dispatch.record_not_accepted(session, one, error, now, jitter=lambda: 0.0)
    return len(claimed)


def attentions(database: Database) -> list[tuple[str, str]]:
    with database.reading() as session:
        rows = session.exec(select(Attention).where(col(Attention.resolved_at).is_(None)))
        return [(one.reason, one.summary) for one in rows]


@pytest.mark.parametrize("at_once", [True, False])
def test_text_that_came_too_late_goes_as_its_template_at_once(
    sqlite: Database, line: int, at_once: bool
) -> None:
    approve(sqlite)
    send(sqlite, line, NOW, template=CUT)

    if at_once:
        refuse(sqlite, Remedy.TEMPLATE)
    else:
        receipt(sqlite, Remedy.TEMPLATE)
        receipt(sqlite, Remedy.TEMPLATE)

    assert ways(sqlite) == [("whatsapp", "failed"), ("whatsapp", "queued")]
    assert [(row.as_template, row.follows_id) for row in rows(sqlite)] == [(False, None), (True, 1)]
    assert attentions(sqlite) == []


def test_without_a_template_it_waits_for_a_hand_and_its_question_with_it(sqlite: Database, line: int) -> None:
    question = (QuestionKind.REMINDER, 7, 1, NOW + timedelta(days=1))
    send(sqlite, line, NOW, question=question)

    receipt(sqlite, Remedy.TEMPLATE)

    assert ways(sqlite) == [("whatsapp", "failed"), ("hand", "queued")]
    with sqlite.reading() as session:
        assert session.exec(select(OpenQuestion)).one().message_id == 2


def test_a_survey_that_fails_is_over(sqlite: Database, line: int) -> None:
    send(sqlite, line, NOW, kind=MessageKind.SURVEY)

    receipt(sqlite, Remedy.ELSEWHERE)

    assert ways(sqlite) == [("whatsapp", "failed")]
    assert attentions(sqlite) == [("No salió.", "")]


def test_what_came_after_all_does_not_go_another_way_too(sqlite: Database, line: int) -> None:
    send(sqlite, line, NOW)
    receipt(sqlite, Remedy.ELSEWHERE)
    with sqlite.transaction() as session:
        receipts.record(session, Receipt(sid="SM1", status="delivered"), NOW + 2 * MINUTE)

    assert ways(sqlite) == [("whatsapp", "delivered"), ("hand", "cancelled")]
    assert rows(sqlite)[1].error == instead.CAME_AFTER_ALL


def test_a_failure_of_the_providers_own_is_tried_three_times_and_then_goes_another_way(
    sqlite: Database, line: int
) -> None:
    send(sqlite, line, NOW)
    for number in (1, 2, 3, 4):
        receipt(sqlite, Remedy.AGAIN, sid=f"SM{number}")

    assert ways(sqlite) == [*[("whatsapp", "failed")] * 4, ("hand", "queued")]
    assert [row.send_at - NOW - MINUTE for row in rows(sqlite)[1:4]] == [MINUTE, 5 * MINUTE, 15 * MINUTE]


@pytest.mark.parametrize(
    ("sms", "after"),
    [(False, [("whatsapp", "failed")]), (True, [("whatsapp", "failed"), ("sms", "queued")])],
)
def test_who_cannot_be_reached_is_marked_until_they_write(
    sqlite: Database, line: int, sms: bool, after: list[tuple[str, str]]
) -> None:
    set_ways(sqlite, Ways(sms=sms))
    send(sqlite, line, NOW)

    receipt(sqlite, Remedy.UNREACHABLE)

    with sqlite.reading() as session:
        assert session.get_one(Conversation, line).unreachable_at == NOW + MINUTE
    assert ways(sqlite) == after


def test_who_wrote_since_can_be_reached(sqlite: Database, line: int) -> None:
    send(sqlite, line, NOW)
    with sqlite.transaction() as session:
        session.exec(sa.update(Outbox).values(claimed_at=NOW))
        session.get_one(Conversation, line).last_inbound_at = NOW + timedelta(seconds=30)

    receipt(sqlite, Remedy.UNREACHABLE)

    assert ways(sqlite) == [("whatsapp", "failed"), ("whatsapp", "queued")]
    with sqlite.reading() as session:
        assert session.get_one(Conversation, line).unreachable_at is None


@pytest.mark.parametrize(
    ("sent", "wrote", "again"),
    [(-60, -59, False), (-60, -61, True), (-59, -58, True)],
    ids=["long ago and answered anew", "long ago", "just now"],
)
def test_an_old_answer_is_not_said_again_to_who_has_written_since(
    sqlite: Database, line: int, sent: int, wrote: int, again: bool
) -> None:
    heard = NOW + MINUTE
    send(sqlite, line, NOW, kind=MessageKind.REPLY)
    with sqlite.transaction() as session:
        session.exec(sa.update(Outbox).values(claimed_at=heard + sent * MINUTE))
        session.get_one(Conversation, line).last_inbound_at = heard + wrote * MINUTE

    receipt(sqlite, Remedy.AGAIN)

    assert ways(sqlite) == [("whatsapp", "failed")] + [("whatsapp", "queued")] * again
    assert attentions(sqlite) == []


def test_who_opted_out_at_the_provider_opted_out(sqlite: Database, line: int) -> None:
    send(sqlite, line, NOW)

    receipt(sqlite, Remedy.OPTED_OUT, code="21610")

    with sqlite.reading() as session:
        customer = session.exec(select(Customer.id)).one()
        assert set(consents.holds(session, customer or 0).values()) == {False}


def test_a_template_that_is_paused_is_used_no_more_and_told_once(sqlite: Database, line: int) -> None:
    approve(sqlite)
    late = NOW + timedelta(days=1)
    send(sqlite, line, late, template=CUT)
    receipt(sqlite, Remedy.BAD_TEMPLATE, code="63041")

    send(sqlite, line, late, template=CUT)

    with sqlite.reading() as session:
        assert session.exec(select(Template.status)).one() == "paused"
    assert ways(sqlite) == [("whatsapp", "failed"), ("hand", "queued"), ("hand", "queued")]
    assert attentions(sqlite) == [("template_stopped", "reminder")]


def halted(session: Session) -> bool:
    return session.get(Watch, "halted:whatsapp") is not None


def test_where_the_account_is_refused_all_wait_and_one_at_a_time_tries(database: Database) -> None:
    open_shop(database)
    for number in range(3):
        _to_another(database, number)

    first = refuse(database, Remedy.HALT)
    meanwhile = refuse(database, Remedy.HALT, now_in=3 * MINUTE)
    tried = refuse(database, Remedy.HALT, now_in=7 * MINUTE)

    assert (first, meanwhile, tried) == (3, 0, 1)
    assert attentions(database) == [("outage_whatsapp", "La cuenta no vale.")]


def test_once_one_is_taken_all_go_again_and_the_owner_need_not_look(database: Database) -> None:
    open_shop(database)
    for number in range(3):
        _to_another(database, number)
    refuse(database, Remedy.HALT)

    with database.transaction() as session:
        (probe,) = dispatch.claim(session, NOW + 7 * MINUTE, limit=10, lease=LEASE)
    with database.transaction() as session:
        dispatch.record_accepted(session, probe, "SM1", NOW + 7 * MINUTE)
    with database.transaction() as session:
        rest = dispatch.claim(session, NOW + 7 * MINUTE, limit=10, lease=LEASE)

    assert len(rest) == 2
    assert attentions(database) == []


def test_a_refusal_told_by_receipt_ends_with_a_receipt(sqlite: Database, line: int) -> None:
    send(sqlite, line, NOW)
    receipt(sqlite, Remedy.HALT)

    with sqlite.transaction() as session:
        circuit.taken(session, rows(sqlite)[0].channel, NOW)
        after_taken = halted(session)
        circuit.left(session, rows(sqlite)[0].channel, NOW)
        after_left = halted(session)

    assert (after_taken, after_left) == (True, False)


def _to_another(database: Database, number: int) -> None:
    with database.transaction() as session:
        customer = Customer(created_at=NOW)
        session.add(customer)
        session.flush()
        other = Conversation(
            customer_id=customer.id or 0, channel=ChannelName.WHATSAPP, last_inbound_at=NOW, created_at=NOW,
            address=f"whatsapp:+3460011133{number}",
        )  # fmt: skip
        session.add(other)
        session.flush()
        line = other.id or 0
    send(database, line, NOW)
