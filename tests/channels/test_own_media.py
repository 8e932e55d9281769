from datetime import UTC, datetime, timedelta

import pytest

from booking_bot.channels.own_media import OPEN_FOR, NotOpen, OwnMedia

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
BASE = "https://bot.example.com"


def media(*, later: timedelta = timedelta(0), key: str = "0123456789" * 4) -> OwnMedia:
    return OwnMedia(BASE, key, clock=lambda: NOON + later)


def token_of(address: str) -> str:
    return address.removeprefix(f"{BASE}/media/")


def test_the_address_of_a_file_opens_until_its_time_is_over() -> None:
    token = token_of(media().address("own:12"))

    assert media(later=OPEN_FOR - timedelta(seconds=1)).number(token) == 12
    with pytest.raises(NotOpen):
        media(later=OPEN_FOR).number(token)


def test_an_address_that_we_did_not_give_opens_nothing() -> None:
    token = token_of(media().address("own:12"))
    forged = ("", "12", token[:-1], token.replace(".", ""), token_of(media(key="9" * 40).address("own:12")))

    for one in forged:
        with pytest.raises(NotOpen):
            media().number(one)


def test_a_file_that_is_kept_elsewhere_is_left_there() -> None:
    assert media().address("https://example.com/a.png") == "https://example.com/a.png"
