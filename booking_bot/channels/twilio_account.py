"""What is left of the balance of the account, as Twilio tells it."""

from decimal import Decimal, InvalidOperation

from twilio.base.exceptions import TwilioException
from twilio.rest import Client

from booking_bot.channels.base import Balance, OutcomeUnknown


class TwilioPurse:
    """Implements `channels.base.Purse`."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def balance(self) -> Balance:
        """`GET /2010-04-01/Accounts/AC…/Balance.json`: {"balance": "12.3456", "currency": "USD", …}."""
        try:
            told = self.client.balance.fetch()
            return Balance(int(Decimal(told.balance) * 100), str(told.currency))
        except (TwilioException, TypeError, AttributeError, ValueError, InvalidOperation) as error:
            raise OutcomeUnknown(f"Twilio tells no balance: {type(error).__name__}") from None
