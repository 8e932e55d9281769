"""What a POST does, in one transaction, and once for each `Idempotency-Key`.

The header is optional and belongs to the token. The same request (method, address, and what the body
says, not its spelling) gets its first answer again, a refusal too; another one with that key gets 422.
"""

import hashlib
import re
from collections.abc import Callable
from datetime import datetime

from flask import request
from sqlmodel import Session

from booking_bot.services import idempotency
from booking_bot.services.idempotency import Answer, KeyReused
from booking_bot.web.api.auth import token_id
from booking_bot.web.api.inputs import Input
from booking_bot.web.api.problems import MEANINGS, Problem, meaning_of
from booking_bot.wiring import wiring

HEADER = "Idempotency-Key"
_KEY = re.compile(r"[\x20-\x7e]{1,255}")


def perform(effect: Callable[[Session, datetime], Answer], said: Input) -> Answer:
    """The status and body that `effect` gives to the request that said this. Raises Problem."""
    key = request.headers.get(HEADER)
    if key is not None and not _KEY.fullmatch(key):
        raise Problem(422, f"{HEADER} may have 1 to 255 printable ASCII characters.")
    now = wiring().clock()
    with wiring().database.transaction() as session:
        if key is None:
            return effect(session, now)
        try:
            return idempotency.once(
                session,
                token_id(),
                key,
                _hash_of(said),
                now=now,
                act=lambda: _settled(session, now, effect),
            )
        except KeyReused:
            raise Problem(422, f"This {HEADER} came before, with another request.") from None


def _settled(session: Session, now: datetime, effect: Callable[[Session, datetime], Answer]) -> Answer:
    """The answer, of which a refusal has left nothing behind."""
    try:
        with session.begin_nested():
            return effect(session, now)
    except Problem as problem:
        return problem.status, problem.body
    except tuple(MEANINGS) as error:
        told = meaning_of(error)
        return told.status, told.body


def _hash_of(said: Input) -> str:
    told = f"{request.method} {request.path} {said.model_dump_json()}"
    return hashlib.sha256(told.encode()).hexdigest()
