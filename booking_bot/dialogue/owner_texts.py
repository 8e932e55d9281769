"""The sentences of what is done by chat for the shop's own people: plain Spanish, said to "tú"."""

from collections.abc import Sequence
from datetime import date, datetime

from booking_bot.dialogue import dates

ONE_BY_ONE = "De una en una, por favor: dime primero la de una persona y luego la de la otra."
REPEATED = (
    "Por aquí apunto citas sueltas. La que se repite es una «Cita fija»: se pone en la ficha del cliente."
)
WHOLE_DAY = (
    "De un día entero me encargo si me dices qué pasa: «hoy cerramos», «el viernes por la tarde no abro» o "
    "«Lucía no viene hoy». Te digo a quién afecta antes de escribir a nadie."
)
WHO = "¿A nombre de quién?"
WHO_OF_THEM = "Hay varias personas que se llaman así. ¿Quién es?"
PERHAPS = "No encuentro a nadie que se llame exactamente «{name}». ¿Es alguna de estas personas?"
IS_IT = "¿Es {who}?"
SOMEBODY_NEW = "Alguien nuevo"
NO_PHONE = "Ese teléfono no lo entiendo. Escríbelo entero, con prefijo si es de otro país."
WHAT = "¿Para qué servicio es?"
WHEN = "¿Qué día y a qué hora?"
WHAT_DAY = "¿Qué día?"
WHAT_TIME = "¿A qué hora el {day}?"
FREE = "Libre: {times}."
NOTHING_FREE = "El {day} no queda nada libre. Dime otro día, o una hora y lo apunto igual."
NO_SUCH_DATE = "Esa fecha o esa hora no existe. ¿Qué día y a qué hora?"
NOBODY_FREE = "{when} no hay nadie libre. Dime otra hora, o con quién lo pongo igual."
NOBODY_DOES_IT = "{name} no hace {service}."
OWN_ONLY = "Solo puedes cambiar tu propia agenda: esto lo lleva {name}."
NO_APPOINTMENT = "No encuentro ninguna cita de {name} de hoy en adelante."
NONE_THEN = "No encuentro ninguna cita {when}."
NONE_LIKE_IT = "No encuentro ninguna cita así."
WHICH = "¿Cuál de estas?"
WHICH_ONE = "¿Qué cita? Dime de quién es, o a qué hora."
WHERE_TO = "¿A qué día y a qué hora paso la cita de {who}?"
BY_HOW_MUCH = "¿A qué hora la paso?"
STAYS = "Esa cita ya está así."
CHANGED = "Esa cita ha cambiado entretanto: mira cómo está y dímelo otra vez."
OVER = "Esa cita ya no está en pie."
GONE = "Esa persona ya no está entre tus clientes. Dímelo otra vez."
NOT_THERE = "{name} ya no hace ese servicio. Dímelo otra vez."
DO_IT = "¿Lo hago?"
DO_IT_ANYWAY = "¿Lo hago igual?"
NOBODY = "No encuentro a nadie que se llame {name}."
SAY_WHAT = "¿Qué le digo a {name}?"
NO_NUMBER_OF = "No tengo ningún teléfono de {name}."
CANNOT_WRITE = "A {name} no le puedo escribir. {reason}"
NOT_THEIR_CUSTOMER = "{name} no tiene cita contigo: solo puedes escribir a quien atiendes tú."
TOO_LONG = "Es demasiado largo para un mensaje."
LETTER = "A {name}:\n«{text}»"
SEND_IT = "¿Lo envío? Si lo quieres de otra manera, escríbeme tú el texto."
SEND_BY_HAND = (
    "Yo no se lo puedo enviar: WhatsApp solo deja escribir a quien ha escrito en las últimas 24 horas. Te lo "
    "dejo en «Por enviar», y lo mandas tú con un toque. ¿Lo hago?"
)
WRITTEN = "Enviado a {name}. Ese chat queda contigo: lo que conteste te espera en Conversaciones."
WRITTEN_BY_HAND = "Te espera en «Por enviar»: con un toque sale hacia {name} desde tu WhatsApp."
NO_NEXT = "Hoy ya no viene nadie más."
NOBODY_NOW = "Ahora mismo no hay nadie."
DO_IT_AND_TELL = "¿La cancelo y se lo digo?"
MOVE_AND_TELL = "¿La cambio y se lo digo?"
WITH_NEWS = "Se lo digo al cliente."
NEWS_BY_HAND = "El aviso te espera en «Por enviar»: sale con un toque tuyo."
NO_NEWS = "No se lo puedo decir yo: {why}"
CALL_THEM = "Hay que llamar: {phone}."
DO_IT_AND_TELL_BY_HAND = "¿La cancelo y te dejo el aviso en «Por enviar»?"
MOVE_AND_TELL_BY_HAND = "¿La cambio y te dejo el aviso en «Por enviar»?"
WITHOUT_NEWS = "Sin decírselo al cliente."

HINDRANCES = {
    "closed": "a esa hora está cerrado",
    "not_working": "{staff} no trabaja a esa hora",
    "away": "{staff} no está a esa hora",
    "offered": "un cliente está eligiendo esa hora en el chat ahora mismo",
    "past": "esa hora ya ha pasado",
}
LOCALE = "es"


def moment(start: datetime, today: date) -> str:
    """ "hoy, lunes 23 de noviembre, a las 10:00"; `start` is in the shop's zone."""
    near = {0: "hoy, ", 1: "mañana, "}.get((start.date() - today).days, "el ")
    comma = "," if near != "el " else ""
    day = dates.day(start.date(), today=today, locale=LOCALE)
    return f"{near}{day}{comma} {dates.at(start.time(), locale=LOCALE)}"


def day(on: date, today: date) -> str:
    return dates.day(on, today=today, locale=LOCALE)


def clocks(starts: Sequence[datetime]) -> str:
    return ", ".join(dates.clock(start.time()) for start in starts)


def short(start: datetime) -> str:
    return dates.short(start, locale=LOCALE)


def clock(start: datetime) -> str:
    return dates.clock(start.time())


def last_digits(phone: str | None) -> str:
    return f" (…{phone[-4:]})" if phone else ""


def joined(words: Sequence[str]) -> str:
    """ "corte, tinte y manicura"."""
    return " y ".join(filter(None, (", ".join(words[:-1]), words[-1]))) if words else ""


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]
