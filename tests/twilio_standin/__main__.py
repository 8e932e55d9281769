"""Runs the stand-in by itself; see the package's docstring."""

import argparse
import sys
import threading

from tests.twilio_standin import Account, TwilioStandIn, webhooks
from tests.twilio_standin.account import SID, TOKEN


def main() -> None:
    parser = argparse.ArgumentParser(description="A stand-in for Twilio on the loopback.")
    parser.add_argument("--port", type=int, default=8400)
    parser.add_argument("--app", default="http://127.0.0.1:8000", help="where the app really listens")
    parser.add_argument("--public-url", default="https://bot.test", help="the app's PUBLIC_URL")
    parser.add_argument("--account-sid", default=SID)
    parser.add_argument("--auth-token", default=TOKEN)
    asked = parser.parse_args()
    account = Account(sid=asked.account_sid, token=asked.auth_token)
    with TwilioStandIn(account, port=asked.port, post=webhooks.over_http(asked.app)) as twilio:
        twilio.public_url = asked.public_url
        sys.stdout.write(
            f"TWILIO_API_URL={twilio.url} PUBLIC_URL={asked.public_url}\n"
            f"TWILIO_ACCOUNT_SID={account.sid} TWILIO_AUTH_TOKEN={account.token}\n"
            f"TWILIO_WHATSAPP_FROM={account.sender}\n"
            f"curl --data-urlencode Body=Hola {twilio.url}/customer; curl {twilio.url}/ledger\n"
        )
        sys.stdout.flush()
        threading.Event().wait()


if __name__ == "__main__":
    main()
