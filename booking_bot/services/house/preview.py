"""How a text of the shop would look: of an appointment, or a conversation, that does not exist."""

from datetime import datetime, time, timedelta

from sqlmodel import Session

from booking_bot.dialogue.desk import Handover, Reason
from booking_bot.dialogue.flows import handover
from booking_bot.dialogue.outside import talk_outside, text_of
from booking_bot.dialogue.state import State
from booking_bot.domain.notices import NoticeKind
from booking_bot.domain.orders import OrderStatus
from booking_bot.models import Appointment, ChannelName, Conversation, Customer, Order, Source, row_id
from booking_bot.services import catalogue
from booking_bot.services.crews import crews_of
from booking_bot.services.diary import fetching
from booking_bot.services.house import own_texts
from booking_bot.services.notices import writing
from booking_bot.services.notices.writing import Written
from booking_bot.services.orders import wording
from booking_bot.services.place import place_of
from booking_bot.services.shop_facts import shop_facts
from booking_bot.services.templates.texts import SAMPLES, TemplateText

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
    "recall": NoticeKind.RECALL,
}
# Said of no appointment: that a person takes over.
PEOPLE = (own_texts.HANDED_OVER, own_texts.AWAY)
# Said of an order, at each of its states.
ORDERS = {wording.name_of(status): status for status in OrderStatus}
TEXTS = (*KINDS, fetching.READY, *ORDERS, *PEOPLE)
_TOTAL = 2490
_CASE, _CLOSES, _OPENS = "12", time(20), time(9)


class NothingToShow(Exception):
    """No service is done by anybody yet."""


def preview(session: Session, name: str, text: str, *, now: datetime) -> Written:
    """What would be said of that kind with `text`, or with the bot's own words where it is empty.

    Raises NothingToShow, and KeyError where there is no such text.
    """
    shop = catalogue.read(session)
    if name in PEOPLE:
        return _handed_over(session, name, text, now)
    if name in ORDERS:
        return _of_order(session, name, text, now)
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
    own = writing.shop_of(shop, {name: text} if text else {})
    ana = Customer(id=1, name=WHO, created_at=now)
    line = Conversation(customer_id=1, channel=ChannelName.SIMULATOR, address="", created_at=now)
    if name == fetching.READY:
        talk, booked = writing.talk_of([appointment], own, ana, line, now=now)
        fetching.say(talk, booked, text, shop.business)
        return Written(text_of(talk), [], TemplateText(name))
    return writing.write(KINDS[name], [appointment], own, ana, line, asks=name == "reminder_ask", now=now)


def _of_order(session: Session, name: str, text: str, now: datetime) -> Written:
    """Of a made-up order, with a link where it is on its way."""
    status, shop = ORDERS[name], catalogue.read(session)
    order = Order(
        id=1,
        number=SAMPLES["number"],
        number_key=SAMPLES["number"],
        status=status,
        total_cents=_TOTAL,
        currency=shop.business.currency,
        tracking_url=SAMPLES["link"] if status is OrderStatus.SHIPPED else None,
        created_at=now,
        updated_at=now,
    )
    customer = Customer(id=1, name=WHO, created_at=now)
    line = Conversation(customer_id=1, channel=ChannelName.SIMULATOR, address="", created_at=now)
    own = {name: text} if text else {}
    written = wording.write(order, customer, line, shop_facts(shop), own, now=now)
    return Written(written.text, [], written.template)


def _handed_over(session: Session, name: str, text: str, now: datetime) -> Written:
    wall = now.astimezone(place_of(session).zone)
    closes = datetime.combine(wall.date(), _CLOSES, wall.tzinfo)
    opens = datetime.combine(wall.date() + timedelta(days=1), _OPENS, wall.tzinfo)
    away = name == own_texts.AWAY
    given = Handover(_CASE, None if away else closes, opens if away else None, text)
    desk = writing.desk_of(writing.shop_of(catalogue.read(session), {}), WHO)
    talk = talk_outside(desk, State(), now)
    handover.tell(talk, Reason.ASKED_FOR, given)
    return Written(text_of(talk), [], TemplateText(name))
