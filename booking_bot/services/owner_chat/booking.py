""" "Apunta a Marta mañana a las 10 para tinte": an appointment for somebody, asked for what lacks of it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, time
from secrets import token_hex
from typing import Any

from sqlmodel import Session, col, select

from booking_bot.dialogue import owner
from booking_bot.dialogue import owner_texts as texts
from booking_bot.dialogue.owner_orders import Verb
from booking_bot.dialogue.windows import single_day
from booking_bot.domain.phones import shown
from booking_bot.domain.refusals import NotTheirService, Refused, SlotTaken
from booking_bot.language.frame import ANY_STAFF, Asked, Expecting, Frame, Refusal, Window
from booking_bot.models import Appointment, Customer, Resource, row_id
from booking_bot.services import agenda_lock, catalogue
from booking_bot.services.agenda import Wish
from booking_bot.services.availability import decide
from booking_bot.services.diary import booking
from booking_bot.services.diary.booking import Wanted
from booking_bot.services.diary.effects import Effects, effects
from booking_bot.services.diary.visitors import Visitor
from booking_bot.services.owner_chat import people, shop
from booking_bot.services.owner_chat.deeds import Answer, Asking, Facts, Said, Telling
from booking_bot.services.place import place_of
from booking_bot.services.team import Member

KIND = "book"
_AS_A_CUSTOMER = "quiero cita"
_EXPECTING = {"what": Asked.SERVICE, "when": Asked.WHEN, "staff": Asked.STAFF}


@dataclass(frozen=True, slots=True)
class Draft:
    """What is known so far, as JSON keeps it. `lacks` is what was asked, `offered` what could be tapped."""

    name: str = ""
    customer: int | None = None
    phone: str = ""
    is_settled: bool = False  # who it is
    services: tuple[str, ...] = ()
    fits: tuple[str, ...] = ()
    staff: str = ""
    day: str = ""
    clock: str = ""
    window: Mapping[str, Any] | None = None
    now: bool = False
    lacks: str = ""
    offered: tuple[Any, ...] = ()

    @classmethod
    def read(cls, kept: Facts) -> "Draft":
        told: dict[str, Any] = {n: tuple(one) if isinstance(one, list) else one for n, one in kept.items()}
        return cls(**told)

    def kept(self) -> dict[str, Any]:
        return asdict(self)

    def with_frame(self, frame: Frame) -> "Draft":
        """What was said since stands in the place of what was said before."""
        when = frame.when[0] if len(frame.when) == 1 else None
        day = single_day(when) if when else None
        exact = when.earliest if when and when.earliest == when.latest else None
        return replace(
            self,
            services=frame.service or self.services,
            fits=() if frame.service else frame.fits[0] if frame.fits else self.fits,
            staff=frame.staff if frame.staff and frame.staff != ANY_STAFF else self.staff,
            day=day.isoformat() if day else self.day,
            clock=f"{exact:%H:%M}" if exact else "" if when and day else self.clock,
            window=when.as_json() if when and not exact else self.window if not when else None,
            now=self.now or (frame.asap and when is None),
        )


def read(session: Session, said: Said) -> Answer | None:
    draft = _answered(session, said, Draft.read(said.kept)) if said.kept else _begun(session, said)
    if draft is None or isinstance(draft, Telling):
        return draft
    return _next(session, said, draft)


def _begun(session: Session, said: Said) -> Draft | Telling | None:
    order = shop.ordered(session, said)
    if order is None or order.verb is not Verb.BOOK:
        return None
    draft = Draft(is_settled=order.somebody)
    if order.phone:
        number, owner = people.with_phone(session, order.phone, country=said.country)
        if number is None:
            return Telling(texts.NO_PHONE)
        draft = replace(draft, phone=number, name=" ".join(order.person), is_settled=True)
        if owner is not None:
            draft = replace(draft, customer=owner.id, name=owner.name, phone="")
    found: Draft | Telling = draft
    target = order.target
    if order.person and not draft.is_settled:
        found = _named(session, said, draft, order.person)
    frame = said.understand(f"{_AS_A_CUSTOMER} {target}", None)
    if _is_wrong(frame):
        draft = Draft.read(found.keep or {}) if isinstance(found, Telling) else found
        return Telling(
            texts.NO_SUCH_DATE, keep=replace(draft.with_frame(frame), clock="", lacks="when").kept()
        )
    if isinstance(found, Telling):
        return replace(found, keep=Draft.read(found.keep or {}).with_frame(frame).kept())
    return found.with_frame(frame)


def _answered(session: Session, said: Said, draft: Draft) -> Draft | Telling | None:
    """With what they answered to the question; None where it is no answer to it."""
    if said.choice is not None:
        return _picked(session, draft, said.choice)
    if draft.lacks == "who":
        words = tuple(word for word in said.text.replace(",", " ").split() if word.isalpha())
        known = words and people.find(session, words, country=said.country).people
        is_name = 0 < len(words) <= 4 and (known or all(word[0].isupper() for word in words))
        return _named(session, said, draft, words) if is_name else None
    asked = _EXPECTING.get(draft.lacks)
    frame = said.understand(said.text, Expecting(asked) if asked else None)
    told = frame.service or frame.fits or frame.staff or frame.when or frame.asap or frame.refusals
    if not told or not owner.goes_on(said.text, frame):
        return None
    if _is_wrong(frame):
        return Telling(texts.NO_SUCH_DATE, keep=draft.kept())
    return draft.with_frame(frame)


def _is_wrong(frame: Frame) -> bool:
    """Whether a date or an hour was said that there is none."""
    return any(reason is not Refusal.ROLLED_TO_NEXT_YEAR for reason, _ in frame.refusals)


def _picked(session: Session, draft: Draft, choice: int) -> Draft | None:
    if not 0 < choice <= len(draft.offered):
        return None
    one = draft.offered[choice - 1]
    fresh = replace(draft, lacks="", offered=())
    if draft.lacks == "who":
        known = people.one(session, one) if one else None
        if one and known is None:
            return None
        return replace(
            fresh,
            is_settled=True,
            customer=known.id if known else None,
            name=known.name if known else draft.name,
        )
    if draft.lacks == "what":
        return replace(fresh, services=(one,), fits=())
    if draft.lacks == "staff":
        return replace(fresh, staff=one)
    start = datetime.fromisoformat(one)
    return replace(fresh, day=start.date().isoformat(), clock=f"{start:%H:%M}")


def _named(session: Session, said: Said, draft: Draft, words: Sequence[str]) -> Draft | Telling:
    """Who is meant; asked where it might be several, or a name that is only nearly theirs."""
    name = " ".join(texts.capital(word) if word.islower() and len(word) > 2 else word for word in words)
    found = people.find(session, words, country=said.country)
    draft = replace(draft, name=name, lacks="", offered=())
    if not found.people:
        return replace(draft, is_settled=True)
    sure = found.sure and found.words == len(words)
    if sure and len(found.people) == 1:
        known = found.people[0]
        return replace(draft, customer=known.id, name=known.name, is_settled=True)
    offered = (*(one.id for one in found.people), 0)
    text = people.doubt(found, name, sure=sure)
    titles = (*(people.titled(one, said.zone) for one in found.people), texts.SOMEBODY_NEW)
    return Telling(text, keep=replace(draft, lacks="who", offered=offered).kept(), options=titles)


def _next(session: Session, said: Said, draft: Draft) -> Answer:
    """The first thing that lacks, or the question for their yes."""
    if not said.member.is_owner:
        own = next((one for one in shop.staff(session) if one.id == said.member.staff_id), None)
        if own is None or draft.staff not in ("", own.slug):
            other = shop.staff_called(session, draft.staff)
            return Telling(texts.OWN_ONLY.format(name=other.name if other else ""))
        draft = replace(draft, staff=own.slug)
    if not draft.is_settled:
        return _ask(draft, "who", texts.WHO)
    if not draft.services:
        offered = [one for one in shop.services(session) if not draft.fits or one.slug in draft.fits]
        if len(offered) > 1:
            few = offered if len(offered) <= 9 else []
            slugs, titles = [one.slug for one in few], [one.name for one in few]
            return _ask(draft, "what", texts.WHAT, slugs, titles)
        draft = replace(draft, services=tuple(one.slug for one in offered))
    services = [one for slug in draft.services for one in shop.services(session) if one.slug == slug]
    staff = shop.staff_called(session, draft.staff)
    start = _start(said, draft)
    if start is None:
        return _ask_when(session, said, draft, row_id(services[0]), staff)
    numbers = [row_id(one) for one in services]
    if staff is None:
        taker = _whoever_is_free(session, said, numbers[0], None if draft.now else start)
        if taker is None:
            return _nobody_free(session, said, draft, numbers[0], start)
        staff = taker
    facts = {
        "services": numbers,
        "staff": staff.id,
        "start": start.isoformat(),
        "customer": draft.customer,
        "name": draft.name,
        "phone": draft.phone,
        "token": token_hex(8),
    }
    try:
        warned = _warnings(session, facts, said.now)
    except NotTheirService:
        names = texts.joined([one.name for one in services])
        keep = replace(draft, staff=draft.staff if not said.member.is_owner else "", lacks="staff").kept()
        return Telling(texts.NOBODY_DOES_IT.format(name=staff.name, service=names), keep=keep)
    question = shop.put(_question(session, facts, said.today), warned)
    keep = replace(draft, lacks="yes", offered=()).kept()
    return Asking(KIND, {**facts, "warned": [key for key, _ in warned]}, question, keep=keep)


def _start(said: Said, draft: Draft) -> datetime | None:
    """When it shall be, by the shop's clock; today where only an hour was said and is still to come."""
    if draft.now:
        return said.now.astimezone(said.zone).replace(second=0, microsecond=0)
    if not draft.clock:
        return None
    clock = time.fromisoformat(draft.clock)
    day = date.fromisoformat(draft.day) if draft.day else said.today
    start = datetime.combine(day, clock, said.zone)
    return None if not draft.day and start <= said.now else start


