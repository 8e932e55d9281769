"""The words of the page of templates: what each is for, and what an owner can do about each state."""

from typing import NamedTuple

from booking_bot.models import TemplateStatus


class State(NamedTuple):
    """`sign` stands beside the words, and those that ask for most have the highest `need`."""

    sign: str
    look: str
    need: int
    advice: str
    button: str = ""


USE = {
    "reminder_ask": "Sale antes de la cita y pregunta si vendrá; la respuesta confirma, cambia o anula.",
    "reminder": "Sale antes de la cita, sin preguntar nada.",
    "confirmation": "Sale cuando apuntas tú una cita a un cliente.",
    "moved": "Sale cuando cambias tú la hora de una cita.",
    "cancelled": "Sale cuando anulas tú una cita.",
    "ready": "Sale cuando marcas que ya se puede recoger y pides que se lo digamos.",
    "recall": "Sale cuando a un cliente le toca volver, si el servicio avisa. Se cobra como publicidad.",
    "pick_up": "Sale cuando cambias la hora a la que se puede recoger.",
    "request_accepted": "Sale cuando aceptas una petición.",
    "request_declined": "Sale cuando rechazas una petición.",
    "quote": "Sale cuando das un presupuesto y ya no se le puede escribir.",
    "proposal": "Sale cuando propones otra hora para lo que pidieron.",
    "otherwise_same": "Sale cuando falta alguien y otra persona atiende a la misma hora.",
    "otherwise_gone": "Sale cuando falta alguien o cierras, y hay otra hora que ofrecer.",
    "otherwise_late": "Sale cuando dices que vas con retraso.",
    "place": "Sale cuando se libera un hueco, a quien está en la lista de espera.",
    "place_gone": "Sale a quien se le ofreció un hueco que ya ha cogido otra persona.",
    "deposit": "Sale cuando una cita espera la señal.",
    "order_received": "Sale cuando entra un pedido.",
    "order_preparing": "Sale cuando empiezas a preparar un pedido, si lo tienes activado.",
    "order_ready": "Sale cuando el pedido está listo para recoger.",
    "order_shipped": "Sale cuando envías el pedido.",
    "order_tracked": "Sale cuando envías el pedido y hay un enlace para seguirlo.",
    "order_delivered": "Sale cuando el pedido consta como entregado.",
    "order_cancelled": "Sale cuando se cancela un pedido.",
    "order_refunded": "Sale cuando devuelves el importe de un pedido, si lo tienes activado.",
    "survey": "Sale después de la cita y pregunta cómo fue. Si la nota es baja, te avisamos.",
    "team_alert": "Sale para ti, cuando pasa algo que no puede esperar y no has escrito al bot en 24 horas.",
    "answer_ready": "Sale cuando quieres contestar a quien no ha escrito en 24 horas: le pide que conteste.",
    "follow_up": "Sale cuando marcas que alguien no vino, si lo tienes activado en las reglas.",
}
# What becomes of the message meanwhile: nobody is asked for their opinion, or offered a place, by hand.
BY_HAND = "ese mensaje lo envías tú con un toque"
INSTEAD = {
    "team_alert": "esos avisos te llegan solo por correo, o al abrir la página",
    "survey": "fuera de las 24 horas la encuesta no sale",
    "place": "fuera de las 24 horas el hueco no se ofrece por WhatsApp",
    "place_gone": "fuera de las 24 horas no se le avisa de que ya no está libre",
}
STATE = {
    TemplateStatus.UNSUBMITTED: State(
        "send",
        "",
        2,
        "Envíala a WhatsApp para que salga sola. Hasta entonces, {instead}.",
        "Enviar a WhatsApp",
    ),
    TemplateStatus.RECEIVED: State(
        "clock",
        "concern-note",
        1,
        "No tienes que hacer nada: WhatsApp decide en minutos y, como mucho, en dos días.",
    ),
    TemplateStatus.PENDING: State(
        "clock",
        "concern-note",
        1,
        "No tienes que hacer nada: WhatsApp decide en minutos y, como mucho, en dos días.",
    ),
    TemplateStatus.APPROVED: State("done", "concern-note", 0, "No tienes que hacer nada: ya sale sola."),
    TemplateStatus.REJECTED: State(
        "note",
        "concern-delivery",
        3,
        "Puedes enviarla otra vez. Mientras no la aprueben, {instead}.",
        "Enviar otra vez",
    ),
    TemplateStatus.PAUSED: State(
        "note",
        "concern-delivery",
        3,
        "No tienes que hacer nada: WhatsApp la detiene unas horas cuando varios clientes se quejan o "
        "bloquean tu número, y después vuelve sola. Mientras tanto, {instead}.",
    ),
    TemplateStatus.DISABLED: State(
        "note",
        "concern-delivery",
        3,
        "WhatsApp la retiró por las quejas de los clientes. Puedes enviarla otra vez; hasta entonces, ese "
        "mensaje lo envías tú con un toque.",
        "Enviar otra vez",
    ),
}
# Meta's codes, as Twilio passes them on; whatever else it says is shown as it is.
REASON = {
    "TAG_CONTENT_MISMATCH": "El idioma o la categoría no corresponden al texto.",
    "INVALID_FORMAT": "El formato del texto no es válido.",
    "ABUSIVE_CONTENT": "WhatsApp entiende que el contenido no cumple sus normas.",
    "INCORRECT_CATEGORY": "WhatsApp lo considera publicidad y no un aviso.",
    "PROMOTIONAL": "WhatsApp lo considera publicidad y no un aviso.",
    "SCAM": "WhatsApp lo considera engañoso.",
}


def reason(told: str | None) -> str:
    """Why it was refused, in Spanish where the code is known."""
    if not told or told.upper() == "NONE":
        return ""
    return REASON.get(told.strip().upper().replace(" ", "_"), told)
