from datetime import datetime, timedelta

import pytest
from sqlmodel import select

from booking_bot.db import Database
from booking_bot.domain.questions import QuestionKind
from booking_bot.models import (
    ChannelName,
    ConsentKind,
    Conversation,
    Customer,
    Delivery,
    Message,
    MessageKind,
    OpenQuestion,
)
from booking_bot.services import consents, notify, routes
from booking_bot.services.notify import Dropped
from booking_bot.services.ways import Ways, set_ways
from tests.services.lines import CUT, DAY, approve, open_shop, rows, say, send, ways
from tests.shop import NOW, Shop, at

TOMORROW = NOW + DAY


@pytest.fixture
def line(sqlite: Database) -> int:
    return open_shop(sqlite)


def reason(sent: Message | Dropped) -> str | None:
    return sent.reason if isinstance(sent, Dropped) else None


@pytest.mark.parametrize(
    ("later", "approved", "way"),
    [
        (timedelta(hours=23), False, ("whatsapp", "queued", None)),
        (timedelta(hours=23, minutes=56), False, ("hand", "queued", None)),
        (timedelta(hours=23, minutes=56), True, ("whatsapp", "queued", "HXreminder")),
    ],
)
def test_after_24_hours_only_an_approved_text_goes_and_else_the_owner_sends_it(
    sqlite: Database, line: int, later: timedelta, approved: bool, way: tuple[str, str, str | None]
) -> None:
    if approved:
        approve(sqlite)

    send(sqlite, line, NOW + later, template=CUT)

    assert [(row.channel, row.status, row.content_sid) for row in rows(sqlite)] == [way]


def test_what_goes_as_a_template_is_kept_as_it_is_read(sqlite: Database, line: int) -> None:
    approve(sqlite)

    sent = send(sqlite, line, TOMORROW, template=CUT, options=[{"id": "move:1:1", "title": "Cambiar"}])

    assert isinstance(sent, Message)
    assert (sent.body, sent.options) == (
        "Hola: te recordamos tu cita de Corte en Peluquería Carmen para el jueves 26 de noviembre a las "
        "11:00. Si no puedes venir, responde a este mensaje.",
        [],
    )
    assert rows(sqlite)[0].content_variables == {
        "1": "Corte", "2": "Peluquería Carmen", "3": "jueves 26 de noviembre", "4": "las 11:00",
    }  # fmt: skip


def test_without_twilio_everything_waits_for_the_owners_hand(sqlite: Database) -> None:
    line = open_shop(sqlite, whatsapp=False)

    send(sqlite, line, NOW)

    assert ways(sqlite) == [("hand", "queued")]


def test_what_is_urgent_goes_by_sms_where_no_template_is_to_be_had(sqlite: Database) -> None:
    line = open_shop(sqlite, sms=True)

    send(sqlite, line, TOMORROW, urgent=True)
    send(sqlite, line, TOMORROW)

    assert [(row.channel, row.recipient) for row in rows(sqlite)] == [
        (ChannelName.SMS, "+34600111222"),
        (ChannelName.HAND, "whatsapp:+34600111222"),
    ]


def test_in_the_sandbox_an_english_text_tells_of_the_appointment_for_three_days(sqlite: Database) -> None:
    line = open_shop(sqlite, sandbox=True)

    told = [send(sqlite, line, NOW + timedelta(days=days), template=CUT) for days in (0, 1, 2, 3)]

    assert [one.body for one in told if isinstance(one, Message)] == [
        "Te esperamos el jueves.",
        *["Your appointment is coming up on November 26 at 11:00"] * 2,
        "Te esperamos el jueves.",
    ]
    assert ways(sqlite) == [*[("whatsapp", "queued")] * 3, ("hand", "queued")]


def test_nobody_who_never_wrote_hears_from_us_without_a_consent_on_record(
    sqlite: Database, line: int
) -> None:
    with sqlite.transaction() as session:
        session.get_one(Conversation, line).last_inbound_at = None

    before = send(sqlite, line, NOW, dedupe_key="reminder:1")
    again = send(sqlite, line, NOW, dedupe_key="reminder:1")
    with sqlite.transaction() as session:
        say(session, line, ConsentKind.SERVICE, True, NOW)
    after = send(sqlite, line, NOW, dedupe_key="reminder:2")

    assert [reason(one) for one in (before, again, after)] == [*[consents.NEVER_ASKED] * 2, None]
    assert ways(sqlite) == [("whatsapp", "cancelled"), ("hand", "queued")]


