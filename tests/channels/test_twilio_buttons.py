"""Buttons, lists, pins and the typing sign, as they reach the phone by way of the stand-in."""

import logging
import threading
import time
from collections.abc import Iterator

import pytest

from booking_bot.channels.base import ChannelError, Outbound
from booking_bot.channels.twilio_whatsapp import TwilioWhatsApp
from tests.channels.shelf import Shelf
from tests.channels.test_twilio_whatsapp import ANA, hello, settings_for
from tests.twilio_standin import TwilioStandIn, faults

THREE = [
    {"id": f"pick:{number}:1", "title": title} for number, title in enumerate(("10:00", "11:30", "17:00"))
]
FIVE = [{"id": f"service:{one}:1", "title": one, "description": "30 min, 16 €"} for one in "ABCDE"]
NUMBERED = "¿Cuál?\n\n1. 10:00\n2. 11:30\n3. 17:00"


@pytest.fixture
def twilio() -> Iterator[TwilioStandIn]:
    with TwilioStandIn() as running:
        yield running


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def channel(twilio: TwilioStandIn, shelf: Shelf) -> Iterator[TwilioWhatsApp]:
    made = TwilioWhatsApp.from_settings(settings_for(twilio.url), shelf)
    yield made
    made.close()


def question(**changes: object) -> Outbound:
    return hello(**{"body": "¿Cuál?", "options": THREE, **changes})


def go(channel: TwilioWhatsApp, outbound: Outbound) -> str:
    """As the sender does it."""
    channel.prepare(outbound)
    return channel.send(outbound)


def test_three_options_are_buttons_with_their_payloads(
    twilio: TwilioStandIn, channel: TwilioWhatsApp
) -> None:
    sid = go(channel, question())

    (taken,) = twilio.ledger.messages
    assert (taken.sid, taken.kind, taken.body) == (sid, "quick-reply", "¿Cuál?")
    assert taken.options == (("10:00", "pick:0:1"), ("11:30", "pick:1:1"), ("17:00", "pick:2:1"))
    assert taken.callback.startswith("https://bot.example.com/twilio/status?o=7-abc&c=HX")


def test_more_are_a_list(twilio: TwilioStandIn, channel: TwilioWhatsApp) -> None:
    go(channel, question(options=FIVE))

    assert twilio.ledger.messages[0].kind == "list-picker"
    assert twilio.seen_by(ANA) == ["¿Cuál?\n[A]\n[B]\n[C]\n[D]\n[E]"]


def test_a_content_is_made_once_for_a_shape(twilio: TwilioStandIn, channel: TwilioWhatsApp) -> None:
    for body in ("¿Cuál?", "¿Y ahora?"):
        go(channel, question(body=body))
    go(channel, question(options=THREE[:2]))

    assert (twilio.contents_made, len(twilio.ledger.messages)) == (2, 3)


