"""The tables, from the figures: nothing in them names a customer or says what one wrote."""

from collections import Counter
from datetime import date, timedelta

from babel.dates import format_date
from sqlmodel import Session

from booking_bot.domain.appointments import Status
from booking_bot.models import MessageKind, Source
from booking_bot.services.reports import (
    appointments,
    messages,
    no_shows,
    occupancy,
    outside_hours,
    ratings,
    visitors,
    waits,
)
from booking_bot.services.reports.no_shows import NoShows
from booking_bot.services.reports.stretch import Stretch
from booking_bot.web.admin.reports.kinds import DOLLARS, HOURS, SHARE, WAIT
from booking_bot.web.admin.reports.period import month_name
from booking_bot.web.admin.reports.sheet import Column, Look, Sheet

SOURCE = {
    Source.BOT: "El bot",
    Source.OWNER: "A mano",
    Source.API: "La web u otro programa",
    Source.IMPORT: "Importadas",
}
KIND = {
    MessageKind.REPLY: "Respuestas",
    MessageKind.REMINDER: "Recordatorios",
    MessageKind.NOTICE: "Avisos",
    MessageKind.MANUAL: "Escritos por ti",
    MessageKind.SURVEY: "Encuestas",
    MessageKind.WAITLIST: "Huecos ofrecidos",
    MessageKind.RECALL: "Toca volver",
    MessageKind.ORDER: "Pedidos",
    MessageKind.STAFF: "Para ti y tu equipo",
}
WEEKDAYS = ("L", "M", "X", "J", "V", "S", "D")
_ENDS = (
    (Column("Atendidas"), (Status.COMPLETED,)),
    (Column("No vino"), (Status.NO_SHOW,)),
    (Column("Anuladas"), (Status.CANCELLED,)),
    (Column("Sin cerrar"), (Status.BOOKED, Status.CONFIRMED)),
    (Column("Sin aceptar"), (Status.REQUESTED,)),
)


def steps(session: Session, stretch: Stretch) -> Sheet:
    found = appointments.by_step(appointments.begun(session, stretch), stretch)
    return Sheet(
        title="Día a día" if stretch.by_day else "Semana a semana",
        first="Día" if stretch.by_day else "Semana",
        columns=[Column("Citas"), *(column for column, _ in _ENDS)],
        rows=[(step_name(step, stretch), _ended(counted)) for step, counted in found.items()],
        look=Look.COLUMNS,
    )


def sources(session: Session, stretch: Stretch) -> Sheet:
    found = appointments.by_source(appointments.begun(session, stretch))
    return Sheet(
        title="Quién las apuntó",
        first="Apuntadas por",
        columns=[Column("Citas"), *(column for column, _ in _ENDS)],
        rows=[(SOURCE[source], _ended(counted)) for source, counted in found.items() if counted],
    )


def missed_by_service(session: Session, stretch: Stretch) -> Sheet:
    return _missed("Por servicio", "Servicio", no_shows.by_service(session, stretch))


def missed_by_staff(session: Session, stretch: Stretch) -> Sheet:
    return _missed("Por persona", "Persona", no_shows.by_staff(session, stretch))


def taken(session: Session, stretch: Stretch) -> Sheet:
    return Sheet(
        title="Por persona",
        first="Persona",
        columns=[Column("Ocupación", SHARE), Column("Con cita", HOURS), Column("Abiertas", HOURS)],
        rows=[(one.name, (one.share, one.booked, one.open)) for one in occupancy.taken(session, stretch)],
        look=Look.BARS,
        most=1,
        note="Con el horario de ahora. Las citas apuntadas fuera de él no cuentan.",
    )


def answered(session: Session, stretch: Stretch) -> Sheet:
    bot, person = waits.for_the_bot(session, stretch), waits.for_a_person(session, stretch)
    return Sheet(
        title="Cuánto se espera",
        first="Contesta",
        columns=[
            Column("Veces"), Column("La mitad", WAIT), Column("9 de cada 10", WAIT),
            Column("Sin contestar"), Column("Cerradas sin escribir"),
        ],
        rows=[
            ("El bot", (bot.number, bot.median, bot.most, None, None)),
            ("Una persona", (person.number, person.median, person.most, person.open, person.closed)),
        ],
        note="La mitad de las veces se esperó menos que eso; 9 de cada 10, menos que lo otro.",
    )  # fmt: skip


