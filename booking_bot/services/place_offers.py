"""Offering a place that came free to those who wait, until somebody has it or nobody is left to ask.

`run_due` looks at the places whose time has come: at once when they came free, when the quiet hours end,
when an offer ran out, and after each answer. Three are asked at a time; whom the bot may not write to
(their 24 hours are over, a person has the conversation) is left to the owner.
"""

import logging
from datetime import datetime, timedelta

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from booking_bot.db import Database
from booking_bot.dialogue.desk import Offer
from booking_bot.dialogue.flows import places
from booking_bot.dialogue.outside import talk_outside, text_of
from booking_bot.dialogue.state import State
from booking_bot.domain import quiet_hours
from booking_bot.domain.horizon import earliest_start
from booking_bot.domain.questions import QuestionKind
from booking_bot.domain.refusals import Refused
from booking_bot.models import (
    Appointment,
    Business,
    Conversation,
    FreedPlace,
    MessageKind,
    OfferStatus,
    WaitEntry,
    WaitOffer,
    WaitStatus,
    row_id,
)
from booking_bot.services import (
    audit,
    availability,
    gap_stories,
    notify,
    open_questions,
    outbox,
    routes,
    waiting_list,
)
from booking_bot.services.agenda import Wish
from booking_bot.services.front_desk import FrontDesk
from booking_bot.services.place import place_of
from booking_bot.services.templates.texts import TemplateText
from booking_bot.services.waiting_line import asked_until, fitting, in_line, may_be_asked

log = logging.getLogger(__name__)

ASKED_AT_A_TIME = 3
ANSWER_WITHIN = timedelta(minutes=30)
# A "sí" that was on its way when the place was gone is owed the truth.
ON_ITS_WAY = timedelta(minutes=15)
BATCH = 20
_ANY = TemplateText("place", {"what": "", "day": "", "time": ""})
# What cannot be seen to now does not keep the others waiting.
PUT_OFF = timedelta(minutes=10)


def run_due(database: Database, *, now: datetime) -> int:
    """See to every place whose time has come; how many that were."""
    with database.reading() as session:
        due = session.exec(
            select(FreedPlace.id)
            .where(col(FreedPlace.due_at) <= now)
            .order_by(col(FreedPlace.due_at), col(FreedPlace.id))
            .limit(BATCH)
        ).all()
        lapsed = session.exec(_lapsed(now).limit(1)).first()
    if lapsed is not None:
        with database.transaction() as session:
            lapse(session, now)
    seen = 0
    for place_id in filter(None, due):
        try:
            with database.transaction() as session:
                seen += see_to(session, place_id, now=now)
        except Exception:
            log.exception("the offers of place %s failed", place_id)
            with database.transaction() as session:
                session.get_one(FreedPlace, place_id).due_at = now + PUT_OFF
    return seen


def _lapsed(now: datetime) -> SelectOfScalar[WaitEntry]:
    return select(WaitEntry).where(col(WaitEntry.status) == WaitStatus.WAITING, col(WaitEntry.until) <= now)


def lapse(session: Session, now: datetime) -> None:
    """The days they wanted have passed."""
    for entry in session.exec(_lapsed(now)).all():
        waiting_list.end(session, entry, WaitStatus.LAPSED, by="bot", now=now)


def see_to(session: Session, place_id: int, *, now: datetime) -> bool:
    """Tell who lost it, end what was not answered, and ask the next ones. False where it is not due."""
    place = session.get(FreedPlace, place_id, with_for_update={"skip_locked": True}, populate_existing=True)
    if place is None or place.due_at is None or place.due_at > now:
        return False
    business = session.exec(select(Business)).one()
    zone = place_of(session).zone
    quiet = quiet_hours.ends(business.quiet_hours, now, zone)
    # the last moment at which the place can still be booked: its start, less the shop's notice
    last = place.starts_at - (earliest_start(now, business.min_notice) - now)
    open_ones = _open_ones(session, place, now=now, send_at=quiet)
    taken = _is_taken(session, place)
    if now >= last:
        place.due_at = None
    elif quiet is not None:
        place.due_at = quiet
    else:
        wanted = ASKED_AT_A_TIME - len(open_ones)
        asked, busy_until = _ask_next(session, place, wanted, last=last, now=now)
        open_ones += asked
        place.due_at = min([*(one.expires_at for one in open_ones), *busy_until], default=None)
    if place.due_at is None or (taken and not open_ones):
        place.due_at = None
        gap_stories.end(session, place, recovered=taken, now=now)
    return True


def _open_ones(
    session: Session, place: FreedPlace, *, now: datetime, send_at: datetime | None
) -> list[WaitOffer]:
    """The offers that still wait for an answer."""
    rows = session.exec(
        select(WaitOffer, WaitEntry, Conversation)
        .join(WaitEntry, col(WaitOffer.entry_id) == col(WaitEntry.id))
        .join(Conversation, col(WaitEntry.conversation_id) == col(Conversation.id))
        .where(col(WaitOffer.place_id) == row_id(place), col(WaitOffer.status) == OfferStatus.OFFERED)
        .order_by(col(WaitOffer.id))
        .execution_options(populate_existing=True)
    ).all()
    still = []
    for offer, entry, conversation in rows:
        if not _is_free(session, offer, entry, now=now):
            _end(session, place, offer, OfferStatus.LOST, now=now)
            _tell_it_is_gone(session, offer, conversation, now=now, send_at=send_at)
        elif offer.expires_at <= now:
            _end(session, place, offer, OfferStatus.EXPIRED, now=now)
        else:
            still.append(offer)
    return still


