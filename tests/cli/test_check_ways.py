import pytest

from booking_bot.cli import check_ways
from booking_bot.cli.findings import Finding
from booking_bot.config import Settings
from tests.mail_server import MailServer
from tests.twilio_standin import Account

TWILIO = {
    "public_url": "https://bot.example.com",
    "twilio_account_sid": Account().sid,
    "twilio_auth_token": Account().token,
    "twilio_whatsapp_from": Account().sender,
}


def found(**settings: object) -> list[Finding]:
    told = {"secret_key": "0123456789" * 4, "mail_from": "citas@example.com", **settings}
    return list(check_ways.findings(Settings(_env_file=None, **told)))  # type: ignore[arg-type]


def test_nothing_is_said_of_what_is_not_set_up() -> None:
    assert found() == []


def test_of_sms_it_is_said_where_the_answers_are_to_go() -> None:
    words = "messages to +34900111222 are to go to https://bot.example.com/twilio/sms: see Twilio's console"

    assert found(twilio_sms_from="+34900111222", **TWILIO) == [Finding("SMS", words, fault=False)]


def test_a_number_without_an_account_is_a_fault() -> None:
    (fault,) = found(twilio_sms_from="+34900111222")

    assert fault.fault
    assert "TWILIO_ACCOUNT_SID" in fault.words


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({}, None),
        ({"AUTH": "535 wrong"}, "the server of SMTP_URL does not let us in: the account is refused"),
        ({"connect": "break"}, "no answer from the server of SMTP_URL: no connection"),
    ],
)
def test_the_mail_server_is_signed_in_to_and_sent_nothing(answers: dict[str, str], words: str | None) -> None:
    with MailServer(answers) as server:
        (finding,) = found(smtp_url=f"smtp://carmen:secreto@127.0.0.1:{server.port}")

    assert finding.fault == (words is not None)
    assert finding.words.startswith(words or "the server of SMTP_URL lets us in")
    assert "MAIL" not in server.commands
    assert "secreto" not in finding.words
