"""What Twilio refuses of a new message: rules after its reference of the Message resource, by our own words.

Twilio itself ignores unknown parameters; here one is refused, since it is always a mistake of ours.
"""

import json
import re
from collections.abc import Callable, Container, Sequence
from urllib.parse import urlsplit

Form = dict[str, list[str]]
Refusal = tuple[int, str]

SINGLE = {
    "To", "From", "Body", "MessagingServiceSid", "ContentSid", "ContentVariables", "StatusCallback",
    "ValidityPeriod", "ScheduleType", "SendAt",
}  # fmt: skip
REPEATABLE = {"MediaUrl", "PersistentAction"}

RECIPIENT = re.compile(r"whatsapp:(\+[1-9]\d{6,14}|[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128})")
NUMBER = re.compile(r"\+[1-9]\d{6,14}")
OF_WHATSAPP = ("ContentSid", "ContentVariables", "PersistentAction")
MESSAGE_SID = re.compile(r"(SM|MM)[0-9a-f]{32}")
CONTENT_SID = re.compile(r"HX[0-9a-f]{32}")


def one(form: Form, name: str) -> str:
    return (form.get(name) or [""])[0]


def bad_callback(url: str) -> bool:
    parts = urlsplit(url)
    host = parts.hostname or ""
    return len(url) > 4000 or parts.scheme not in {"http", "https"} or not host or "_" in host


def bad_variables(text: str) -> bool:
    try:
        values = json.loads(text)
    except ValueError:
        return True
    return not isinstance(values, dict) or any(
        not isinstance(value, str)
        or not value.strip()
        or re.search(r"[\n\t]| {5}", value)
        or len(value) > 1600
        for value in values.values()
    )


def bad_pin(action: str) -> bool:
    return re.fullmatch(r"geo:-?\d{1,2}(\.\d+)?,-?\d{1,3}(\.\d+)?(\|.+)?", action) is None


def bad_recipient(form: Form) -> bool:
    by_whatsapp = not one(form, "From") or one(form, "From").startswith("whatsapp:")
    return (RECIPIENT if by_whatsapp else NUMBER).fullmatch(one(form, "To")) is None


def bad_validity(text: str) -> bool:
    return not (text.isdecimal() and 1 <= int(text) <= 36000)


RULES: Sequence[tuple[Callable[[Form], bool], int, str]] = (
    (lambda form: bool(set(form) - SINGLE - REPEATABLE), 20001, "a parameter is unknown"),
    (lambda form: any(len(form.get(name, [])) > 1 for name in SINGLE), 20001, "a parameter is repeated"),
    (lambda form: not one(form, "To"), 21604, "a 'To' is required"),
    (bad_recipient, 21211, "the 'To' is not valid"),
    (lambda form: not one(form, "From"), 21603, "a 'From' is required"),
    (
        lambda form: not (one(form, "Body") or one(form, "MediaUrl") or one(form, "ContentSid")),
        21619, "a text, media or content is required",
    ),
    (lambda form: len(one(form, "Body")) > 1600, 21617, "the text is longer than 1600 characters"),
    (
        lambda form: "ContentSid" in form and bool({"Body", "MediaUrl", "PersistentAction"} & set(form)),
        21655, "content and text exclude each other",
    ),
    (
        lambda form: one(form, "From").startswith("+") and any(name in form for name in OF_WHATSAPP),
        21655, "an SMS has words alone",
    ),
    (
        lambda form: "ContentVariables" in form and "ContentSid" not in form,
        21654, "variables without content",
    ),
    (lambda form: any(map(bad_pin, form.get("PersistentAction", []))), 21656, "the pin is not valid"),
    (
        lambda form: "ContentSid" in form and not CONTENT_SID.fullmatch(one(form, "ContentSid")),
        21655, "the ContentSid is not valid",
    ),
    (
        lambda form: "ContentVariables" in form and bad_variables(one(form, "ContentVariables")),
        21656, "the ContentVariables are not valid",
    ),
    (
        lambda form: any(urlsplit(url).scheme not in {"http", "https"} for url in form.get("MediaUrl", [])),
        21620, "a media URL is not valid",
    ),
    (lambda form: len(form.get("MediaUrl", [])) > 10, 21620, "more than ten media"),
    (
        lambda form: "StatusCallback" in form and bad_callback(one(form, "StatusCallback")),
        21609, "the StatusCallback is not valid",
    ),
    (
        lambda form: "ValidityPeriod" in form and bad_validity(one(form, "ValidityPeriod")),
        21658, "the ValidityPeriod is out of range",
    ),
    (
        lambda form: "SendAt" in form and not one(form, "MessagingServiceSid"),
        35111, "scheduling needs a Messaging Service",
    ),
)  # fmt: skip


def refusal(form: Form, senders: Container[str], contents: Container[str] = ()) -> Refusal | None:
    """The first rule that a form breaks: code and words. None where Twilio would take it."""
    for breaks, code, words in RULES:
        if breaks(form):
            return code, words
    if one(form, "From") not in senders:
        by_whatsapp = one(form, "From").startswith("whatsapp:")
        return 63007 if by_whatsapp else 21606, "no channel with the given 'From'"
    if "ContentSid" in form and one(form, "ContentSid") not in contents:
        return 21655, "there is no such content"
    return None
