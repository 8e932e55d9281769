"""Calls that customers asked for: one task each, at its hour, told to the owner then and not before."""

from datetime import time, timedelta

import pytest
from sqlmodel import Session, col, select

from booking_bot.db import Database
from booking_bot.language.frame import Window
from booking_bot.models import (
    Attention,
    AttentionKind,
    Conversation,
    Identity,
    Message,
    MessageKind,
    Outbox,
    Role,
    User,
)
from booking_bot.services import alerts, call_list, calls, digest, inbox, ringing
from booking_bot.services.front_desk import FrontDesk
from booking_bot.services.handovers import NoSuchAttention
from tests.shop import NOW, Shop, at
from tests.web.house import customer, say

CARMEN = "+34600100100"
OWNER = "owner:1"


class House:
    """Open from 10 to 14 and from 17 to 20; Rosa has just written."""

    def __init__(self, database: Database) -> None:
        self.database = database
        with database.transaction() as session:
            shop = Shop(session)
            shop.service("Corte", by=[shop.staff("Lucía")])
            rosa = customer(session, "Rosa", "+34600111222")
            talk = say(session, rosa, "+34600111222", "llamadme", now=NOW)
            session.flush()
            self.talk, self.rosa = talk.id or 0, rosa
            session.add(
                User(
                    email="carmen@example.com",
                    password_hash="",
                    role=Role.OWNER,
                    phone=CARMEN,
                    created_at=NOW,
                )
            )
            carmen = customer(session, "Carmen", CARMEN)
            say(session, carmen, CARMEN, "hola", now=at("2026-11-23 09:00"))

    def desk(self, session: Session, *, after: float = 0) -> FrontDesk:
        talk = session.get_one(Conversation, self.talk)
        return FrontDesk(session, talk, now=NOW + timedelta(minutes=after))

    def asks(self, *wanted: Window, about: str = "el tinte", number: str | None = None) -> int:
        with self.database.transaction() as session:
            self.desk(session).call_back("call_wanted", about, wanted, number=number)
            call = calls.open_of(session, self.talk)
            assert call is not None
            return call.id or 0

    def told(self, now: str) -> list[str]:
        """What the owners hear of when the alerts are looked at then."""
        alerts.run_due(self.database, now=at(now), base=None)
        with self.database.reading() as session:
            said = (
                select(Message.body).where(col(Message.kind) == MessageKind.STAFF).order_by(col(Message.id))
            )
            return [one.split("\n")[0] for one in session.exec(said)]

    def hoy(self, now: str) -> tuple[list[AttentionKind], list[str]]:
        """What asks for attention then, and the calls of later that day."""
        with self.database.reading() as session:
            due = [one.kind for one in inbox.concerns(session, now=at(now))]
            later = call_list.calls_to_come(session, now=at(now), until=at("2026-11-24 00:00"))
            return due, [one.number or "" for one in later]


@pytest.fixture
def house(sqlite: Database) -> House:
    return House(sqlite)


SIX = Window(earliest=time(18))


def test_asked_twice_it_is_one_task_with_the_newer_hour(house: House) -> None:
    first = house.asks()
    again = house.asks(SIX, about="y el corte")

    with house.database.reading() as session:
        rows = session.exec(select(Attention)).all()
        assert [(one.id, one.call_at, one.summary) for one in rows] == [
            (first, at("2026-11-23 18:00"), "el tinte\ny el corte")
        ]
    assert first == again


def test_it_stands_in_hoy_at_its_hour_and_among_the_later_ones_before(house: House) -> None:
    house.asks(SIX)

    assert house.hoy("2026-11-23 17:59") == ([], ["+34600111222"])
    assert house.hoy("2026-11-23 18:00") == ([AttentionKind.CALL], [])


