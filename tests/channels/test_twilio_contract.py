"""The stand-in as a contract: what Twilio refuses it refuses too, so that our calls are held to it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.twilio_standin import Account, contract
from tests.twilio_standin.contents import APPROVING, MAKING, Content, Contents, Shown, broken
from tests.twilio_standin.whatsapp import WhatsApp

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
ANA, HX = "whatsapp:+34600111222", "HX" + "0" * 32
RIGHT = {
    "To": ANA,
    "From": Account().sender,
    "Body": "Hola",
    "StatusCallback": "https://bot.example.com/s?o=1",
}
SMS = {"To": "+34600111222", "From": Account().sms}
FILLED = {"Body": None, "ContentSid": HX, "ContentVariables": '{"1": "Hola"}'}


def refusal(**changes: object) -> int | None:
    form = {name: value for name, value in {**RIGHT, **changes}.items() if value is not None}
    listed = {name: value if isinstance(value, list) else [str(value)] for name, value in form.items()}
    found = contract.refusal(listed, Account().senders, {HX})
    return found[0] if found else None


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, None),
        ({"To": "whatsapp:ES.1349"}, None),
        ({"Body": None, "MediaUrl": ["https://bot.example.com/a.png"]}, None),
        ({"PersistentAction": "geo:40.4203,-3.7058|Calle Mayor 3"}, None),
        ({"ValidityPeriod": "36000"}, None),
        (FILLED, None),
        ({"To": None}, 21604),
        ({"To": "+34600111222"}, 21211),
        ({"To": "whatsapp: 34600111222"}, 21211),  # a "+" that was not encoded
        ({"From": None}, 21603),
        ({"From": "whatsapp:+34600000000"}, 63007),
        (SMS, None),
        ({**SMS, "To": ANA}, 21211),
        ({**SMS, "From": "+34900000000"}, 21606),
        ({**SMS, **FILLED}, 21655),
        ({**SMS, "PersistentAction": "geo:40.4203,-3.7058"}, 21655),
        ({"Body": None}, 21619),
        ({"Body": "x" * 1601}, 21617),
        ({"Body": ["a", "b"]}, 20001),
        ({"Text": "Hola"}, 20001),
        ({"StatusCallback": "https://my_bot.example.com/"}, 21609),
        ({"StatusCallback": "/twilio/status"}, 21609),
        ({"MediaUrl": ["/a.png"]}, 21620),
        ({"MediaUrl": ["https://bot.example.com/a.png"] * 11}, 21620),
        ({"ValidityPeriod": "36001"}, 21658),
        ({"SendAt": "2026-11-24T09:00:00Z"}, 35111),
        ({"PersistentAction": "40.4203,-3.7058"}, 21656),
        ({**FILLED, "Body": "Hola"}, 21655),
        ({**FILLED, "ContentSid": "HX1"}, 21655),
        ({**FILLED, "ContentSid": "HX" + "1" * 32}, 21655),
        ({**FILLED, "ContentVariables": "1=Hola"}, 21656),
        ({**FILLED, "ContentVariables": '{"1": ""}'}, 21656),
        ({**FILLED, "ContentVariables": '{"1": null}'}, 21656),
        ({**FILLED, "ContentVariables": '{"1": "a\\nb"}'}, 21656),
        ({"ContentVariables": '{"1": "Hola"}'}, 21654),
    ],
)
def test_a_message_is_refused_for_what_twilio_refuses(changes: dict[str, object], code: int | None) -> None:
    assert refusal(**changes) == code


def buttons(count: int = 1, **changes: object) -> dict[str, Any]:
    action = {"type": "QUICK_REPLY", "title": "{{2}}", "id": "{{3}}", **changes}
    return {
        "language": "es",
        "variables": {"1": "a", "2": "b", "3": "c"},
        "types": {"twilio/quick-reply": {"body": "{{1}}", "actions": [action] * count}},
    }


@pytest.mark.parametrize(
    ("definition", "words"),
    [
        (buttons(), None),
        (buttons(10), None),
        (buttons(11), "a quick reply has one to ten actions"),
        (buttons(payload="x"), "an action has a type, a title and an id"),
        ({**buttons(), "language": ""}, "a language is required"),
        ({**buttons(), "types": {}}, "one type is required"),
        ({**buttons(), "types": {"twilio_quick_reply": {}}}, "the type is unknown"),
        ({**buttons(), "variables": {"1": "a"}}, "a variable has no sample"),
        ({**buttons(), "variables": {"1": "", "2": "b", "3": "c"}}, "a sample is empty"),
    ],
)
def test_a_content_is_refused_for_what_twilio_refuses(definition: dict[str, Any], words: str | None) -> None:
    assert broken(MAKING, definition) == words


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("Hola {{1}}, le recordamos su cita de {{2}} el {{3}} a las {{4}}. ¿Podrá venir?", None),
        ("{{1}}, le recordamos su cita de mañana", "a variable stands at the beginning or the end"),
        ("Le recordamos su cita con {{1}}.", "a variable stands at the beginning or the end"),
        ("Le recordamos la cita {{1}} y {{3}} de mañana", "variables are not sequential"),
        ("Le recordamos la cita {{1}} {{2}} de mañana aquí", "two variables stand side by side"),
        ("Cita {{1}} mañana", "too many variables for its length"),
        ("Participe en el sorteo de {{1}} de la casa hoy", "gambling"),
        ("Escriba a {{1}} por wa.me/34600111222 cuando quiera", "a link to WhatsApp"),
    ],
)
def test_a_template_is_rejected_for_what_whatsapp_rejects(body: str, words: str | None) -> None:
    samples = {str(number): "a" for number in range(1, 5)}
    contents = Contents()
    made = contents.make({"language": "es", "variables": samples, "types": {"twilio/text": {"body": body}}})
    assert isinstance(made, Content)

    answer = contents.submit(made.sid, {"name": "recordatorio_1", "category": "UTILITY"})

    assert broken(APPROVING, made.definition) == words
    assert answer is not None
    assert (answer["status"], made.approval["rejection_reason"]) == ("received", words or "")
    assert made.approved is (words is None)


def test_outside_the_window_only_an_approved_template_goes() -> None:
    whatsapp = WhatsApp(keeps_window=True)
    whatsapp.hear(ANA, "Hola", NOW)
    text, template = Shown("text", "Hola"), Content(HX, buttons(), {"status": "approved"})
    later = NOW + timedelta(hours=24)

    codes = [
        whatsapp.refusal(ANA, None, text, NOW + timedelta(hours=23)),
        whatsapp.refusal(ANA, None, text, later),
        whatsapp.refusal(ANA, Content(HX, buttons()), text, later),
        whatsapp.refusal(ANA, template, text, later),
        whatsapp.refusal(ANA, template, text, later, pin=True),
        whatsapp.refusal("whatsapp:+34600333444", None, text, NOW),
    ]

    assert codes == [None, 63016, 63016, None, 63016, 63016]


def test_the_sandbox_wants_people_to_join_and_three_seconds_between_two() -> None:
    whatsapp = WhatsApp(is_sandbox=True)
    text = Shown("text", "Hola")
    whatsapp.hear(ANA, "join red-house", NOW)

    codes = [
        whatsapp.refusal(person, None, text, NOW + timedelta(seconds=seconds))
        for person, seconds in [(ANA, 0), (ANA, 2), (ANA, 5), ("whatsapp:+34600333444", 9), (ANA, 72 * 3600)]
    ]

    assert codes == [None, 63018, None, 63015, 63015]
