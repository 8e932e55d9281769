"""`/healthz`: the process lives. `/readyz`: the database answers and has the newest schema."""

import logging

from flask import Blueprint, Response
from sqlalchemy.exc import SQLAlchemyError

from booking_bot.services.schema import is_current
from booking_bot.wiring import wiring

log = logging.getLogger(__name__)

blueprint = Blueprint("health", __name__)


def plain(text: str, status: int = 200) -> Response:
    return Response(text + "\n", status=status, mimetype="text/plain")


@blueprint.get("/healthz")
def alive() -> Response:
    return plain("ok")


@blueprint.get("/readyz")
def ready() -> Response:
    try:
        current = is_current(wiring().database)
    except SQLAlchemyError as error:
        log.warning("the database does not answer: %s", type(error).__name__)
        return plain("the database does not answer", 503)
    if not current:
        return plain("the database lacks the newest schema: run `booking-bot migrate`", 503)
    return plain("ready")
