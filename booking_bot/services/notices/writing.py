"""What a notice says, in the shop's own voice, and the approved text that says the same."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple, cast

from booking_bot.dialogue import dates
from booking_bot.dialogue import notices as words
from booking_bot.dialogue.desk import Booked, CustomerFacts, Desk, ShopFacts
from booking_bot.dialogue.flows import feedback, missed, recall
from booking_bot.dialogue.outside import talk_outside, text_of
from booking_bot.dialogue.state import State
from booking_bot.dialogue.talk import Talk
from booking_bot.domain import notices
from booking_bot.domain.notices import NoticeKind
from booking_bot.models import Appointment, Conversation, Customer, row_id
from booking_bot.services.catalogue import Catalogue
from booking_bot.services.house import own_texts
from booking_bot.services.shop_facts import shop_facts
from booking_bot.services.templates.texts import TemplateText

ENGLISH = "en"  # who writes it is not told the owner's Spanish


class Written(NamedTuple):
    text: str
    options: list[dict[str, str]]
    template: TemplateText


class _Facts(NamedTuple):
    """As much of a desk as it takes to call things by their names: nothing is asked of the agenda."""

    shop: ShopFacts
    customer: CustomerFacts


@dataclass(frozen=True, slots=True)
class Shop:
    """The shop as its letters need it, read once for all of them."""

    facts: ShopFacts
    services: Mapping[int, str]
    staff: Mapping[int, str]
    own: Mapping[str, str]  # what the owner wants said instead, by the names of the approved texts


def shop_of(catalogue: Catalogue, own: Mapping[str, str]) -> Shop:
    return Shop(
        shop_facts(catalogue),
        {row_id(one): one.slug for one in catalogue.services},
        {row_id(one): one.slug for one in catalogue.staff},
        own,
    )


_SAID: Mapping[NoticeKind, tuple[Callable[[Talk, Booked], None], str]] = {
    NoticeKind.REMINDER: (words.reminds, "reminder"),
    NoticeKind.CONFIRMATION: (words.made, "confirmation"),
    NoticeKind.MOVED: (words.moved, "moved"),
    NoticeKind.CANCELLED: (words.cancelled, "cancelled"),
    NoticeKind.SURVEY: (feedback.survey, "survey"),
    NoticeKind.FOLLOW_UP: (missed.ask, "follow_up"),
    NoticeKind.RECALL: (recall.ask, "recall"),
}
_ASKS = (words.asks, "reminder_ask")


def write(
    kind: NoticeKind,
    parts: Sequence[Appointment],
    shop: Shop,
    customer: Customer,
    conversation: Conversation,
    *,
    lead: str = "",
    asks: bool,
    now: datetime,
) -> Written:
    """`parts` are those of the visit that it speaks of, one at least; a reminder may ask if they come.

    The owner's words for one appointment do not do for one that comes back.
    """
    say, template = _ASKS if asks else _SAID[kind]
    talk, booked = talk_of(parts, shop, customer, conversation, now=now)
    weeks = notices.weeks_of(lead)
    if weeks:
        words.comes_back(talk, booked, weeks)
    elif lead == notices.AND_ALL_AFTER:
        words.comes_no_more(talk, booked)
    else:
        say(talk, booked)
    if template in shop.own and talk.locale != ENGLISH and not weeks and lead != notices.AND_ALL_AFTER:
        talk.lines[0] = own_texts.filled(shop.own[template], names_of(talk, booked))
    return Written(
        text_of(talk),
        [{"id": one.payload, "title": one.title} for one in talk.options],
        TemplateText(template, {"what": talk.what(booked)}, booked.start),
    )


def talk_of(
    parts: Sequence[Appointment],
    shop: Shop,
    customer: Customer,
    conversation: Conversation,
    *,
    now: datetime,
) -> tuple[Talk, Booked]:
    """A talk in which something may be said of that visit, and the visit."""
    desk = desk_of(shop, customer.name)
    return talk_outside(desk, State.from_json(conversation.state), now), _booked(parts, shop, customer)


def desk_of(shop: Shop, name: str | None) -> Desk:
    """A desk that knows the shop and the customer by their names, and can do nothing."""
    return cast("Desk", _Facts(shop.facts, CustomerFacts(name=name)))


def names_of(talk: Talk, booked: Booked) -> dict[str, str]:
    """What fills the names of the owner's own texts."""
    start = booked.start.astimezone(talk.desk.shop.zone)
    services = dict.fromkeys(talk.service_name(one.service) for one in booked.parts)
    staff = dict.fromkeys(talk.staff_name(one.staff) for one in booked.parts)
    return {
        "nombre": talk.desk.customer.name or "",
        "servicio": " y ".join(services),
        "día": talk.day(start.date()),
        "hora": dates.clock(start.time()),
        "con": " y ".join(staff),
    }


def _booked(parts: Sequence[Appointment], shop: Shop, customer: Customer) -> Booked:
    first, *rest = (
        Booked(
            id=row_id(one),
            revision=one.revision,
            service=shop.services[one.service_id],
            staff=shop.staff[one.staff_id],
            start=one.starts_at.astimezone(shop.facts.zone),
            end=one.ends_at.astimezone(shop.facts.zone),
            status=one.status.value,
            name=one.beneficiary or customer.name or "",
            subject=one.subject or "",
            pick_up_at=one.pick_up_at,
        )
        for one in parts
    )
    return replace(first, rest=tuple(rest))
