"""Lines to people who wrote, or never did, in a shop that has its templates or not: for tests of the ways."""

from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from booking_bot.db import Database
from booking_bot.models import (
    Business,
    ChannelName,
    Consent,
    ConsentKind,
    ConsentSource,
    Conversation,
    Message,
    MessageKind,
    Outbox,
    Template,
    TemplateStatus,
    row_id,
)
from booking_bot.services import notify
from booking_bot.services.notify import Dropped
from booking_bot.services.templates.texts import TemplateText, wording_of
from booking_bot.services.ways import Ways, set_ways
from tests.shop import NOW, Shop, at

ADDRESS = "whatsapp:+34600111222"
CUT = TemplateText("reminder", {"what": "Corte"}, at("2026-11-26 11:00"))
DAY = timedelta(days=1)


def open_shop(database: Database, **ways: Any) -> int:
    """Carla's conversation, who wrote at ten."""
    set_ways(database, Ways(account="AC1", **ways))
    with database.transaction() as session:
        shop = Shop(session)
        line = Conversation(
            customer_id=shop.customer("Carla", phone="+34600111222"),
            channel=ChannelName.WHATSAPP,
            address=ADDRESS,
            last_inbound_at=NOW,
            created_at=NOW,
        )
        session.add(line)
        session.flush()
        return row_id(line)


def approve(database: Database, name: str = "reminder") -> None:
    with database.transaction() as session:
        business = session.exec(select(Business)).one()
        wording = wording_of(business, name)
        session.add(
            Template(
                account="AC1", name=name, language=wording.language, fingerprint=wording.fingerprint,
                sid=f"HX{name}", status=TemplateStatus.APPROVED, created_at=NOW,
            )
        )  # fmt: skip


def send(database: Database, line: int, now: datetime, **more: Any) -> Message | Dropped:
    told: dict[str, Any] = {"kind": MessageKind.REMINDER, "text": "Te esperamos el jueves.", "now": now}
    with database.transaction() as session:
        return notify.send(session, session.get_one(Conversation, line), **{**told, **more})


def say(session: Session, line: int, kind: ConsentKind, granted: bool, at: datetime) -> None:
    """They allowed it or forbade it."""
    session.add(
        Consent(
            customer_id=session.get_one(Conversation, line).customer_id, kind=kind, granted=granted,
            source=ConsentSource.API, at=at,
        )
    )  # fmt: skip


def rows(database: Database) -> list[Outbox]:
    with database.reading() as session:
        return list(session.exec(select(Outbox).order_by(col(Outbox.id))))


def ways(database: Database) -> list[tuple[str, str]]:
    """By which channel each row goes, and how far it is."""
    return [(row.channel.value, row.status.value) for row in rows(database)]
