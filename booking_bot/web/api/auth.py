"""Who calls: `Authorization: Bearer TOKEN`, with a token that the owner made in the page or a command."""

from collections.abc import Collection, Mapping

from flask import Blueprint, g, request

from booking_bot.domain.scopes import Scope
from booking_bot.services import tokens
from booking_bot.services.tokens import Known
from booking_bot.web.api.limits import meter
from booking_bot.web.api.problems import Problem
from booking_bot.wiring import wiring

# By endpoint, what lets a token in: one of these is enough. Any token may come where nothing is named.
Scopes = Mapping[str, Collection[Scope]]


def guard(blueprint: Blueprint, scopes: Scopes) -> None:
    """Let nobody into any view of the blueprint without a token that is good for it."""

    @blueprint.before_request
    def require_token() -> None:
        found = _token()
        g.api_token_id = found.id
        meter().count_token()
        wanted = scopes.get(request.endpoint or "")
        if wanted is not None and not found.scopes.intersection(wanted):
            raise _forbidden(wanted)


def token_id() -> int:
    """The token of this request."""
    return int(g.api_token_id)


def actor() -> str:
    """The caller, as the audit names them."""
    return f"api:{token_id()}"


def _token() -> Known:
    header = request.authorization
    if header is None or header.type != "bearer" or not header.token:
        meter().count_stranger()
        raise _unauthorized("Send a token: Authorization: Bearer TOKEN.", 'Bearer realm="booking-bot"')
    with wiring().database.reading() as session:
        found = tokens.find(session, header.token)
    if found is None:
        meter().count_stranger()
        raise _unauthorized(
            "This token is unknown or was revoked.", 'Bearer realm="booking-bot", error="invalid_token"'
        )
    return found


def _unauthorized(detail: str, challenge: str) -> Problem:
    return Problem(401, detail, headers={"WWW-Authenticate": challenge})


def _forbidden(wanted: Collection[Scope]) -> Problem:
    names = " ".join(wanted)
    challenge = f'Bearer realm="booking-bot", error="insufficient_scope", scope="{names}"'
    return Problem(
        403,
        f"This token may not do that: it takes the scope {' or '.join(wanted)}.",
        headers={"WWW-Authenticate": challenge},
    )
