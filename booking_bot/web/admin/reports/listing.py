"""Which reports there are, and which tables each holds: a table more is a line more."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlmodel import Session

from booking_bot.services.reports.stretch import Stretch
from booking_bot.web.admin.reports import sheets
from booking_bot.web.admin.reports.sheet import Sheet


@dataclass(frozen=True, slots=True)
class Report:
    """`tables` by the name of their file; `empty` is said where there is nothing to count."""

    title: str
    lead: str
    tables: Mapping[str, Callable[[Session, Stretch], Sheet]]
    empty: str = "En esos días no hubo nada que contar."


REPORTS: Mapping[str, Report] = {
    "citas": Report(
        "Citas",
        "Las que empezaron en esos días, y cómo acabaron.",
        {"citas": sheets.steps, "citas-por-origen": sheets.sources},
        "En esos días no empezó ninguna cita.",
    ),
    "ausencias": Report(
        "No vinieron",
        "De las citas que se dieron por hechas o por perdidas, cuántas se perdieron.",
        {"ausencias-por-servicio": sheets.missed_by_service, "ausencias-por-persona": sheets.missed_by_staff},
        "En esos días no se cerró ninguna cita.",
    ),
    "ocupacion": Report(
        "Ocupación",
        "Cuánto del tiempo abierto tuvo cita.",
        {"ocupacion": sheets.taken},
        "En esos días no hubo horas abiertas.",
    ),
    "respuesta": Report(
        "Respuesta",
        "Lo que espera quien escribe: al bot, y a una persona cuando el bot la pide.",
        {"respuesta": sheets.answered},
        "En esos días no escribió nadie.",
    ),
    "valoraciones": Report(
        "Valoración",
        "Lo que dicen los clientes después de su cita.",
        {"valoraciones": sheets.marks},
        "En esos días nadie ha puesto nota.",
    ),
    "mensajes": Report(
        "Mensajes y coste",
        "Lo que se envió, si llegó, y lo que costó.",
        {"mensajes": sheets.sent, "coste-por-mes": sheets.costs},
        "En esos días no salió ningún mensaje.",
    ),
    "horas": Report(
        "Horas más llenas",
        "A qué hora empiezan las citas. Cuanto más color, más citas.",
        {"horas": sheets.busiest},
        "En esos días no hubo citas.",
    ),
    "clientes": Report(
        "Clientes nuevos",
        "Quién tuvo cita por primera vez y quién volvió.",
        {"clientes": sheets.customers},
        "En esos días nadie tuvo cita.",
    ),
    "fuera-de-horario": Report(
        "Con el negocio cerrado",
        "Citas que el bot apuntó cuando no había nadie para coger el teléfono.",
        {"fuera-de-horario": sheets.closed},
        "En esos días el bot no apuntó ninguna cita.",
    ),
}
