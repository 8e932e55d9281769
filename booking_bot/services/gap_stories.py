"""What the owner reads of a place that came free: to whom it was offered, and what came of it."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from booking_bot.dialogue import dates
from booking_bot.models import (
    Attention,
    AttentionKind,
    Conversation,
    Customer,
    FreedPlace,
    OfferStatus,
    Resource,
    Service,
    WaitEntry,
    WaitOffer,
    row_id,
)
from booking_bot.services.place import place_of

FREE, RECOVERED, CALL_THEM = "place_free", "recovered_gap", "call_waiting"
NAMELESS = "alguien sin nombre"

_TOLD = {
    OfferStatus.OFFERED: "Se lo he ofrecido a {who}.",
    OfferStatus.DECLINED: "{who}: no lo quiere.",
    OfferStatus.EXPIRED: "{who}: sin respuesta.",
    OfferStatus.LOST: "{who}: sabe que ya no está libre.",
}
_RECOVERED = "Se lo queda {who}: hueco recuperado."
_NOBODY_LEFT = "No queda nadie a quien ofrecérselo."


def tell(
    session: Session, place: FreedPlace, status: OfferStatus, offers: Sequence[WaitOffer], *, now: datetime
) -> None:
    """Add a line to the place's story, which begins with the first offer."""
    story = _open_story(session, place)
    if story is None:
        story = Attention(
            kind=AttentionKind.WAITLIST,
            appointment_id=place.freed_by,
            reason=FREE,
            summary=_what(session, offers[0], now=now),
            at=now,
        )
        session.add(story)
    who = [name for _, name in _people(session, offers)]
    _add(story, _TOLD[status].format(who=_listed(who)))


def end(session: Session, place: FreedPlace, *, recovered: bool, now: datetime) -> None:
    """Nothing more happens to it. Filled, it is settled; else the owner may still have an idea."""
    story = _open_story(session, place)
    if story is None:
        return
    if not recovered:
        _add(story, _NOBODY_LEFT)
        return
    takers = session.exec(
        select(WaitOffer).where(
            col(WaitOffer.place_id) == row_id(place), col(WaitOffer.status) == OfferStatus.TAKEN
        )
    ).all()
    _add(story, _RECOVERED.format(who=_listed([name for _, name in _people(session, takers)])))
    story.reason, story.resolved_at = RECOVERED, now


def leave_to_owner(
    session: Session, place: FreedPlace, offer: WaitOffer, conversation: Conversation, *, now: datetime
) -> None:
    """One whom the bot may not write to: the owner tells them."""
    session.add(
        Attention(
            kind=AttentionKind.WAITLIST,
            conversation_id=row_id(conversation),
            appointment_id=place.freed_by,
            reason=CALL_THEM,
            summary=_what(session, offer, now=now),
            at=now,
        )
    )


def _open_story(session: Session, place: FreedPlace) -> Attention | None:
    return session.exec(
        select(Attention).where(
            col(Attention.kind) == AttentionKind.WAITLIST,
            col(Attention.appointment_id) == place.freed_by,
            col(Attention.reason) == FREE,
            col(Attention.at) >= place.freed_at,
            col(Attention.resolved_at).is_(None),
        )
    ).first()


def _add(story: Attention, line: str) -> None:
    if line not in story.summary.splitlines():
        story.summary = f"{story.summary}\n{line}"


def _what(session: Session, offer: WaitOffer, *, now: datetime) -> str:
    """ "Corte con Lucía, martes 24 de noviembre a las 11:00"."""
    service, staff = session.exec(
        select(Service.name, Resource.name)
        .join(WaitEntry, col(WaitEntry.service_id) == col(Service.id))
        .join(Resource, col(Resource.id) == offer.staff_id)
        .where(col(WaitEntry.id) == offer.entry_id)
    ).one()
    zone = place_of(session).zone
    moment = dates.full(offer.starts_at.astimezone(zone), today=now.astimezone(zone).date(), locale="es_ES")
    return f"{service} con {staff}, {moment}"


def _people(session: Session, offers: Sequence[WaitOffer]) -> list[tuple[int, str]]:
    rows = session.exec(
        select(col(WaitOffer.id), Customer.name)
        .join(WaitEntry, col(WaitOffer.entry_id) == col(WaitEntry.id))
        .join(Conversation, col(WaitEntry.conversation_id) == col(Conversation.id))
        .join(Customer, col(Conversation.customer_id) == col(Customer.id))
        .where(col(WaitOffer.id).in_([row_id(one) for one in offers]))
        .order_by(col(WaitOffer.id))
    )
    return [(number or 0, name or NAMELESS) for number, name in rows]


def _listed(names: Sequence[str]) -> str:
    return " y ".join(filter(None, (", ".join(names[:-1]), names[-1])))
