from datetime import UTC, datetime

import pytest

from booking_bot.channels import twilio_forms
from booking_bot.channels.base import Inbound, Receipt, Remedy

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
SID = "SM0123456789abcdef0123456789abcdef"

TEXT = {
    "MessageSid": SID,
    "From": "whatsapp:+34600111222",
    "ExternalUserId": "whatsapp:ES.1349",
    "ProfileName": "Ana",
    "Body": " hola ",
    "MessageType": "text",
    "NumMedia": "0",
}


def read(**changes: str) -> Inbound:
    form = {**TEXT, **changes}
    return twilio_forms.message({name: [value] for name, value in form.items()}, now=NOW)


def test_a_text_is_read_and_kept_whole() -> None:
    assert read() == Inbound(
        sid=SID,
        address="whatsapp:+34600111222",
        at=NOW,
        phone="+34600111222",
        whatsapp_id="ES.1349",
        profile_name="Ana",
        body=" hola ",
        kind="text",
        media=[],
        raw=TEXT,
    )


def test_where_no_number_is_shared_the_user_id_is_the_address() -> None:
    message = read(From="whatsapp:ES.1349")

    assert (message.address, message.phone, message.whatsapp_id) == ("whatsapp:ES.1349", None, "ES.1349")


def test_an_older_message_has_a_number_alone() -> None:
    message = read(ExternalUserId="")

    assert (message.phone, message.whatsapp_id) == ("+34600111222", None)


def test_an_sms_has_a_bare_number() -> None:
    message = read(From="+34600111222", ExternalUserId="", MessageType="")

    assert (message.address, message.phone, message.kind) == ("+34600111222", "+34600111222", "text")


@pytest.mark.parametrize("name", ["ButtonPayload", "ListId"])
def test_a_button_or_a_line_of_a_list_carries_its_payload(name: str) -> None:
    message = read(MessageType="interactive", ButtonText="Confirmar", **{name: "confirm:1:3"})

    assert (message.kind, message.payload) == ("interactive", "confirm:1:3")


# As a button that was tapped came in real life, with other people in it.
TAPPED = {
    "OriginalRepliedMessageSender": "whatsapp:+14155238886",
    "OriginalRepliedMessageSid": "MM0123456789abcdef0123456789abcdef",
    "ExternalUserId": "whatsapp:ES.4566546130240823",
    "From": "whatsapp:+34600111222",
    "To": "whatsapp:+14155238886",
    "WaId": "34600111222",
    "ProfileName": "Ana",
    "MessageType": "interactive",
    "Body": "jue 26 nov, 17:30",
    "NumMedia": "0",
    "Forwarded": "false",
    "FrequentlyForwarded": "false",
}


@pytest.mark.parametrize(
    ("others", "payload"),
    [
        ({"ButtonText": "jue 26 nov, 17:30", "ButtonPayload": "pick:0:3", "ButtonType": "REPLY"}, "pick:0:3"),
        ({"ListTitle": "jue 26 nov, 17:30", "ListId": "pick:0:3"}, "pick:0:3"),
        ({}, None),  # then its words tell which one it was
    ],
)
def test_a_tap_tells_which_option_it_was_and_on_which_message(
    others: dict[str, str], payload: str | None
) -> None:
    message = read(**TAPPED, **others)

    assert (message.payload, message.body) == (payload, "jue 26 nov, 17:30")
    assert message.quoted_sid == TAPPED["OriginalRepliedMessageSid"]


def test_an_answer_names_what_it_answers() -> None:
    assert read(OriginalRepliedMessageSid="MM1").quoted_sid == "MM1"


def test_files_are_listed() -> None:
    message = read(
        NumMedia="2",
        MessageType="image",
        MediaUrl0="https://api.twilio.com/1",
        MediaContentType0="image/jpeg",
        MediaUrl1="https://api.twilio.com/2",
    )

    assert message.media == [
        {"url": "https://api.twilio.com/1", "type": "image/jpeg"},
        {"url": "https://api.twilio.com/2", "type": ""},
    ]


@pytest.mark.parametrize("number", ["many", "-3", "", "999999999"])
def test_a_wrong_count_of_files_is_none(number: str) -> None:
    assert read(NumMedia=number).media == []


@pytest.mark.parametrize(
    "changes", [{"From": ""}, {"From": "x" * 300}, {"MessageSid": ""}, {"MessageSid": "x" * 65}]
)
def test_a_form_without_sender_or_id_is_malformed(changes: dict[str, str]) -> None:
    with pytest.raises(twilio_forms.Malformed):
        read(**changes)


def test_a_failure_is_explained_to_the_owner() -> None:
    form = {"MessageSid": [SID], "MessageStatus": ["failed"], "ErrorCode": ["63014"]}

    assert twilio_forms.receipt(form, marker="1-a") == Receipt(
        sid=SID,
        status="failed",
        marker="1-a",
        error_code="63014",
        error="El cliente ha bloqueado al negocio. (Twilio 63014)",
        remedy=Remedy.UNREACHABLE,
    )


@pytest.mark.parametrize("code", ["63049", "63999"], ids=["a promotion", "one that is new"])
def test_what_whatsapp_chose_not_to_deliver_goes_another_way_at_once(code: str) -> None:
    form = {"MessageSid": [SID], "MessageStatus": ["undelivered"], "ErrorCode": [code]}

    assert twilio_forms.receipt(form, marker=None).remedy is Remedy.ELSEWHERE


def test_an_unknown_code_is_named_at_least() -> None:
    form = {"MessageSid": [SID], "MessageStatus": ["failed"], "ErrorCode": ["69999"]}

    assert twilio_forms.receipt(form, marker=None).error == "Twilio rechazó el mensaje. (Twilio 69999)"


@pytest.mark.parametrize(
    ("code", "refused"), [("63021", "HX1"), ("63016", "HX1"), ("63014", None), ("", None)]
)
def test_a_failure_names_the_content_where_that_may_be_to_blame(code: str, refused: str | None) -> None:
    form = {"MessageSid": [SID], "MessageStatus": ["failed"], "ErrorCode": [code]}

    assert twilio_forms.receipt(form, marker="1-a", content="HX1").refused_content == refused


@pytest.mark.parametrize(
    ("sent", "pin"),
    [
        ({"Latitude": "40.4203", "Longitude": "-3.7058"}, "40.4203,-3.7058"),
        (
            {"Latitude": "40.4203", "Longitude": "-3.7058", "Label": "Bar", "Address": "Calle del Prado 3"},
            "40.4203,-3.7058|Bar, Calle del Prado 3",
        ),
        ({"Latitude": "91", "Longitude": "0"}, None),
        ({"Latitude": "nan", "Longitude": "0"}, None),
        ({"Latitude": "40.4203"}, None),
        ({"Latitude": "norte", "Longitude": "sur"}, None),
    ],
)
def test_a_place_is_a_pin_where_it_is_one(sent: dict[str, str], pin: str | None) -> None:
    assert read(MessageType="location", Body="", **sent).location == pin
