"""Where the shop is: the clock it goes by, and the country whose telephone numbers need no code."""

from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlmodel import Session, select

from booking_bot.models import Business


class NoBusiness(Exception):
    """The database holds no business yet."""


class Place(NamedTuple):
    zone: ZoneInfo
    country: str


def place_of(session: Session) -> Place:
    """Raises NoBusiness."""
    row = session.exec(select(Business.timezone, Business.country)).first()
    if row is None:
        raise NoBusiness("no business is loaded: run `booking-bot business load FILE`")
    zone, country = row
    return Place(ZoneInfo(zone), country)


def language_of(session: Session) -> str:
    """The two letters of the language that is spoken there."""
    return (session.exec(select(Business.locale)).first() or "es")[:2]
