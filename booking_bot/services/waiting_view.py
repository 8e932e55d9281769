"""The waiting list as the owner sees it: who wants what since when, and what they were offered last; and
the places that it filled."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from booking_bot.dialogue.outside import talk_outside
from booking_bot.dialogue.state import State
from booking_bot.dialogue.stretches import spoken
from booking_bot.language.frame import Window
from booking_bot.models import (
    Attention,
    AttentionKind,
    Conversation,
    Customer,
    Identity,
    IdentityKind,
    OfferStatus,
    WaitEntry,
    WaitOffer,
    WaitStatus,
    row_id,
)
from booking_bot.services import gap_stories
from booking_bot.services.front_desk import FrontDesk
from booking_bot.services.inbox import Person

TOLD_FOR = timedelta(days=30)
MOST_TOLD = 20


@dataclass(frozen=True, slots=True)
class Waiter:
    """`when` is in words, "" for any time; `earlier` where they would give up an appointment for it."""

    id: int
    person: Person
    conversation_id: int
    service: str
    staff: str | None
    when: str
    earlier: bool
    since: datetime
    last_offer: OfferStatus | None = None


def waiters(session: Session, *, now: datetime) -> list[Waiter]:
    """Everybody who waits, in line."""
    rows = session.exec(
        select(WaitEntry, Conversation, Customer, Identity.value)
        .join(Conversation, col(WaitEntry.conversation_id) == col(Conversation.id))
        .join(Customer, col(Conversation.customer_id) == col(Customer.id))
        .join(
            Identity,
            (col(Identity.customer_id) == col(Customer.id)) & (col(Identity.kind) == IdentityKind.PHONE),
            isouter=True,
        )
        .where(col(WaitEntry.status) == WaitStatus.WAITING, col(WaitEntry.until) > now)
        .order_by(col(WaitEntry.created_at), col(WaitEntry.id), col(Identity.id))
    ).all()
    if not rows:
        return []
    desk = FrontDesk(session, rows[0][1], now=now)  # for what the shop calls things, and how it tells times
    talk = talk_outside(desk, State(), now)
    services = {one.id: one.name for one in desk.catalogue.services}
    staff = {one.id: one.name for one in desk.catalogue.staff}
    offers = _last_offers(session, [row_id(entry) for entry, *_ in rows])
    found: dict[int, Waiter] = {}
    for entry, conversation, customer, phone in rows:
        number = row_id(entry)
        found.setdefault(
            number,
            Waiter(
                id=number,
                person=Person(row_id(customer), entry.beneficiary or customer.name, phone),
                conversation_id=row_id(conversation),
                service=services[entry.service_id],
                staff=staff[entry.staff_id] if entry.staff_id else None,
                when=spoken(talk, [Window.from_json(one) for one in entry.windows]),
                earlier=entry.moving_id is not None,
                since=entry.created_at,
                last_offer=offers.get(number),
            ),
        )
    return list(found.values())


def recovered(session: Session, *, now: datetime) -> list[Attention]:
    """The stories of places that were filled from the list, the newest first."""
    return list(
        session.exec(
            select(Attention)
            .where(
                col(Attention.kind) == AttentionKind.WAITLIST,
                col(Attention.reason) == gap_stories.RECOVERED,
                col(Attention.resolved_at) > now - TOLD_FOR,
            )
            .order_by(col(Attention.resolved_at).desc(), col(Attention.id).desc())
            .limit(MOST_TOLD)
        )
    )


def _last_offers(session: Session, entries: list[int]) -> dict[int, OfferStatus]:
    rows = session.exec(
        select(WaitOffer).where(col(WaitOffer.entry_id).in_(entries)).order_by(col(WaitOffer.id))
    )
    return {one.entry_id: one.status for one in rows}
