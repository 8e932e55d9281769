""" "Lucía está mala hoy", "el viernes no abro", "voy media hora tarde": who is hit, and what each is told."""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from secrets import token_hex

from sqlmodel import Session

from booking_bot.domain.folding import folded
from booking_bot.domain.walltime import instant, utc
from booking_bot.language.frame import Daypart, Window
from booking_bot.models import AffectedStatus, DisruptionKind, Resource, row_id
from booking_bot.services import agenda_lock
from booking_bot.services.disruptions import stories, troubles, words
from booking_bot.services.disruptions.carrying import carry_out
from booking_bot.services.disruptions.planning import survey
from booking_bot.services.disruptions.troubles import Trouble
from booking_bot.services.owner_chat import shop
from booking_bot.services.owner_chat.deeds import Answer, Asking, Facts, Said, Telling
from booking_bot.services.place import place_of
from booking_bot.services.team import Member

KIND = "bad_day"
OWN_ONLY = "Eso solo lo puede decir quien lleva el negocio. Tú puedes decir lo tuyo: «estoy mala hoy»."
HOW_LATE = "¿Cuánto retraso?"
WHO = "¿Quién falta? Dime el nombre: «Lucía no viene hoy»."
ONE_STRETCH = "Dime los días de un tirón, de uno en uno o «del lunes al miércoles»."
EVERY_WEEK = "Lo de todas las semanas se cambia en Ajustes, en el horario."
NOBODY_WAITS = "Hoy ya no espera nadie: no hace falta avisar."
PAST = "Ese día ya pasó."
_ONLY_WHO = 4  # words
DELAYS = ("15 minutos", "30 minutos", "60 minutos")

_UNWELL = (
    r"(?:mal[oa]?|malit[oa]|enferm[oa]|indispuest[oa]|pachuch[oa]|fatal|ingresad[oa]|de baja"
    r"|con (?:fiebre|gripe|covid|gastro\w*|migrana|un virus))"
)
_OTHER_IS = re.compile(
    r"(?<!no )\b(?:esta|sigue|anda|se ha puesto|se puso|se encuentra|se ha levantado)\b"
    rf".{{0,20}}\b{_UNWELL}\b"
    r"|\bno (?:viene|vendra|puede venir|va a venir|va a poder venir|podra venir|trabaja|puede trabajar)\b"
    rf"|\b(?:falta|no esta|no estara) (?:hoy|manana)\b|\bde baja\b"
)
_I_AM = re.compile(
    rf"(?<!no )\b(?:estoy|sigo|ando|me encuentro|me siento|me he puesto|me puse)\b.{{0,20}}\b{_UNWELL}\b"
    r"|\bno (?:puedo|voy a poder|podre) (?:ir|venir|trabajar|ir a trabajar)\b|\bhoy no (?:voy|puedo)\b"
)
_CLOSED = re.compile(
    r"\bno (?:abro|abrimos|abriremos|abrire|se abre|vamos a abrir|voy a abrir|podemos abrir|puedo abrir)\b"
    r"|(?<!no )(?<!que )(?<!cuando )\b(?:cerramos|cierro|cerrare|cerraremos|vamos a cerrar|voy a cerrar"
    r"|hay que cerrar|tenemos que cerrar|tengo que cerrar)\b"
)
_LATE = re.compile(r"\b(?:tarde|retraso|retrasad[oa]s?)\b")
_GOES = re.compile(r"\b(?:voy|vamos|llevo|llevamos|va|lleva|llego|llegamos|llega|tengo|tenemos|acumul\w+)\b")
_AS_A_CUSTOMER = re.compile(r"\b(?:mi cita|mi hora|mi turno)\b")
_LENGTHS = (
    (re.compile(r"\bhora y media\b"), 90),
    (re.compile(r"\btres cuartos\b"), 45),
    (re.compile(r"\bmedia hora\b"), 30),
    (re.compile(r"\b(?:un )?cuarto de hora\b|\bun cuarto\b"), 15),
    (re.compile(r"\b(?:una|1) hora\b"), 60),
    (re.compile(r"\b(?:dos|2) horas\b"), 120),
)
_MINUTES = re.compile(r"\b(\d{1,3}) ?(?:m|min|minutos|minutitos)\b|\b(\d{1,3})'")
_PARTS = {
    Daypart.MORNING: (0, 14),
    Daypart.MIDDAY: (12, 16),
    Daypart.AFTERNOON: (14, 24),
    Daypart.AFTER_LUNCH: (15, 24),
    Daypart.EVENING: (19, 24),
}


