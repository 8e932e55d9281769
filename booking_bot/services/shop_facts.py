"""What a conversation may know of the shop."""

from collections import defaultdict
from datetime import time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from booking_bot.dialogue.desk import Question, ServiceFacts, ShopFacts, StaffFacts, Terms
from booking_bot.domain.drop_off import parse_clock, parse_window
from booking_bot.domain.opening import Hours, parse_week
from booking_bot.language.frame import Opening
from booking_bot.models import Service, row_id
from booking_bot.services import page_links
from booking_bot.services.catalogue import Catalogue


@lru_cache(maxsize=8)
def shop_facts(shop: Catalogue, pages: str = "") -> ShopFacts:
    """The shop as it is now; what is no longer active is left out.

    `pages` is the address of ours that customers reach: what is kept of them is told there, where the shop
    tells it nowhere else.
    """
    business = shop.business
    services = [service for service in shop.services if service.active]
    slugs = {service.id: service.slug for service in services}
    does: dict[int, set[str]] = defaultdict(set)
    for service_id, staff_id in shop.done_by:
        if service_id in slugs:
            does[staff_id].add(slugs[service_id])
    return ShopFacts(
        name=business.name,
        zone=ZoneInfo(business.timezone),
        services=tuple(_service(service, shop) for service in services),
        staff=tuple(
            StaffFacts(member.slug, member.name, frozenset(does[row_id(member)]))
            for member in shop.staff
            if member.active
        ),
        hours=tuple(map(_opening, parse_week(business.hours))),
        locale=business.locale,
        country=business.country,
        currency=business.currency,
        tone=business.tone.value,
        appointment_word=business.appointment_word,
        address=business.address or "",
        phone=business.phone or "",
        website=business.website or "",
        privacy_url=business.privacy_url or page_links.privacy(pages),
        subject=business.subject or "",
        location=business.location or "",
        greeting=business.greeting or "",
        signature=business.signature or "",
        emoji=business.emoji,
        max_party=business.max_party,
        cancel_notice=business.cancel_notice,
    )


def _service(service: Service, shop: Catalogue) -> ServiceFacts:
    """With what holds for all who do it, and the terms of each where these differ."""
    active = {member.id: member.slug for member in shop.staff if member.active}
    each = [
        Terms(
            active[skill.staff_id],
            service.length if skill.length is None else skill.length,
            _price(service, skill.price_cents),
            service.price_from,
        )
        for skill in shop.skills
        if skill.service_id == service.id and skill.staff_id in active
    ]
    usual = (service.length, _price(service, None))
    differ = any((terms.length, terms.price_cents) != usual for terms in each)
    facts = _as_usual(service, tuple(each) if differ else ())
    return facts.by(*(terms.staff for terms in each))


def _price(service: Service, own: int | None) -> int | None:
    if service.price_hidden:
        return None
    return service.price_cents if own is None else own


def _as_usual(service: Service, own: tuple[Terms, ...]) -> ServiceFacts:
    return ServiceFacts(
        id=service.slug,
        name=service.name,
        length=service.length,
        price_cents=_price(service, None),
        price_from=service.price_from,
        approval=service.approval,
        preparation=service.preparation or "",
        drop_off=_window(service.drop_off) if service.drop_off else None,
        pick_up=wall_time(parse_clock(service.pick_up)) if service.pick_up else None,
        questions=tuple(
            Question(one["id"], one["ask"], bool(one.get("required", True))) for one in service.questions
        ),
        own=own,
    )


def _window(text: str) -> tuple[time, time]:
    first, last = parse_window(text)
    return wall_time(first), wall_time(last)


def _opening(hours: Hours) -> Opening:
    return tuple((wall_time(first), timedelta(minutes=last - first)) for first, last in hours)


def wall_time(minutes: int) -> time:
    """The time that a clock shows `minutes` after midnight; 24:00 and later wrap round."""
    return time(minutes // 60 % 24, minutes % 60)
