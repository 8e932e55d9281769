"""Twilio's error codes: what each means, in the owner's words, and what to do about it.

Meanings follow Twilio's "Error and Warning Dictionary". A code that is not listed counts as refused for
good, and one of WhatsApp's own as not delivered by it.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

from booking_bot.channels.base import Remedy


class Policy(Enum):
    """What a code asks of us, and the least time to wait; None where trying the same again is no use."""

    RETRY = (Remedy.AGAIN, timedelta(0))  # not taken this time: the same again, with growing pauses
    WAIT = (Remedy.AGAIN, timedelta(minutes=1))  # a rate or queue is full
    TOMORROW = (Remedy.AGAIN, timedelta(hours=1))  # a day's limit, which ends within a day
    HALT = (Remedy.HALT, timedelta(minutes=5))  # nothing goes out until somebody mends the account
    FIX = (Remedy.GIVE_UP, None)  # the message or its settings are wrong
    TEMPLATE = (Remedy.TEMPLATE, None)  # the 24 hours are over
    ALTERNATE = (Remedy.BAD_TEMPLATE, None)  # that template is not usable
    ELSEWHERE = (Remedy.ELSEWHERE, None)  # WhatsApp does not deliver this one
    UNREACHABLE = (Remedy.UNREACHABLE, None)  # it delivers nothing to them
    OPTED_OUT = (Remedy.OPTED_OUT, None)

    def __init__(self, remedy: Remedy, wait: timedelta | None) -> None:
        self.remedy = remedy
        self.wait = wait


@dataclass(frozen=True)
class Code:
    meaning: str
    policy: Policy


ACCOUNT = "Twilio no acepta la cuenta o el número del negocio; hasta arreglarlo no sale ningún mensaje."
BAD_NUMBER = "El número del cliente no es válido para recibir mensajes."
NOT_REACHABLE = "El cliente no puede recibir WhatsApp en ese número."
NO_SMS = "Ese número no puede recibir SMS."
SWITCHED_OFF = "El teléfono del cliente está apagado o sin cobertura."
CONTENT = "WhatsApp no admite el contenido de este mensaje."
TEMPLATE = "La plantilla falta, está rechazada o le faltan datos."
UNUSABLE = "WhatsApp ha rechazado o detenido la plantilla de este mensaje."
BUSY = "Hay demasiados mensajes en cola; se intenta más tarde."
INTERNAL = "Fallo pasajero de WhatsApp o de Twilio."

CODES = {
    "20003": Code(ACCOUNT, Policy.HALT),  # bad credentials, or the account is suspended
    "20404": Code("La dirección de Twilio está mal configurada.", Policy.FIX),
    "20429": Code(BUSY, Policy.RETRY),
    "21211": Code(BAD_NUMBER, Policy.UNREACHABLE),
    "21217": Code(BAD_NUMBER, Policy.UNREACHABLE),
    "21408": Code("La cuenta de Twilio no permite enviar SMS a ese país.", Policy.ELSEWHERE),
    "21602": Code("El mensaje está vacío.", Policy.FIX),
    "21603": Code(ACCOUNT, Policy.HALT),  # no From
    "21604": Code("Falta el número del cliente.", Policy.FIX),
    "21606": Code(ACCOUNT, Policy.HALT),  # From is not ours
    "21609": Code("La dirección de avisos de estado (PUBLIC_URL) no es válida.", Policy.HALT),
    "21610": Code("El cliente pidió no recibir más mensajes.", Policy.OPTED_OUT),
    "21611": Code(BUSY, Policy.WAIT),
    "21612": Code("Desde el número del negocio no se puede enviar SMS a ese país.", Policy.ELSEWHERE),
    "21614": Code(BAD_NUMBER, Policy.UNREACHABLE),
    "21617": Code("El mensaje pasa de 1600 caracteres.", Policy.FIX),
    "21619": Code("El mensaje está vacío.", Policy.FIX),
    "21620": Code("El archivo adjunto no se puede enviar.", Policy.FIX),
    "21654": Code(TEMPLATE, Policy.FIX),
    "21655": Code(TEMPLATE, Policy.FIX),
    "21656": Code(TEMPLATE, Policy.FIX),
    "21658": Code("Un dato del mensaje es demasiado largo.", Policy.FIX),
    "21659": Code(ACCOUNT, Policy.HALT),
    "21660": Code(ACCOUNT, Policy.HALT),
    "30001": Code(BUSY, Policy.WAIT),
    "30002": Code(ACCOUNT, Policy.HALT),
    # Of SMS: the phone is off, blocks us, does not exist, or is a landline; or nobody knows.
    "30003": Code(SWITCHED_OFF, Policy.ELSEWHERE),
    "30004": Code("El teléfono del cliente no admite SMS del negocio.", Policy.UNREACHABLE),
    "30005": Code(NO_SMS, Policy.UNREACHABLE),
    "30006": Code(NO_SMS, Policy.UNREACHABLE),
    "30007": Code("Un filtro tomó el mensaje por publicidad no deseada.", Policy.HALT),
    "30008": Code("El operador no entregó el SMS y no dice por qué.", Policy.ELSEWHERE),
    "30036": Code("El mensaje caducó antes de poder entregarse.", Policy.ELSEWHERE),
    "63001": Code(ACCOUNT, Policy.HALT),
    "63003": Code(NOT_REACHABLE, Policy.UNREACHABLE),
    "63005": Code(CONTENT, Policy.FIX),
    "63007": Code(ACCOUNT, Policy.HALT),  # From has no WhatsApp: the sandbox is not activated
    "63010": Code(INTERNAL, Policy.RETRY),
    "63012": Code(INTERNAL, Policy.RETRY),
    "63013": Code("El mensaje incumple las normas de WhatsApp.", Policy.FIX),
    "63014": Code("El cliente ha bloqueado al negocio.", Policy.UNREACHABLE),
    "63015": Code(
        "El cliente no está unido al número de pruebas: tiene que volver a enviar «join» y la clave.",
        Policy.ELSEWHERE,
    ),
    "63016": Code(
        "Han pasado más de 24 horas desde su último mensaje; WhatsApp solo admite una plantilla.",
        Policy.TEMPLATE,
    ),
    "63017": Code(BUSY, Policy.WAIT),
    "63018": Code(BUSY, Policy.WAIT),
    "63019": Code("WhatsApp no pudo descargar el archivo adjunto.", Policy.FIX),
    "63020": Code(ACCOUNT, Policy.HALT),
    "63021": Code(CONTENT, Policy.FIX),
    "63023": Code(INTERNAL, Policy.RETRY),
    "63024": Code(NOT_REACHABLE, Policy.UNREACHABLE),
    "63026": Code("WhatsApp frena al negocio por parecer publicidad no deseada.", Policy.HALT),
    "63027": Code(TEMPLATE, Policy.ALTERNATE),
    "63028": Code(TEMPLATE, Policy.ALTERNATE),
    "63029": Code(TEMPLATE, Policy.FIX),
    "63030": Code(TEMPLATE, Policy.ALTERNATE),
    "63032": Code("WhatsApp no deja escribir a este cliente por ahora.", Policy.ELSEWHERE),
    "63033": Code("El cliente ha bloqueado al negocio.", Policy.UNREACHABLE),
    "63034": Code("El archivo adjunto es demasiado grande.", Policy.FIX),
    "63037": Code(INTERNAL, Policy.RETRY),
    "63038": Code("La cuenta ha llegado a su límite de mensajes de hoy.", Policy.TOMORROW),
    "63040": Code(UNUSABLE, Policy.ALTERNATE),
    "63041": Code(UNUSABLE, Policy.ALTERNATE),
    "63042": Code(UNUSABLE, Policy.ALTERNATE),
    "63049": Code("WhatsApp decidió no entregar esta promoción.", Policy.ELSEWHERE),
    "63051": Code("WhatsApp ha bloqueado el número del negocio.", Policy.HALT),
    "63062": Code("Faltan por aceptar las condiciones de los mensajes de promoción.", Policy.FIX),
}
# What may be the fault of buttons or of a list: the same words may go as plain text. 63016 comes of a list
# that would open a conversation, too.
OF_CONTENT = frozenset(
    {"21654", "21655", "21656", "21658", "63005", "63013", "63016", "63021", "63027", "63028", "63030"}
)
UNLISTED = Code("Twilio rechazó el mensaje.", Policy.FIX)
# New ones of WhatsApp's come without notice.
UNLISTED_OF_WHATSAPP = Code("WhatsApp no entregó el mensaje.", Policy.ELSEWHERE)


def look_up(code: str | None) -> Code:
    known = code or ""
    return CODES.get(known, UNLISTED_OF_WHATSAPP if known.startswith("63") else UNLISTED)


def explain(code: str) -> str:
    """What happened, for the owner: a sentence that ends in the code."""
    return f"{look_up(code).meaning} (Twilio {code})"