def _ask_when(session: Session, said: Said, draft: Draft, service_id: int, staff: Resource | None) -> Telling:
    if not draft.day:
        return _ask(draft, "when", texts.WHAT_DAY if draft.clock else texts.WHEN)
    day = date.fromisoformat(draft.day)
    window = Window.from_json(draft.window) if draft.window else None
    starts = shop.free(session, said, shop.Place(service_id, staff.id if staff else None, day), window)
    told = texts.day(day, said.today)
    if not starts:
        return _ask(draft, "when", texts.NOTHING_FREE.format(day=told))
    return _offered(draft, texts.WHAT_TIME.format(day=told), starts)


def _whoever_is_free(
    session: Session, said: Said, service_id: int, start: datetime | None
) -> Resource | None:
    """Who is free at that time, or this minute; who does it alone in any case."""
    if start is None:
        now = [one.free for one in booking.free_now(session, now=said.now) if one.service_id == service_id]
        takers = [staff_id for free in now for staff_id, _, _ in free]
    else:
        takers = [one.staff_id for one in decide(session, Wish(service_id), start, now=said.now).takers]
    able = [one for one in shop.staff(session) if (one.id, service_id) in _able(session)]
    if takers:
        return next((one for one in able if one.id == takers[0]), None)
    return able[0] if len(able) == 1 else None


