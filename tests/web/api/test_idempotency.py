import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlmodel import select

from booking_bot.models import ApiToken, Appointment, Customer, IdempotentAnswer
from booking_bot.services.idempotency import KEPT_FOR
from booking_bot.services.tokens import hash_of
from tests.shop import NOW
from tests.web.api.conftest import Caller, wish


def made(call: Caller) -> int:
    with call.database.reading() as session:
        return len(session.exec(select(Appointment)).all())


def test_the_same_request_again_gets_the_same_answer_and_does_nothing(call: Caller) -> None:
    first = call.post("/appointments", wish(), Idempotency_Key="order 1")
    call.patch("/appointments/1", {"status": "cancelled"})

    again = call.post("/appointments", wish(start="2026-11-24T09:00:00Z"), Idempotency_Key="order 1")

    assert (again.status, again.body) == (first.status, first.body) == (201, first.body)
    assert again.headers["Location"] == first.headers["Location"] == "/api/v1/appointments/1"
    assert made(call) == 1


def test_another_request_with_the_same_key_is_wrong(call: Caller) -> None:
    call.post("/appointments", wish(), Idempotency_Key="order 1")

    other = call.post("/appointments", wish("2026-11-25T10:00:00+01:00"), Idempotency_Key="order 1")

    assert other.status == 422
    assert made(call) == 1


def test_a_refusal_is_given_again_and_has_left_nothing(call: Caller) -> None:
    call.post("/appointments", wish(staff="marta"))
    marcos = wish(staff="marta", customer={"phone": "+34600999888", "name": "Marcos"})
    first = call.post("/appointments", marcos, Idempotency_Key="order 2")
    call.patch("/appointments/1", {"status": "cancelled"})

    again = call.post("/appointments", marcos, Idempotency_Key="order 2")

    assert (again.status, again.body, again.kind) == (409, first.body, "application/problem+json")
    with call.database.reading() as session:
        assert session.exec(select(Customer.name)).all() == ["Carla"]


def test_what_could_not_be_read_leaves_its_key_free(ask: Caller) -> None:
    ask.post("/appointments", wish("tomorrow"), Idempotency_Key="order 1")

    mended = ask.post("/appointments", wish(), Idempotency_Key="order 1")

    assert mended.status == 201


def test_keys_of_two_tokens_are_two_keys(ask: Caller) -> None:
    with ask.database.transaction() as session:
        session.add(ApiToken(name="till", token_hash=hash_of("till"), created_at=NOW))
    ask.post("/appointments", wish(), Idempotency_Key="1")
    ask.token = "till"

    answer = ask.post("/appointments", wish("2026-11-25T10:00:00+01:00"), Idempotency_Key="1")

    assert (answer.status, answer.body["id"]) == (201, "2")


def test_of_two_at_once_one_acts_and_both_get_its_answer(call: Caller) -> None:
    racers = 6
    together = threading.Barrier(racers)

    def post(_number: int) -> tuple[int, str]:
        together.wait()
        answer = call.post("/appointments", wish(), Idempotency_Key="order 1")
        return answer.status, answer.body["id"]

    with ThreadPoolExecutor(racers) as pool:
        answers = list(pool.map(post, range(racers)))

    assert answers == [(201, "1")] * racers
    assert made(call) == 1


def test_answers_are_forgotten_after_a_week(ask: Caller) -> None:
    ask.post("/appointments", wish(), Idempotency_Key="order 1")
    ask.clock.now = NOW + KEPT_FOR + timedelta(seconds=1)

    ask.post("/appointments", wish("2026-12-09T10:00:00+01:00"), Idempotency_Key="order 2")

    with ask.database.reading() as session:
        assert session.exec(select(IdempotentAnswer.key)).all() == ["order 2"]


@pytest.mark.parametrize("key", ["", "ñ", "a\x00", "k" * 256])
def test_a_key_is_of_printable_signs(ask: Caller, key: str) -> None:
    answer = ask.post("/appointments", wish(), Idempotency_Key=key)

    assert answer.status == 422
    assert made(ask) == 0
