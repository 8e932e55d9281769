from datetime import timedelta

from prometheus_client.parser import text_string_to_metric_families
from sqlmodel import col, select

from booking_bot.models import (
    Attention,
    AttentionKind,
    ChannelName,
    Conversation,
    Customer,
    Delivery,
    Direction,
    Message,
    MessageKind,
    Outbox,
)
from booking_bot.services import heartbeat, outbox
from tests.shop import NOW
from tests.web.api.conftest import TOKEN, Caller, wish


def figures(call: Caller) -> dict[str, float]:
    """Every figure by its name and labels."""
    answer = call.app.test_client().get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert (answer.status_code, answer.mimetype) == (200, "text/plain")
    return {
        " ".join([sample.name.removeprefix("booking_"), *sample.labels.values()]): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def engine(call: Caller) -> str:
    return "embedded" if call.database.is_sqlite else "procrastinate"


def test_every_figure_is_there_before_anything_happened(call: Caller) -> None:
    told = figures(call)

    assert told.pop(f"delivery_engine {engine(call)}") == 1
    assert told == dict.fromkeys(
        [
            "messages in received",
            "messages out queued",
            "messages out sending",
            "messages out sent",
            "messages out delivered",
            "messages out read",
            "messages out failed",
            "messages out cancelled",
            "appointments requested",
            "appointments booked",
            "appointments confirmed",
            "appointments cancelled",
            "appointments completed",
            "appointments no_show",
            "outbox_queued",
            "outbox_oldest_due_seconds",
            "outbox_unknown",
            "outbox_by_hand",
            "turns_waiting",
            "turns_oldest_due_seconds",
            "media_pending",
            "conversations_waiting",
            "worker_machines",
        ],
        0,
    )


def test_figures_are_counted_from_the_tables(call: Caller) -> None:
    call.post("/appointments", wish())
    call.post("/appointments", wish("2026-11-25T10:00:00+01:00"))
    call.patch("/appointments/1", {"status": "cancelled"})
    with call.database.transaction() as session:
        session.add(Customer(id=9, created_at=NOW))
        session.flush()
        talk = Conversation(
            id=9, customer_id=9, channel=ChannelName.WHATSAPP, address="whatsapp:+34600111222", created_at=NOW
        )
        session.add(talk)
        session.flush()
        session.add(Message(conversation_id=9, direction=Direction.IN, kind="text", at=NOW))
        for minutes in (0, 5, 60):
            outbox.queue(
                session,
                talk,
                body="Hola",
                kind=MessageKind.MANUAL,
                now=NOW,
                send_at=NOW + timedelta(minutes=minutes),
            )
        session.exec(select(Outbox).order_by(col(Outbox.id))).all()[0].status = Delivery.UNKNOWN
        for code, status in (
            ("63016", Delivery.FAILED),
            ("63016", Delivery.UNDELIVERED),
            (None, Delivery.FAILED),
        ):
            outbox.queue(session, talk, body="Hola", kind=MessageKind.MANUAL, now=NOW)
            row = session.exec(select(Outbox).order_by(col(Outbox.id).desc())).first()
            assert row
            row.status, row.error_code = status, code
        outbox.queue(session, talk, body="Hola", kind=MessageKind.MANUAL, now=NOW)
        session.exec(select(Outbox).order_by(col(Outbox.id).desc())).all()[0].channel = ChannelName.HAND
        talk.turn_due_at = NOW + timedelta(minutes=6)
        heartbeat.beat(session, "a machine", NOW + timedelta(minutes=6))
        heartbeat.beat(session, "one that was switched off", NOW - timedelta(minutes=6))
        for kind, resolved in (
            (AttentionKind.HANDOVER, None),
            (AttentionKind.UNANSWERED, None),  # the same conversation
            (AttentionKind.LATE, None),
        ):
            session.add(Attention(kind=kind, conversation_id=9, at=NOW, resolved_at=resolved))
        session.add(Attention(kind=AttentionKind.HANDOVER, conversation_id=None, at=NOW, resolved_at=NOW))
    call.clock.now = NOW + timedelta(minutes=7)

    counted = {name: number for name, number in figures(call).items() if number}

    assert counted == {
        "messages in received": 1,
        f"delivery_engine {engine(call)}": 1,
        "messages out failed": 3,
        "messages out queued": 3,
        "messages out sending": 1,
        "appointments booked": 1,
        "appointments cancelled": 1,
        "outbox_queued": 2,
        "outbox_oldest_due_seconds": 120,
        "outbox_unknown": 1,
        "outbox_by_hand": 1,
        "outbox_failed 63016": 2,
        "outbox_failed ": 1,
        "turns_waiting": 1,
        "turns_oldest_due_seconds": 60,
        "worker_machines": 1,
        "conversations_waiting": 1,
    }


def test_what_is_to_be_sent_later_is_not_due(ask: Caller) -> None:
    with ask.database.transaction() as session:
        session.add(Customer(id=9, created_at=NOW))
        session.flush()
        talk = Conversation(
            id=9, customer_id=9, channel=ChannelName.SIMULATOR, address="Carla", created_at=NOW
        )
        session.add(talk)
        session.flush()
        later = NOW + timedelta(hours=1)
        outbox.queue(session, talk, body="Hola", kind=MessageKind.REMINDER, now=NOW, send_at=later)

    counted = figures(ask)

    assert (counted["outbox_queued"], counted["outbox_oldest_due_seconds"]) == (1, 0)
