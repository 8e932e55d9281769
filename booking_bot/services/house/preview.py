"""How a text of the shop would look, of an appointment that does not exist."""

from datetime import datetime, time, timedelta

from sqlmodel import Session

from booking_bot.domain.notices import NoticeKind
from booking_bot.models import Appointment, ChannelName, Conversation, Customer, Source, row_id
from booking_bot.services import catalogue
from booking_bot.services.crews import crews_of
from booking_bot.services.notices import writing
from booking_bot.services.notices.writing import Written
from booking_bot.services.place import place_of

WHO = "Ana"
_DAYS_AHEAD, _AT = timedelta(days=2), time(11, 0)
KINDS = {
    "reminder_ask": NoticeKind.REMINDER,
    "reminder": NoticeKind.REMINDER,
    "confirmation": NoticeKind.CONFIRMATION,
    "moved": NoticeKind.MOVED,
    "cancelled": NoticeKind.CANCELLED,
    "survey": NoticeKind.SURVEY,
    "follow_up": NoticeKind.FOLLOW_UP,
}


class NothingToShow(Exception):
    """No service is done by anybody yet."""


def preview(session: Session, name: str, text: str, *, now: datetime) -> Written:
    """What would be said of that kind with `text`, or with the bot's own words where it is empty.

    Raises NothingToShow, and KeyError where there is no such text.
    """
    shop = catalogue.read(session)
    crews = crews_of(shop)
    service = next(
        (one for one in shop.services if crews.get(row_id(one)) and crews[row_id(one)].doers), None
    )
    if service is None:
        raise NothingToShow
    day = now.astimezone(place_of(session).zone) + _DAYS_AHEAD
    start = datetime.combine(day.date(), _AT, day.tzinfo)
    appointment = Appointment(
        id=1,
        customer_id=1,
        service_id=row_id(service),
        staff_id=crews[row_id(service)].doers[0].id,
        starts_at=start,
        ends_at=start + service.length,
        source=Source.OWNER,
        created_at=now,
    )
    return writing.write(
        KINDS[name],
        [appointment],
        writing.shop_of(shop, {name: text} if text else {}),
        Customer(id=1, name=WHO, created_at=now),
        Conversation(customer_id=1, channel=ChannelName.SIMULATOR, address="", created_at=now),
        asks=name == "reminder_ask",
        now=now,
    )
