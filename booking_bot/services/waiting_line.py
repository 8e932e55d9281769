"""Who is next for a place that came free: in the order in which they began to wait, and where it fits."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, or_, select

from booking_bot.dialogue.desk import Booked, Offer
from booking_bot.domain.refusals import NoSuchService
from booking_bot.language.frame import Window
from booking_bot.models import (
    ConsentKind,
    Conversation,
    Customer,
    FreedPlace,
    OfferStatus,
    ServiceStaff,
    WaitEntry,
    WaitOffer,
    WaitStatus,
    row_id,
)
from booking_bot.services import consents
from booking_bot.services.front_desk import FrontDesk

# A day of five-minute steps, and more.
_STARTS_OF_A_DAY = 600
_DAY = timedelta(days=1)


def in_line(
    session: Session, place: FreedPlace, *, now: datetime
) -> Iterable[tuple[WaitEntry, Conversation, Customer]]:
    """Those who were not asked yet and whom that member of staff could serve, first come first."""
    asked = select(WaitOffer.id).where(
        col(WaitOffer.entry_id) == col(WaitEntry.id), col(WaitOffer.place_id) == row_id(place)
    )
    does_it = select(ServiceStaff.service_id).where(
        col(ServiceStaff.service_id) == col(WaitEntry.service_id),
        col(ServiceStaff.staff_id) == place.staff_id,
    )
    return session.exec(
        select(WaitEntry, Conversation, Customer)
        .join(Conversation, col(WaitEntry.conversation_id) == col(Conversation.id))
        .join(Customer, col(Conversation.customer_id) == col(Customer.id))
        .where(
            col(WaitEntry.status) == WaitStatus.WAITING,
            col(WaitEntry.until) > now,
            or_(col(WaitEntry.staff_id).is_(None), col(WaitEntry.staff_id) == place.staff_id),
            col(Customer.blocked).is_(False),
            col(Customer.personal).is_(False),
            does_it.exists(),
            ~asked.exists(),
        )
        .order_by(col(WaitEntry.created_at), col(WaitEntry.id))
    ).all()


def may_be_asked(session: Session, customer: Customer) -> bool:
    """Whether they let us write of such things; who asked to be told has, unless they said BAJA since."""
    said = consents.holds(session, row_id(customer))
    return said.get(ConsentKind.OFFERS) is not False and said.get(ConsentKind.SERVICE) is not False


def asked_until(session: Session, customer: Customer) -> datetime | None:
    """When an offer that they have not answered yet runs out."""
    return session.exec(
        select(WaitOffer.expires_at)
        .join(WaitEntry, col(WaitOffer.entry_id) == col(WaitEntry.id))
        .join(Conversation, col(WaitEntry.conversation_id) == col(Conversation.id))
        .where(
            col(Conversation.customer_id) == row_id(customer),
            col(WaitOffer.status) == OfferStatus.OFFERED,
        )
        .order_by(col(WaitOffer.expires_at))
    ).first()


def fitting(desk: FrontDesk, entry: WaitEntry, place: FreedPlace) -> Offer | None:
    """The start that makes best use of the place, None where their wish fits nowhere in it."""
    wish = desk.wish_of(entry)
    near = _near(wish.windows, place, desk)
    if not near:
        return None
    staff = next(one.slug for one in desk.catalogue.staff if one.id == place.staff_id)
    own = desk.appointments()
    given_up = next((one for one in own if wish.moving and one.id == wish.moving.id), None)
    if wish.moving is not None and given_up is None:
        return None  # what they would give up is theirs no more
    try:
        free = desk.free(wish.service, staff, near, limit=_STARTS_OF_A_DAY, moving=given_up)
    except NoSuchService:
        return None  # the shop offers it no more
    others = [one for one in own if one is not given_up]
    fits = [
        offer
        for offer in free
        if offer.start < place.ends_at
        and offer.end > place.starts_at
        and (given_up is None or offer.start != given_up.start)
        and not any(_stands_in_the_way(one, offer) for one in others)
    ]
    return min(fits, key=lambda one: (abs(one.start - place.starts_at), one.start), default=None)


def _near(windows: tuple[Window, ...], place: FreedPlace, desk: FrontDesk) -> list[Window]:
    """What the windows allow on the place's day; one past midnight belongs to the day before."""
    day = place.starts_at.astimezone(desk.shop.zone).date()
    bounds = [_bounded(window, day - _DAY, day) for window in windows or (Window(),)]
    return [
        window
        for window in bounds
        if window.first is None or window.last is None or window.first <= window.last
    ]


def _bounded(window: Window, first: date, last: date) -> Window:
    return replace(window, first=max(window.first or first, first), last=min(window.last or last, last))


def _stands_in_the_way(booked: Booked, offer: Offer) -> bool:
    """Nobody is in two places at once, nor wants the same thing twice on one day."""
    same = any(
        part.service == offer.service and part.start.date() == offer.start.date() for part in booked.parts
    )
    return same or any(part.start < offer.end and offer.start < part.end for part in booked.parts)
