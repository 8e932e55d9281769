"""What all phones show at one moment, as plain values for JSON."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

from booking_bot.channels.simulator import address_of
from booking_bot.models import MediaStatus
from booking_bot.services import simulation
from booking_bot.services.demo import CAST, Character
from booking_bot.services.inbox import Bubble
from booking_bot.services.place import place_of
from booking_bot.services.shown_files import ShownFile
from booking_bot.web.words import FILE, FILE_STATUS, clock, long_day, moment, pin

DUE = {
    simulation.TURN: "el bot contesta",
    "reply": "sale una respuesta",
    "reminder": "sale un recordatorio",
    "survey": "sale una encuesta",
    "recall": "se dice que le toca volver",
    "order": "sale un aviso de pedido",
    "manual": "sale un mensaje de la casa",
    "waitlist": "sale una oferta de hueco",
    "notice": "sale un aviso",
}


def fragment(session: Session, now: datetime) -> dict[str, Any]:
    """Raises NoBusiness."""
    zone = place_of(session).zone
    wall = now.astimezone(zone)
    return {
        "clock": {"day": long_day(wall.date(), wall.date()), "time": clock(wall)},
        "phones": [_phone(session, one, now, zone) for one in CAST],
        "due": [
            {
                "who": one.name or "",
                "what": DUE.get(one.kind, "sale un mensaje"),
                "at": moment(one.at, now, zone),
                "body": one.body,
            }
            for one in simulation.due(session)
        ],
    }


def _phone(session: Session, character: Character, now: datetime, zone: ZoneInfo) -> dict[str, Any]:
    shown = simulation.phone(session, address_of(character.phone))
    return {
        "phone": character.phone,
        "typing": shown.typing,
        "held": shown.held,
        "bubbles": [_bubble(one, now, zone) for one in shown.bubbles],
    }


def _file(file: ShownFile) -> dict[str, Any]:
    return {
        "address": f"/simulator/files/{file.id}" if file.status is MediaStatus.STORED else None,
        "group": file.group if file.inside else "",
        "name": " ".join(filter(None, (FILE.get(file.group, "Archivo"), FILE_STATUS[file.status]))),
    }


def _bubble(bubble: Bubble, now: datetime, zone: ZoneInfo) -> dict[str, Any]:
    wall, today = bubble.at.astimezone(zone), now.astimezone(zone).date()
    return {
        "id": bubble.id,
        "sid": bubble.sid,
        "mine": not bubble.out,
        "body": bubble.body,
        "files": [_file(one) for one in bubble.files],
        "options": list(bubble.options),
        "pin": pin(bubble.location),
        "day": long_day(wall.date(), today),
        "time": clock(wall),
        "unseen": bubble.out and bubble.delivery not in ("delivered", "read"),
    }