def test_the_owner_is_told_at_its_hour_once_and_again_when_nobody_answered(house: House) -> None:
    number = house.asks(SIX)
    before = house.told("2026-11-23 17:30")
    then = [house.told("2026-11-23 18:00"), house.told("2026-11-23 18:10")]
    with house.database.transaction() as session:
        call = ringing.not_answered(session, number, by=OWNER, now=at("2026-11-23 18:15"))
        assert (call.call_at, call.reason) == (at("2026-11-23 19:15"), calls.NO_ANSWER)
    quiet = house.told("2026-11-23 19:00")
    again = house.told("2026-11-23 19:15")

    assert before == []
    assert then == [["Rosa espera tu llamada."]] * 2
    assert (len(quiet), len(again)) == (1, 2)


def test_nobody_answered_in_the_last_hour_so_it_is_tomorrow(house: House) -> None:
    number = house.asks(SIX)

    with house.database.transaction() as session:
        call = ringing.not_answered(session, number, by=OWNER, now=at("2026-11-23 19:30"))

        assert call.call_at == at("2026-11-24 10:00")


def test_at_night_the_owner_is_left_in_peace_and_reads_of_it_in_the_morning(house: House) -> None:
    with house.database.transaction() as session:
        talk = session.get_one(Conversation, house.talk)
        calls.ask(session, talk, reason="call_wanted", about="", at=at("2026-11-23 22:30"), now=NOW)
    at_night = house.told("2026-11-23 22:31")
    with house.database.reading() as session:
        today = digest.gather(session, at("2026-11-23 12:00").date(), since=NOW)
        yesterday = digest.gather(session, at("2026-11-22 12:00").date(), since=NOW)

    assert at_night == []
    assert today.waiting == {AttentionKind.CALL: 1}
    assert yesterday.waiting == {}  # it was not due yet


def test_done_it_is_gone_and_a_second_tap_does_nothing(house: House) -> None:
    number = house.asks()
    for minutes in (5, 10):
        with house.database.transaction() as session:
            call = ringing.rung(session, number, by=OWNER, now=NOW + timedelta(minutes=minutes))
            assert call.resolved_at == NOW + timedelta(minutes=5)

    assert house.hoy("2026-11-23 12:00") == ([], [])


def test_who_was_rung_in_vain_is_written_to_once_a_try(house: House) -> None:
    number = house.asks()
    for _ in range(2):
        with house.database.transaction() as session:
            ringing.tell(session, number, by=OWNER, now=NOW + timedelta(minutes=5))

    with house.database.reading() as session:
        told = session.exec(
            select(Message.body, Outbox.recipient)
            .join(Outbox, col(Outbox.message_id) == col(Message.id))
            .where(col(Message.kind) == MessageKind.NOTICE)
        ).all()
    assert told == [
        (
            "Te he llamado y no te he encontrado. Lo intento otra vez más tarde; si te va mejor otra hora, "
            "escríbeme por ejemplo «llámame a las 18:00».",
            "whatsapp:+34600111222",
        )
    ]


def test_the_number_they_name_is_rung_and_where_none_is_known_it_is_asked_for(house: House) -> None:
    with house.database.transaction() as session:
        for one in session.exec(select(Identity).where(col(Identity.customer_id) == house.rosa)):
            session.delete(one)
        session.flush()
        desk = house.desk(session)
        unknown = desk.call_back("call_wanted", "", (), number=None)
        noted = desk.ring_at("+34911222333")
        known = desk.call_back("call_wanted", "", (), number=None)
        number = inbox.concerns(session)[0].rings

    assert (unknown.reachable, noted, known.reachable, number) == (False, True, True, "+34911222333")


def test_who_wants_none_any_more_is_not_rung(house: House) -> None:
    house.asks()
    with house.database.transaction() as session:
        dropped = [house.desk(session).no_call() for _ in range(2)]

    assert dropped == [True, False]
    assert house.hoy("2026-11-23 12:00") == ([], [])


def test_what_is_no_call_is_not_done_as_one(house: House) -> None:
    with house.database.transaction() as session:
        session.add(Attention(kind=AttentionKind.LATE, conversation_id=house.talk, at=NOW))
        session.flush()

        with pytest.raises(NoSuchAttention):
            ringing.rung(session, 1, by=OWNER, now=NOW)
