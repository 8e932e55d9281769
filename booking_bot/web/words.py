"""What the pages call things, and how they write times: tables of words, and filters for the templates."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date
from flask import Flask

from booking_bot.domain.appointments import Status
from booking_bot.domain.phones import shown
from booking_bot.models import (
    AttentionKind,
    ChannelName,
    Delivery,
    MediaStatus,
    OfferStatus,
    Source,
    TemplateStatus,
)
from booking_bot.services.diary.effects import Hindrance
from booking_bot.services.hand_messages import link_of
from booking_bot.services.inbox import Bubble, Person

STATUS = {
    Status.REQUESTED: "Por aceptar",
    Status.BOOKED: "Sin confirmar",
    Status.CONFIRMED: "Confirmada",
    Status.CANCELLED: "Cancelada",
    Status.COMPLETED: "Atendida",
    Status.NO_SHOW: "No vino",
}
# Where an appointment came from, if not from the owner's own hand.
SOURCE = {
    Source.BOT: "por WhatsApp",
    Source.API: "por la web",
    Source.IMPORT: "importada",
}
DELIVERY = {
    Delivery.QUEUED: "En cola",
    Delivery.SENDING: "Enviando",
    Delivery.UNKNOWN: "Comprobando si salió",
    Delivery.ACCEPTED: "Enviado",
    Delivery.SENT: "Enviado",
    Delivery.DELIVERED: "Entregado",
    Delivery.READ: "Leído",
    Delivery.FAILED: "No se pudo enviar",
    Delivery.UNDELIVERED: "No se pudo entregar",
    Delivery.EXPIRED: "Caducó sin enviarse",
    Delivery.CANCELLED: "No se envió",
}
# The symbol beside these: a tick for what was sent, two for what arrived.
DELIVERY_SIGN = {
    Delivery.QUEUED: "clock",
    Delivery.SENDING: "clock",
    Delivery.UNKNOWN: "question",
    Delivery.ACCEPTED: "done",
    Delivery.SENT: "done",
    Delivery.DELIVERED: "ticks",
    Delivery.READ: "ticks",
    Delivery.FAILED: "cross",
    Delivery.UNDELIVERED: "cross",
    Delivery.EXPIRED: "cross",
    Delivery.CANCELLED: "cross",
}
# Beside these, where a message did not go by the way of its conversation.
WAY = {
    ChannelName.SMS: "por SMS",
    ChannelName.EMAIL: "por correo",
    ChannelName.HAND: "desde tu teléfono",
}
TEMPLATE = {
    "reminder_ask": "Recordatorio que pregunta si vendrá",
    "reminder": "Recordatorio",
    "confirmation": "Reserva apuntada",
    "moved": "Cambiada por el negocio",
    "cancelled": "Cancelada por el negocio",
    "ready": "Ya se puede recoger",
    "request_accepted": "Petición aceptada",
    "request_declined": "Petición rechazada",
    "proposal": "Propuesta de otra hora",
    "otherwise_same": "Mal día: atiende otra persona",
    "otherwise_gone": "Mal día: no podemos atender",
    "otherwise_late": "Vamos con retraso",
    "place": "Hueco de la lista de espera",
    "place_gone": "Hueco ya cogido",
    "deposit": "Señal pendiente",
    "quote": "Presupuesto",
    "order_received": "Pedido recibido",
    "order_preparing": "Pedido en preparación",
    "order_ready": "Pedido listo",
    "order_shipped": "Pedido enviado",
    "order_tracked": "Pedido enviado, con enlace",
    "order_delivered": "Pedido entregado",
    "order_cancelled": "Pedido cancelado",
    "order_refunded": "Pedido devuelto",
    "survey": "Encuesta",
    "follow_up": "Después de no venir",
    "recall": "Le toca volver",
    "pick_up": "Otra hora para recoger",
    "team_alert": "Aviso para ti",
    "answer_ready": "Hay respuesta para el cliente",
}
TEMPLATE_STATUS = {
    TemplateStatus.UNSUBMITTED: "Sin enviar",
    TemplateStatus.RECEIVED: "Enviada a WhatsApp",
    TemplateStatus.PENDING: "En revisión",
    TemplateStatus.APPROVED: "Aprobada",
    TemplateStatus.REJECTED: "Rechazada",
    TemplateStatus.PAUSED: "Detenida por WhatsApp",
    TemplateStatus.DISABLED: "Desactivada por WhatsApp",
}
UNSENT = frozenset({Delivery.FAILED, Delivery.UNDELIVERED, Delivery.EXPIRED, Delivery.CANCELLED})
CONCERN = {
    AttentionKind.HANDOVER: "Espera a una persona",
    AttentionKind.LATE: "Llega tarde",
    AttentionKind.NOTE: "Aviso",
    AttentionKind.UNANSWERED: "Sin respuesta del bot",
    AttentionKind.DELIVERY: "Mensaje no entregado",
    AttentionKind.REQUEST: "Cita por aceptar",
    AttentionKind.DEPOSIT: "Señal por comprobar",
    AttentionKind.WAITLIST: "Lista de espera",
    AttentionKind.MEDIA: "Audio o archivo por mirar",
    AttentionKind.RATING: "Valoración baja",
    AttentionKind.ORDER: "Pedido con un problema",
    AttentionKind.CALL: "Llamada por hacer",
    AttentionKind.QUOTE: "Presupuesto",
    AttentionKind.STANDING: "Cita fija sin hueco",
}
# By the reasons that the dialogue gives, and those of services.
REASON = {
    "asked_for": "Ha pedido hablar con una persona.",
    "not_understood": "El bot no le entiende.",
    "language": "Escribe en un idioma que el bot no habla.",
    "complaint": "Tiene una queja.",
    "party": "Son más personas de las que el bot puede apuntar.",
    "not_the_customer": "Dice que no es la persona que tenemos apuntada.",
    "beyond_the_bot": "Pregunta algo que el bot no debe decidir.",
    "too_late_to_change": "Quiere cambiar una cita fuera de plazo.",
    "too_many_open": "Quiere más citas de las que el bot da a quien aún no conocéis.",
    "order": "Pregunta por un pedido.",
    "problem": "Algo no va bien:",
    "standing_without_place": "Ese día no cabe:",
    "standing_given_up": "Ha anulado todas las de su cita fija: ya no se le apuntan más.",
    "late": "Avisa de que llega tarde.",
    "arrived": "Dice que ya ha llegado.",
    "long_message": "Ha escrito un mensaje largo.",
    "wrong_number": "Dice que se ha equivocado de número.",
    "request": "Pide algo aparte.",
    "proposed": "Le has propuesto otra hora; falta que conteste.",
    "proposal_refused": "La hora que le propusiste no le va bien.",
    "quote_asked": "Quiere saber cuánto cuesta:",
    "quote_accepted": "Ha aceptado el presupuesto.",
    "quote_declined": "No acepta el presupuesto.",
    "quote_late": "Dice que sí a un presupuesto que ya no está en pie.",
    "deposit_claimed": "Dice que ha pagado la señal: mira si ha llegado.",
    "deposit_late": "Dice que pagó la señal cuando la hora ya se había soltado: mira si ha llegado.",
    "deposit_of_cancelled": "La cita se anuló después de decir que había pagado la señal.",
    "write_yourself": "WhatsApp no nos deja escribirle ahora. Escríbele tú:",
    "outage_whatsapp": "No sale nada por WhatsApp hasta que se arregle la cuenta:",
    "outage_sms": "No sale nada por SMS hasta que se arregle la cuenta:",
    "outage_email": "No sale nada por correo hasta que se arregle la cuenta:",
    "template_stopped": "WhatsApp no deja usar una plantilla; mira la página de plantillas:",
    "no_shows": "Ha faltado antes: decide tú si se la das.",
    "cancelled_late": "Ha anulado con menos de un día de aviso.",
    "voice": "Ha mandado una nota de voz que el bot no entiende.",
    "photo": "Ha mandado una foto o un vídeo.",
    "document": "Ha mandado un documento.",
    "contact": "Ha mandado un contacto.",
    "too_big": "Ha mandado algo demasiado grande, que no ha llegado.",
    "failed": "Ha mandado algo que no se ha podido descargar.",
    "refused": "Ha mandado un archivo de un tipo que no se guarda.",
    "flood": "Escribe sin parar, más deprisa que una persona: el bot deja de contestarle un rato.",
    "number_reassigned": "Su número escribe ahora desde otra cuenta de WhatsApp: será de otra persona.",
    "call_wanted": "Quiere que le llaméis.",
    "call_in_vain": "Ha llamado y nadie contestó.",
    "call_missed": "Tiene una llamada perdida vuestra.",
    "call_no_answer": "Le llamaste y no contestó: toca volver a llamar.",
    "place_free": "Se ha liberado un hueco y hay lista de espera.",
    "recovered_gap": "Hueco recuperado con la lista de espera.",
    "urgent_not_delivered": "Corre prisa y no le ha llegado: llámale, o envíalo tú con un toque.",
    "call_waiting": "Está en la lista de espera y el bot no puede escribirle ahora: avísale tú.",
    "recovered": "Escribió mientras el bot no recibía mensajes, y no se le contestó.",
    "turn_failed": "El bot falló al contestar y ya no lo intenta más.",
    "balance_low": "Se acaba el saldo de Twilio.",
    "calendar_lost": "No se puede leer un calendario del personal; lo que había sigue bloqueado:",
    "number_silent": "El número de WhatsApp lleva casi un mes sin mensajes.",
    "shop_lost": "Una tienda conectada no cuenta sus pedidos; mira la página de tiendas:",
    "program_deaf": "Un programa al que avisabas no contesta.",
    "monthly_cap_near": "Los mensajes del mes se acercan al tope.",
    "monthly_cap": "Se ha llegado al tope de mensajes del mes.",
}
# What stands in the way of an appointment that somebody writes down by hand.
HINDRANCE = {
    Hindrance.CLOSED: "A esa hora está cerrado",
    Hindrance.NOT_WORKING: "Esa persona no trabaja a esa hora",
    Hindrance.AWAY: "Esa persona no está: tiene esas horas bloqueadas",
    Hindrance.OFFERED: "Un cliente está eligiendo esa hora en el chat ahora mismo",
    Hindrance.PAST: "Esa hora ya ha pasado",
}
# What became of the last place that somebody on the waiting list was offered.
OFFER = {
    OfferStatus.OFFERED: "Se le ha ofrecido un hueco y no ha contestado aún.",
    OfferStatus.TAKEN: "Se quedó con el último hueco.",
    OfferStatus.DECLINED: "No quiso el último hueco.",
    OfferStatus.LOST: "El último hueco se lo quedó otra persona.",
    OfferStatus.EXPIRED: "No contestó cuando se le ofreció el último hueco.",
    OfferStatus.LEFT_TO_OWNER: "Hubo un hueco y el bot no le podía escribir.",
}
# Of incoming messages that are no text.
KIND = {
    "audio": "Nota de voz",
    "image": "Foto",
    "video": "Vídeo",
    "document": "Documento",
    "sticker": "Sticker",
    "location": "Ubicación",
    "contacts": "Contacto",
}
# Why a file is not there; by group, what a file is called where it is offered.
FILE_STATUS = {
    MediaStatus.PENDING: "descargando…",
    MediaStatus.STORED: "",
    MediaStatus.TOO_BIG: "es demasiado grande y no se ha descargado",
    MediaStatus.REFUSED: "es de un tipo que no se guarda",
    MediaStatus.FAILED: "no se ha podido descargar",
}
FILE = {"image": "Foto", "audio": "Nota de voz", "video": "Vídeo", "text": "Contacto"}


def long_day(day: date, today: date) -> str:
    """ "Lunes 23 de noviembre", with the year where it is not this one."""
    pattern = "EEEE d 'de' MMMM" if day.year == today.year else "EEEE d 'de' MMMM 'de' y"
    return format_date(day, pattern, locale="es").capitalize()


def day_and_month(day: date) -> str:
    """ "23 de noviembre"."""
    return format_date(day, "d 'de' MMMM", locale="es")


def weekday(day: date) -> str:
    return format_date(day, "EEEE", locale="es").capitalize()


def clock(at: datetime | time) -> str:
    return f"{at.hour}:{at.minute:02}"


def duration(length: timedelta) -> str:
    """ "45 min", "2 h", "1 h 30 min"."""
    hours, minutes = divmod(int(length.total_seconds()) // 60, 60)
    return " ".join(
        part for part in (f"{hours} h" if hours else "", f"{minutes} min" if minutes else "") if part
    )


def since(at: datetime, now: datetime) -> str:
    """How long ago, roughly: "ahora mismo", "hace 12 min", "hace 3 h", "hace 2 días"."""
    minutes = int((now - at).total_seconds()) // 60
    if minutes < 1:
        return "ahora mismo"
    if minutes < 60:
        return f"hace {minutes} min"
    if minutes < 24 * 60:
        return f"hace {minutes // 60} h"
    days = minutes // (24 * 60)
    return "hace 1 día" if days == 1 else f"hace {days} días"


def remaining(until: datetime, now: datetime) -> str:
    """How long there is still, roughly: "3 h", "40 min"."""
    minutes = max(int((until - now).total_seconds()) // 60, 1)
    return f"{minutes // 60} h" if minutes >= 60 else f"{minutes} min"


def moment(at: datetime, now: datetime, zone: ZoneInfo) -> str:
    """The hour, with the day before it where that is not today: "9:05", "mañana 9:05", "3 nov 9:05"."""
    wall, today = at.astimezone(zone), now.astimezone(zone).date()
    if wall.date() == today:
        return clock(wall)
    if wall.date() == today + timedelta(days=1):
        return f"mañana {clock(wall)}"
    if wall.date() == today - timedelta(days=1):
        return f"ayer {clock(wall)}"
    pattern = "d MMM" if wall.year == today.year else "d MMM y"
    return f"{format_date(wall, pattern, locale='es')} {clock(wall)}"


def phone(number: str | None) -> str:
    """A number as people write it, "+34 600 00 00 01"; what is none stays as it is."""
    return shown(number)


def who(person: Person) -> str:
    """What to call a customer."""
    return person.name or phone(person.phone) or "Cliente sin nombre"


def hand_link(bubble: Bubble, person: Person) -> str | None:
    """What opens WhatsApp with the text ready, on the phone of whoever taps it."""
    return link_of(bubble.recipient, person.phone, bubble.body)


def pin(location: str | None) -> dict[str, str] | None:
    """The link to a place on whatever map the reader's device has, and its name; nothing is loaded for it."""
    if not location:
        return None
    point, _, name = location.partition("|")
    return {"link": f"geo:{point}?q={point}", "name": name or point}


def teach(app: Flask) -> None:
    """Give the templates these words."""
    app.jinja_env.filters |= {
        "clock": clock, "hand_link": hand_link, "remaining": remaining,
        "day_and_month": day_and_month, "duration": duration, "long_day": long_day,
        "moment": moment, "phone": phone, "pin": pin, "since": since, "weekday": weekday, "who": who,
    }  # fmt: skip
    app.jinja_env.globals |= {
        "CONCERN": CONCERN,
        "TEMPLATE": TEMPLATE, "TEMPLATE_STATUS": TEMPLATE_STATUS,
        "DELIVERY": DELIVERY, "DELIVERY_SIGN": DELIVERY_SIGN,
        "FILE": FILE, "FILE_STATUS": FILE_STATUS, "HINDRANCE": HINDRANCE, "KIND": KIND,
        "OFFER": OFFER, "REASON": REASON, "SOURCE": SOURCE, "STATUS": STATUS, "UNSENT": UNSENT, "WAY": WAY,
    }  # fmt: skip
