"""Whether an answer is one that the description of the API promises."""

from functools import cache
from typing import Any

import jsonschema_rs
from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

from booking_bot.web.api import blueprint, description
from booking_bot.web.api.routes import ROUTES


@cache
def document() -> dict[str, Any]:
    return description.document()


def keeps(app: Flask, method: str, path: str, answer: TestResponse) -> bool:
    """Whether it is described, with its status, its type and every field of its body."""
    operation = _operation(app, method, path)
    if operation is None:
        return answer.status_code in {404, 405} and _is_valid(answer, _problem())
    content = operation["responses"][str(answer.status_code)].get("content", {})
    if not content:
        return not answer.data
    schema = content[answer.mimetype]["schema"]
    return answer.mimetype == "application/zip" or _is_valid(answer, schema)


def _operation(app: Flask, method: str, path: str) -> dict[str, Any] | None:
    """None where nothing is served."""
    try:
        endpoint, _ = app.url_map.bind("localhost").match(path.partition("?")[0], method)
    except HTTPException:
        return None
    for route in ROUTES:
        if endpoint == f"{blueprint.name}.{route.endpoint}":
            operations = document()["paths"][description.address_of(route)]
            return dict(operations[route.method.lower()])
    return None


def _problem() -> dict[str, Any]:
    return {"$ref": "#/components/schemas/Problem"}


def _is_valid(answer: TestResponse, schema: dict[str, Any]) -> bool:
    validator = _validator(schema.get("$ref", ""), schema)
    return bool(validator.is_valid(answer.get_json()))


_validators: dict[str, Any] = {}


def _validator(name: str, schema: dict[str, Any]) -> Any:
    if name not in _validators:
        whole = {**schema, "components": document()["components"]}
        _validators[name] = jsonschema_rs.Draft202012Validator(whole, validate_formats=True)
    return _validators[name]
