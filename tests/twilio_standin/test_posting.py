from collections import Counter

import pytest
from twilio.request_validator import RequestValidator

from tests.twilio_standin import Account
from tests.twilio_standin.posting import TOKEN_HEADER, deliver, weather
from tests.twilio_standin.webhooks import SETTINGS, headers, text_form

ACCOUNT = Account()
APP, OTHER = "https://bot.test/twilio/whatsapp", "https://other.test/twilio"
FORM = text_form(ACCOUNT, "Hola")
Outcome = int | Exception
NO_CONNECTION, NO_ANSWER = ConnectionError(), TimeoutError()


class App:
    """Answers with these outcomes, one by one, and then with 200."""

    def __init__(self, *outcomes: Outcome) -> None:
        self.outcomes = list(outcomes)
        self.calls: list[tuple[str, dict[str, str], dict[str, str]]] = []

    def __call__(self, url: str, form: dict[str, str], sent: dict[str, str]) -> int:
        self.calls.append((url, form, sent))
        outcome = self.outcomes.pop(0) if self.outcomes else 200
        if isinstance(outcome, Exception):
            raise outcome
        return outcome


@pytest.mark.parametrize(
    ("options", "outcomes", "calls"),
    [
        ("", [500], 1),
        ("", [NO_ANSWER], 1),
        ("", [NO_CONNECTION], 2),
        ("", [NO_CONNECTION, NO_CONNECTION], 2),
        ("#rc=3&rp=5xx,ct,rt", [500, NO_ANSWER, NO_CONNECTION], 4),
        ("#rc=3&rp=5xx", [403], 1),
        ("#rc=2&rp=all", [403, 500], 3),
        ("#rc=9&rp=all", [500] * 9, 6),
        ("#rc=0", [NO_CONNECTION], 1),
    ],
)
def test_a_webhook_is_tried_again_as_its_address_says(
    options: str, outcomes: list[Outcome], calls: int
) -> None:
    app = App(*outcomes)

    taken = deliver(ACCOUNT, app, APP + options, FORM)

    assert [url for url, _, _ in app.calls] == [APP] * calls
    assert len({sent[TOKEN_HEADER] for _, _, sent in app.calls}) == 1
    assert taken is (calls > len(outcomes))


def test_what_nobody_takes_goes_to_the_other_address_with_the_reason_and_signed() -> None:
    app = App(500)

    taken = deliver(ACCOUNT, app, APP, FORM, fallback=OTHER)

    url, form, sent = app.calls[-1]
    assert taken
    assert (url, form) == (OTHER, {**FORM, "ErrorCode": "11200", "ErrorUrl": APP})
    assert sent["X-Twilio-Signature"] == ACCOUNT.sign(OTHER, form)


def test_a_shared_key_signs_by_sha_256() -> None:
    account = Account(shared_key="k" * 32)

    sent = headers(account, APP, FORM)

    signature = sent["X-Twilio-Signature"]
    assert SETTINGS in sent
    assert RequestValidator("k" * 32).validate(APP, FORM, signature, "HMAC_SHA256")
    assert not RequestValidator(account.token).validate(APP, FORM, signature)


def test_the_weather_loses_doubles_and_shuffles_the_same_by_its_seed() -> None:
    things = list(range(1000))

    come = weather(7, lost=0.2, twice=0.1)(things)

    numbers = Counter(come)
    assert come == weather(7, lost=0.2, twice=0.1)(things)
    assert come != sorted(come)
    assert 700 < len(numbers) < 900
    assert 50 < sum(number == 2 for number in numbers.values()) < 120
    assert weather(7)(things) != things
    assert sorted(weather(7)(things)) == things
