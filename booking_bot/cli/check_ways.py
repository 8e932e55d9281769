"""What is to be found of the ways beside WhatsApp: the number of SMS and the mail server."""

from collections.abc import Iterator
from datetime import timedelta

from booking_bot.channels.base import ChannelError, Remedy
from booking_bot.channels.email import Mail
from booking_bot.cli.findings import TIMEOUT, Finding
from booking_bot.config import Settings


def findings(settings: Settings) -> Iterator[Finding]:
    """Nothing of a way that is not set up."""
    if settings.twilio_sms_from and not settings.twilio_enabled:
        yield Finding("SMS", "TWILIO_SMS_FROM has no effect without TWILIO_ACCOUNT_SID and the others")
    elif settings.twilio_sms_from:
        address = f"{settings.public_url}/twilio/sms"
        words = f"messages to {settings.twilio_sms_from} are to go to {address}: see Twilio's console"
        yield Finding("SMS", words, fault=False)
    if settings.smtp_url:
        yield _mail(settings)


def _mail(settings: Settings) -> Finding:
    patience = settings.model_copy(update={"delivery_deadline": timedelta(seconds=TIMEOUT)})
    try:
        Mail.from_settings(patience).check()
    except ChannelError as error:
        if error.remedy is Remedy.HALT:
            return Finding("mail", f"the server of SMTP_URL does not let us in: {error.reason}")
        return Finding("mail", f"no answer from the server of SMTP_URL: {error.reason}")
    return Finding("mail", "the server of SMTP_URL lets us in", fault=False)
