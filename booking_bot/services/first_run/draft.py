"""What an owner has filled in of the first run so far, kept after each page: going back loses nothing."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from pydantic import BaseModel
from sqlmodel import Session, col, delete

from booking_bot.domain.opening import WEEKDAYS
from booking_bot.models import Draft
from booking_bot.services.first_run.trades import preset

NAME = "first_run"


class Line(BaseModel):
    """One service. `price` as it was written; `id` is that of the preset's, "" for one of their own."""

    id: str = ""
    name: str
    minutes: int
    price: str = ""
    offered: bool = True


class Plan(BaseModel):
    """`spot` is a key of `places.SPOTS`; hours and services are the trade's until they are changed."""

    trade: str = ""
    name: str = ""
    spot: str = ""
    phone: str = ""
    address: str = ""
    hours: dict[str, list[str]] | None = None
    holidays: bool = True
    closed: list[date] = []
    services: list[Line] | None = None
    staff: list[str] = []

    def week(self) -> dict[str, list[str]]:
        usual: Mapping[str, list[str]] = preset(self.trade)["hours"]
        return self.hours if self.hours is not None else {day: usual.get(day, []) for day in WEEKDAYS}

    def lines(self) -> list[Line]:
        if self.services is not None:
            return self.services
        return [_line(one) for one in preset(self.trade)["services"]]


def _line(service: Mapping[str, Any]) -> Line:
    return Line(
        id=service["id"],
        name=service["name"],
        minutes=service["minutes"],
        offered=service.get("active", True),
    )


def read(session: Session) -> Plan:
    row = session.get(Draft, NAME)
    return Plan.model_validate_json(row.text) if row else Plan()


def keep(session: Session, plan: Plan, *, now: datetime) -> None:
    session.merge(Draft(id=NAME, text=plan.model_dump_json(), at=now))
    session.flush()


def take(session: Session) -> bool:
    """Throw it away; whether it was there. Of two who finish at once only one finds it."""
    return session.exec(delete(Draft).where(col(Draft.id) == NAME)).rowcount == 1
