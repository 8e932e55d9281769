"""The morning's digest: the day to come, what waits, and what went wrong; the owner's own, and each member's.

It goes once a day (`services/digest_times.py`), and not at all on a closed day of which there is nothing to
say. Of the day before it tells what no alert did.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select

from booking_bot.db import Database
from booking_bot.dialogue import staff
from booking_bot.domain.appointments import Status
from booking_bot.models import (
    Appointment,
    Attention,
    AttentionKind,
    Audit,
    Business,
    ChannelName,
    Delivery,
    Message,
    MessageKind,
    Outbox,
    Rating,
    Source,
)
from booking_bot.services import alert_words, digest_times, page_links, staff_chat, staff_messages, team
from booking_bot.services.agenda_day import Day, Entry, agenda_day
from booking_bot.services.agenda_entries import entries
from booking_bot.services.earned import monthly
from booking_bot.services.place import place_of

KEY = "digest"
LONGEST_AGO = timedelta(days=7)  # what happened since the last one, but no older than this
# One and many, in the order in which they are told.
WAITING = {
    AttentionKind.HANDOVER: ("1 persona espera tu respuesta", "{} personas esperan tu respuesta"),
    AttentionKind.UNANSWERED: ("1 conversación sin contestar", "{} conversaciones sin contestar"),
    AttentionKind.CALL: ("1 llamada por hacer", "{} llamadas por hacer"),
    AttentionKind.REQUEST: ("1 petición por aceptar", "{} peticiones por aceptar"),
    AttentionKind.DEPOSIT: ("1 señal por comprobar", "{} señales por comprobar"),
    AttentionKind.STANDING: ("1 cita fija sin hueco", "{} citas fijas sin hueco"),
    AttentionKind.ORDER: ("1 pedido con un problema", "{} pedidos con un problema"),
    AttentionKind.QUOTE: ("1 presupuesto que mirar", "{} presupuestos que mirar"),
    AttentionKind.MEDIA: ("1 audio o archivo por mirar", "{} audios o archivos por mirar"),
}
MORE = ("1 aviso más", "{} avisos más")
BY_HAND = ("1 mensaje por enviar a mano", "{} mensajes por enviar a mano")
MOST_NEW = 8
EXPIRED = ("Caducó 1 presupuesto sin respuesta.", "Caducaron {} presupuestos sin respuesta.")
FAILED = ("Ayer no llegó 1 mensaje.", "Ayer no llegaron {} mensajes.")


@dataclass(frozen=True, slots=True)
class News:
    """What stands in it beside the agenda; `ratings` are the newest ones, 1 to 5, and `booked` what customers
    booked for another day since the last digest."""

    waiting: Counter[AttentionKind]
    by_hand: int
    failed: int
    ratings: tuple[int, ...]
    booked: tuple[Entry, ...] = ()
    expired: int = 0  # prices that nobody answered

    def __bool__(self) -> bool:
        told = (self.waiting, self.by_hand, self.failed, self.ratings, self.booked, self.expired)
        return any(map(bool, told))


def run_due(database: Database, *, now: datetime, base: str | None) -> int:
    """Send today's where it is time to; to how many."""
    with database.reading() as session:
        if session.exec(select(Business.id)).first() is None or not digest_times.is_due(session, now):
            return 0
    with database.transaction() as session:
        since = max(digest_times.last_sent(session) or now - timedelta(days=1), now - LONGEST_AGO)
        return send(session, now=now, since=since, base=base) if digest_times.take(session, now) else 0


def send(session: Session, *, now: datetime, since: datetime, base: str | None) -> int:
    """Tell everybody whom a way is open to; how many those are."""
    today = now.astimezone(place_of(session).zone).date()
    day, news = agenda_day(session, today, now=now), gather(session, today, since=since)
    told = 0
    for member in team.team(session):
        text = _of_the_house(session, day, news, base) if member.is_owner else _own(session, member, day)
        if text:
            told += staff_messages.tell(session, member, text, key=f"{KEY}:{today.isoformat()}", now=now)
    monthly.send(session, now=now, base=base)
    return told


