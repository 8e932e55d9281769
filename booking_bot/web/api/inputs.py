"""What a request says, checked by a pydantic model that forbids what it does not name."""

import json
from typing import Any, NoReturn, TypeVar

from flask import request
from pydantic import BaseModel, ConfigDict, ValidationError, field_validator
from pydantic_core import ErrorDetails
from werkzeug.exceptions import RequestEntityTooLarge

from booking_bot.web.api.problems import Problem, wrong

LARGEST_BODY = 64 * 1024
NUL = "\x00"


class Input(BaseModel):
    """The base of everything that is read from a request."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @field_validator("*", mode="before")
    @classmethod
    def without_nul(cls, value: object) -> object:
        # No column takes one; PostgreSQL tells so only when it is asked.
        if isinstance(value, str) and NUL in value:
            raise ValueError("must not hold a NUL character")
        return value


def one_line(text: str) -> str:
    """A name without line breaks and spare spaces: it goes into templates, which take neither."""
    line = " ".join(text.split())
    if not line:
        raise ValueError("must not be empty")
    return line


M = TypeVar("M", bound=Input)


def read_query(model: type[M]) -> M:
    """The query string as `model`. Raises Problem."""
    given = request.args.to_dict(flat=False)
    repeated = {name: "is given more than once" for name, values in given.items() if len(values) > 1}
    if repeated:
        raise wrong(repeated)
    return _validate(model, {name: values[0] for name, values in given.items()})


def read_body(model: type[M]) -> M:
    """The body, which must be one JSON object, as `model`. Raises Problem."""
    return _validate(model, _json_object())


def _json_object() -> dict[str, Any]:
    if not request.is_json:
        raise Problem(415, "Send JSON, with Content-Type: application/json.")
    request.max_content_length = LARGEST_BODY
    try:
        body = json.loads(request.get_data(), parse_constant=_no_number)
    except RequestEntityTooLarge:
        raise Problem(413, f"The body may have {LARGEST_BODY} bytes at most.") from None
    except (ValueError, RecursionError):  # also bytes that are no text, and numbers without end
        raise Problem(422, "The body is not JSON.") from None
    if not isinstance(body, dict):
        raise Problem(422, "The body must be a JSON object.")
    return body


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _validate(model: type[M], given: dict[str, Any]) -> M:
    try:
        return model.model_validate(given)
    except ValidationError as error:
        raise wrong({_name(one): _sentence(one) for one in error.errors(include_url=False)}) from None


def _name(error: ErrorDetails) -> str:
    return ".".join(map(str, error["loc"]))


def _sentence(error: ErrorDetails) -> str:
    if error["type"] == "value_error":
        return str(error["ctx"]["error"])
    return error["msg"][:1].lower() + error["msg"][1:]
