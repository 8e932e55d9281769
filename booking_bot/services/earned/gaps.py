"""Places that came free and were filled from the waiting list, and what that was worth.

Counted by when somebody said yes, and only while it holds: what was cancelled, missed or moved away
since recovered nothing. Who gave up another time of their own for it filled the place, but brought nothing
that was not there before.
"""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from booking_bot.domain.appointments import Status
from booking_bot.models import Appointment, FreedPlace, OfferStatus, Service, WaitEntry, WaitOffer
from booking_bot.services.reports.instants import within
from booking_bot.services.reports.stretch import Stretch

STANDS = (Status.BOOKED, Status.CONFIRMED, Status.COMPLETED)


@dataclass(frozen=True, slots=True)
class Gaps:
    """`worth` is in minor units of the shop's currency, of the new appointments whose price is known.

    `unpriced` are new ones without a price; `moved` filled a place and left another. `at_least`: some cost
    that or more.
    """

    filled: int = 0
    worth: int = 0
    unpriced: int = 0
    moved: int = 0
    at_least: bool = False


def recovered(session: Session, stretch: Stretch) -> Gaps:
    first, wish = aliased(WaitOffer), aliased(WaitEntry)
    is_new = (
        sa.exists()
        .where(
            col(first.appointment_id) == col(Appointment.id),
            col(first.status) == OfferStatus.TAKEN,
            col(wish.id) == col(first.entry_id),
            col(wish.moving_id).is_(None),
        )
        .label("is_new")
    )
    rows = session.connection().execute(
        sa.select(
            col(WaitOffer.place_id),
            col(WaitOffer.appointment_id),
            col(Appointment.price_cents),
            col(Service.price_from),
            is_new,
        )
        .select_from(WaitOffer)
        .join(FreedPlace, col(FreedPlace.id) == col(WaitOffer.place_id))
        .join(Appointment, col(Appointment.id) == col(WaitOffer.appointment_id))
        .join(Service, col(Service.id) == col(Appointment.service_id))
        .where(
            within(WaitOffer.ended_at, stretch.begin, stretch.end),
            col(WaitOffer.status) == OfferStatus.TAKEN,
            col(Appointment.status).in_(STANDS),
            col(Appointment.staff_id) == col(FreedPlace.staff_id),
            col(Appointment.starts_at) < col(FreedPlace.ends_at),
            col(Appointment.ends_at) > col(FreedPlace.starts_at),
        )
    )
    places: set[int] = set()
    who: dict[int | None, tuple[int | None, bool, bool]] = {}
    for place, appointment, price, price_from, new in rows:
        places.add(place)
        who[appointment] = price, bool(price_from), bool(new)
    new_ones = [(price, more) for price, more, new in who.values() if new]
    return Gaps(
        filled=len(places),
        worth=sum(price or 0 for price, _ in new_ones),
        unpriced=sum(price is None for price, _ in new_ones),
        moved=len(who) - len(new_ones),
        at_least=any(more for price, more in new_ones if price is not None),
    )
