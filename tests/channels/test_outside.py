from collections.abc import Iterator
from datetime import timedelta
from email.message import Message

import pytest

from booking_bot.channels.outside import (
    NO_ADDRESS,
    NO_ANSWER,
    TOO_BIG,
    TOO_LATE,
    Outside,
    Unreachable,
    is_public,
)
from tests.loopback import JsonService


class Shop(JsonService[str]):
    def read(self, path: str, headers: Message, body: bytes) -> str:
        return f"{path} {headers['Authorization'] or ''} {body.decode()}".strip()


@pytest.fixture
def outside() -> Iterator[Outside]:
    made = Outside(private=True, deadline=timedelta(seconds=0.3), largest=1000)
    yield made
    made.close()


def why(outside: Outside, url: str) -> tuple[str, bool]:
    with pytest.raises(Unreachable) as refused:
        outside.ask(url, method="POST", data=b"x")
    return refused.value.explanation, refused.value.permanent


def test_an_answer_is_given_with_whatever_status(outside: Outside) -> None:
    with Shop({"orders": []}, status=401) as shop:
        answer = outside.ask(
            f"{shop.url}/api/orders", method="POST", params={"limit": "2"}, auth=("key", ""), data=b"hola"
        )

        assert shop.requests == ["/api/orders?limit=2 Basic a2V5Og== hola"]
    assert (answer.status, answer.body) == (401, b'{"orders": []}')
    assert answer.headers["content-type"] == "application/json"


def test_nothing_is_followed_to_another_address(outside: Outside) -> None:
    with Shop({}, status=302) as shop:
        answer = outside.ask(shop.url, method="POST", data=b"")

    assert (answer.status, answer.headers["location"]) == (302, "http://127.0.0.1:1/")


@pytest.mark.parametrize(
    "url",
    [
        "http://shop.example.com/", "ftp://shop.example.com/", "shop.example.com", "https://", "",
        "https://ana:clave@shop.example.com/", "https://shop.example.com:0x50/", "https://[::1", "file:///etc/passwd",
    ],
)  # fmt: skip
def test_only_https_is_asked(url: str) -> None:
    assert why(Outside(), url) == (NO_ADDRESS, True)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.8", "172.16.4.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
        "224.0.0.1", "255.255.255.255", "::1", "::", "fd00::1", "fe80::1%eth0", "::ffff:127.0.0.1", "ff02::1",
        "64:ff9b::10.0.0.8", "2002:a00:8::", "::10.0.0.8", "fec0::1",
    ],
)  # fmt: skip
def test_these_are_not_of_the_internet(address: str) -> None:
    assert not is_public(address)


def test_these_are() -> None:
    given_out = ("93.184.215.14", "2606:2800:21f:cb07::1", "64:ff9b::93.184.215.14")

    assert [is_public(one) for one in given_out] == [True] * 3


def test_a_private_network_is_sent_nothing_whatever_its_name_is() -> None:
    with Shop({}) as shop:
        port = shop.url.rpartition(":")[2]

        found = {
            host: why(Outside(), f"https://{host}:{port}/")
            for host in ("127.0.0.1", "localhost", "127.1", "2130706433")
        }

        assert shop.requests == []
    assert found == dict.fromkeys(found, (NO_ADDRESS, True))


def test_what_is_too_big_or_too_slow_or_absent_is_said(outside: Outside) -> None:
    with Shop({}, body="x" * 1001) as big, Shop({}, pause=0.4) as slow:
        found = [why(outside, one) for one in (big.url, slow.url, "http://127.0.0.1:1/")]

    assert found == [(TOO_BIG, False), (TOO_LATE, False), (NO_ANSWER, False)]
