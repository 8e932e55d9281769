"""How far an appointment is, as the pages say it, and what may be tapped next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from booking_bot.domain.appointments import Status
from booking_bot.services.agenda_entries import Entry
from booking_bot.services.diary.steps import Step
from booking_bot.web.admin.blueprint import blueprint
from booking_bot.web.words import STATUS

SOON = timedelta(hours=1)
# Nobody arrives earlier than that.
BEFOREHAND = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Stage:
    """`key` is the class of its colour; it has a symbol and words as well."""

    key: str
    label: str
    symbol: str


@dataclass(frozen=True, slots=True)
class Tap:
    """A step as the address of its view names it, on its button, and when it was done."""

    path: str
    label: str
    symbol: str
    said: str


SYMBOLS = {
    Status.REQUESTED: "clock",
    Status.BOOKED: "question",
    Status.CONFIRMED: "done",
    Status.CANCELLED: "cross",
    Status.COMPLETED: "flag",
    Status.NO_SHOW: "cross",
}
ARRIVED = Stage("arrived", "Ha llegado", "person")
BEGUN = Stage("begun", "En curso", "play")
READY = Stage("ready", "Para recoger", "bell")

TAPS = {
    Step.ARRIVED: Tap("llego", "Llegó", "person", "Anotado que ha llegado."),
    Step.BEGUN: Tap("empieza", "Empieza", "play", "Anotado que ha empezado."),
    Step.READY: Tap("lista", "Para recoger", "bell", "Anotado que ya se puede recoger."),
    Step.COMPLETED: Tap("hecha", "Listo", "done", "Anotada como atendida."),
    Step.NO_SHOW: Tap("no-vino", "No vino", "cross", "Anotado que no vino."),
}
# Not a step of its own: the same, and they are told.
READY_AND_TELL = Tap("lista-y-avisar", "Para recoger, y avisar", "send", "")
STEP_AT = {tap.path: step for step, tap in TAPS.items()}


@blueprint.app_template_filter()
def stage(entry: Entry) -> Stage:
    if entry.is_firm:
        for at, reached in ((entry.ready_at, READY), (entry.begun_at, BEGUN), (entry.arrived_at, ARRIVED)):
            if at is not None:
                return reached
    return Stage(entry.status.value, STATUS[entry.status], SYMBOLS[entry.status])


@blueprint.app_template_filter()
def due_taps(entry: Entry, now: datetime) -> Sequence[Tap]:
    """What is one tap away on the day: nothing where there is time, or where it is over and said."""
    if not entry.is_firm or (entry.start - now > SOON and entry.arrived_at is None):
        return ()
    if entry.arrived_at is None and entry.end > now:
        wanted = (Step.ARRIVED, Step.NO_SHOW) if entry.start < now else (Step.ARRIVED,)
    elif entry.arrived_at is None:
        wanted = (Step.COMPLETED, Step.NO_SHOW)
    else:
        wanted = (Step.COMPLETED,)
    return [TAPS[step] for step in wanted]


@blueprint.app_template_filter()
def all_taps(entry: Entry, has_subject: bool, now: datetime, *, reachable: bool = True) -> Sequence[Tap]:
    """All that may be noted of it from its day on; "to be fetched" only where something is left here, and
    told only to whom there is a way."""
    if entry.status in {Status.COMPLETED, Status.NO_SHOW}:
        other = Step.NO_SHOW if entry.status is Status.COMPLETED else Step.COMPLETED
        return [TAPS[other]]
    if not entry.is_firm or entry.start - now > BEFOREHAND:
        return ()
    if entry.arrived_at is None:
        return [TAPS[step] for step in (Step.ARRIVED, Step.NO_SHOW, Step.COMPLETED)]
    wanted = [
        Step.COMPLETED,
        Step.BEGUN if entry.begun_at is None else None,
        Step.READY if has_subject and entry.ready_at is None else None,
    ]
    taps = [TAPS[step] for step in wanted if step is not None]
    return [*taps, READY_AND_TELL] if has_subject and reachable else taps