def read(session: Session, said: Said) -> Answer | None:
    if said.kept:
        return _how_late(session, said)
    text = said.words
    if "?" in said.text or _AS_A_CUSTOMER.search(text):
        return None
    named = _named(session, text)
    if _CLOSED.search(text):
        return _closed(session, said)
    if _LATE.search(text) and _GOES.search(text):
        return _late(session, said, named)
    if named is not None and _OTHER_IS.search(text):
        return _away(session, said, named)
    if _I_AM.search(text):
        return _myself(session, said)
    return None


def do(session: Session, facts: Facts, member: Member, now: datetime) -> str:
    """Whatever changed since it was asked, all that is hit now is seen to."""
    agenda_lock.take(session)
    trouble = Trouble(
        DisruptionKind(facts["kind"]),
        datetime.fromisoformat(facts["start"]),
        datetime.fromisoformat(facts["end"]),
        facts.get("staff"),
        timedelta(seconds=facts["delay"]) if facts.get("delay") else None,
    )
    made = carry_out(session, trouble, token=facts["token"], by=member.actor, now=now)
    told = stories.story(session, row_id(made))
    calls = [line for line in told.lines if line.status is AffectedStatus.TO_CALL]
    written = len(told.lines) - len(calls)
    if not told.lines:
        late = trouble.kind is DisruptionKind.LATE
        return NOBODY_WAITS if late else "Apuntado: ahí no se da ninguna cita."
    lines = [f"Hecho. He escrito a {written}: te digo si alguien no contesta." if written else "Hecho."]
    if calls:
        lines.append("Hay que llamar a:")
        place = place_of(session)
        lines += [
            f"- {line.was.astimezone(place.zone):%H:%M} {words.called(line.entry.person, place.country)}"
            f"{words.instead(line, told.trouble, place.zone)}"
            for line in calls
        ]
    return "\n".join(lines)


def _away(session: Session, said: Said, staff: Resource) -> Answer:
    if not said.member.is_owner and said.member.staff_id != staff.id:
        return Telling(OWN_ONLY)
    return _over_days(session, said, DisruptionKind.AWAY, row_id(staff))


def _myself(session: Session, said: Said) -> Answer:
    """Who works alone closes the shop with it."""
    if said.member.staff_id is not None:
        return _over_days(session, said, DisruptionKind.AWAY, said.member.staff_id)
    staff = shop.staff(session)
    if len(staff) == 1:
        return _over_days(session, said, DisruptionKind.AWAY, row_id(staff[0]))
    return Telling(WHO)


def _closed(session: Session, said: Said) -> Answer:
    if not said.member.is_owner:
        return Telling(OWN_ONLY)
    return _over_days(session, said, DisruptionKind.CLOSED, None)


def _over_days(session: Session, said: Said, kind: DisruptionKind, staff_id: int | None) -> Answer:
    windows = (*said.frame.when, *said.frame.not_when, *said.frame.which)
    if any(window.weekdays for window in windows):
        return Telling(EVERY_WEEK)
    days = _days(windows, said.today)
    if days is None:
        return Telling(ONE_STRETCH)
    first, last = days
    if last < said.today:
        return Telling(PAST)
    start, end = troubles.over_days(session, first, last, now=said.now)
    if first == last:
        start, end = _hours(windows, first, start, end, said)
    if end <= start:
        return Telling(PAST)
    return _ask(session, said, Trouble(kind, start, end, staff_id))


