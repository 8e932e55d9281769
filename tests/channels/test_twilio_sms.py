from collections.abc import Iterator
from datetime import timedelta

import pytest

from booking_bot.channels.base import ChannelError, Outbound, OutcomeUnknown, Receipt, Remedy
from booking_bot.channels.twilio_sms import TwilioSms
from tests.channels.test_twilio_whatsapp import BEFORE, settings_for
from tests.twilio_standin import Account, TwilioStandIn, faults

ANA = "+34600111222"


@pytest.fixture
def twilio() -> Iterator[TwilioStandIn]:
    with TwilioStandIn() as running:
        yield running


@pytest.fixture
def channel(twilio: TwilioStandIn) -> Iterator[TwilioSms]:
    made = TwilioSms.from_settings(settings_for(twilio.url, twilio_sms_from=Account().sms))
    yield made
    made.close()


def hello(**changes: object) -> Outbound:
    return Outbound(**{"recipient": ANA, "body": "Hola", "marker": "7-abc", **changes})  # type: ignore[arg-type]


def test_a_text_goes_from_our_number_and_its_id_comes_back(twilio: TwilioStandIn, channel: TwilioSms) -> None:
    sid = channel.send(hello())

    (taken,) = twilio.ledger.messages
    assert (taken.sid, taken.to, taken.sender, taken.body) == (sid, ANA, Account().sms, "Hola")
    assert taken.callback == "https://bot.example.com/twilio/status?o=7-abc"


def test_it_goes_plain_with_its_options_numbered(twilio: TwilioStandIn, channel: TwilioSms) -> None:
    options = [{"id": "a", "title": "10:00"}, {"id": "b", "title": "11:30"}]

    channel.send(hello(body="*¿Cuál* prefieres? 😊", options=options))

    assert twilio.seen_by(ANA) == ["¿Cuál prefieres?\n\n1. 10:00\n2. 11:30"]


def test_what_is_too_long_is_not_cut(twilio: TwilioStandIn, channel: TwilioSms) -> None:
    with pytest.raises(ChannelError) as raised:
        channel.send(hello(body="x" * 1601))

    assert (raised.value.permanent, raised.value.code) == (True, "21617")
    assert twilio.requests == 0


def test_it_is_found_among_the_messages_of_its_own_number(twilio: TwilioStandIn, channel: TwilioSms) -> None:
    twilio.go_wrong([faults.LOST_AFTER])
    with pytest.raises(OutcomeUnknown):
        channel.send(hello())

    found = channel.find(ANA, BEFORE)

    assert [one.sid for one in found] == [twilio.ledger.messages[0].sid]
    assert channel.find(ANA, found[0].created_at + timedelta(seconds=1)) == []


def test_what_became_of_it_is_told_when_asked(twilio: TwilioStandIn, channel: TwilioSms) -> None:
    twilio.receipts = ("sent", "delivered")
    twilio.sms_refuses["+34600333444"] = 30006
    arrived, refused = channel.send(hello()), channel.send(hello(recipient="+34600333444"))

    told = [channel.status(sid) for sid in (arrived, refused, "SM" + "0" * 32)]

    failure = Receipt(
        refused, "failed", error_code="30006", error="Ese número no puede recibir SMS. (Twilio 30006)",
        remedy=Remedy.UNREACHABLE,
    )  # fmt: skip
    assert told == [Receipt(arrived, "delivered"), failure, None]


@pytest.mark.parametrize("fault", [faults.DOWN, faults.coded(401, 20003), faults.Fault(False, 200, "{}")])
def test_where_twilio_tells_nothing_that_can_be_read_nobody_knows(
    twilio: TwilioStandIn, channel: TwilioSms, fault: faults.Fault
) -> None:
    sid = channel.send(hello())
    twilio.outage = fault

    with pytest.raises((ChannelError, OutcomeUnknown)):
        channel.status(sid)


@pytest.mark.parametrize(
    ("code", "remedy"),
    [
        (21610, Remedy.OPTED_OUT),
        (21614, Remedy.UNREACHABLE),
        (21408, Remedy.ELSEWHERE),
        (21612, Remedy.ELSEWHERE),
        (21606, Remedy.HALT),
    ],
)
def test_a_refusal_says_what_is_to_be_done(
    twilio: TwilioStandIn, channel: TwilioSms, code: int, remedy: Remedy
) -> None:
    twilio.go_wrong([faults.coded(400, code)])

    with pytest.raises(ChannelError) as raised:
        channel.send(hello())

    assert (raised.value.code, raised.value.remedy) == (str(code), remedy)