def gather(session: Session, today: date, *, since: datetime) -> News:
    """What waits now, what failed yesterday, and what was thought of us since then."""
    tomorrow = datetime.combine(today + timedelta(days=1), time(), place_of(session).zone).astimezone(UTC)
    kinds = session.exec(
        select(Attention.kind).where(
            col(Attention.resolved_at).is_(None),
            sa.or_(col(Attention.call_at).is_(None), col(Attention.call_at) < tomorrow),
        )
    )
    waiting = Counter(AttentionKind(kind) for kind in kinds)
    by_hand = session.exec(
        select(func.count())
        .select_from(Outbox)
        .where(col(Outbox.channel) == ChannelName.HAND, col(Outbox.status) == Delivery.QUEUED)
    ).one()
    ratings = session.exec(
        select(Rating.rating).where(col(Rating.at) > since).order_by(col(Rating.at), col(Rating.id))
    ).all()
    expired = session.exec(
        select(func.count())
        .select_from(Audit)
        .where(col(Audit.object_kind) == "quote", col(Audit.verb) == "expired", col(Audit.at) > since)
    ).one()
    booked = _booked(session, today, since)
    return News(waiting, by_hand, _failed(session, today), tuple(ratings), booked, expired)


def _booked(session: Session, today: date, since: datetime) -> tuple[Entry, ...]:
    """What stands of it; today's is in the agenda, and requests wait for the owner."""
    zone = place_of(session).zone
    tomorrow = datetime.combine(today + timedelta(days=1), time(), zone).astimezone(UTC)
    found = entries(
        session,
        col(Appointment.created_at) > since,
        col(Appointment.source).in_((Source.BOT, Source.API)),
        col(Appointment.status).in_((Status.BOOKED, Status.CONFIRMED)),
        col(Appointment.starts_at) >= tomorrow,
        zone=zone,
    )
    return tuple(found)


def _failed(session: Session, today: date) -> int:
    """Of yesterday's messages to customers, those that did not arrive by any way."""
    zone = place_of(session).zone
    midnight = datetime.combine(today, time(), zone)
    first, last = (moment.astimezone(UTC) for moment in (midnight - timedelta(days=1), midnight))
    other = aliased(Outbox)
    return session.exec(
        select(func.count())
        .select_from(Outbox)
        .join(Message, col(Message.id) == col(Outbox.message_id))
        .where(
            col(Outbox.status).in_((Delivery.FAILED, Delivery.UNDELIVERED)),
            col(Message.at) >= first,
            col(Message.at) < last,
            col(Message.kind) != MessageKind.STAFF,
            ~sa.exists().where(col(other.follows_id) == col(Outbox.id)),
        )
    ).one()


def _of_the_house(session: Session, day: Day, news: News, base: str | None) -> str:
    if not (news or day.coming or day.opening):
        return ""
    news_of = [*_waiting(news), *_new(news, day.day), _ratings(news), page_links.home(base)]
    rest = "\n".join(filter(None, news_of))
    agenda = staff.shortened(staff_chat.written(session, day), staff.LONGEST - len(rest))
    return f"{agenda}\n\n{rest}".strip()


def _own(session: Session, member: team.Member, day: Day) -> str:
    theirs = [column for column in day.columns if column.staff_id == member.staff_id]
    if not any(column.works or column.entries for column in theirs):
        return ""
    return staff.shortened(staff_chat.written(session, day, member.staff_id))


def _waiting(news: News) -> list[str]:
    more = sum(number for kind, number in news.waiting.items() if kind not in WAITING)
    counted = [(words, news.waiting[kind]) for kind, words in WAITING.items()]
    told = [_counted(words, number) for words, number in (*counted, (BY_HAND, news.by_hand), (MORE, more))]
    lines = [f"- {one}" for one in told if one]
    failed = _counted(FAILED, news.failed)
    expired = _counted(EXPIRED, news.expired)
    return [*(["Te espera:", *lines] if lines else []), failed, expired]


def _new(news: News, today: date) -> list[str]:
    if not news.booked:
        return []
    shown, more = news.booked[:MOST_NEW], len(news.booked) - MOST_NEW
    lines = [_told(one, today) for one in shown]
    return ["Citas nuevas:", *lines, *([f"- y {more} más"] if more > 0 else [])]


def _told(entry: Entry, today: date) -> str:
    """ "- Corte mañana a las 18:00, Ana"."""
    when = alert_words.when(entry.start, today=today)
    return f"- {entry.service} {when}, {alert_words.who(entry.person, entry.beneficiary)}"


def _ratings(news: News) -> str:
    if not news.ratings:
        return ""
    told = ", ".join(map(str, news.ratings))
    return f"Valoraciones nuevas: {told}." if len(news.ratings) > 1 else f"Una valoración nueva: {told}."


def _counted(words: tuple[str, str], number: int) -> str:
    if not number:
        return ""
    return words[0] if number == 1 else words[1].format(number)
