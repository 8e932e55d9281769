import pytest
from flask import Flask
from sqlmodel import select

from booking_bot.models import ApiToken
from booking_bot.web.api import blueprint, metrics_blueprint
from tests.shop import NOW
from tests.web.api.conftest import TOKEN, Caller


def routes(app: Flask) -> list[tuple[str, str]]:
    """Method and an address of every view of the API."""
    return [
        (method, rule.rule.replace("<", "").replace(">", ""))
        for rule in app.url_map.iter_rules()
        if rule.endpoint.partition(".")[0] in {blueprint.name, metrics_blueprint.name}
        for method in sorted((rule.methods or set()) - {"OPTIONS"})
    ]


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        "Bearer wrong",
        f"Basic {TOKEN}",
        f"Bearer {TOKEN}x",
        f"Bearer {TOKEN}=x",
        "Bearer \x00",
        TOKEN,
    ],
)
def test_nothing_is_told_without_a_token(ask: Caller, header: str | None) -> None:
    client = ask.app.test_client()
    headers = {} if header is None else {"Authorization": header}

    answers = [client.open(path, method=method, headers=headers) for method, path in routes(ask.app)]

    assert len(answers) >= 15
    assert {(answer.status_code, answer.mimetype) for answer in answers} == {
        (401, "application/problem+json")
    }
    assert {answer.headers["WWW-Authenticate"].partition(",")[0] for answer in answers} == {
        'Bearer realm="booking-bot"'
    }


def test_every_view_lets_a_valid_token_in(ask: Caller) -> None:
    client = ask.app.test_client()
    headers = {"Authorization": f"bearer {TOKEN}"}

    answers = [
        client.open(path, method=method, headers=headers).status_code for method, path in routes(ask.app)
    ]

    assert set(answers) == {200, 404, 415, 422}


def test_a_revoked_token_is_refused(ask: Caller) -> None:
    with ask.database.transaction() as session:
        session.exec(select(ApiToken)).one().revoked_at = NOW

    answer = ask.get("/appointments")

    assert (answer.status, answer.headers["WWW-Authenticate"]) == (
        401,
        'Bearer realm="booking-bot", error="invalid_token"',
    )