def _is_free(session: Session, offer: WaitOffer, entry: WaitEntry, *, now: datetime) -> bool:
    moving = (entry.moving_id,) if entry.moving_id else ()
    wish = Wish(entry.service_id, offer.staff_id, moving, entry.conversation_id)
    try:
        return availability.why_not(session, wish, offer.starts_at, now=now) is None
    except Refused:
        return False


def _is_taken(session: Session, place: FreedPlace) -> bool:
    taken = select(WaitOffer.id).where(
        col(WaitOffer.place_id) == row_id(place), col(WaitOffer.status) == OfferStatus.TAKEN
    )
    return session.exec(taken).first() is not None


def _end(
    session: Session, place: FreedPlace, offer: WaitOffer, status: OfferStatus, *, now: datetime
) -> None:
    offer.status, offer.ended_at = status, now
    audit.record(session, "bot", f"place.{status}", row_id(place), now=now, offer=row_id(offer))
    gap_stories.tell(session, place, status, [offer], now=now)


def _tell_it_is_gone(
    session: Session, offer: WaitOffer, conversation: Conversation, *, now: datetime, send_at: datetime | None
) -> None:
    open_questions.end(session, QuestionKind.WAITLIST, [row_id(offer)], at=now + ON_ITS_WAY)
    if outbox.is_mute(conversation, now):
        return
    desk = FrontDesk(session, conversation, now=now)
    talk = talk_outside(desk, State.from_json(conversation.state), now)
    place = desk.place(row_id(offer))
    places.gone(talk, place)
    notify.send(
        session,
        conversation,
        kind=MessageKind.WAITLIST,
        text=text_of(talk),
        now=now,
        template=TemplateText("place_gone", {"what": talk.what(place.offer)}, place.offer.start),
        dedupe_key=f"waitlist:{row_id(offer)}:gone",
        send_at=send_at,
    )


def _ask_next(
    session: Session, place: FreedPlace, wanted: int, *, last: datetime, now: datetime
) -> tuple[list[WaitOffer], list[datetime]]:
    """Up to `wanted` more in line are asked; those whom the bot may not write to are left to the owner.

    Nobody is asked about two places at a time: also given is until when they are asked about another.
    """
    asked: list[WaitOffer] = []
    busy_until: list[datetime] = []
    if wanted <= 0:
        return asked, busy_until
    had_it = session.get_one(Appointment, place.freed_by).customer_id
    seen: set[int] = set()
    for entry, conversation, customer in in_line(session, place, now=now):
        if len(asked) == wanted:
            break
        if customer.id == had_it or customer.id in seen:
            continue
        if not may_be_asked(session, customer):
            continue
        desk = FrontDesk(session, conversation, now=now)
        found = fitting(desk, entry, place)
        if found is None:
            continue
        seen.add(row_id(customer))
        if elsewhere := asked_until(session, customer):
            busy_until.append(elsewhere)
            continue
        reachable = not outbox.is_mute(conversation, now) and _can_be_asked(session, conversation, now)
        offer = _offered(session, place, entry, found, last=last, now=now, reachable=reachable)
        if reachable:
            _send(session, conversation, desk, offer, last=last, now=now)
            asked.append(offer)
        else:
            gap_stories.leave_to_owner(session, place, offer, conversation, now=now)
    if asked:
        gap_stories.tell(session, place, OfferStatus.OFFERED, asked, now=now)
    return asked, busy_until


def _offered(
    session: Session,
    place: FreedPlace,
    entry: WaitEntry,
    found: Offer,
    *,
    last: datetime,
    now: datetime,
    reachable: bool,
) -> WaitOffer:
    offer = WaitOffer(
        entry_id=row_id(entry),
        place_id=row_id(place),
        staff_id=place.staff_id,
        starts_at=found.start,
        ends_at=found.end,
        status=OfferStatus.OFFERED if reachable else OfferStatus.LEFT_TO_OWNER,
        offered_at=now,
        expires_at=min(now + ANSWER_WITHIN, last),
    )
    session.add(offer)
    session.flush()
    audit.record(session, "bot", f"place.{offer.status}", row_id(place), now=now, offer=row_id(offer))
    return offer


def _send(
    session: Session,
    conversation: Conversation,
    desk: FrontDesk,
    offer: WaitOffer,
    *,
    last: datetime,
    now: datetime,
) -> None:
    talk = talk_outside(desk, State.from_json(conversation.state), now)
    places.offer(talk, desk.place(row_id(offer)))
    place = desk.place(row_id(offer))
    notify.send(
        session,
        conversation,
        kind=MessageKind.WAITLIST,
        text=text_of(talk),
        now=now,
        options=[{"id": option.payload, "title": option.title} for option in talk.options],
        template=TemplateText("place", {"what": talk.what(place.offer)}, place.offer.start),
        # somebody who is late may still be the first
        question=(
            QuestionKind.WAITLIST, row_id(offer), 0, min(offer.expires_at + timedelta(hours=2), last),
        ),
        dedupe_key=f"waitlist:{row_id(offer)}",
        not_after=offer.expires_at,
    )  # fmt: skip


def _can_be_asked(session: Session, conversation: Conversation, now: datetime) -> bool:
    """Whether an offer would go out at once, as text or as a template."""
    way = routes.route(session, conversation, MessageKind.WAITLIST, now, template=_ANY, payloads=("", "")).way
    return way in (routes.Way.TEXT, routes.Way.TEMPLATE)
