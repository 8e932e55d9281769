"""What `docs/api.md` shows is what happens: its calls are made, in their order, and answer as it says."""

import json
import re
import shlex
from pathlib import Path
from typing import Any

from booking_bot.services.hooks.signing import headers
from tests.shop import NOW
from tests.web.api.conftest import TOKEN, Caller

TEXT = (Path(__file__).parents[3] / "docs" / "api.md").read_text(encoding="utf-8")
CALLS = re.compile(r"```sh\n(curl .*?)```\n```json\n(.*?)```", re.DOTALL)


def made(call: Caller, command: str) -> Any:
    """What the command would answer."""
    words = shlex.split(command.replace("\\\n", " ").replace("$TOKEN", TOKEN).replace("$BOT", ""))
    method, path, data, sent = "", "", None, {}
    rest = iter(words[1:])
    for word in rest:
        match word:
            case "-X":
                method = next(rest)
            case "-H":
                name, _, value = next(rest).partition(": ")
                sent[name] = value
            case "-d":
                data = next(rest)
            case _:
                path = word
    method = method or ("POST" if data else "GET")
    return call(method, path.removeprefix("/api/v1"), data=data, headers=sent).body


def test_each_example_answers_as_it_says(ask: Caller) -> None:
    found = CALLS.findall(TEXT)

    answers = [(made(ask, command), json.loads(answer)) for command, answer in found]

    assert len(answers) == TEXT.count("\ncurl ") == 6
    for answer, expected in answers:
        assert answer == expected


def test_the_signature_is_checked_as_it_says() -> None:
    known: dict[str, Any] = {}
    (code,) = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
    exec(code, known)
    is_ours = known["is_ours"]
    body, now = '{"id": "ñ"}', NOW.timestamp()

    sent = headers("order.ready", "evt_1", body, "secret", now=NOW)

    assert is_ours("secret", sent, body.encode(), now)
    assert not is_ours("other", sent, body.encode(), now)
    assert not is_ours("secret", sent, b"{}", now)
    assert not is_ours("secret", sent, body.encode(), now + 301)
    assert not is_ours("secret", {**sent, "X-Booking-Timestamp": "1"}, body.encode(), 1)
