import json

from booking_bot.web.api.routes import ROUTES
from tests.web.api import promises
from tests.web.api.conftest import Caller


def test_it_is_told_without_a_token(ask: Caller) -> None:
    answer = ask.app.test_client().get("/api/v1/openapi.json")

    assert (answer.status_code, answer.mimetype, answer.json) == (
        200,
        "application/json",
        promises.document(),
    )
    assert promises.document()["openapi"] == "3.1.0"


def test_every_route_is_described_and_nothing_else() -> None:
    described = {
        (method.upper(), path)
        for path, operations in promises.document()["paths"].items()
        for method in operations
    }

    assert described == {(route.method, path) for route in ROUTES for path in [_path(route.address)]}
    assert len(described) == 16


def test_every_reference_leads_somewhere_and_every_schema_is_used() -> None:
    text = json.dumps(promises.document())
    schemas = promises.document()["components"]["schemas"]

    used = {name for name in schemas if f'"#/components/schemas/{name}"' in text}
    named = {part.partition('"')[0] for part in text.split("#/components/schemas/")[1:]}

    assert used == named == set(schemas)


def test_every_call_says_how_it_is_refused() -> None:
    answers = {
        operation["operationId"]: set(operation["responses"])
        for operations in promises.document()["paths"].values()
        for operation in operations.values()
    }

    assert all({"401", "403", "405", "429", "503"} <= statuses for statuses in answers.values())
    assert answers["appointments_create"] >= {"201", "409", "413", "415", "422"}


def test_a_post_takes_a_key_that_makes_it_happen_once() -> None:
    posts = [
        operations["post"] for operations in promises.document()["paths"].values() if "post" in operations
    ]

    names = [[one["name"] for one in post["parameters"]] for post in posts]

    assert names == [["Idempotency-Key"], ["Idempotency-Key"]]


def _path(address: str) -> str:
    return address.replace("<path:", "{").replace("<", "{").replace(">", "}")