@pytest.mark.parametrize(
    ("stopped", "kind", "why"),
    [
        (ConsentKind.OFFERS, MessageKind.SURVEY, consents.NO_OFFERS),
        (ConsentKind.OFFERS, MessageKind.WAITLIST, consents.NO_OFFERS),
        (ConsentKind.OFFERS, MessageKind.REMINDER, None),
        (ConsentKind.SERVICE, MessageKind.REMINDER, consents.NO_NOTICES),
        (ConsentKind.SERVICE, MessageKind.SURVEY, consents.NO_NOTICES),
        (ConsentKind.SERVICE, MessageKind.REPLY, None),
        (ConsentKind.SERVICE, MessageKind.MANUAL, None),
    ],
)
def test_who_said_baja_gets_what_they_still_want_and_no_more(
    sqlite: Database, line: int, stopped: ConsentKind, kind: MessageKind, why: str | None
) -> None:
    with sqlite.transaction() as session:
        say(session, line, stopped, False, NOW)

    sent = send(sqlite, line, NOW + timedelta(hours=2), kind=kind)

    assert reason(sent) == why
    assert rows(sqlite)[0].error == why


def test_who_is_blocked_hears_nothing_but_what_a_person_writes(sqlite: Database, line: int) -> None:
    with sqlite.transaction() as session:
        session.exec(select(Customer)).one().blocked = True

    sent = [send(sqlite, line, NOW, kind=kind) for kind in (MessageKind.NOTICE, MessageKind.MANUAL)]

    assert [reason(one) for one in sent] == [routes.BLOCKED, None]


def test_who_cannot_be_reached_is_told_by_sms_or_not_at_all(sqlite: Database, line: int) -> None:
    with sqlite.transaction() as session:
        session.get_one(Conversation, line).unreachable_at = NOW

    alone = send(sqlite, line, NOW)
    set_ways(sqlite, Ways(sms=True))
    by_sms = send(sqlite, line, NOW)

    assert [reason(alone), reason(by_sms)] == [routes.UNREACHABLE, None]
    assert ways(sqlite) == [("whatsapp", "cancelled"), ("sms", "queued")]


@pytest.mark.parametrize(
    ("moment", "urgent", "goes"),
    [
        ("2026-11-23 20:59", False, "2026-11-23 20:59"),
        ("2026-11-23 21:00", False, "2026-11-24 09:00"),
        ("2026-11-23 21:30", True, "2026-11-23 21:30"),
        ("2026-11-23 22:30", True, "2026-11-24 08:00"),
    ],
)
def test_quiet_hours_hold_back_what_answers_nothing(
    sqlite: Database, line: int, moment: str, urgent: bool, goes: str
) -> None:
    send(sqlite, line, at(moment), urgent=urgent)

    assert rows(sqlite)[0].send_at == at(goes)


def test_quiet_hours_delay_nothing_to_who_has_just_written(sqlite: Database, line: int) -> None:
    with sqlite.transaction() as session:
        session.get_one(Conversation, line).last_inbound_at = at("2026-11-23 22:00")

    send(sqlite, line, at("2026-11-23 22:10"), kind=MessageKind.NOTICE)

    assert rows(sqlite)[0].send_at == at("2026-11-23 22:10")


def test_what_is_too_late_after_the_quiet_hours_is_dropped(sqlite: Database, line: int) -> None:
    sent = send(sqlite, line, at("2026-11-23 21:30"), not_after=at("2026-11-24 08:30"))

    assert reason(sent) == routes.NO_TIME
    assert ways(sqlite) == [("whatsapp", "cancelled")]


def test_a_question_waits_for_its_answer_only_where_it_is_asked(sqlite: Database, line: int) -> None:
    until = NOW + DAY
    question = (QuestionKind.REMINDER, 7, 2, until)

    send(sqlite, line, NOW, question=question, dedupe_key="a")
    send(sqlite, line, NOW, question=question, dedupe_key="a")
    with sqlite.transaction() as session:
        session.exec(select(Customer)).one().blocked = True
    send(sqlite, line, NOW, question=question, dedupe_key="b")

    with sqlite.reading() as session:
        asked = session.exec(select(OpenQuestion)).all()
    assert [(one.object_id, one.revision, one.expires_at) for one in asked] == [(7, 2, until)]


def test_a_survey_is_not_sent_by_hand(sqlite: Database, line: int) -> None:
    assert reason(send(sqlite, line, TOMORROW, kind=MessageKind.SURVEY)) == routes.NOT_WORTH_IT


def test_who_never_wrote_has_the_line_of_their_number(database: Database) -> None:
    def line_of(customer: int, now: datetime = NOW) -> str | None:
        with database.transaction() as session:
            found = notify.line_of(session, customer, now=now)
            return found.address if found else None

    with database.transaction() as session:
        shop = Shop(session)
        ana, nobody = shop.customer("Ana", phone="+34600111333"), shop.customer("Luis")

    assert [line_of(ana), line_of(ana), line_of(nobody)] == ["whatsapp:+34600111333"] * 2 + [None]


def test_one_key_sends_one_message(database: Database) -> None:
    line = open_shop(database)

    first, again = (send(database, line, NOW, dedupe_key="reminder:1") for _ in range(2))

    assert isinstance(first, Message)
    assert isinstance(again, Message)
    assert first.id == again.id
    assert [row.status for row in rows(database)] == [Delivery.QUEUED]
