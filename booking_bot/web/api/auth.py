"""Who calls: `Authorization: Bearer TOKEN`, with a token of `booking-bot token add`."""

from flask import Blueprint, g, request

from booking_bot.services import tokens
from booking_bot.web.api.problems import Problem
from booking_bot.wiring import wiring


def guard(blueprint: Blueprint) -> None:
    """Let nobody without a token into any view of the blueprint."""
    blueprint.before_request(_require_token)


def token_id() -> int:
    """The token of this request."""
    return int(g.api_token_id)


def actor() -> str:
    """The caller, as the audit names them."""
    return f"api:{token_id()}"


def _require_token() -> None:
    header = request.authorization
    if header is None or header.type != "bearer" or not header.token:
        raise _unauthorized("Send a token: Authorization: Bearer TOKEN.", 'Bearer realm="booking-bot"')
    with wiring().database.reading() as session:
        found = tokens.find(session, header.token)
    if found is None:
        raise _unauthorized(
            "This token is unknown or was revoked.", 'Bearer realm="booking-bot", error="invalid_token"'
        )
    g.api_token_id = found


def _unauthorized(detail: str, challenge: str) -> Problem:
    return Problem(401, detail, headers={"WWW-Authenticate": challenge})
