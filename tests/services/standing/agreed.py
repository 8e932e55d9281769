"""A shop with somebody who comes every week, and what stands in its tables."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from booking_bot.domain.appointments import OPEN
from booking_bot.models import (
    Appointment,
    Attention,
    AttentionKind,
    Notice,
    NoticeStatus,
    Standing,
    row_id,
)
from booking_bot.services.standing import starting
from booking_bot.services.standing.terms import Terms
from tests.shop import MADRID, NOW, Shop

OWNER: dict[str, Any] = {"by": "owner:1", "now": NOW}


class Salon:
    """Marta comes on Tuesdays at five to Lucía."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.shop = Shop(session)
        self.lucia, self.marcos = self.shop.staff("Lucía"), self.shop.staff("Marcos")
        self.cut = self.shop.service("Corte", minutes=30, by=[self.lucia, self.marcos])
        self.marta = self.shop.customer("Marta", phone="+34600111222")
        self.terms = Terms(self.marta, self.cut, self.lucia, 1, date(2026, 11, 24), "17:00")

    def agree(self, *, tell: bool = False, now: datetime = NOW, **other: Any) -> Standing:
        return starting.start(self.session, replace(self.terms, **other), tell=tell, by="owner:1", now=now)

    def begun_with(self, start: str, **other: Any) -> Standing:
        """From an appointment that there is already."""
        first = row_id(self.shop.book(self.cut, start, self.lucia, customer=self.marta))
        terms = replace(self.terms, **other)
        return starting.start(self.session, terms, first=first, tell=False, by="owner:1", now=NOW)

    def asked(self) -> list[str]:
        """What the owner is asked about."""
        return list(
            self.session.exec(
                select(Attention.summary)
                .where(col(Attention.kind) == AttentionKind.STANDING, col(Attention.resolved_at).is_(None))
                .order_by(col(Attention.turn_day))
            )
        )

    def planned(self, *kinds: str) -> list[tuple[str, str]]:
        """Notices of these kinds that will be sent, with their leads."""
        rows = self.session.exec(
            select(Notice.kind, Notice.lead)
            .where(col(Notice.status) == NoticeStatus.PLANNED, col(Notice.kind).in_(kinds))
            .order_by(col(Notice.id))
        )
        return [(str(kind), lead) for kind, lead in rows]


def standing(session: Session) -> list[str]:
    """The open appointments by the shop's clock."""
    rows = session.exec(
        select(Appointment).where(col(Appointment.status).in_(OPEN)).order_by(col(Appointment.starts_at))
    )
    return wall(one.starts_at for one in rows)


def wall(moments: Iterable[datetime]) -> list[str]:
    return [f"{one.astimezone(MADRID):%d/%m %H:%M}" for one in moments]
