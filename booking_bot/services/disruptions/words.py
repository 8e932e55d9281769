"""What the shop's own people read of a day that goes wrong, on the page and by chat."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from booking_bot.dialogue import dates
from booking_bot.domain.phones import shown
from booking_bot.domain.walltime import local_day
from booking_bot.models import DisruptionKind
from booking_bot.services.disruptions.planning import Plan, joined
from booking_bot.services.disruptions.stories import Line
from booking_bot.services.disruptions.troubles import Trouble
from booking_bot.services.inbox import Person

LOCALE = "es"
SHOWN = 8  # of those that begin later
_SECOND = timedelta(seconds=1)


def headline(trouble: Trouble, staff: str, *, zone: ZoneInfo, today: date) -> str:
    """ "Lucía no está hoy", "Cerrado el viernes 27 de noviembre", "Vamos con 30 minutos de retraso"."""
    if trouble.kind is DisruptionKind.LATE:
        return f"{f'{staff} va' if staff else 'Vamos'} con {minutes(trouble)} de retraso"
    when = f"{_days(trouble, zone, today)}{_hours(trouble, zone)}"
    return f"Cerrado {when}" if trouble.kind is DisruptionKind.CLOSED else f"{staff} no está {when}"


def _days(trouble: Trouble, zone: ZoneInfo, today: date) -> str:
    """ "hoy", "mañana", "el viernes 27 de noviembre", "hasta el miércoles 25 de noviembre"."""
    first, last = local_day(trouble.start, zone), local_day(trouble.end - _SECOND, zone)
    if first == last:
        return _day(first, today)
    until = f"hasta {_day(last, today)}"
    return until if first <= today else f"desde {_day(first, today)} {until}"


def outcome(plan: Plan) -> str:
    """ "7 citas: 4 pueden con Marta a la misma hora, 3 no."."""
    count = len(plan.cases)
    if not count:
        return "No hay ninguna cita afectada."
    told = _citas(count)
    if plan.trouble.kind is DisruptionKind.LATE:
        begin = "empieza" if count == 1 else "empiezan"
        return f"{told} {begin} más tarde: no cambia nada en la agenda."
    fitting, left = len(plan.fitting), len(plan.left)
    if not fitting:
        return f"{told}: {'se cancela' if count == 1 else 'se cancelan'} y se ofrece otra hora."
    can = "puede" if fitting == 1 else "pueden"
    whom = joined(case.by for case in plan.fitting)
    rest = f", {left} no" if left else ""
    return f"{told}: {fitting} {can} con {whom} a la misma hora{rest}."


def question(plan: Plan, today: date, *, now: datetime) -> str:
    """All of it, and whether to write."""
    head = headline(plan.trouble, plan.staff, zone=plan.zone, today=today)
    start = plan.trouble.start.astimezone(plan.zone)
    if (
        plan.trouble.start > now
        and (start.hour, start.minute) != (0, 0)
        and not _hours(plan.trouble, plan.zone)
    ):
        head += f" desde las {dates.clock(start.time())}"
    if not plan.cases:
        return f"{head}. {outcome(plan)} ¿Lo apunto?"
    write, call = len(plan.to_write), len(plan.to_call)
    asks = f"¿{'Le escribo' if write == 1 else 'Les escribo'}{f' a los {write}' if write > 1 else ''}?"
    if not write:
        asks = "¿Lo hago?"
    calls = f" A {call} hay que llamar." if call else ""
    return f"{head}. {outcome(plan)}{_expected(plan)}{calls} {asks}"


def _expected(plan: Plan) -> str:
    """ " Ana Gil a las 10:30, Luis a las 12:15.", of those that begin later."""
    if plan.trouble.kind is not DisruptionKind.LATE:
        return ""
    told = [
        f"{case.beneficiary or case.person.name or 'Sin nombre'} a las {dates.clock(case.there.time())}"
        for case in plan.cases
        if case.there
    ]
    more = f" y {len(told) - SHOWN} más" if len(told) > SHOWN else ""
    return f" {', '.join(told[:SHOWN])}{more}."


def called(person: Person, country: str) -> str:
    return " · ".join(filter(None, (person.name or "Sin nombre", shown(person.phone, country))))


def instead(line: Line, trouble: Trouble, zone: ZoneInfo) -> str:
    """ ": con Marta a la misma hora", what they are to be told."""
    offer = dates.short(line.offer.astimezone(zone), locale=LOCALE) if line.offer else ""
    if trouble.kind is DisruptionKind.LATE:
        return f": sobre las {dates.clock(line.offer.astimezone(zone).time())}" if line.offer else ""
    if line.placed:
        return f": con {line.entry.staff} a la misma hora"
    return f": cancelada; hay hueco {offer} con {line.with_whom}" if offer else ": cancelada"


def minutes(trouble: Trouble) -> str:
    """ "30 minutos"."""
    return f"{round((trouble.delay or timedelta()) / timedelta(minutes=1))} minutos"


def _citas(count: int) -> str:
    return "1 cita" if count == 1 else f"{count} citas"


def _hours(trouble: Trouble, zone: ZoneInfo) -> str:
    """ " de 12:00 a 14:00" where it is a part of a day."""
    start, end = trouble.start.astimezone(zone), trouble.end.astimezone(zone)
    if start.date() != (end - _SECOND).date() or (end.hour, end.minute) == (0, 0):
        return ""
    return f" de {start:%H:%M} a {end:%H:%M}"


def _day(day: date, today: date) -> str:
    ahead = (day - today).days
    near = {0: "hoy", 1: "mañana"}
    return near.get(ahead) or f"el {dates.day(day, today=today, locale=LOCALE)}"