def test_many_at_once_make_one(twilio: TwilioStandIn, channel: TwilioWhatsApp) -> None:
    threads = [threading.Thread(target=channel.prepare, args=(question(),)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert twilio.contents_made == 1


@pytest.mark.parametrize("code", [21654, 21655, 21656, 63005, 63016, 63021])
def test_what_is_refused_as_buttons_goes_as_numbered_text_at_once(
    twilio: TwilioStandIn, channel: TwilioWhatsApp, shelf: Shelf, code: int
) -> None:
    twilio.go_wrong([faults.coded(400, code)])

    go(channel, question())

    assert twilio.seen_by(ANA) == [NUMBERED]
    assert shelf.refused == {"quick-reply/3/es/1": f"Twilio refused with {code}"}


def test_where_text_is_refused_too_the_buttons_are_not_to_blame(
    twilio: TwilioStandIn, channel: TwilioWhatsApp, shelf: Shelf
) -> None:
    twilio.go_wrong([faults.coded(400, 63016), faults.coded(400, 63016)])

    with pytest.raises(ChannelError) as refused:
        go(channel, question())

    assert (refused.value.code, shelf.refused) == ("63016", {})


@pytest.mark.parametrize("fault", [faults.BUSY, faults.coded(400, 21211), faults.coded(401, 20003)])
def test_what_is_no_fault_of_the_buttons_is_not_sent_as_text(
    twilio: TwilioStandIn, channel: TwilioWhatsApp, fault: faults.Fault
) -> None:
    twilio.go_wrong([fault])

    with pytest.raises(ChannelError):
        go(channel, question())

    assert (twilio.requests, twilio.seen_by(ANA)) == (1, [])


def test_a_content_that_is_gone_is_no_reason_to_say_nothing(
    twilio: TwilioStandIn, channel: TwilioWhatsApp
) -> None:
    channel.prepare(question())
    twilio.contents.known.clear()

    channel.send(question())

    assert twilio.seen_by(ANA) == [NUMBERED]


def test_where_contents_are_refused_text_goes_and_nobody_asks_again(
    twilio: TwilioStandIn, channel: TwilioWhatsApp, shelf: Shelf
) -> None:
    twilio.contents_fault = faults.coded(400, 20001)
    go(channel, question())
    twilio.contents_fault = None
    go(channel, question())

    assert twilio.seen_by(ANA) == [NUMBERED] * 2
    assert list(shelf.refused) == ["quick-reply/3/es/1"]


@pytest.mark.parametrize(
    "fault", [faults.BUSY, faults.DOWN, faults.coded(401, 20003), faults.WRONG_JSON, faults.STALL_BEFORE]
)
def test_while_contents_cannot_be_made_text_goes_and_twilio_is_left_alone(
    twilio: TwilioStandIn, channel: TwilioWhatsApp, shelf: Shelf, fault: faults.Fault
) -> None:
    twilio.contents_fault = fault
    go(channel, question())
    twilio.contents_fault = None
    go(channel, question())

    assert twilio.seen_by(ANA) == [NUMBERED] * 2
    assert (shelf.refused, twilio.contents_made) == ({}, 0)


def test_after_a_rest_contents_are_made_again(twilio: TwilioStandIn, channel: TwilioWhatsApp) -> None:
    twilio.contents_fault = faults.DOWN
    go(channel, question())
    twilio.contents_fault = None
    channel.contents.rests_until = 0
    go(channel, question())

    assert [one.kind for one in twilio.ledger.messages] == ["text", "quick-reply"]


def test_contents_may_be_kept_at_an_address_of_their_own(shelf: Shelf) -> None:
    with TwilioStandIn() as api, TwilioStandIn() as content:
        settings = settings_for(api.url, twilio_content_url=content.url)
        channel = TwilioWhatsApp.from_settings(settings, shelf)
        channel.prepare(question())
        channel.close()

        assert (api.contents_made, content.contents_made) == (0, 1)


def test_a_pin_goes_with_its_text(twilio: TwilioStandIn, channel: TwilioWhatsApp) -> None:
    channel.send(hello(body="Estamos en la calle Mayor 3.", location="40.4203,-3.7058|Calle Mayor 3"))

    (taken,) = twilio.ledger.messages
    assert (taken.body, taken.pin) == ("Estamos en la calle Mayor 3.", "geo:40.4203,-3.7058|Calle Mayor 3")


def test_the_typing_sign_names_the_message_and_waits_for_nothing(
    twilio: TwilioStandIn, channel: TwilioWhatsApp
) -> None:
    message = "SM" + "0" * 32

    channel.typing(message)

    _soon(lambda: twilio.typing)
    assert twilio.typing == [message]


def test_a_typing_sign_that_fails_is_told_once_and_does_no_harm(
    channel: TwilioWhatsApp, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)

    for _ in range(2):
        channel.typing("nothing of Twilio's")
        _soon(lambda: not [one for one in threading.enumerate() if one.name == "typing"])

    assert [one.levelname for one in caplog.records] == ["WARNING"]


def _soon(happened: object, seconds: float = 5) -> None:
    until = time.monotonic() + seconds
    while callable(happened) and not happened() and time.monotonic() < until:
        time.sleep(0.005)
