"""The waiting list: to join and to leave it, and to take or decline a place that was offered.

A place that is offered is held for nobody. Whoever says yes first has it, under the agenda's lock like
any other booking; the others are told by `services/place_offers.py`, which also makes the offers.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col, select

from booking_bot.domain.refusals import NoSuchAppointment, NoSuchPlace, SlotTaken
from booking_bot.language.frame import Window
from booking_bot.models import (
    Appointment,
    Business,
    Conversation,
    FreedPlace,
    OfferStatus,
    Source,
    WaitEntry,
    WaitOffer,
    WaitStatus,
    row_id,
)
from booking_bot.services import agenda_lock, audit, bookings

# Made once, since every booking asks.
_WAITING = (
    select(WaitEntry)
    .where(
        col(WaitEntry.conversation_id) == sa.bindparam("id"),
        col(WaitEntry.status) == WaitStatus.WAITING,
        col(WaitEntry.until) > sa.bindparam("now"),
    )
    .order_by(col(WaitEntry.created_at), col(WaitEntry.id))
)


def join(
    session: Session,
    conversation: Conversation,
    *,
    service_id: int,
    staff_id: int | None,
    windows: Sequence[Window],
    beneficiary: str | None = None,
    moving_id: int | None = None,
    now: datetime,
) -> WaitEntry:
    """Wait for a place in any of `windows`; no windows is any time. The same wish again is that wish."""
    wanted = [window.as_json() for window in windows]
    for entry in waiting(session, row_id(conversation), now=now):
        if (entry.service_id, entry.staff_id, entry.moving_id) == (service_id, staff_id, moving_id) and (
            entry.windows == wanted
        ):
            return entry
    entry = WaitEntry(
        conversation_id=row_id(conversation),
        service_id=service_id,
        staff_id=staff_id,
        windows=wanted,
        beneficiary=beneficiary,
        moving_id=moving_id,
        until=_until(session, windows, now),
        created_at=now,
    )
    session.add(entry)
    session.flush()
    audit.record(session, f"customer:{conversation.customer_id}", "wait_entry.joined", row_id(entry), now=now)
    return entry


def _until(session: Session, windows: Sequence[Window], now: datetime) -> datetime:
    """The end of the last day wanted, in the shop's zone; of an open wish, of the agenda."""
    zone_key, horizon = session.exec(select(Business.timezone, Business.horizon_days)).one()
    zone = ZoneInfo(zone_key)
    furthest = now.astimezone(zone).date() + timedelta(days=horizon)
    last = max((min(window.last or furthest, furthest) for window in windows), default=furthest)
    return datetime.combine(last + timedelta(days=1), time(), zone).astimezone(UTC)


def waiting(session: Session, conversation_id: int, *, now: datetime) -> Sequence[WaitEntry]:
    """What is waited for in this conversation, oldest first."""
    return session.exec(_WAITING, params={"id": conversation_id, "now": now}).all()


def leave(session: Session, conversation: Conversation, *, now: datetime) -> int:
    """They wait for nothing any more; how many wishes that were."""
    entries = waiting(session, row_id(conversation), now=now)
    for entry in entries:
        end(session, entry, WaitStatus.LEFT, by=f"customer:{conversation.customer_id}", now=now)
    return len(entries)


def remove(session: Session, entry_id: int, *, by: str, now: datetime) -> None:
    """The owner takes a wish off the list; nothing where it is none any more."""
    entry = session.get(WaitEntry, entry_id)
    if entry is not None and entry.status is WaitStatus.WAITING:
        end(session, entry, WaitStatus.LEFT, by=by, now=now)


def end(session: Session, entry: WaitEntry, status: WaitStatus, *, by: str, now: datetime) -> None:
    entry.status, entry.ended_at = status, now
    audit.record(session, by, f"wait_entry.{status}", row_id(entry), now=now)


def offered(session: Session, offer_id: int, conversation: Conversation) -> tuple[WaitOffer, WaitEntry]:
    """A place offered in that conversation, whatever became of it. Raises NoSuchPlace."""
    row = session.exec(
        select(WaitOffer, WaitEntry)
        .join(WaitEntry, col(WaitOffer.entry_id) == col(WaitEntry.id))
        .where(col(WaitOffer.id) == offer_id, col(WaitEntry.conversation_id) == row_id(conversation))
        .execution_options(populate_existing=True)
    ).first()
    if row is None:
        raise NoSuchPlace(offer_id)
    return row


def take(
    session: Session, offer_id: int, conversation: Conversation, *, by: str, now: datetime
) -> Appointment:
    """Book it, or move to it what would be given up for it; taken already, it is theirs once.

    Somebody who is late still gets it, as long as nobody else has. Raises NoSuchPlace, and as
    `bookings.book` and `reschedule` do.
    """
    agenda_lock.take(session)
    offer, entry = offered(session, offer_id, conversation)
    if offer.appointment_id is not None:
        return session.get_one(Appointment, offer.appointment_id)
    place = _locked(session, offer.place_id)
    try:
        appointment = _taken(session, offer, entry, conversation, by=by, now=now)
    except SlotTaken:
        offer.status, offer.ended_at = OfferStatus.LOST, now
        place.due_at = now  # the others are to hear of it as well
        audit.record(session, by, "place.lost", row_id(place), now=now, offer=offer_id)
        raise
    offer.status, offer.ended_at, offer.appointment_id = OfferStatus.TAKEN, now, row_id(appointment)
    place.due_at = now
    end(session, entry, WaitStatus.BOOKED, by=by, now=now)
    audit.record(session, by, "place.taken", row_id(place), now=now, offer=offer_id)
    return appointment


def _taken(
    session: Session,
    offer: WaitOffer,
    entry: WaitEntry,
    conversation: Conversation,
    *,
    by: str,
    now: datetime,
) -> Appointment:
    if entry.moving_id is None:
        return bookings.book(
            session,
            customer_id=conversation.customer_id,
            service_id=entry.service_id,
            staff_id=offer.staff_id,
            start=offer.starts_at,
            beneficiary=entry.beneficiary,
            source=Source.BOT,
            by=by,
            now=now,
            conversation_id=row_id(conversation),
        )
    given_up = session.get_one(Appointment, entry.moving_id)
    if given_up.customer_id != conversation.customer_id:
        raise NoSuchAppointment(entry.moving_id)
    return bookings.reschedule(
        session,
        entry.moving_id,
        start=offer.starts_at,
        staff_id=offer.staff_id,
        by=by,
        now=now,
        conversation_id=row_id(conversation),
    )


def decline(session: Session, offer_id: int, conversation: Conversation, *, by: str, now: datetime) -> None:
    """They do not want this one and stay in line; the next is asked. Raises NoSuchPlace."""
    offer, _ = offered(session, offer_id, conversation)
    if offer.status is OfferStatus.OFFERED:
        place = _locked(session, offer.place_id)
        offer.status, offer.ended_at = OfferStatus.DECLINED, now
        place.due_at = now
        audit.record(session, by, "place.declined", row_id(place), now=now, offer=offer_id)


def _locked(session: Session, place_id: int) -> FreedPlace:
    return session.get_one(FreedPlace, place_id, with_for_update=True, populate_existing=True)