def _able(session: Session) -> set[tuple[int | None, int]]:
    return {(staff, service) for service, staff in catalogue.read(session).done_by}


def _nobody_free(session: Session, said: Said, draft: Draft, service_id: int, start: datetime) -> Telling:
    near = shop.near(session, said, service_id, start)
    text = texts.capital(texts.NOBODY_FREE.format(when=texts.moment(start, said.today)))
    return _offered(replace(draft, day=start.date().isoformat()), text, near, lacks="staff_or_when")


def _warnings(session: Session, facts: Facts, now: datetime) -> list[tuple[str, str]]:
    """What stands in the way by now. Raises NotTheirService or NoSuchService."""
    parts: list[Effects] = []
    for service_id in facts["services"]:
        begin = parts[-1].end if parts else datetime.fromisoformat(facts["start"])
        parts.append(
            effects(session, service_id, facts["staff"], begin, now=now, customer_id=facts["customer"])
        )
    return shop.warnings(parts, shop.name_of(session, facts["staff"]))


def _what(session: Session, facts: Facts, today: date) -> str:
    """ "Marta Gil: Tinte mañana, martes 24 de noviembre, a las 10:00 con Lucía"."""
    zone = place_of(session).zone
    start = datetime.fromisoformat(facts["start"]).astimezone(zone)
    names = {one.id: one.name for one in shop.services(session)}
    what = texts.joined([names.get(one, "") for one in facts["services"]])
    return f"{what} {texts.moment(start, today)}{shop.with_whom(session, facts['staff'])}"


