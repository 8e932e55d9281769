"""Fetching files from Twilio: nobody else is ever asked, and nothing too big or too slow is waited for."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from booking_bot.channels.media import LARGEST, MediaError
from booking_bot.channels.twilio_media import TwilioMedia, is_store
from tests.twilio_standin import TwilioStandIn
from tests.twilio_standin.account import SID, TOKEN
from tests.twilio_standin.media import NOT_YET, Asked, Given, moved

PHOTO = b"\xff\xd8\xff\xe0" + bytes(2000)
STORE = "/store/photo?signature=1"


@pytest.fixture
def twilio() -> Iterator[TwilioStandIn]:
    with TwilioStandIn() as standin:
        yield standin


def source(twilio: TwilioStandIn, *, largest: int = LARGEST, seconds: float = 5) -> TwilioMedia:
    return TwilioMedia(twilio.url, (SID, TOKEN), largest=largest, deadline=timedelta(seconds=seconds))


def refused(media: TwilioMedia, url: str) -> MediaError:
    with pytest.raises(MediaError) as caught:
        media.fetch(url)
    media.close()
    return caught.value


def test_a_file_is_fetched_with_the_accounts_credentials(twilio: TwilioStandIn) -> None:
    path = twilio.shelf.put(Given(body=PHOTO))
    media = source(twilio)

    data = media.fetch(twilio.url + path)

    media.close()
    assert data == PHOTO
    assert twilio.shelf.asked == [Asked(path, with_credentials=True)]


def test_twilios_own_address_is_asked_for_where_the_api_is_configured_to_be(twilio: TwilioStandIn) -> None:
    path = twilio.shelf.put(Given(body=PHOTO))
    media = source(twilio)

    data = media.fetch(f"https://api.twilio.com{path}")

    media.close()
    assert data == PHOTO


def test_a_redirect_within_the_api_is_followed(twilio: TwilioStandIn) -> None:
    twilio.shelf.put(Given(body=PHOTO), path=STORE)
    path = twilio.shelf.put(moved(STORE))
    media = source(twilio)

    data = media.fetch(twilio.url + path)

    media.close()
    assert data == PHOTO


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:{port}/secret",
        "http://localhost:{port}/secret",
        "http://169.254.169.254/latest/meta-data/",
        "https://twilio.com.example.com/photo",
        "https://api.twilio.com@example.com/photo",
        "https://eviltwiliocdn.com/photo",
        "http://mms.twiliocdn.com/photo",
        "https://s3-external-1.amazonaws.com/another-bucket/photo",
        "file:///etc/passwd",
        "https://api.twilio.com:99999999/photo",
        "//[",
        "",
    ],
)
def test_no_other_address_is_asked(twilio: TwilioStandIn, url: str) -> None:
    with TwilioStandIn() as other:
        port = other.url.rpartition(":")[2]
        other.shelf.put(Given(body=PHOTO), path="/secret")
        target = url.format(port=port)
        path = twilio.shelf.put(moved(target or "http://[::1]/"))

        named = refused(source(twilio), target)
        redirected = refused(source(twilio), twilio.url + path)

        assert (named.permanent, redirected.permanent) == (True, True)
        assert other.shelf.asked == []


@pytest.mark.parametrize(
    "url",
    [
        "https://mms.twiliocdn.com/AC1/photo?Expires=1",
        "https://media.twiliocdn.com/AC1/photo",
        "https://s3-external-1.amazonaws.com/media.twiliocdn.com/AC1/photo",
    ],
)
def test_twilios_stores_are_known(url: str) -> None:
    assert is_store(url)


def test_what_is_not_there_yet_is_tried_again_and_what_is_gone_is_not(twilio: TwilioStandIn) -> None:
    paths = [twilio.shelf.put(one) for one in (NOT_YET, Given(500), Given(410), Given(403))]

    errors = [refused(source(twilio), twilio.url + path) for path in paths]

    assert [error.permanent for error in errors] == [False, False, True, True]


def test_a_file_that_says_or_turns_out_to_be_too_big_is_given_up(twilio: TwilioStandIn) -> None:
    said = twilio.shelf.put(Given(body=PHOTO))
    endless = twilio.shelf.put(Given(body=PHOTO, endless=True))

    errors = [refused(source(twilio, largest=1000), twilio.url + path) for path in (said, endless)]

    assert [(error.too_big, error.permanent) for error in errors] == [(True, True), (True, True)]


def test_the_whole_has_a_deadline(twilio: TwilioStandIn) -> None:
    endless = twilio.shelf.put(Given(body=b"x", endless=True))

    error = refused(source(twilio, seconds=1, largest=10**12), twilio.url + endless)

    assert str(error) == "it took too long"
    assert not error.permanent


def test_redirects_in_a_circle_end(twilio: TwilioStandIn) -> None:
    path = twilio.shelf.put(moved(STORE))
    twilio.shelf.put(moved(STORE), path=STORE)

    error = refused(source(twilio), twilio.url + path)

    assert str(error) == "it was redirected too often"
    assert len(twilio.shelf.asked) == 4


def test_credentials_stay_with_the_api(twilio: TwilioStandIn) -> None:
    with TwilioStandIn() as store:
        store.shelf.put(Given(body=PHOTO), path="/photo")
        path = twilio.shelf.put(moved(f"{store.url}/photo"))
        # The real stores have names and certificates of their own.
        media = TwilioMedia(twilio.url, (SID, TOKEN), is_store=lambda url: url.startswith(store.url))

        data = media.fetch(twilio.url + path)

        media.close()
        assert data == PHOTO
        assert [one.with_credentials for one in store.shelf.asked] == [False]


def test_a_closed_door_is_tried_again() -> None:
    with TwilioStandIn() as gone:
        url = gone.url

    error = refused(TwilioMedia(url, (SID, TOKEN)), f"{url}/photo")

    assert not error.permanent
