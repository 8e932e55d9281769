"""What the owner is told at once, in a line or two; the first line is the subject where it goes by e-mail.

No word of what customers wrote goes along: that stands behind the link.
"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from booking_bot.dialogue import dates
from booking_bot.domain.phones import shown
from booking_bot.models import AttentionKind
from booking_bot.services.agenda_day import Entry
from booking_bot.services.inbox import Person

# {who} is the customer, {what} the appointment.
SENTENCES = {
    AttentionKind.HANDOVER: "{who} espera a una persona.",
    AttentionKind.UNANSWERED: "El bot no ha podido contestar a {who}.",
    AttentionKind.REQUEST: "{who} pide {what}: falta tu sí.",
    AttentionKind.DEPOSIT: "{who} dice que ha pagado la señal de {what}.",
    AttentionKind.QUOTE: "{who} quiere saber cuánto cuesta algo.",
    AttentionKind.RATING: "{who} ha puesto una nota baja.",
    AttentionKind.CALL: "{who} espera tu llamada.",
}
# Of what a customer answered to a price.
OF_A_QUOTE = {
    "quote_accepted": "{who} acepta el presupuesto.",
    "quote_declined": "{who} no acepta el presupuesto.",
    "quote_late": "{who} dice que sí a un presupuesto que ya no está en pie.",
}
# Of the account that messages go by; `summary` of these is our own.
OF_THE_ACCOUNT = {
    "outage_whatsapp": "No sale nada por WhatsApp hasta que se arregle la cuenta.",
    "outage_sms": "No sale nada por SMS hasta que se arregle la cuenta.",
    "outage_email": "No sale nada por correo hasta que se arregle la cuenta.",
    "balance_low": "Se acaba el saldo de Twilio.",
    "calendar_lost": "Hace horas que no se puede leer un calendario del personal.",
    "number_silent": "El número de WhatsApp lleva casi un mes sin mensajes.",
    "urgent_not_delivered": "Corre prisa y no ha llegado: envíalo tú o llama. Está en «Por enviar».",
    "shop_lost": "Hace tiempo que una tienda conectada no cuenta sus pedidos.",
    "program_deaf": "Un programa al que avisabas no contesta.",
    "monthly_cap_near": "Los mensajes del mes se acercan al tope.",
    "monthly_cap": "Se ha llegado al tope de mensajes del mes.",
}
AGAIN = "Sigue esperando: "
# Of appointments: {when} is the time now, {was} that before.
CANCELLED = "{who} ha anulado {service} {when}."
BOOKED = "Nueva en tu agenda: {service} {when}, {who}."
MOVED = "{who} cambia de hora ({service}): antes {was}, ahora {when}."
RECOVERED = "Hueco recuperado: {service} {when}, se lo queda {who}."
ELSEWHERE = "Ya no la tienes tú: {service} {was}, {who}."


def who(person: Person | None, beneficiary: str | None = None) -> str:
    """The customer's name, or number; and who comes, where that is somebody else."""
    name = (person.name or shown(person.phone)) if person else None
    name = name or "Un cliente"
    return f"{name} (para {beneficiary})" if beneficiary else name


def what(entry: Entry, *, today: date) -> str:
    """ "Corte el jueves 26 de noviembre a las 11:00"."""
    return f"{entry.service} {when(entry.start, today=today)}"


def when(start: datetime, *, today: date) -> str:
    """ "hoy a las 11:00", "el jueves 26 de noviembre a las 11:00"; `start` is in the shop's zone."""
    near = {0: "hoy", 1: "mañana"}.get((start.date() - today).days)
    day = near or f"el {dates.day(start.date(), today=today, locale='es')}"
    return f"{day} {dates.at(start.time(), locale='es')}"


def local(moment: datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date()


def written(*lines: str) -> str:
    """The lines that say something."""
    return "\n".join(filter(None, lines))
