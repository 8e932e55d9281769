import logging
import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import requests
from urllib3 import HTTPConnectionPool
from urllib3.connection import HTTPConnection
from urllib3.exceptions import (
    ConnectTimeoutError,
    MaxRetryError,
    NameResolutionError,
    NewConnectionError,
    ProtocolError,
    ReadTimeoutError,
)

from booking_bot.channels.base import ChannelError, Outbound, OutcomeUnknown
from booking_bot.channels.twilio_http import failure
from booking_bot.channels.twilio_whatsapp import TwilioWhatsApp
from booking_bot.config import Settings
from tests.channels.shelf import Shelf
from tests.twilio_standin import Account, TwilioStandIn, faults
from tests.twilio_standin.faults import Fault

ANA = "whatsapp:+34600111222"
BEFORE = datetime(2020, 1, 1, tzinfo=UTC)


def settings_for(url: str, **changes: object) -> Settings:
    account = Account()
    values = {
        "secret_key": "0123456789" * 4,
        "public_url": "https://bot.example.com",
        "twilio_account_sid": account.sid,
        "twilio_auth_token": account.token,
        "twilio_whatsapp_from": account.sender,
        "twilio_api_url": url,
        "delivery_deadline": timedelta(seconds=1),
    }
    return Settings(_env_file=None, **{**values, **changes})  # type: ignore[arg-type]


@pytest.fixture
def twilio() -> Iterator[TwilioStandIn]:
    with TwilioStandIn() as running:
        yield running


@pytest.fixture
def channel(twilio: TwilioStandIn) -> Iterator[TwilioWhatsApp]:
    made = TwilioWhatsApp.from_settings(settings_for(twilio.url), Shelf())
    yield made
    made.close()


def hello(**changes: object) -> Outbound:
    return Outbound(**{"recipient": ANA, "body": "Hola", "marker": "7-abc", **changes})  # type: ignore[arg-type]


def test_a_message_reaches_the_phone_and_its_id_comes_back(
    twilio: TwilioStandIn, channel: TwilioWhatsApp
) -> None:
    sid = channel.send(hello())

    (taken,) = twilio.ledger.messages
    assert (taken.sid, taken.to, taken.body) == (sid, ANA, "Hola")
    assert taken.sender == Account().sender
    assert taken.callback == "https://bot.example.com/twilio/status?o=7-abc"


def test_without_content_options_are_numbered_below_the_text(
    twilio: TwilioStandIn, channel: TwilioWhatsApp
) -> None:
    channel.send(hello(body="¿Cuál?", options=[{"id": "a", "title": "10:00"}, {"id": "b", "title": "11:30"}]))

    assert twilio.seen_by(ANA) == ["¿Cuál?\n\n1. 10:00\n2. 11:30"]


def test_files_go_along(twilio: TwilioStandIn, channel: TwilioWhatsApp) -> None:
    channel.send(hello(media=[{"url": "https://bot.example.com/a.png", "type": "image/png"}]))

    assert twilio.ledger.messages[0].media == 1


def test_a_file_of_ours_goes_by_an_address_that_opens_for_some_hours(
    twilio: TwilioStandIn, channel: TwilioWhatsApp
) -> None:
    asked: list[str] = []

    def fetch(_method: str, url: str) -> tuple[int, str, bytes]:
        asked.append(url)
        return 200, "image/png", b"a photo"

    twilio.fetch = fetch

    channel.send(hello(body="", media=[{"url": "own:12", "type": "image/png"}]))

    (address,) = set(asked)
    base, _, token = address.partition("/media/")
    assert (base, channel.media.number(token)) == ("https://bot.example.com", 12)
    assert twilio.ledger.messages[0].files == (("image/png", b"a photo"),)


def test_who_shares_no_number_is_written_to_by_id(twilio: TwilioStandIn, channel: TwilioWhatsApp) -> None:
    channel.send(hello(recipient="whatsapp:ES.1349876543210987"))

    assert twilio.seen_by("whatsapp:ES.1349876543210987") == ["Hola"]


def test_a_text_beyond_the_limit_is_refused_before_it_goes(
    twilio: TwilioStandIn, channel: TwilioWhatsApp
) -> None:
    channel.send(hello(body="x" * 1600))
    with pytest.raises(ChannelError) as refused:
        channel.send(hello(body="x" * 1601))

    assert (refused.value.permanent, refused.value.code) == (True, "21617")
    assert twilio.requests == 1


@pytest.mark.parametrize(
    "fault",
    [
        faults.DOWN, faults.LOST_AFTER, faults.RESET_BEFORE, faults.RESET_AFTER, faults.WRONG_JSON,
        faults.STALL_BEFORE, faults.STALL_AFTER,
        Fault(True, 201, "[]"), Fault(True, 201, "{}"), Fault(True, 201, '{"sid": null}'),
        Fault(True, 200, ""), Fault(True, 302, "", headers={"Location": "/elsewhere"}),
        Fault(False, 404, "<html>no such page</html>"), Fault(False, 400, "[]"), Fault(False, 502, "<html>"),
    ],
)  # fmt: skip
def test_what_leaves_open_whether_it_was_taken_is_unknown_and_sent_once(
    twilio: TwilioStandIn, channel: TwilioWhatsApp, fault: Fault
) -> None:
    twilio.go_wrong([fault])

    with pytest.raises(OutcomeUnknown):
        channel.send(hello())

    assert twilio.requests == 1


