"""What the owner is told of the road to WhatsApp."""

from collections.abc import Mapping
from typing import NamedTuple

from booking_bot.channels.twilio_examination import Trouble
from booking_bot.services.road import Stage

TEST = "Prueba de tu recepción: si lees esto, WhatsApp está bien conectado."


class Told(NamedTuple):
    """`title` is the stage's name; `short` what of it stands on Hoy."""

    title: str
    short: str
    can: tuple[str, ...]
    cannot: tuple[str, ...]


STAGES: Mapping[Stage, Told] = {
    Stage.BY_HAND: Told(
        "A mano",
        "WhatsApp no está conectado: tú apuntas las citas y los avisos salen con un toque tuyo.",
        (
            "Apuntar, mover y anular citas.",
            "Mandar recordatorios y avisos: los dejamos escritos y los envías con un toque.",
        ),
        ("Que el bot conteste solo a tus clientes.",),
    ),
    Stage.SANDBOX: Told(
        "Número de pruebas",
        "Usas el número de pruebas de Twilio: solo sirve para ver cómo funciona.",
        ("Hablar con el bot desde tu móvil y desde los de quien te ayude a probar.",),
        (
            "Dárselo a tus clientes: solo recibe quien envió «join» y tu clave, y caduca a los tres días.",
            "Recordatorios en español pasadas 24 horas: Twilio solo deja tres frases en inglés.",
            "Ir deprisa: sale un mensaje cada tres segundos.",
        ),
    ),
    Stage.PENDING: Told(
        "Tu número, por comprobar",
        "Tu número está conectado, pero no ha llegado ningún mensaje. Escríbele «Hola» desde tu móvil.",
        ("Escribir a quien te haya escrito, cuando llegue su primer mensaje.",),
        ("Dar por bueno el número: falta que llegue un mensaje y que WhatsApp apruebe los textos.",),
    ),
    Stage.LIVE: Told(
        "En marcha",
        "WhatsApp funciona.",
        ("Todo: el bot contesta, da cita y recuerda.",),
        (),
    ),
}

TROUBLE: Mapping[Trouble, str] = {
    Trouble.NO_ANSWER: "Twilio no contesta. No se ha guardado nada: prueba otra vez dentro de un minuto.",
    Trouble.WRONG_KEYS: "Twilio no reconoce esa cuenta con ese token. Cópialos otra vez de su consola.",
    Trouble.CLOSED: "Esa cuenta de Twilio está suspendida o cerrada. Mírala en su consola.",
    Trouble.NO_SUCH_NUMBER: "Esa cuenta de Twilio no tiene ese número dado de alta en WhatsApp.",
    Trouble.NOT_ONLINE: "WhatsApp aún no ha dado el alta a ese número. Suele tardar unos minutos; mira su "
    "estado en la consola de Twilio.",
    Trouble.ELSEWHERE: "Los mensajes de ese número van hoy a otro programa: cambia en Twilio la dirección "
    "por la de aquí abajo.",
}
