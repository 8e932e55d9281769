"""What the owner hears of at once, not only when they open the pages.

Each thing is told once, and once more at every step at which it still waits (`alerted_at`). In the shop's
quiet hours nothing is told but that messages do not go out any more: the rest stands in the morning's digest,
and what that has told is not told again.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, and_, col, or_, select

from booking_bot.db import Database
from booking_bot.domain import quiet_hours
from booking_bot.models import Attention, AttentionKind, Business, Conversation, Outbox, row_id
from booking_bot.services import alert_words, circuit, digest_times, page_links, staff_messages, team
from booking_bot.services.agenda_day import entries_of
from booking_bot.services.inbox import people
from booking_bot.services.one_by_one import each
from booking_bot.services.place import place_of
from booking_bot.services.watching import warnings

# So long it is tried to tell; who hears of it later than that has seen the pages, or reads the digest.
FRESH = timedelta(hours=2)
PROPOSED = "proposed"  # a request that waits for the customer and not for the owner


@dataclass(frozen=True, slots=True)
class Link:
    """Work for `each`: the addresses of messages lead to pages below `base`."""

    base: str | None

    def tell(self, session: Session, attention_id: int, *, now: datetime) -> bool:
        return tell(session, attention_id, base=self.base, now=now)


def run_due(database: Database, *, now: datetime, base: str | None) -> int:
    """Tell the owners what came up since the last look; how much that was."""
    with database.reading() as session:
        due = [] if session.exec(select(Business.id)).first() is None else _due(session, now)
        owners = team.owners(session) if due else []
        waiting = [row_id(one) for one in due if owners and not _is_told(session, one, owners)]
    return each(database, waiting, Link(base).tell, now=now)


def is_quiet(session: Session, now: datetime) -> bool:
    """Whether the shop's people are left in peace."""
    quiet, zone = session.exec(select(Business.quiet_hours, Business.timezone)).one()
    return quiet_hours.ends(quiet, now, ZoneInfo(zone)) is not None


def tell(session: Session, attention_id: int, *, base: str | None, now: datetime) -> bool:
    """Tell all owners of one thing, as far as it stands; False where nobody could be told anything."""
    attention = session.get(Attention, attention_id)
    if attention is None or attention.resolved_at is not None:
        return False
    text = _text(session, attention, base, now)
    key, news = key_of(attention), text.partition("\n")[0]
    reached = [
        staff_messages.tell(session, owner, text, key=key, now=now, news=news)
        for owner in team.owners(session)
    ]
    return any(reached)


def key_of(attention: Attention) -> str:
    """One for each step at which it is told."""
    at = attention.alerted_at or attention.call_at
    step = int(at.timestamp()) if at else 0
    return f"alert:{attention.id}:{step}"


def _due(session: Session, now: datetime) -> list[Attention]:
    since = max(now - FRESH, digest_times.last_sent(session) or now - FRESH)
    rows = session.exec(
        select(Attention)
        .where(
            col(Attention.resolved_at).is_(None),
            or_(
                col(Attention.kind).in_(alert_words.SENTENCES),
                col(Attention.reason).in_(alert_words.OF_THE_ACCOUNT),
            ),
            or_(
                and_(col(Attention.at) > since, col(Attention.call_at).is_(None)),
                and_(col(Attention.call_at) > since, col(Attention.call_at) <= now),
                col(Attention.alerted_at) > since,
            ),
            col(Attention.reason) != PROPOSED,
        )
        .order_by(col(Attention.id))
    ).all()
    quiet = bool(rows) and is_quiet(session, now)
    return [one for one in rows if not quiet or one.reason.startswith(circuit.OUTAGE)]


def _is_told(session: Session, attention: Attention, owners: Sequence[team.Member]) -> bool:
    """Whether any of them was told of this step, by whatever way was open then."""
    key = key_of(attention)
    keys = [f"{key}:{owner.key}:{way}" for owner in owners for way in staff_messages.WAYS]
    return session.exec(select(Outbox.id).where(col(Outbox.dedupe_key).in_(keys))).first() is not None


_MENDED = {warnings.CALENDAR: page_links.calendars, warnings.SHOP: page_links.shops}


def _link(reason: str) -> Callable[[str | None], str]:
    """The page on which it is mended."""
    if reason.startswith(circuit.OUTAGE):
        return page_links.home
    return _MENDED.get(reason, page_links.costs)


def _text(session: Session, attention: Attention, base: str | None, now: datetime) -> str:
    again = alert_words.AGAIN if attention.alerted_at else ""
    if attention.reason in alert_words.OF_THE_ACCOUNT:
        said = alert_words.OF_THE_ACCOUNT[attention.reason]
        link = _link(attention.reason)(base)
        return alert_words.written(said, attention.summary, link)
    conversation = session.get(Conversation, attention.conversation_id) if attention.conversation_id else None
    today = alert_words.local(now, place_of(session).zone)
    entry = (
        entries_of(session, [attention.appointment_id]).get(attention.appointment_id)
        if attention.appointment_id
        else None
    )
    person = entry.person if entry else None
    if conversation is not None and person is None:
        person = people(session, [conversation.customer_id])[conversation.customer_id]
    words = alert_words.OF_A_QUOTE.get(attention.reason) or alert_words.SENTENCES[attention.kind]
    said = words.format(
        who=alert_words.who(person, entry.beneficiary if entry else None),
        what=alert_words.what(entry, today=today) if entry else "una reserva",
    )
    case = f"Caso {attention.id}." if attention.kind is AttentionKind.HANDOVER else ""
    return alert_words.written(
        f"{again}{said}", case, page_links.conversation(base, attention.conversation_id)
    )