@pytest.mark.parametrize(
    ("fault", "permanent", "wait"),
    [
        (faults.BUSY, False, 1),
        (Fault(False, 429, "", headers={"Retry-After": "Mon, 23 Nov 2026 09:00:00 GMT"}), False, 0),
        (faults.coded(400, 21211), True, 0),
        (faults.coded(400, 63016), True, 0),
        (faults.coded(401, 20003), False, 300),
        (faults.coded(400, 21611), False, 60),
        (faults.coded(400, 69999), True, 0),
    ],
)
def test_a_refusal_says_whether_to_try_again(
    twilio: TwilioStandIn, channel: TwilioWhatsApp, fault: Fault, permanent: bool, wait: int
) -> None:
    twilio.go_wrong([fault])

    with pytest.raises(ChannelError) as refused:
        channel.send(hello())

    assert (refused.value.permanent, refused.value.retry_after) == (permanent, timedelta(seconds=wait))
    assert twilio.seen_by(ANA) == []


def test_where_nobody_listens_nothing_was_accepted() -> None:
    channel = TwilioWhatsApp.from_settings(settings_for("http://127.0.0.1:1"), Shelf())

    with pytest.raises(ChannelError) as refused:
        channel.send(hello())
    channel.close()

    assert not refused.value.permanent


def torn(reason: Exception) -> requests.ConnectionError:
    return requests.ConnectionError(MaxRetryError(HTTPConnectionPool("twilio.invalid"), "/", reason))


def test_only_a_connection_that_never_was_means_that_nothing_was_accepted() -> None:
    connection = HTTPConnection("twilio.invalid")
    never = [
        torn(NameResolutionError("twilio.invalid", connection, socket.gaierror())),
        torn(NewConnectionError(connection, "refused")),
        torn(ConnectTimeoutError(connection, "too slow")),
    ]
    perhaps = [
        requests.ConnectionError(ProtocolError("reset", ConnectionResetError())),
        requests.ReadTimeout(ReadTimeoutError(HTTPConnectionPool("twilio.invalid"), "/", "too slow")),
        requests.exceptions.SSLError("certificate"),
        requests.RequestException(),
    ]

    assert [type(failure(error)) for error in never] == [ChannelError] * 3
    assert [type(failure(error)) for error in perhaps] == [OutcomeUnknown] * 4


def test_an_answer_that_drips_in_does_not_outlast_the_deadline() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        channel = TwilioWhatsApp.from_settings(
            settings_for(f"http://127.0.0.1:{server.getsockname()[1]}"), Shelf()
        )
        dripping = _drip(server)

        with pytest.raises(OutcomeUnknown):
            channel.send(hello())  # else it would drip for ever
        dripping.set()
    channel.close()


def _drip(server: socket.socket) -> threading.Event:
    """Answer one request a byte every tenth of a second until the event is set."""
    enough = threading.Event()

    def run() -> None:
        connection, _ = server.accept()
        with connection:
            connection.recv(65536)
            while not enough.wait(0.1):
                connection.send(b"H")

    threading.Thread(target=run, daemon=True).start()
    return enough


def test_the_provider_is_asked_by_recipient_and_hour(twilio: TwilioStandIn, channel: TwilioWhatsApp) -> None:
    first = channel.send(hello())
    channel.send(hello(recipient="whatsapp:+34600333444"))
    second = channel.send(hello(body="otra"))

    seen = channel.find(ANA, BEFORE)
    later = channel.find(ANA, datetime.now(UTC) + timedelta(seconds=5))

    assert sorted(one.sid for one in seen) == sorted([first, second])
    assert later == []


def test_credentials_that_are_wrong_stop_nothing_for_good(twilio: TwilioStandIn) -> None:
    channel = TwilioWhatsApp.from_settings(settings_for(twilio.url, twilio_auth_token="wrong"), Shelf())

    with pytest.raises(ChannelError) as sending:
        channel.send(hello())
    with pytest.raises(ChannelError) as finding:
        channel.find(ANA, BEFORE)
    channel.close()

    assert [error.value.permanent for error in (sending, finding)] == [False, False]
    assert sending.value.explanation.startswith("Twilio no acepta la cuenta")


def test_no_log_line_tells_who_is_written_what(
    twilio: TwilioStandIn, channel: TwilioWhatsApp, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    twilio.go_wrong([faults.coded(400, 21211), faults.LOST_AFTER])

    for _ in range(3):
        try:
            channel.send(hello(body="Secreto de Ana"))
        except (ChannelError, OutcomeUnknown) as error:
            logging.getLogger("test").warning("%s", error)
    channel.find(ANA, BEFORE)

    assert "request RQ" in caplog.text
    assert [word for word in ("Secreto", "600111222", Account().token) if word in caplog.text] == []
