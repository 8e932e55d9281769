"""What Twilio says of the details of an account, over the loopback."""

import json
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from booking_bot.channels.twilio_examination import Trouble, examine
from booking_bot.config import Settings
from tests.loopback import Loopback
from tests.twilio_standin.account import SID, TOKEN

NUMBER = "whatsapp:+34900111222"
OURS = "https://bot.example.com/twilio/whatsapp"
ACTIVE = (200, {"status": "active"})


class _Console(BaseHTTPRequestHandler):
    account: tuple[int, Any]
    senders: tuple[int, Any]

    def do_GET(self) -> None:
        known = self.path == f"/2010-04-01/Accounts/{SID}.json"
        status, told = self.account if known else self.senders
        self.send_response(status)
        self.end_headers()
        self.wfile.write(json.dumps(told).encode())

    def log_message(self, *_args: object) -> None: ...


def sender(status: str = "ONLINE", address: str | None = OURS, number: str = NUMBER) -> tuple[int, Any]:
    told = {"sender_id": number, "status": status, "webhook": {"callback_url": address}}
    return 200, {"senders": [told]}


def found(account: tuple[int, Any] = ACTIVE, senders: tuple[int, Any] | None = None) -> list[Trouble]:
    with Loopback(_Console, {"account": account, "senders": senders or sender()}) as console:
        return examine(
            Settings(
                _env_file=None,
                secret_key="0123456789" * 4,
                public_url="https://bot.example.com",
                twilio_account_sid=SID,
                twilio_auth_token=TOKEN,
                twilio_whatsapp_from=NUMBER,
                twilio_api_url=console.url,
            )
        )


def test_nothing_is_wrong_with_an_account_whose_number_comes_to_us() -> None:
    assert found() == []


@pytest.mark.parametrize(
    ("account", "trouble"),
    [
        ((401, {"code": 20003}), Trouble.WRONG_KEYS),
        ((404, {"code": 20404}), Trouble.WRONG_KEYS),
        ((200, {"status": "suspended"}), Trouble.CLOSED),
        ((503, {}), Trouble.NO_ANSWER),
        ((200, "no object"), None),
    ],
)
def test_the_account_is_looked_at_first(account: tuple[int, Any], trouble: Trouble | None) -> None:
    assert found(account) == ([trouble] if trouble else [])


@pytest.mark.parametrize(
    ("senders", "troubles"),
    [
        (sender(number="whatsapp:+34900000000"), [Trouble.NO_SUCH_NUMBER]),
        (sender(status="CREATING"), [Trouble.NOT_ONLINE]),
        (sender(address="https://other.example.com/"), [Trouble.ELSEWHERE]),
        (sender(address=None), []),
        ((403, {"code": 20403}), []),
    ],
)
def test_then_the_number_as_far_as_the_account_may_ask(
    senders: tuple[int, Any], troubles: list[Trouble]
) -> None:
    assert found(senders=senders) == troubles
