"""Whatever is asked, well or badly formed, is answered as the description of the API promises.

The examples are few and the same each time; `CONFORMANCE=5000 pytest …` looks for new ones.
"""

import os
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from booking_bot.web.api.description import address_of, document
from booking_bot.web.api.routes import ROUTES
from tests.web.api.conftest import TOKEN, Caller, wish

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
MANY = int(os.environ.get("CONFORMANCE", "0"))
ours = settings(
    max_examples=MANY or 3,
    derandomize=not MANY,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
# What there is, so that not everything is not found.
KNOWN = {"appointment_id": ["1", "2"], "number": ["#9999", "A/1"], "who": ["+34600111222", "ES.77", "x"]}


@pytest.fixture
def house(ask: Caller) -> Caller:
    ask.without_limits()
    ask.post("/appointments", wish())
    ask.put("/orders/%239999", {"customer": {"phone": "+34600111222"}, "total": "29.35"})
    return ask


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_every_answer_is_one_that_was_promised(house: Caller, mode: GenerationMode) -> None:
    schema = schemathesis.openapi.from_dict(document())
    schema.app = house.app
    headers = {"Authorization": f"Bearer {TOKEN}"}
    answered = set()

    for route in ROUTES:

        @ours
        @given(
            case=schema[address_of(route)][route.method].as_strategy(mode),
            known=st.sampled_from([0, 1, None]),
        )
        def ask(case: Case[Any], known: int | None) -> None:
            if known is not None and case.path_parameters:
                case.path_parameters = {name: KNOWN[name][known] for name in case.path_parameters}
            case.call_and_validate(headers=headers, checks=CHECKS)  # raises where a promise is not kept
            answered.add((case.method.upper(), case.operation.path))

        ask()

    assert answered == {(route.method, address_of(route)) for route in ROUTES}
