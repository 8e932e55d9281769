"""What `check` finds, and how it asks others."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

import requests

TIMEOUT = 10  # seconds


class Finding(NamedTuple):
    """What was found of a subject; with `fault` the words say what to do about it."""

    subject: str
    words: str
    fault: bool = True


@dataclass(frozen=True)
class Answer:
    status: int
    told: Mapping[str, Any] = field(default_factory=dict)  # its JSON


class Ask(Protocol):
    def __call__(
        self,
        method: str,
        url: str,
        *,
        auth: tuple[str, str] | None = None,
        form: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """What that address answers. Raises OSError without an answer."""


def ask(
    method: str,
    url: str,
    *,
    auth: tuple[str, str] | None = None,
    form: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Answer:
    answer = requests.request(
        method, url, auth=auth, data=form, headers=headers, timeout=TIMEOUT, allow_redirects=False
    )
    try:
        told = answer.json()
    except ValueError:
        told = {}
    return Answer(answer.status_code, told if isinstance(told, dict) else {})
