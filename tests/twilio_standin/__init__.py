"""A stand-in for Twilio on the loopback: it takes messages, signs webhooks, fails as told, and remembers.

    account.py      whose messages, signed by what
    contract.py     what Twilio refuses of a new message, as a table
    contents.py     buttons, lists and templates, as tables of what is refused of them
    whatsapp.py     what WhatsApp itself refuses, and tells later: outside the window, unjoined, too fast
    faults.py       the ways in which an answer goes wrong
    ledger.py       every message that was taken: what the people would have on their phones
    history.py      messages whose webhook never came
    media.py        the files of messages, and how they are given
    webhooks.py     the forms that Twilio posts, and posting them signed
    posting.py      how they come in: again, elsewhere, in any order, twice, never
    bill.py         what it all costs
    server.py       the REST API over all that

`python -m tests.twilio_standin --port 8400 --app http://127.0.0.1:8000 --public-url https://bot.test` runs it
by itself: a form posted to /customer goes on to the app as a signed webhook, and /ledger shows what the
app sent back. The app needs TWILIO_API_URL=http://127.0.0.1:8400.
"""

from tests.twilio_standin.account import Account
from tests.twilio_standin.server import TwilioStandIn

__all__ = ["Account", "TwilioStandIn"]
