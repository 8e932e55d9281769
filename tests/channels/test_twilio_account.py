"""The balance as Twilio tells it, over the loopback."""

from datetime import timedelta
from http.server import BaseHTTPRequestHandler

import pytest
from twilio.rest import Client

from booking_bot.channels.base import Balance, OutcomeUnknown
from booking_bot.channels.twilio_account import TwilioPurse
from booking_bot.channels.twilio_http import TwilioHttp
from tests.loopback import Loopback
from tests.twilio_standin.account import SID, TOKEN


class _Bank(BaseHTTPRequestHandler):
    told: str

    def do_GET(self) -> None:
        known = self.path == f"/2010-04-01/Accounts/{SID}/Balance.json"
        self.send_response(200 if known else 404)
        self.end_headers()
        self.wfile.write(self.told.encode())

    def log_message(self, *_args: object) -> None: ...


def balance(told: str) -> Balance:
    with Loopback(_Bank, {"told": told}) as bank:
        http = TwilioHttp(lambda _: bank.url, deadline=timedelta(seconds=5))
        return TwilioPurse(Client(SID, TOKEN, http_client=http)).balance()


@pytest.mark.parametrize(("amount", "cents"), [("12.3456", 1234), ("-0.5", -50), ("7", 700)])
def test_the_balance_is_read_in_hundredths(amount: str, cents: int) -> None:
    told = f'{{"account_sid": "{SID}", "balance": "{amount}", "currency": "USD"}}'

    assert balance(told) == Balance(cents, "USD")


@pytest.mark.parametrize("told", ["{}", "not json", '{"balance": "much", "currency": "USD"}'])
def test_an_answer_that_makes_no_sense_is_none(told: str) -> None:
    with pytest.raises(OutcomeUnknown):
        balance(told)