def marks(session: Session, stretch: Stretch) -> Sheet:
    found = ratings.given(session, stretch)
    return Sheet(
        title="Notas",
        first="Nota",
        columns=[Column("Opiniones")],
        rows=[(f"{figure} de {ratings.BEST}", (found[figure],)) for figure in range(ratings.BEST, 0, -1)],
        look=Look.BARS,
    )


def sent(session: Session, stretch: Stretch) -> Sheet:
    return Sheet(
        title="Para qué fueron",
        first="Mensajes",
        columns=[
            Column("Salieron"), Column("Llegaron"), Column("Leídos"), Column("Fallaron"),
            Column("Sin enviar"),
        ],
        rows=[
            (KIND[one.kind], (one.went, one.arrived, one.read, one.failed, one.kept_back))
            for one in messages.by_kind(session, stretch)
        ],
    )  # fmt: skip


def costs(session: Session, stretch: Stretch) -> Sheet:
    return Sheet(
        title="Lo que costaron",
        first="Mes",
        columns=[Column("Enviados"), Column("Coste", DOLLARS)],
        rows=[
            (month_name(one.first).capitalize(), (one.sent, one.amount))
            for one in messages.by_month(session, stretch)
        ],
        note="Meses enteros, por WhatsApp, con las tarifas públicas. Manda la factura de Twilio.",
    )


def busiest(session: Session, stretch: Stretch) -> Sheet:
    found = appointments.by_hour(appointments.begun(session, stretch))
    hours = [hour for _, hour in found]
    return Sheet(
        title="Por día y hora",
        first="Hora",
        columns=[Column(weekday) for weekday in WEEKDAYS],
        rows=[
            (f"{hour}:00", [found[weekday, hour] for weekday in range(7)])
            for hour in range(min(hours, default=0), max(hours, default=-1) + 1)
        ],
        look=Look.HEAT,
    )


def customers(session: Session, stretch: Stretch) -> Sheet:
    found = visitors.counted(session, stretch)
    return Sheet(
        title="Con cita",
        first="Clientes",
        columns=[Column("Cuántos")],
        rows=[("Por primera vez", (found.new,)), ("Ya habían venido", (found.again,))],
        look=Look.BARS,
    )


def closed(session: Session, stretch: Stretch) -> Sheet:
    found = outside_hours.by_the_bot(session, stretch)
    return Sheet(
        title="Lo que apuntó el bot",
        first="Cuándo",
        columns=[Column("Citas")],
        rows=[
            ("Con el negocio abierto", (found.while_open,)),
            ("Con el negocio cerrado", (found.while_closed,)),
        ],
        look=Look.BARS,
    )


def step_name(step: date, stretch: Stretch) -> str:
    """ "lun 23 nov", or of a week its days: "23–29 nov", "30 nov–6 dic"."""
    if stretch.by_day:
        return format_date(step, "EEE d MMM", locale="es")
    last = min(stretch.last, step + timedelta(days=6 - step.weekday()))
    if last == step:
        return format_date(step, "d MMM", locale="es")
    start = format_date(step, "d" if step.month == last.month else "d MMM", locale="es")
    return f"{start}–{format_date(last, 'd MMM', locale='es')}"


def _ended(counted: Counter[Status]) -> list[int]:
    return [counted.total(), *(sum(counted[status] for status in statuses) for _, statuses in _ENDS)]


def _missed(title: str, first: str, found: list[NoShows]) -> Sheet:
    return Sheet(
        title=title,
        first=first,
        columns=[Column("No vino", SHARE), Column("Faltas"), Column("De")],
        rows=[(one.name, (one.share, one.missed, one.came + one.missed)) for one in found],
        look=Look.BARS,
        most=1,
    )
