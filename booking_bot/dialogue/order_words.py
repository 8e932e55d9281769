"""How customers speak of an order, where no act says it."""

import re

from booking_bot.dialogue.phrases import plain

# "¿Hacéis envíos?" is a question of the house, "¿y mi envío?" is not.
_OWN = r"(?:mi|el|del|al|este|ese) (?:envio|encargo|compra)"
_ORDER = rf"(?:pedidos?|paquetes?|{_OWN}|orders?|parcels?|packages?)"
_APPOINTMENT = re.compile(r"\b(?:citas?|turnos?|reservas?|hora|appointments?)\b")
_NAMED = re.compile(rf"\b{_ORDER}\b")
# More than to say where it is: the shop decides.
_FOR_A_PERSON = re.compile(
    r"\b(?:devol\w+|devuelv\w+|cancel\w*|anul\w*|reembols\w+|facturas?|direccion|equivocad\w+|perdi\w+|"
    r"cambi(?:ar\w*|o|a|as|e|en|ais|eis)\b(?! (?:de |el |en el )*estado)|rot[oa]s?|rompi\w+|danad\w+|"
    r"(?:me|nos) falta\w*|falta\w* (?:un|una|el|la|los|las|algo|cosas|articul\w+|product\w+)|"
    r"defectuos\w+|incomplet\w+|garantia|traigo|traemos|entregar\w*|repartidor\w*|mensajer[oa]|"
    rf"(?:hacer|haceros|haceis|encargar|place|make) (?:\w+ )?{_ORDER}|"
    r"refund\w*|return\w*|invoice|address|missing|broken|damaged|lost|wrong)\b"
)
_NOT_ARRIVED = re.compile(
    r"\b(?:no|ni|nunca|tampoco) (?:(?:me|nos|lo|la|los|las|ha|han|he|hemos|a|aun|todavia) )*"
    r"(?:llega\w*|llego|llegue|recib\w+|aparec\w+|venid[oa]|vino)\b|"
    r"\bno (?:lo|la) (?:tengo|tenemos|encuentro|encontramos)\b|"
    r"\bsin (?:llegar|recibir\w*|noticias)\b|\by nada\b|\bsigo esperando\b|"
    r"\b(?:has ?n[o']?t|have ?n[o']?t|never|not|didn'?t) (?:\w+ )?(?:arrived?|received?|come|got|get)\b"
)
# All that is said, by who was told of an order lately.
_WHERE = re.compile(
    r"^(?:(?:hola|oye|perdona|buenas|y|no|pero|pues|ok|vale|gracias)[, ]+)*(?:"
    r"(?:ya |aun |todavia )?no (?:me |nos )?(?:lo )?(?:ha |a |han |he )?(?:llegado|llego|llega|recibido)"
    r"(?: (?:nada|aun|todavia|por aqui))*|"
    r"(?:para )?cuando (?:me |nos )?(?:lo )?(?:llega(?:ra|ria)?|envi\w+|mand\w+|recib\w+)|"
    r"(?:ya )?(?:me |nos )?(?:lo )?(?:ha|han|habeis) (?:enviado|mandado|salido|preparado)(?: ya)?|"
    r"(?:por )?donde (?:va|esta|anda)|(?:ya )?(?:ha )?(?:salio|salido)(?: ya)?|"
    r"no (?:lo|la) (?:tengo|tenemos|encuentro|encontramos)|"
    r"when (?:will|does) it (?:arrive|come)|has it (?:shipped|arrived)(?: yet)?"
    r")[ .!]*$"
)
_FETCHES = re.compile(
    r"\b(?:recog\w+|retir\w+|busc\w+|(?:pas\w+|ir|voy|vaya|venir) (?:a )?por|pick(?: it)? up|collect)\b"
)
# Shorter ones are hours and days.
_NUMBERS = re.compile(r"#?[^\W_]*\d[\w-]{2,}|#\d+")


def named(text: str) -> bool:
    """Whether it speaks of an order, and of no appointment."""
    said = plain(text)
    return bool(_NAMED.search(said)) and not _APPOINTMENT.search(said)


def for_a_person(text: str) -> bool:
    """Whether more is wanted than to hear where it is."""
    return bool(_FOR_A_PERSON.search(plain(text)))


def not_arrived(text: str) -> bool:
    return bool(_NOT_ARRIVED.search(plain(text)))


def asks_where(text: str) -> bool:
    """Whether it asks for something that is on its way, without a word of what."""
    return bool(_WHERE.search(plain(text)))


def fetches(text: str) -> bool:
    """Whether they would come for it."""
    return bool(_FETCHES.search(plain(text)))


def numbers(text: str) -> list[str]:
    """What in it may be the number of an order."""
    return _NUMBERS.findall(text)
