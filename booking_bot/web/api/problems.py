"""Errors as `application/problem+json` (RFC 9457): `title`, `status`, `detail`, and `errors` by field.

| status | when |
| ---    | --- |
| 401    | no token, or a wrong or revoked one |
| 403    | the token lacks the scope |
| 404    | no such address or object |
| 405    | the address does not take that method |
| 409    | taken, or forbidden as things stand now |
| 413    | the body is too large |
| 415    | the body is not JSON by its type |
| 422    | something in query, header or body is wrong |
| 429    | too many requests in a minute |
| 503    | no business is loaded |
"""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, NamedTuple

from flask import Blueprint, Flask, Response, request
from werkzeug.exceptions import HTTPException, default_exceptions

from booking_bot.domain import refusals
from booking_bot.domain.appointments import InvalidTransition
from booking_bot.services.customer_consents import SaidNoThemselves
from booking_bot.services.orders.refusals import BackwardStatus, BadLink, NoSuchOrder
from booking_bot.services.place import NoBusiness
from booking_bot.services.program_messages import Blocked, OptedOut, WindowClosed

PREFIX = "/api/v1"


class Meaning(NamedTuple):
    """What a broken rule is to the caller: a status, a sentence, and the field it is about."""

    status: int
    sentence: str
    field: str | None = None


# A refusal that is not named here is looked up by its base.
MEANINGS: dict[type[Exception], Meaning] = {
    refusals.Refused: Meaning(409, "The shop's rules do not allow it now."),
    refusals.SlotTaken: Meaning(409, "That time is taken.", "start"),
    refusals.Overlapping: Meaning(409, "The customer has another appointment at that time.", "start"),
    refusals.TooManyOpen: Meaning(
        409, "The customer holds as many open appointments as the shop allows.", "customer"
    ),
    refusals.AlreadyOver: Meaning(409, "The appointment is cancelled or its time has passed."),
    refusals.Outdated: Meaning(409, "The appointment was changed meanwhile; read it again."),
    refusals.NeedsTheOwner: Meaning(409, "The shop decides itself about this appointment."),
    refusals.TooLateToChange: Meaning(409, "It is too late to change the appointment."),
    refusals.NoSuchAppointment: Meaning(404, "There is no such appointment."),
    refusals.NoSuchPlace: Meaning(404, "This place was not offered to the customer."),
    refusals.NoSuchProposal: Meaning(404, "No such other time was proposed to the customer."),
    refusals.TooSoon: Meaning(422, "That time has passed or is too soon for the shop.", "start"),
    refusals.BeyondHorizon: Meaning(422, "The agenda is not open that far ahead.", "start"),
    refusals.ClosedThen: Meaning(422, "The shop is closed then.", "start"),
    refusals.OutsideHours: Meaning(422, "The shop is not open from then on for long enough.", "start"),
    refusals.StaffAway: Meaning(422, "Nobody who was asked for works then.", "start"),
    refusals.OutsideDropOff: Meaning(422, "What is left at the shop is brought at other hours.", "start"),
    refusals.OffGrid: Meaning(422, "Appointments begin a little earlier or later.", "start"),
    refusals.NotTheirService: Meaning(422, "This member of staff does not do that service.", "staff"),
    refusals.NoSuchService: Meaning(422, "There is no such service.", "service"),
    NoSuchOrder: Meaning(404, "There is no such order."),
    BadLink: Meaning(422, "The link cannot be followed.", "tracking_url"),
    BackwardStatus: Meaning(409, "An order goes forward only.", "status"),
    WindowClosed: Meaning(
        409, "The customer has not written within the last 24 hours; WhatsApp takes no free text.", "phone"
    ),
    OptedOut: Meaning(409, "The customer wants no such messages.", "phone"),
    Blocked: Meaning(409, "The shop does not write to this customer.", "phone"),
    SaidNoThemselves: Meaning(409, "The customer said no themselves; only they take that back."),
    InvalidTransition: Meaning(409, "The appointment cannot change from its status to that one.", "status"),
    NoBusiness: Meaning(503, "No business is loaded yet."),
}


class Problem(Exception):
    """An answer that is an error; raised anywhere below a view."""

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        errors: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.body: dict[str, Any] = {"title": HTTPStatus(status).phrase, "status": status, "detail": detail}
        if errors:
            self.body["errors"] = dict(errors)
        self.headers = dict(headers or {})

    def response(self) -> Response:
        return answer(self.body, self.status, self.headers)


def wrong(errors: Mapping[str, str]) -> Problem:
    """422, with a sentence for each field that is wrong."""
    return Problem(422, "; ".join(f"{field} {error}" for field, error in errors.items()), errors=errors)


def not_found(what: str) -> Problem:
    return Problem(404, f"There is no such {what}.")


def meaning_of(error: Exception) -> Problem:
    """The problem that a broken rule of the shop is to the caller."""
    meaning = next(MEANINGS[kind] for kind in type(error).__mro__ if kind in MEANINGS)
    errors = {meaning.field: meaning.sentence} if meaning.field else None
    return Problem(meaning.status, meaning.sentence, errors=errors)


def answer(body: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """The JSON answer to a request; from 400 on it is a problem."""
    kind = "application/problem+json" if status >= 400 else "application/json"
    return Response(json.dumps(body) + "\n", status=status, headers=headers, mimetype=kind)


def handle(blueprint: Blueprint) -> None:
    """Turn everything that goes wrong in the blueprint into a problem."""
    blueprint.register_error_handler(Problem, Problem.response)
    for kind in MEANINGS:
        blueprint.register_error_handler(kind, lambda error: meaning_of(error).response())
    # By code and not by HTTPException: the application's own pages for a code would come first.
    for code in default_exceptions:
        blueprint.register_error_handler(code, _of_http)


def handle_addresses(app: Flask) -> None:
    """The same for addresses below the prefix that no view answers; they belong to no blueprint."""

    @app.before_request
    def refuse_unknown_addresses() -> Response | None:
        error = request.routing_exception
        below = request.path == PREFIX or request.path.startswith(f"{PREFIX}/")
        if not below or error is None or (error.code or 500) < 400:
            return None
        return _of_http(error)


def _of_http(error: HTTPException) -> Response:
    status = error.code or 500
    kept = {name: value for name, value in error.get_headers() if name in {"Allow", "Retry-After"}}
    return Problem(status, error.description or HTTPStatus(status).phrase, headers=kept).response()