def _days(windows: Sequence[Window], today: date) -> tuple[date, date] | None:
    """The stretch of all of them, today where none is named; None where it has gaps."""
    spans = sorted((window.first or today, window.last or window.first or today) for window in windows)
    if not spans:
        return today, today
    first, last = spans[0]
    for begin, end in spans[1:]:
        if begin > last + timedelta(days=1):
            return None
        last = max(last, end)
    return first, last


def _hours(
    windows: Sequence[Window], day: date, start: datetime, end: datetime, said: Said
) -> tuple[datetime, datetime]:
    """Of one day a part: from an hour on, between two, or the afternoon."""

    def at(minutes: int) -> datetime:
        return utc(instant(day, minutes, said.zone))

    for window in windows:
        if window.earliest is not None:
            begin = at(window.earliest.hour * 60 + window.earliest.minute)
            later = window.latest if window.latest != window.earliest else None
            return max(start, begin), at(later.hour * 60 + later.minute) if later else end
        if window.daypart in _PARTS:
            begins, ends = _PARTS[window.daypart]
            return max(start, at(begins * 60)), at(ends * 60)
    return start, end


def _late(session: Session, said: Said, named: Resource | None) -> Answer:
    if named is not None and not said.member.is_owner and said.member.staff_id != named.id:
        return Telling(OWN_ONLY)
    staff_id = row_id(named) if named is not None else said.member.staff_id
    delay = said.frame.late or length_of(said.words)
    if delay is None:
        return Telling(HOW_LATE, keep={"staff": staff_id}, options=DELAYS)
    return _ask(session, said, troubles.late(session, delay, staff_id, now=said.now))


def _how_late(session: Session, said: Said) -> Answer | None:
    if "delay" in said.kept:  # who it is that is late
        named = _named(session, said.words)
        if named is None or len(said.words.split()) > _ONLY_WHO:
            return None
        if not said.member.is_owner and said.member.staff_id != named.id:
            return Telling(OWN_ONLY)
        known = timedelta(seconds=said.kept["delay"])
        return _ask(session, said, troubles.late(session, known, row_id(named), now=said.now))
    told = DELAYS[said.choice - 1] if said.choice and said.choice <= len(DELAYS) else said.words
    delay = length_of(told)
    if delay is None:
        return None
    return _ask(session, said, troubles.late(session, delay, said.kept.get("staff"), now=said.now))


def length_of(text: str) -> timedelta | None:
    found = _MINUTES.search(text)
    if found is not None:
        return timedelta(minutes=int(found[1] or found[2]))
    return next((timedelta(minutes=many) for said, many in _LENGTHS if said.search(text)), None)


def _ask(session: Session, said: Said, trouble: Trouble) -> Answer:
    plan = survey(session, trouble, now=said.now)
    if trouble.kind is DisruptionKind.LATE and not plan.cases:
        return Telling(NOBODY_WAITS)
    facts = {
        "kind": trouble.kind.value,
        "start": trouble.start.isoformat(),
        "end": trouble.end.isoformat(),
        "staff": trouble.staff_id,
        "delay": trouble.delay.total_seconds() if trouble.delay else None,
        "token": token_hex(8),
    }
    keep = {"delay": facts["delay"]} if trouble.kind is DisruptionKind.LATE else None
    return Asking(KIND, facts, words.question(plan, said.today, now=said.now), keep=keep)


def _named(session: Session, text: str) -> Resource | None:
    """Who of the staff is named; nobody where two are."""
    said = set(re.findall(r"\w+", text))
    found = [
        one
        for one in shop.staff(session)
        if any(said >= set(folded(name).split()) for name in (one.name.split()[0], *one.aliases))
    ]
    return found[0] if len(found) == 1 else None
