from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session, col, select

from booking_bot.channels.base import Inbound
from booking_bot.models import Attention, AttentionKind, Audit, Conversation, Holder, row_id
from booking_bot.services import handovers, inbound
from booking_bot.services.chats import setting_aside
from tests.services.chats.people import session, talk
from tests.shop import NOW, at

__all__ = ["session"]

MADRID = ZoneInfo("Europe/Madrid")
OWNER = "owner:1"


@pytest.mark.parametrize(
    ("now", "offered"),
    [
        (
            "2026-11-23 10:00",
            {"tarde": "2026-11-23 17:00", "manana": "2026-11-24 09:00", "lunes": "2026-11-30 09:00"},
        ),
        ("2026-11-23 16:30", {"manana": "2026-11-24 09:00", "lunes": "2026-11-30 09:00"}),
        ("2026-11-29 10:00", {"tarde": "2026-11-29 17:00", "manana": "2026-11-30 09:00"}),  # a Sunday
    ],
)  # fmt: skip
def test_times_to_put_it_off_to_are_those_still_to_come(now: str, offered: dict[str, str]) -> None:
    presets = setting_aside.presets(at(now), MADRID)

    assert {one.name: one.until for one in presets} == {name: at(until) for name, until in offered.items()}


def writes_again(session: Session, conversation: Conversation) -> None:
    now = NOW + timedelta(minutes=5)
    said = Inbound(sid="SM2", address=conversation.address, at=now, phone="+34600111221", body="Hola")
    inbound.receive(session, said, now)


def test_what_was_put_off_is_in_view_again_when_they_write(session: Session) -> None:
    rosa = talk(session, "Rosa", 1)

    chosen = setting_aside.snooze(session, row_id(rosa), "manana", zone=MADRID, by=OWNER, now=NOW)
    until = rosa.snoozed_until
    writes_again(session, rosa)

    assert (chosen and chosen.until, until) == (at("2026-11-24 09:00"), at("2026-11-24 09:00"))
    assert rosa.snoozed_until is None


def test_a_time_that_is_not_offered_changes_nothing(session: Session) -> None:
    rosa = talk(session, "Rosa", 1)

    assert setting_aside.snooze(session, row_id(rosa), "ayer", zone=MADRID, by=OWNER, now=NOW) is None
    assert rosa.snoozed_until is None


def test_what_is_resolved_is_the_bots_again_and_nothing_of_it_is_left_open(session: Session) -> None:
    rosa = talk(session, "Rosa", 1)
    handovers.open_case(session, rosa, reason="complaint", summary="", now=NOW)
    for kind in (AttentionKind.LATE, AttentionKind.REQUEST):
        session.add(Attention(kind=kind, conversation_id=row_id(rosa), at=NOW))

    for _ in range(2):
        setting_aside.resolve(session, row_id(rosa), by=OWNER, now=NOW)

    left = session.exec(select(Attention.kind).where(col(Attention.resolved_at).is_(None))).all()
    told = session.exec(select(Audit.verb).where(col(Audit.actor) == OWNER).order_by(col(Audit.id))).all()
    assert (rosa.holder, rosa.resolved_at, left) == (Holder.BOT, NOW, [AttentionKind.REQUEST])
    assert told == ["given_back", "resolved"]

    writes_again(session, rosa)
    assert rosa.resolved_at is None


def test_it_is_in_view_again_by_hand(session: Session) -> None:
    rosa = talk(session, "Rosa", 1)
    setting_aside.resolve(session, row_id(rosa), by=OWNER, now=NOW)

    setting_aside.show_again(session, row_id(rosa), by=OWNER, now=NOW)

    assert (rosa.resolved_at, rosa.snoozed_until) == (None, None)
