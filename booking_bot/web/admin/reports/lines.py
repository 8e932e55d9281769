"""The five lines that come first: a figure each, and what it is of."""

from typing import NamedTuple

from sqlmodel import Session

from booking_bot.domain.appointments import Status
from booking_bot.services.reports import appointments, no_shows, occupancy, ratings, waits
from booking_bot.services.reports.stretch import Stretch
from booking_bot.web.admin.reports.kinds import COUNT, HOURS, NOTHING, SHARE, WAIT, decimal


class Line(NamedTuple):
    """`report` is the one that tells more."""

    report: str
    figure: str
    told: str


def lines(session: Session, stretch: Stretch) -> list[Line]:
    """None where nothing happened, or nothing has yet."""
    found = appointments.begun(session, stretch)
    ended = {status: sum(one.number for one in found if one.status is status) for status in Status}
    came, missed = ended[Status.COMPLETED], ended[Status.NO_SHOW]
    time = occupancy.of_all(occupancy.taken(session, stretch))
    bot, person = waits.for_the_bot(session, stretch), waits.for_a_person(session, stretch)
    given = ratings.given(session, stretch)
    mean = ratings.mean(given)
    cancelled = ended[Status.CANCELLED]
    if not (found or bot.number or given):
        return []
    return [
        Line("citas", COUNT.show(appointments.held(found)), _cancelled(cancelled)),
        Line(
            "ausencias",
            SHARE.show(no_shows.share(came, missed)),
            f"{COUNT.show(missed)} de {COUNT.show(came + missed)} citas cerradas",
        ),
        Line(
            "ocupacion",
            SHARE.show(time.share),
            f"{HOURS.show(time.booked)} con cita de {HOURS.show(time.open)}",
        ),
        Line("respuesta", WAIT.show(bot.median), _of_a_person(person)),
        Line(
            "valoraciones",
            NOTHING if mean is None else decimal(mean, "0.0"),
            _opinions(given.total()),
        ),
    ]


def _cancelled(number: int) -> str:
    return (
        "ninguna anulada"
        if not number
        else f"y {COUNT.show(number)} {'anulada' if number == 1 else 'anuladas'}"
    )


def _of_a_person(person: waits.Waits) -> str:
    if person.number:
        return f"tarda el bot; una persona, {WAIT.show(person.median)}"
    return "tarda el bot en contestar"


def _opinions(number: int) -> str:
    if not number:
        return "nadie ha puesto nota"
    return f"de {ratings.BEST}, con {COUNT.show(number)} {'opinión' if number == 1 else 'opiniones'}"
