"""What shops answer when they are asked, read alike: JSON, or a fault in words."""

import json
from typing import Any

from booking_bot.channels.outside import Answer, Unreachable

NO_ACCESS = "La tienda no acepta la clave. Mira que esté bien copiada y que pueda leer los pedidos."
NOT_THERE = "La dirección no lleva a la tienda, o tiene apagado el acceso para otros programas."
MOVED = "La tienda manda a otra dirección ({place}). Pon esa, tal como sale en el navegador."
BUSY = "La tienda está ocupada o en mantenimiento ({status}). Volvemos a probar solos."
ODD = "La tienda contesta algo que no son pedidos ({status})."

_SENTENCES = {401: NO_ACCESS, 403: NO_ACCESS, 404: NOT_THERE, 405: NOT_THERE, 410: NOT_THERE}


def read(answer: Answer) -> Any:
    """The JSON in it. Raises Unreachable with words for the owner where there is none."""
    status = answer.status
    if status == 200:
        try:
            return json.loads(answer.body)
        except (ValueError, RecursionError):
            raise Unreachable("it did not answer with JSON", ODD.format(status=status)) from None
    if 300 <= status < 400:
        place = answer.headers.get("location", "?")[:100]
        raise Unreachable(f"it answered {status}", MOVED.format(place=place))
    sentence = _SENTENCES.get(status, BUSY if status == 429 or status >= 500 else ODD)
    raise Unreachable(f"it answered {status}", sentence.format(status=status))


def rows(value: object, name: str = "") -> list[dict[str, Any]]:
    """The objects of a list, or of the list of that name; systems write [] for an object without any."""
    if name and isinstance(value, dict):
        value = value.get(name)
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
