"""What the app does not ask of Twilio yet, or only where things go wrong."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests

from tests.twilio_standin import Account, TwilioStandIn, faults
from tests.twilio_standin.contents import Content, Shown
from tests.twilio_standin.whatsapp import WhatsApp

ANA, EVA = "whatsapp:+34600111222", "whatsapp:+34600333444"
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
ACCOUNT = Account()
TEXT = Shown("text", "Hola")


@pytest.fixture
def twilio() -> Iterator[TwilioStandIn]:
    with TwilioStandIn(ACCOUNT) as twilio:
        yield twilio


def ask(twilio: TwilioStandIn, method: str, path: str, **told: Any) -> requests.Response:
    return requests.request(
        method, f"{twilio.url}{path}", auth=(ACCOUNT.sid, ACCOUNT.token), timeout=10, **told
    )


def messages(sid: str = "") -> str:
    return f"/2010-04-01/Accounts/{ACCOUNT.sid}/Messages{f'/{sid}' if sid else ''}.json"


def send(twilio: TwilioStandIn, body: str = "Hola") -> str:
    form = {"To": ANA, "From": ACCOUNT.sender, "Body": body}
    return str(ask(twilio, "POST", messages(), data=form).json()["sid"])


def test_a_message_is_redacted_and_deleted_and_stays_on_the_phone(twilio: TwilioStandIn) -> None:
    sid = send(twilio)

    redacted = ask(twilio, "POST", messages(sid), data={"Body": ""}).json()["body"]
    too_late = ask(twilio, "POST", messages(sid), data={"Status": "canceled"}).json()["code"]
    answers = [
        ask(twilio, method, messages(sid)).status_code for method in ("GET", "DELETE", "GET", "DELETE")
    ]

    assert (redacted, too_late, answers) == ("", 30409, [200, 204, 404, 404])
    assert twilio.seen_by(ANA) == ["Hola"]


def test_a_list_goes_on_where_its_page_ends(twilio: TwilioStandIn) -> None:
    for body in "abc":
        send(twilio, body)

    first = ask(twilio, "GET", f"{messages()}?PageSize=2").json()
    second = ask(twilio, "GET", first["next_page_uri"]).json()

    assert [[one["body"] for one in page["messages"]] for page in (first, second)] == [["c", "b"], ["a"]]
    assert second["next_page_uri"] is None


def test_the_number_is_shown_and_nothing_answers_during_an_outage(twilio: TwilioStandIn) -> None:
    senders = ask(twilio, "GET", "/v2/Channels/Senders").json()["senders"]
    twilio.outage = faults.DOWN

    answers = [
        ask(twilio, "POST", messages(), data={"To": ANA, "From": ACCOUNT.sender, "Body": "Hola"}).status_code,
        ask(twilio, "GET", messages()).status_code,
    ]

    assert [(one["sender_id"], one["status"]) for one in senders] == [(ACCOUNT.sender, "ONLINE")]
    assert answers == [503, 503]
    assert twilio.ledger.messages == []


def test_contents_are_listed_with_their_approvals(twilio: TwilioStandIn) -> None:
    definition = {
        "language": "es",
        "variables": {},
        "types": {"twilio/text": {"body": "Le esperamos mañana."}},
    }
    made = twilio.contents.make(definition)
    assert isinstance(made, Content)
    twilio.contents.submit(made.sid, {"name": "manana", "category": "UTILITY"})

    (listed,) = ask(twilio, "GET", "/v1/ContentAndApprovals").json()["contents"]

    assert (listed["sid"], listed["approval_requests"]["status"]) == (made.sid, "approved")


@pytest.mark.parametrize(("status", "code"), [("rejected", 63040), ("paused", 63041), ("disabled", 63042)])
def test_a_template_that_is_stopped_reaches_nobody(status: str, code: int) -> None:
    whatsapp = WhatsApp(keeps_window=True)
    template = Content("HX1", {"types": {"twilio/text": {}}}, {"status": status})

    assert whatsapp.refusal(ANA, template, TEXT, NOW) == code


def test_codes_come_as_told_and_who_is_out_of_reach_stays_so() -> None:
    whatsapp = WhatsApp(blocked={EVA: 63003})
    whatsapp.codes.extend([63049, None])

    codes = [whatsapp.refusal(person, None, TEXT, NOW) for person in (ANA, ANA, ANA, EVA, EVA)]

    assert codes == [63049, None, None, 63003, 63003]


def test_the_sandbox_opens_a_conversation_by_its_three_texts_alone() -> None:
    whatsapp = WhatsApp(keeps_window=True, is_sandbox=True)
    whatsapp.hear(ANA, "join red-house", NOW)
    approved = Content("HX1", {"types": {"twilio/text": {}}}, {"status": "approved"})
    own = Shown("text", "Your appointment is coming up on July 3 at 10:00")
    later = NOW + timedelta(hours=30)

    codes = [
        whatsapp.refusal(ANA, None, TEXT, later),
        whatsapp.refusal(ANA, approved, TEXT, later + timedelta(minutes=1)),
        whatsapp.refusal(ANA, None, own, later + timedelta(minutes=2)),
    ]
    whatsapp.hear(ANA, "stop", later)

    assert codes == [63016, 63016, None]
    assert whatsapp.refusal(ANA, None, own, later + timedelta(minutes=3)) == 63015
