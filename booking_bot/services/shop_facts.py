"""What a conversation may know of the shop, read from its tables."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import time, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from booking_bot.dialogue.desk import Question, ServiceFacts, ShopFacts, StaffFacts
from booking_bot.domain.opening import Hours, parse_week
from booking_bot.language.frame import Opening
from booking_bot.models import Business, Resource, ResourceKind, Service, ServiceStaff


def shop_facts(session: Session) -> ShopFacts:
    """The shop as it is now; what is no longer active is left out. Four statements."""
    business = session.exec(select(Business)).one()
    services = session.exec(
        select(Service).where(col(Service.active)).order_by(col(Service.position), col(Service.id))
    ).all()
    staff = session.exec(
        select(Resource)
        .where(col(Resource.active), col(Resource.kind) == ResourceKind.STAFF)
        .order_by(col(Resource.position), col(Resource.id))
    ).all()
    slugs = {service.id: service.slug for service in services}
    does: dict[int, set[str]] = defaultdict(set)
    for link in session.exec(select(ServiceStaff)):
        if link.service_id in slugs:
            does[link.staff_id].add(slugs[link.service_id])
    return ShopFacts(
        name=business.name,
        zone=ZoneInfo(business.timezone),
        services=tuple(map(_service, services)),
        staff=tuple(
            StaffFacts(member.slug, member.name, frozenset(does[member.id])) for member in staff if member.id
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
        subject=business.subject or "",
        max_party=business.max_party,
        cancel_notice=business.cancel_notice,
    )


def _service(service: Service) -> ServiceFacts:
    return ServiceFacts(
        id=service.slug,
        name=service.name,
        length=service.length,
        price_cents=None if service.price_hidden else service.price_cents,
        price_from=service.price_from,
        approval=service.approval,
        preparation=service.preparation or "",
        questions=tuple(
            Question(one["id"], one["ask"], bool(one.get("required", True))) for one in service.questions
        ),
    )


def _opening(hours: Hours) -> Opening:
    return tuple((wall_time(first), timedelta(minutes=last - first)) for first, last in hours)


def wall_time(minutes: int) -> time:
    """The time that a clock shows `minutes` after midnight; 24:00 and later wrap round."""
    return time(minutes // 60 % 24, minutes % 60)


def spans_of_wall_times(hours: Sequence[tuple[int, int]]) -> tuple[tuple[time, time], ...]:
    return tuple((wall_time(first), wall_time(last)) for first, last in hours)