def _question(session: Session, facts: Facts, today: date) -> str:
    what = _what(session, facts, today)
    if facts["customer"] is not None:
        known = people.one(session, facts["customer"])
        who = f"{known.name}{texts.last_digits(known.phone)}" if known else facts["name"]
        return f"Apunto a {who}: {what}."
    if facts["phone"]:
        who = " ".join(filter(None, (facts["name"], shown(facts["phone"], place_of(session).country))))
        return (
            f"Apunto a {who}: {what}. No está en tu lista: la añado. "
            "A ese número va la confirmación, sola o desde «Por enviar»."
        )
    if facts["name"]:
        return (
            f"Apunto a {facts['name']}: {what}. No está en tu lista: va sin teléfono, y no le llegan avisos."
        )
    return f"Apunto a alguien sin nombre: {what}."


def do(session: Session, facts: Facts, member: Member, now: datetime) -> str | Asking:
    """Write it down, or ask again where by now something else stands in the way."""
    agenda_lock.take(session)
    place, staff_id = place_of(session), int(facts["staff"])
    today, start = now.astimezone(place.zone).date(), datetime.fromisoformat(facts["start"])
    if facts["customer"] is not None and session.get(Customer, facts["customer"]) is None:
        return texts.GONE
    if not member.is_owner and member.staff_id != staff_id:
        return texts.OWN_ONLY.format(name=shop.name_of(session, staff_id))
    try:
        warned = _warnings(session, facts, now)
        fresh = [one for one in warned if one[0] not in facts["warned"]]
        if fresh:
            question = f"Entretanto ha cambiado algo. {_what(session, facts, today)}."
            return Asking(KIND, {**facts, "warned": [key for key, _ in warned]}, shop.put(question, fresh))
        wanted = Wanted(
            services=tuple(facts["services"]),
            start=start,
            token=facts["token"],
            staff_id=staff_id,
            visitor=Visitor(facts["customer"], facts["name"], facts["phone"], consents=bool(facts["phone"])),
            knowing=bool(warned),
        )
        with session.begin_nested():
            booking.book(session, wanted, country=place.country, by=member.actor, now=now)
    except SlotTaken:
        return texts.capital(texts.NOBODY_FREE.format(when=texts.moment(start.astimezone(place.zone), today)))
    except Refused:
        return texts.NOT_THERE.format(name=shop.name_of(session, staff_id))
    who = facts["name"] or "Sin nombre"
    return f"Apuntado. {who}: {_what(session, facts, today)}."


def made(session: Session, token: str) -> int | None:
    """The first appointment that was booked by this question."""
    return session.exec(
        select(Appointment.id).where(col(Appointment.idempotency_key) == f"{token}:0")
    ).first()


def _ask(
    draft: Draft, lacks: str, text: str, offered: Sequence[Any] = (), titles: Sequence[str] = ()
) -> Telling:
    keep = replace(draft, lacks=lacks, offered=tuple(offered)).kept()
    return Telling(text, keep=keep, options=tuple(titles))


def _offered(draft: Draft, text: str, starts: Sequence[datetime], *, lacks: str = "when") -> Telling:
    return _ask(
        draft,
        lacks,
        text,
        [start.isoformat() for start in starts],
        [texts.short(start) for start in starts],
    )
