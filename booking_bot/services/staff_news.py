"""What changes in a day that is near, told to whose day it is; what is cancelled for today, and what of it is
filled from the waiting list, to the owner too.

It is read from the history that every change writes (`services/audit.py`), so nobody who books or moves has
to think of it. By chat alone for staff: who cannot be reached so has the morning's digest.
"""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from sqlmodel import Session, col, select

from booking_bot.db import Database
from booking_bot.domain.appointments import Status
from booking_bot.models import Appointment, Audit, Business, OfferStatus, WaitOffer, Watch
from booking_bot.services import alert_words, alerts, page_links, sightings, staff_messages, team
from booking_bot.services.agenda_day import Entry, entries_of
from booking_bot.services.one_by_one import each
from booking_bot.services.place import place_of
from booking_bot.services.team import Member

# What is older was told, or came in quiet hours.
RECENT = timedelta(minutes=10)
# So much happens in that time at most; the newest rows are found by their number.
NEWEST = 200
NEAR_DAYS = 2  # today and tomorrow
BOOKED, MOVED, CANCELLED = "booked", "moved", "cancelled"
_NAME = "news"
_STANDS = (Status.BOOKED, Status.CONFIRMED)


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to an appointment that stands now as `entry`; `was` and `staff_id` before it moved.
    `recovered` where it fills a place that another gave back."""

    key: str  # requested and accepted in one go is one piece of news
    verb: str
    actor: str
    entry: Entry
    was: datetime | None = None
    staff_id: int | None = None
    recovered: bool = False

    @property
    def by_customer(self) -> bool:
        return not self.actor.startswith(("owner:", "staff:"))


def run_due(database: Database, *, now: datetime, base: str | None) -> int:
    """Tell of what changed since the last look; of how many changes."""
    with database.reading() as session:
        if session.exec(select(Business.id)).first() is None:
            return 0
        recent, seen = _recent(session, now), _seen(session)
        fresh = [number for number in recent if number not in seen]
        if not fresh or alerts.is_quiet(session, now) or not team.team(session):
            return 0
    looked_at: list[int] = []

    def work(session: Session, audit_id: int, *, now: datetime) -> bool:
        told = tell(session, audit_id, base=base, now=now)
        looked_at.append(audit_id)
        return told

    told = each(database, fresh, work, now=now)
    with database.transaction() as session:
        _note(session, [number for number in recent if number in seen or number in looked_at], now)
    return told


def tell(session: Session, audit_id: int, *, base: str | None, now: datetime) -> bool:
    """Tell of one change; False where it concerns nobody near, or nobody could be told."""
    change = _change(session, audit_id)
    if change is None:
        return False
    today = now.astimezone(place_of(session).zone).date()
    told = False
    for member in team.team(session):
        text = _text(change, member, today)
        if text:
            said = alert_words.written(text, page_links.home(base) if member.is_owner else "")
            told |= staff_messages.tell(
                session,
                member,
                said,
                key=change.key,
                now=now,
                mail=member.is_owner,
                news=text if member.is_owner else "",
            )
    return told


def _change(session: Session, audit_id: int) -> Change | None:
    row = session.get_one(Audit, audit_id)
    entry = entries_of(session, [row.object_id]).get(row.object_id)
    if entry is None:
        return None
    key = f"news:{entry.id}:{session.get_one(Appointment, entry.id).revision}:{row.verb}"
    change = Change(key, row.verb, row.actor, entry, recovered=_fills_a_gap(session, entry))
    before = row.detail.get("before")
    if not before:
        return change
    was = datetime.fromisoformat(before["start"]).astimezone(place_of(session).zone)
    return replace(change, was=was, staff_id=int(before["staff"]))


def _fills_a_gap(session: Session, entry: Entry) -> bool:
    taken = select(WaitOffer.id).where(
        col(WaitOffer.appointment_id) == entry.id,
        col(WaitOffer.status) == OfferStatus.TAKEN,
        col(WaitOffer.starts_at) == entry.start.astimezone(UTC),
    )
    return session.exec(taken).first() is not None


def _recent(session: Session, now: datetime) -> list[int]:
    rows = session.exec(select(Audit).order_by(col(Audit.id).desc()).limit(NEWEST)).all()
    verbs = (BOOKED, MOVED, CANCELLED)
    return [
        row.id
        for row in reversed(rows)
        if row.id and row.object_kind == "appointment" and row.verb in verbs and row.at > now - RECENT
    ]


def _seen(session: Session) -> frozenset[int]:
    """What was looked at already; should another worker forget one, its key still lets it go once."""
    row = session.get(Watch, _NAME)
    return frozenset(row.value["seen"]) if row else frozenset()


def _note(session: Session, seen: list[int], now: datetime) -> None:
    sightings.note(session, _NAME, now, {"seen": seen})


def _text(change: Change, member: Member, today: date) -> str:
    """What this member is told of it, "" where it is none of theirs."""
    entry = change.entry
    told = {"who": alert_words.who(entry.person, entry.beneficiary), "service": entry.service}
    now = alert_words.when(entry.start, today=today)
    is_near = 0 <= (entry.start.date() - today).days < NEAR_DAYS
    if member.actor == change.actor:
        return ""
    if change.verb == CANCELLED:
        for_owner = member.is_owner and change.by_customer and entry.start.date() == today
        theirs = is_near and member.staff_id == entry.staff_id
        return alert_words.CANCELLED.format(when=now, **told) if for_owner or theirs else ""
    if entry.status not in _STANDS:
        return ""
    if change.recovered and member.is_owner and entry.start.date() == today:
        return alert_words.RECOVERED.format(when=now, **told)
    if member.staff_id is None:
        return ""
    has, had = member.staff_id == entry.staff_id, member.staff_id == change.staff_id
    was_near = change.was is not None and 0 <= (change.was.date() - today).days < NEAR_DAYS
    was = alert_words.when(change.was, today=today) if change.was else ""
    if has and had and (is_near or was_near):
        return alert_words.MOVED.format(when=now, was=was, **told)
    if has and not had and is_near:
        return alert_words.BOOKED.format(when=now, **told)
    return alert_words.ELSEWHERE.format(was=was, **told) if had and not has and was_near else ""
