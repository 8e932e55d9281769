import base64
import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator
from werkzeug.datastructures import MultiDict

from booking_bot.channels.signature import is_signed

TOKEN = "12345"
URL = "https://example.com/myapp.php?foo=1&bar=2"
FORM = {
    "CallSid": ["CA1234567890ABCDE"],
    "Caller": ["+14158675310"],
    "Digits": ["1234"],
    "From": ["+14158675310"],
    "To": ["+18005551212"],
}
# The one that Twilio's documentation prints for these values.
SIGNATURE = "L/OH5YylLD5NRKLltdqwSvS0BnU="


def multi(form: dict[str, list[str]]) -> MultiDict[str, str]:
    return MultiDict((name, value) for name, values in form.items() for value in values)


def by_the_library(form: dict[str, list[str]], *, url: str = URL) -> str:
    return str(RequestValidator(TOKEN).compute_signature(url, multi(form)))


def signed(
    signature: str = SIGNATURE,
    *,
    url: str = URL,
    form: dict[str, list[str]] | None = None,
    secrets: tuple[str, ...] = (TOKEN,),
) -> bool:
    return is_signed(signature, url=url, form=FORM if form is None else form, secrets=secrets)


def test_the_documented_signature_is_valid() -> None:
    assert signed()


@pytest.mark.parametrize(
    "signature", ["", "L", SIGNATURE[:-1], SIGNATURE.lower(), "x" * 28, "ñ" * 28, "\udc80", SIGNATURE + "\n"]
)
def test_another_signature_is_not(signature: str) -> None:
    assert not signed(signature)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/myapp.php?foo=1&bar=2",
        "https://example.com/myapp.php/?foo=1&bar=2",
        "https://EXAMPLE.com/myapp.php?foo=1&bar=2",
        "https://example.com/myapp.php?bar=2&foo=1",
        "https://example.com/myapp.php?foo=1",
        "https://example.com/myapp.php",
        "https://example.org/myapp.php?foo=1&bar=2",
        "https://example.com:8443/other.php?foo=1&bar=2",
    ],
)
def test_another_address_is_not_the_one_that_was_signed(url: str) -> None:
    assert not signed(url=url)


@pytest.mark.parametrize("url", ["https://example.com:443/myapp.php?foo=1&bar=2", URL])
def test_the_usual_port_may_be_written_or_not(url: str) -> None:
    signature = by_the_library(FORM, url=url)

    assert signed(signature, url=URL)
    assert signed(signature, url="https://example.com:443/myapp.php?foo=1&bar=2")


def test_a_port_of_its_own_may_be_left_out_of_what_is_signed() -> None:
    assert signed(url="https://example.com:8443/myapp.php?foo=1&bar=2")


@pytest.mark.parametrize(
    "form",
    [
        {},
        {**FORM, "Digits": ["1235"]},
        {**FORM, "Extra": ["1"]},
        {name: values for name, values in FORM.items() if name != "To"},
        {**FORM, "Digits": ["1234", "1235"]},
    ],
)
def test_a_form_that_was_changed_is_refused(form: dict[str, list[str]]) -> None:
    assert not signed(form=form)


def test_repeated_keys_count_once_for_each_value() -> None:
    form = {"Media": ["b", "a", "b"], "Empty": [""]}
    signature = base64.b64encode(
        hmac.new(TOKEN.encode(), f"{URL}EmptyMediaaMediab".encode(), hashlib.sha1).digest()
    ).decode()

    assert signed(signature, form=form)


def test_either_token_signs_while_it_is_rotated() -> None:
    assert signed(secrets=("new", TOKEN))
    assert signed(secrets=(TOKEN, "old"))
    assert not signed(secrets=("new", "newer"))


def test_without_a_token_nothing_is_signed() -> None:
    assert not signed(secrets=())


def test_a_shared_key_signs_with_sha256() -> None:
    signature = RequestValidator("shared").compute_signature(URL, multi(FORM), "HMAC_SHA256")
    settings = "key=webhooks_sharedkey_1,algorithm=HMAC_SHA256"

    with_settings = is_signed(signature, url=URL, form=FORM, secrets=("shared",), signature_settings=settings)
    without = is_signed(signature, url=URL, form=FORM, secrets=("shared",))

    assert (with_settings, without) == (True, False)


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@given(st.dictionaries(texts, st.lists(texts, min_size=1, max_size=3), max_size=8))
def test_what_the_library_signs_is_valid_here(form: dict[str, list[str]]) -> None:
    assert signed(by_the_library(form), form=form)
