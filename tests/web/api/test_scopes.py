import re

import pytest
from flask import Flask

from booking_bot.domain.scopes import Scope
from booking_bot.models import ApiToken
from booking_bot.services.tokens import hash_of
from booking_bot.web.api import blueprint
from tests.shop import NOW
from tests.web.api.conftest import Caller


def calls(app: Flask) -> list[tuple[str, str]]:
    """Every call of the API, as it is served."""
    return [
        (method, re.sub("<.*>", "1", rule.rule))
        for rule in app.url_map.iter_rules()
        if rule.endpoint.partition(".")[0] == blueprint.name
        for method in sorted((rule.methods or set()) - {"OPTIONS", "HEAD"})
    ]


def may(scopes: list[str], method: str, path: str) -> bool:
    """By the rules of the description, in other words than the table's."""
    if "orders" in scopes and path.startswith("/api/v1/orders"):
        return True
    return ("read" if method == "GET" else "write") in scopes


@pytest.mark.parametrize(
    "scopes", [[], ["read"], ["write"], ["orders"], ["read", "orders"], [str(one) for one in Scope]]
)
def test_a_token_may_do_what_its_scopes_say_on_every_route(ask: Caller, scopes: list[str]) -> None:
    with ask.database.transaction() as session:
        session.add(ApiToken(name="x", token_hash=hash_of("x"), scopes=scopes, created_at=NOW))
    client, headers = ask.app.test_client(), {"Authorization": "Bearer x"}

    refused = {
        (method, path)
        for method, path in calls(ask.app)
        if client.open(path, method=method, headers=headers).status_code == 403
    }

    assert len(calls(ask.app)) == 16
    assert refused == {call for call in calls(ask.app) if not may(scopes, *call)}
    assert client.get("/metrics", headers=headers).status_code == 200


def test_a_refusal_names_the_scope_it_takes(ask: Caller) -> None:
    with ask.database.transaction() as session:
        session.add(ApiToken(name="x", token_hash=hash_of("x"), scopes=["orders"], created_at=NOW))
    ask.token = "x"

    answer = ask.get("/customers")

    assert answer.body == {
        "title": "Forbidden",
        "status": 403,
        "detail": "This token may not do that: it takes the scope read.",
    }
    assert answer.headers["WWW-Authenticate"] == (
        'Bearer realm="booking-bot", error="insufficient_scope", scope="read"'
    )
