"""`GET /openapi.json`: the API in the words of OpenAPI, made of its routes and models. It holds no secret."""

import json
import re
from functools import cache
from http import HTTPStatus
from importlib.metadata import version
from typing import Any

from flask import Response
from openapi_pydantic import OpenAPI
from openapi_pydantic.util import PydanticSchema, construct_open_api_with_schema_class
from pydantic import BaseModel

from booking_bot.domain.scopes import Scope
from booking_bot.services.objects.problem import Problem
from booking_bot.web.api import idempotency
from booking_bot.web.api.inputs import Input
from booking_bot.web.api.paging import page_of
from booking_bot.web.api.problems import PREFIX
from booking_bot.web.api.routes import ROUTES, Route

_PARAMETER = re.compile(r"<(?:path:)?(\w+)>")
_JSON, _PROBLEM, _ARCHIVE = "application/json", "application/problem+json", "application/zip"
_ABOUT = (
    "Appointments, orders, customers and messages of one shop. Times carry their offset, money is a decimal "
    "text, telephone numbers are E.164. Every list goes on with the cursor in `next`."
)
_SCOPES = {
    Scope.READ: "look at everything",
    Scope.WRITE: "change everything",
    Scope.ORDERS: "look at orders and change them",
}
_WORDS = {
    "appointment_id": "The id of an appointment.",
    "number": "The number of an order, however it is written.",
    "who": "A telephone number, or the whatsapp_id of who shares none.",
}
_WHY = {
    401: "No token, or a wrong or revoked one.",
    403: "The token lacks the scope.",
    404: "There is no such object.",
    405: "The address does not take that method.",
    409: "Taken, or forbidden as things stand now.",
    413: "The body is too large.",
    415: "The body is not JSON by its type.",
    422: "Something in path, query, header or body is wrong.",
    429: "Too many requests in a minute.",
    503: "No business is set up yet.",
}
_HEADERS = {
    401: {"WWW-Authenticate": "How to prove who asks."},
    403: {"WWW-Authenticate": "Which scope it takes."},
    405: {"Allow": "The methods that the address takes."},
    429: {"Retry-After": "Seconds to wait."},
}


def show() -> Response:
    return Response(_text(), mimetype=_JSON)


@cache
def _text() -> str:
    return json.dumps(document(), ensure_ascii=False, indent=1) + "\n"


def document() -> dict[str, Any]:
    """The whole description."""
    paths: dict[str, dict[str, Any]] = {}
    for route in ROUTES:
        paths.setdefault(address_of(route), {})[route.method.lower()] = _operation(route)
    described = OpenAPI.model_validate(
        {
            "openapi": "3.1.0",
            "info": {"title": "booking_bot", "version": version("booking-bot"), "description": _ABOUT},
            "servers": [{"url": PREFIX}],
            "security": [{"token": []}],
            "components": {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
            "paths": paths,
        }
    )
    whole = construct_open_api_with_schema_class(described)
    return whole.model_dump(mode="json", by_alias=True, exclude_none=True, exclude_unset=True)


def address_of(route: Route) -> str:
    """The path of a route as the description writes it."""
    return _PARAMETER.sub(r"{\1}", route.address)


def _operation(route: Route) -> dict[str, Any]:
    scopes = " or ".join(f"`{scope}`" for scope in sorted(route.scopes))
    told: dict[str, Any] = {
        "operationId": route.endpoint,
        "summary": route.summary,
        "description": f"Takes a token of the scope {scopes}.",
        "tags": [route.endpoint.partition("_")[0]],
        "parameters": _parameters(route),
        "responses": _answers(route),
    }
    if route.takes is not None:
        told["requestBody"] = {"required": True, "content": _content(_JSON, route.takes)}
    return told


def _parameters(route: Route) -> list[dict[str, Any]]:
    found = [
        {
            "name": name,
            "in": "path",
            "required": True,
            "description": _WORDS[name],
            "schema": {"type": "string", "minLength": 1},
        }
        for name in _PARAMETER.findall(route.address)
    ]
    if route.query is not None:
        found += _of_query(route.query)
    if route.is_repeatable:
        found.append(
            {
                "name": idempotency.HEADER,
                "in": "header",
                "description": "The same key and body again get the same answer and have no second effect.",
                "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[ -~]+$"},
            }
        )
    return found


def _of_query(model: type[Input]) -> list[dict[str, Any]]:
    schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
    needed = schema.get("required", ())
    return [
        {
            "name": name,
            "in": "query",
            "required": name in needed,
            "schema": _plain(told, schema.get("$defs", {})),
        }
        for name, told in schema["properties"].items()
    ]


def _plain(told: dict[str, Any], known: dict[str, Any]) -> dict[str, Any]:
    """Without null, which no query can say, and without a name for what stands here alone."""
    choices = [one for one in told.get("anyOf", [told]) if one.get("type") != "null"]
    plain = [known[one["$ref"].rpartition("/")[2]] if "$ref" in one else one for one in choices]
    rest = {name: value for name, value in told.items() if name not in {"anyOf", "$ref"}}
    if rest.get("default", "") is None:
        del rest["default"]
    return {**rest, **plain[0]} if len(plain) == 1 else {**rest, "anyOf": plain}


def _answers(route: Route) -> dict[str, Any]:
    good = {str(int(status)): _good(route, status) for status in (route.status, *route.also)}
    return good | {str(status): _bad(status) for status in route.errors}


def _good(route: Route, status: int) -> dict[str, Any]:
    told: dict[str, Any] = {"description": HTTPStatus(status).phrase}
    if route.gives is not None:
        told["content"] = _content(_JSON, page_of(route.gives) if route.many else route.gives)
    elif route.rows:
        rows = {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "object"}}}
        file = {"type": "string", "format": "binary"}
        told["content"] = {_JSON: {"schema": rows}, _ARCHIVE: {"schema": file}}
    return told


def _bad(status: int) -> dict[str, Any]:
    headers = {
        name: {"description": text, "schema": {"type": "string"}}
        for name, text in _HEADERS.get(status, {}).items()
    }
    return {"description": _WHY[status], "content": _content(_PROBLEM, Problem), "headers": headers}


def _content(kind: str, model: type[BaseModel]) -> dict[str, Any]:
    return {kind: {"schema": PydanticSchema(schema_class=model)}}
