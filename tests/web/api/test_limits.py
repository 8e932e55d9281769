from sqlmodel import select

from booking_bot.models import ApiToken
from booking_bot.services.tokens import hash_of
from tests.shop import NOW
from tests.web.api.conftest import Caller


def test_a_token_may_ask_so_often_and_is_told_when_it_may_ask_again(ask: Caller) -> None:
    answers = [ask.get("/customers", limit=1) for _ in range(121)]

    assert [one.status for one in answers] == [200] * 120 + [429]
    assert answers[0].headers["X-RateLimit-Limit"] == "120"
    assert answers[0].headers["X-RateLimit-Remaining"] == "119"
    assert "Retry-After" not in answers[0].headers
    refused = answers[-1]
    assert (refused.kind, refused.body["status"]) == ("application/problem+json", 429)
    assert 0 <= int(refused.headers["Retry-After"]) <= 60


def test_each_token_is_counted_for_itself_over_all_addresses(ask: Caller) -> None:
    with ask.database.transaction() as session:
        session.add(ApiToken(name="till", token_hash=hash_of("till"), created_at=NOW))
    for number in range(120):
        ask.get("/orders" if number % 2 else "/messages", limit=1)

    first = ask.get("/customers")
    ask.token = "till"
    second = ask.get("/customers")

    assert (first.status, second.status) == (429, 200)


def test_wrong_tokens_are_counted_by_address_and_keep_no_good_one_out(ask: Caller) -> None:
    with ask.database.reading() as session:
        good = session.exec(select(ApiToken)).one()
    client = ask.app.test_client()

    guesses = [
        client.get("/api/v1/customers", headers={"Authorization": f"Bearer {number}"}).status_code
        for number in range(31)
    ]

    assert guesses == [401] * 30 + [429]
    assert client.get("/metrics").status_code == 429
    assert good.revoked_at is None
    assert ask.get("/customers").status == 200
