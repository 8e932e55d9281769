"""What the pages of files on their way in call things."""

from collections.abc import Mapping
from dataclasses import dataclass

from booking_bot.models import ImportKind, ImportStatus
from booking_bot.services.imports.line import Outcome


@dataclass(frozen=True, slots=True)
class What:
    """`told` says what becomes of the lines, `then` leads to where they are to be seen."""

    title: str
    many: str
    blurb: str
    told: str
    then: str
    new: str  # said of each that was made


# By how their address names them.
KINDS: Mapping[str, ImportKind] = {
    "clientes": ImportKind.CUSTOMERS,
    "citas": ImportKind.APPOINTMENTS,
    "pedidos": ImportKind.ORDERS,
}
WHAT: Mapping[ImportKind, What] = {
    ImportKind.CUSTOMERS: What(
        "Clientes",
        "clientes",
        "Nombres y teléfonos, con notas y etiquetas si las tienes.",
        "A quien ya está se le reconoce por el teléfono y solo se le completa lo que falte. No se escribe a "
        "nadie.",
        "admin.customers",
        "nuevos",
    ),
    ImportKind.APPOINTMENTS: What(
        "Citas",
        "citas",
        "Las de tu otra agenda: las que vienen ocupan su hora, las pasadas quedan como historial.",
        "Cada una dura lo que dura aquí su servicio. La que cae encima de otra no se apunta, y se dice. A "
        "nadie se le avisa de que su cita está aquí, pero los recordatorios de las que vienen sí salen.",
        "admin.agenda",
        "nuevas",
    ),
    ImportKind.ORDERS: What(
        "Pedidos",
        "pedidos",
        "La lista de tu tienda: número, estado, cliente y total.",
        "Se reconocen por su número y nunca vuelven a un estado anterior. De lo que traes así no se avisa a "
        "nadie.",
        "admin.orders",
        "nuevos",
    ),
    ImportKind.DIARY: What(
        "Agenda de papel",
        "citas",
        "Copia o dicta sus líneas y pégalas: entendemos lo que se entiende y te preguntamos lo demás.",
        "A nadie se le avisa de que su cita está aquí, pero los recordatorios de las que vienen sí salen.",
        "admin.agenda",
        "nuevas",
    ),
    ImportKind.CONTACTS: What(
        "Contactos del móvil",
        "clientes",
        "Elige quiénes de tu teléfono son clientes, con el nombre limpio.",
        "No se escribe a nadie.",
        "admin.customers",
        "nuevos",
    ),
}
# What is looked at on a page of its own, by where that begins.
PASTED: Mapping[str, ImportKind] = {
    "admin.new_diary": ImportKind.DIARY,
    "admin.new_contacts": ImportKind.CONTACTS,
}
STATUS: Mapping[ImportStatus, str] = {
    ImportStatus.PREVIEW: "Sin empezar",
    ImportStatus.RUNNING: "En marcha",
    ImportStatus.DONE: "Hecho",
    ImportStatus.STOPPED: "Parado",
}
OUTCOME: Mapping[Outcome, str] = {
    Outcome.MADE: "Nuevo",
    Outcome.CHANGED: "Se completa",
    Outcome.SAME: "Ya está",
}
NOT_A_TABLE: Mapping[str, str] = {
    "workbook": "Eso es un libro de Excel o de Calc. Ábrelo, elige «Guardar como» y guárdalo como CSV.",
    "empty": "El archivo está vacío.",
    "long": "Son demasiadas líneas: como mucho 20 000 cada vez. Pártelo en varios.",
    "large": "El archivo es demasiado grande: como mucho 10 MB.",
}
NO_FILE = "Elige un archivo."
NOT_NOW = "Eso ya no se puede hacer con este archivo."
GONE = "Ese archivo ya no está."
