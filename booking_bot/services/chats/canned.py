"""Answers that the shop writes again and again, each known by a short name: "/precios"."""

import re
from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, func, select

from booking_bot.domain.folding import folded
from booking_bot.models import CannedReply, row_id
from booking_bot.services import audit

LONGEST_SHORTCUT, LONGEST = 30, 1000
MOST = 100
# What stands in a text for the customer's own name, as the shop calls them.
NAME = "{nombre}"


class Refused(Exception):
    """It cannot be kept so; the words are for the owner."""


class NoSuchReply(Exception):
    pass


def listed(session: Session) -> Sequence[CannedReply]:
    return session.exec(select(CannedReply).order_by(col(CannedReply.shortcut))).all()


def filled(text: str, name: str | None) -> str:
    """For somebody of that name. Whose name is not known is greeted without one."""
    first = (name or "").split()[:1]
    if first:
        return text.replace(NAME, first[0])
    return re.sub(r" ?" + re.escape(NAME), "", text).strip()


def save(
    session: Session, shortcut: str, text: str, *, reply_id: int | None = None, by: str, now: datetime
) -> CannedReply:
    """A new one, or the one with that id changed. Raises Refused or NoSuchReply."""
    short, said = shortcut_of(shortcut), text.replace("\r\n", "\n").strip()
    if not short:
        raise Refused("Ponle un nombre corto, con letras o números.")
    if not said:
        raise Refused("Escribe el texto de la respuesta.")
    if len(said) > LONGEST:
        raise Refused(f"El texto no puede pasar de {LONGEST} caracteres.")
    taken = session.exec(select(CannedReply.id).where(col(CannedReply.shortcut) == short)).first()
    if taken is not None and taken != reply_id:
        raise Refused(f"Ya hay una respuesta que se llama /{short}.")
    if reply_id is None:
        if session.exec(select(func.count()).select_from(CannedReply)).one() >= MOST:
            raise Refused(f"Hay {MOST} respuestas guardadas: quita alguna antes de añadir otra.")
        reply = CannedReply(shortcut=short, text=said)
        session.add(reply)
    else:
        reply = one(session, reply_id)
        reply.shortcut, reply.text = short, said
    session.flush()
    event = "canned_reply.added" if reply_id is None else "canned_reply.changed"
    audit.record(session, by, event, row_id(reply), now=now)
    return reply


def remove(session: Session, reply_id: int, *, by: str, now: datetime) -> None:
    """Twice is once."""
    reply = session.get(CannedReply, reply_id)
    if reply is not None:
        session.delete(reply)
        audit.record(session, by, "canned_reply.removed", reply_id, now=now)


def one(session: Session, reply_id: int) -> CannedReply:
    """Raises NoSuchReply."""
    reply = session.get(CannedReply, reply_id)
    if reply is None:
        raise NoSuchReply
    return reply


def shortcut_of(text: str) -> str:
    """ "/Cómo llegar" → "como-llegar": what can be typed with a thumb."""
    return "-".join(re.findall(r"[a-z0-9]+", folded(text)))[:LONGEST_SHORTCUT].strip("-")
